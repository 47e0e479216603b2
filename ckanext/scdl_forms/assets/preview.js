/* The preview beside an editor follows what is changed; without this script the button « Aperçu » does the same. */
(function () {
  "use strict";
  var editor = document.querySelector("form[data-scdl-preview]");
  var place = document.getElementById("scdl-apercu");
  if (!editor || !place || !window.fetch) { return; }
  var timer = null;
  var latest = 0;

  function refresh() {
    var number = ++latest;
    place.setAttribute("aria-busy", "true");
    window.fetch(editor.getAttribute("data-scdl-preview"), {
      method: "POST", body: new URLSearchParams(new FormData(editor)), credentials: "same-origin",
    }).then(function (response) {
      return response.ok ? response.text() : null;
    }).then(function (html) {
      if (html !== null && number === latest) { place.innerHTML = html; }
    }).catch(function () {
      /* The network is gone: the button still works when it is back. */
    }).finally(function () {
      if (number === latest) { place.setAttribute("aria-busy", "false"); }
    });
  }

  function soon() {
    window.clearTimeout(timer);
    timer = window.setTimeout(refresh, 400);
  }

  editor.addEventListener("input", soon);
  editor.addEventListener("change", soon);

  var errors = document.getElementById("scdl-erreurs");
  if (errors) { errors.focus(); }
  /* A link of the summary opens the field that it leads to. */
  function open() {
    var target = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") { target.open = true; }
  }
  window.addEventListener("hashchange", open);
  open();
})();
