/* The page of a check that is under way: ask how far it got, move the bar, show the report at the end.
   Without this script the page has a link that does the same. */
ckan.module("scdl-validation-progress", function ($) {
  "use strict";
  var wait = 1500;
  return {
    options: { url: "" },
    initialize: function () {
      this._errors = 0;
      this._timer = setTimeout(this._ask.bind(this), wait);
    },
    teardown: function () { clearTimeout(this._timer); },
    /* a text that has not changed is left alone, or screen readers would say it again and again */
    _say: function (part, text) {
      var place = this.el.find("[data-part=" + part + "]");
      if (place.text() !== text) { place.text(text); }
    },
    _ask: function () {
      var module = this;
      fetch(module.options.url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
        .then(function (answer) {
          if (!answer.ok) { throw new Error(answer.status); }
          return answer.json();
        })
        .then(function (state) {
          module._errors = 0;
          if (state.state !== "queued" && state.state !== "running") { window.location.reload(); return; }
          if (state.total) { module.el.find("progress").attr({ max: state.total, value: state.done }); }
          module._say("title", state.title);
          module._say("words", state.words);
          module._timer = setTimeout(module._ask.bind(module), wait);
        })
        .catch(function () {
          /* the link of the page is still there */
          module._errors += 1;
          if (module._errors < 5) { module._timer = setTimeout(module._ask.bind(module), wait * 4); }
        });
    }
  };
});
