// A part of the page that refreshes itself: it asks by its version and is answered 304 while nothing changed. Without a
// script the browser loads the page anew. Nothing is asked by a page that nobody looks at; silence makes it ask less.
(function () {
  "use strict";
  var wide = 60000;
  document.querySelectorAll("[data-poll]").forEach(function (part) {
    var every = Number(part.dataset.poll) * 1000, wait = every;
    function later() { setTimeout(ask, wait); }
    function ask() {
      if (document.hidden) { later(); return; }
      fetch(location.href, { headers: { "If-None-Match": part.dataset.version }, cache: "no-store" }).then(function (answer) {
        if (answer.status !== 304 && answer.status !== 200) { throw new Error(String(answer.status)); }
        wait = every;
        part.classList.remove("stale");
        return answer.status === 304 ? "" : answer.text();
      }).then(function (text) { if (text) { replace(text); } }).catch(function () {
        wait = Math.min(wait * 2, wide);
        part.classList.add("stale");
      }).then(later);
    }
    function replace(text) {
      var page = new DOMParser().parseFromString(text, "text/html"), fresh = page.getElementById(part.id);
      // A press that is on its way is not taken from under the finger.
      if (!fresh || part.querySelector("form[data-sent]")) { return; }
      var focused = part.contains(document.activeElement) ? document.activeElement.id : "";
      part.replaceChildren.apply(part, Array.from(fresh.childNodes));
      part.dataset.version = fresh.dataset.version;
      document.title = page.title;
      var again = focused && document.getElementById(focused);
      if (again) { again.focus(); }
    }
    later();
  });
  // A shared screen goes back to its beginning by itself.
  var leave = document.querySelector("[data-leave]");
  if (leave) { setTimeout(function () { location.replace(leave.dataset.leave); }, Number(leave.dataset.after) * 1000); }
})();
