// What is nicer with a script and works without one: no double submit, and the focus on what went wrong.
(function () {
  "use strict";
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    // After the browser has taken the pressed button's value along.
    setTimeout(function () { each(form, true); }, 0);
    // An answer that never comes must not lock the page.
    setTimeout(function () { free(form); }, 15000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(free);
  });
  function free(form) { delete form.dataset.sent; each(form, false); }
  function each(form, off) {
    form.querySelectorAll("button").forEach(function (button) { button.disabled = off; });
  }
  var problem = document.getElementById("problem");
  if (problem) { problem.focus(); }
})();
