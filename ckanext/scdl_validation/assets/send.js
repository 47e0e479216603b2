/* The form “Check a file”: says at once that a file is too large, shows how much of it has arrived, and keeps the chosen
   file when something is to be corrected. Without this script the browser sends the form by itself. */
ckan.module("scdl-validation-send", function ($) {
  "use strict";
  return {
    options: { max: 0, large: "", sending: "", checking: "", failed: "" },
    initialize: function () {
      this._file = this.el.find("#field-upload");
      this._file.on("change", this._size.bind(this));
      this._file.on("dragenter dragover", function () { $(this).addClass("scdl-drop--over"); });
      this._file.on("dragleave drop", function () { $(this).removeClass("scdl-drop--over"); });
      this.el.on("submit", this._submit.bind(this));
    },
    _size: function () {
      var file = this._file[0].files[0];
      var large = Boolean(file && this.options.max && file.size > this.options.max);
      this._part("large").text(large ? this.options.large : "").prop("hidden", !large);
      return large;
    },
    _part: function (name) { return this.el.find("[data-part=" + name + "]"); },
    _submit: function (event) {
      var file = this._file[0].files[0];
      if (!file) { this._busy(this.options.checking); return; }
      event.preventDefault();
      if (this._sending) { return; }
      if (this._size()) { this._file.trigger("focus"); return; }
      this._send();
    },
    _busy: function (words) {
      this._part("sending").prop("hidden", false);
      this._say(words);
    },
    _say: function (words) {
      var place = this._part("words");
      if (place.text() !== words) { place.text(words); }
    },
    _send: function () {
      var module = this;
      var request = new XMLHttpRequest();
      var bar = this.el.find("progress");
      this._sending = true;
      this._busy(this.options.sending);
      this.el.find("button[type=submit]").attr("aria-disabled", "true");
      request.upload.addEventListener("progress", function (event) {
        if (event.lengthComputable) { bar.attr("value", Math.round(100 * event.loaded / event.total)); }
      });
      request.upload.addEventListener("load", function () { bar.removeAttr("value"); module._say(module.options.checking); });
      request.addEventListener("load", function () { module._answered(request); });
      request.addEventListener("error", this._stop.bind(this));
      request.addEventListener("timeout", this._stop.bind(this));
      request.open("POST", this.el[0].action);
      request.setRequestHeader("Accept", "application/json");
      request.send(new FormData(this.el[0]));
    },
    _answered: function (request) {
      var answer = null;
      try { answer = JSON.parse(request.responseText); } catch (_error) { answer = null; }
      if (request.status === 200 && answer && answer.address) { window.location.assign(answer.address); return; }
      if (!this._show(request.responseText)) { this._stop(); }
    },
    /* The form comes back with what is to be corrected: put it in place of this one, with the files chosen here. */
    _show: function (html) {
      var page = new DOMParser().parseFromString(html, "text/html");
      var fresh = page.querySelector(".scdl-page__body");
      var here = document.querySelector(".scdl-page__body");
      if (!fresh || !here || !fresh.querySelector("form.scdl-form")) { return false; }
      here.querySelectorAll("input[type=file]").forEach(function (kept) {
        var place = fresh.querySelector("#" + kept.id);
        if (!place) { return; }
        ["aria-describedby", "aria-invalid"].forEach(function (name) {
          if (place.hasAttribute(name)) { kept.setAttribute(name, place.getAttribute(name)); } else { kept.removeAttribute(name); }
        });
        $(kept).off();
        place.replaceWith(kept);
      });
      fresh.querySelectorAll("[data-part=again]").forEach(function (part) { part.remove(); });
      here.replaceChildren.apply(here, Array.from(fresh.childNodes));
      document.title = page.title;
      ckan.module.initializeElement(here.querySelector("form.scdl-form"));
      var summary = document.getElementById("scdl-errors");
      if (summary) { summary.focus(); summary.scrollIntoView({ block: "start" }); }
      return true;
    },
    _stop: function () {
      this._sending = false;
      this.el.find("progress").attr("value", 0);
      this.el.find("button[type=submit]").removeAttr("aria-disabled");
      this._say(this.options.failed);
    }
  };
});
