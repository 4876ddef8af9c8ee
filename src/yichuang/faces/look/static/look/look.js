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
  // What somebody typed and has not sent stands there again after Back, a link or a reload: in this tab, until it is
  // sent, signed out or the tab is closed; a shared terminal keeps nothing.
  var typed = "main form[method=post] textarea, main form[method=post] input.input:not([type=file])", mine = "typed:";
  function key(field) { return mine + location.pathname + "#" + field.id; }
  function keep(act) { try { act(sessionStorage); } catch { /* a browser that keeps nothing */ } }
  // Of one's own drafts and cases alone: never what identifies somebody at sign-in or at a window.
  var own = /^\/(drafts|cases)\//.test(location.pathname);
  document.querySelectorAll(typed).forEach(function (field) {
    if (!own || !field.id) { return; }
    keep(function (kept) {
      var text = kept.getItem(key(field));
      if (text !== null && !field.value) { field.value = text; var more = field.closest("details"); if (more) { more.open = true; } }
    });
    field.addEventListener("input", function () { keep(function (kept) { kept.setItem(key(field), field.value); }); });
  });
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented || event.target.method !== "post") { return; }
    keep(function (kept) {
      var all = event.target.action.indexOf("/sign-out") > 0;
      Object.keys(kept).forEach(function (name) {
        if (name.indexOf(all ? mine : mine + location.pathname + "#") === 0) { kept.removeItem(name); }
      });
    });
  });
  var problem = document.getElementById("problem");
  if (problem) { problem.focus(); }
})();
