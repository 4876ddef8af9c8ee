// What is nicer with a script and works without one: a field to copy is marked whole, and a button copies it.
(function () {
  "use strict";
  var told = document.getElementById("copied");
  document.querySelectorAll("input[readonly]").forEach(function (field) {
    field.addEventListener("focus", function () { field.select(); });
  });
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    var field = document.getElementById(button.dataset.copy);
    var face = button.innerHTML;
    if (!field || !field.value) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      copy(field).then(function () {
        var label = document.querySelector('label[for="' + field.id + '"]').textContent;
        button.textContent = button.dataset.done;
        if (told) { told.textContent = button.dataset.done + " " + label; }
        setTimeout(function () { button.innerHTML = face; }, 2000);
      }, function () { field.focus(); });
    });
  });
  function copy(field) {
    // Offices often have plain http, where the newer way does not exist, or have forbidden it to all pages.
    if (navigator.clipboard && window.isSecureContext) {
      return navigator.clipboard.writeText(field.value).catch(function () { return copyAsBefore(field); });
    }
    return copyAsBefore(field);
  }
  function copyAsBefore(field) {
    field.select();
    return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("copy"));
  }
})();
