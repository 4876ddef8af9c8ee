// What is nicer with a script when files are handed in: each is sent as soon as it is chosen, with its progress and its
// SHA-256 to be compared; what is too large is said before it is sent, and a photograph is made smaller first.
(function () {
  "use strict";
  var form = document.getElementById("upload"), progress = document.getElementById("progress");
  if (!form || !progress || !window.FormData || !window.DOMParser) { return; }
  var most = Number(form.dataset.most) * 1024 * 1024, queue = Promise.resolve(), waiting = 0, wrong = [];
  var LONGEST = 2400; // pixels: a page of A4 at 200 to the inch
  var LIGHT = 1024 * 1024; // bytes: 20 s at 400 kbit/s; what is lighter is sent as it is
  form.querySelectorAll("input[type=file]").forEach(function (input) {
    input.addEventListener("change", function () {
      Array.from(input.files).forEach(function (file) {
        waiting += 1;
        queue = queue.then(function () { return send(file); }).then(done, function () { say("lost", file); done(); });
      });
      input.value = "";
    });
  });
  form.addEventListener("submit", function (event) { if (waiting) { event.preventDefault(); event.stopImmediatePropagation(); } }, true);
  function say(what, file, values) {
    var words = progress.dataset[what].replace("{name}", file.name);
    Object.keys(values || {}).forEach(function (key) { words = words.replace("{" + key + "}", values[key]); });
    progress.textContent = words;
    progress.hidden = false;
    progress.classList.toggle("bad", what !== "sending");
    if (what !== "sending") { wrong.push(words); }
  }
  function done() {
    waiting -= 1;
    if (waiting) { return; }
    progress.hidden = !wrong.length;
    if (wrong.length) { progress.classList.add("bad"); progress.textContent = wrong.join(" "); wrong = []; }
  }
  function send(file) {
    if (!file.size) { say("empty", file); return undefined; }
    return smaller(file).then(function (made) {
      if (made.size > most) {
        say("large", file, { size: (made.size / 1048576).toFixed(1), most: form.dataset.most });
        return undefined;
      }
      return digest(made).then(function (sha256) { return post(made, file.name, sha256); });
    });
  }
  // A photograph as a phone takes it has more points than anybody reads: it is sent upright, with fewer of them and
  // without what the camera wrote beside it. Where that makes nothing lighter, it is sent as it is.
  function smaller(file) {
    if (file.size <= LIGHT || !/^image\//.test(file.type) || !window.createImageBitmap) { return Promise.resolve(file); }
    return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (picture) {
      var by = Math.min(1, LONGEST / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * by);
      canvas.height = Math.round(picture.height * by);
      var drawn = canvas.getContext("2d");
      drawn.fillStyle = "#fff"; // what is transparent would be black
      drawn.fillRect(0, 0, canvas.width, canvas.height);
      drawn.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      return new Promise(function (made) {
        canvas.toBlob(function (blob) { made(blob && blob.size < file.size ? blob : file); }, "image/jpeg", 0.85);
      });
    }, function () { return file; });
  }
  function digest(file) {
    if (!window.crypto || !crypto.subtle) { return Promise.resolve(""); }
    return file.arrayBuffer().then(function (bytes) { return crypto.subtle.digest("SHA-256", bytes); }).then(function (found) {
      return Array.from(new Uint8Array(found), function (each) { return each.toString(16).padStart(2, "0"); }).join("");
    });
  }
  function post(file, name, sha256) {
    return new Promise(function (fulfil, fail) {
      var request = new XMLHttpRequest(), body = new FormData();
      body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      body.append("files", file, name);
      if (sha256) { body.append("sha256", sha256); }
      request.open("POST", form.getAttribute("action") || location.href);
      request.upload.addEventListener("progress", function (event) {
        if (event.lengthComputable) { say("sending", { name: name }, { part: Math.floor(event.loaded / event.total * 100) }); }
      });
      request.addEventListener("error", fail);
      request.addEventListener("timeout", fail);
      request.timeout = 120000;
      request.addEventListener("load", function () {
        var page = new DOMParser().parseFromString(request.responseText, "text/html");
        var list = page.getElementById("handed-in"), said = page.querySelectorAll("#problem li");
        said.forEach(function (each) { wrong.push(each.textContent.trim()); });
        if (!list || (request.status >= 400 && !said.length)) { fail(); return; }
        document.getElementById("handed-in").replaceWith(document.importNode(list, true));
        fulfil();
      });
      request.send(body);
    });
  }
})();
