// While somebody types: the part of the page that says what follows is asked for anew. Without a script a press does it.
(function () {
  "use strict";
  document.querySelectorAll("form[data-live]").forEach(function (form) {
    var waits = 0, asked = 0, shown = document.getElementById(form.dataset.live);
    if (!shown) { return; }
    form.addEventListener("input", function () { clearTimeout(waits); waits = setTimeout(ask, 600); });
    function ask() {
      var mine = ++asked, body = new FormData(form);
      body.set("live", "1");
      fetch(form.action || location.href, { method: "POST", body: body, credentials: "same-origin" }).then(function (answer) {
        return answer.text();
      }).then(function (text) {
        var found = new DOMParser().parseFromString(text, "text/html").getElementById(form.dataset.live);
        // An answer that a later one has overtaken is no news.
        if (found && mine === asked) { shown.replaceChildren.apply(shown, found.childNodes); }
      }, function () { /* no network: what stands there stays */ });
    }
  });
})();
