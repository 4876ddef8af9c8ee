// While somebody types, the part of the page that says what follows is asked for anew; without a script a press does it.
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
  // What the worker is still doing is looked at again.
  if (document.querySelector("[data-look-again]")) { setTimeout(function () { location.reload(); }, 2000); }
  // A finding leads to its line in the text that is being written.
  var text = document.getElementById("text");
  if (!text || text.tagName !== "TEXTAREA") { return; }
  document.addEventListener("click", function (event) {
    var link = event.target.closest('#found a[href^="#line-"]');
    if (!link) { return; }
    event.preventDefault();
    var lines = text.value.split("\n"), at = Math.min(Number(link.hash.slice(6)), lines.length);
    var from = lines.slice(0, at - 1).join("\n").length + (at > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(from, from + lines[at - 1].length);
    text.scrollTop = text.scrollHeight * (at - 3) / lines.length;
  });
  // Whoever leaves with something unsaved is asked.
  var saved = text.defaultValue, sent = false;
  text.form.addEventListener("submit", function () { sent = true; });
  window.addEventListener("beforeunload", function (event) {
    if (!sent && text.value !== saved) { event.preventDefault(); }
  });
})();
