// What is nicer with a script and works without one: no double submit, what a pressed button is doing, nothing sent into
// a network that is not there, and the focus on what went wrong.
(function () {
  "use strict";
  var waiting = document.getElementById("waiting"), busy = [];
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (!navigator.onLine) { event.preventDefault(); say("offline"); return; }
    form.dataset.sent = "1";
    busy = [setTimeout(say, 700, "busy"), setTimeout(say, 6000, "slow")];
    // After the browser has taken the pressed button's value along.
    setTimeout(function () { each(form, true); }, 0);
    // An answer that never comes must not lock the page.
    setTimeout(function () { free(form); }, 15000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(free);
  });
  window.addEventListener("offline", function () { say("offline"); });
  window.addEventListener("online", function () { if (waiting) { waiting.hidden = true; } });
  function free(form) { delete form.dataset.sent; each(form, false); busy.forEach(clearTimeout); quiet(); }
  function say(what) { if (waiting) { waiting.textContent = waiting.dataset[what]; waiting.hidden = false; } }
  function quiet() { if (waiting && navigator.onLine) { waiting.hidden = true; } }
  function each(form, off) {
    form.querySelectorAll("button").forEach(function (button) { button.disabled = off; });
  }
  var problem = document.getElementById("problem");
  if (problem) { problem.focus(); }
})();
