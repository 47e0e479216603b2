/* Comfort for forms that work without it: counters, calendar, filled companions, copy buttons. */
(function () {
  "use strict";

  function boxes(form) {
    return Array.prototype.slice.call(form.querySelectorAll("[aria-required=true], .scdl-set:has(.scdl-required)"));
  }

  function filled(box) {
    if (box.tagName === "FIELDSET") {
      return Boolean(box.querySelector("input:checked")) ||
        Array.prototype.some.call(box.querySelectorAll("input:not([type=hidden]):not([type=radio]):not([type=checkbox])"), function (input) { return input.value.trim(); });
    }
    return Boolean(box.value.trim());
  }

  function counter(form) {
    var place = form.querySelector("[data-scdl-required]");
    if (!place) { return; }
    var bar = place.querySelector("progress"), done = place.querySelector("[data-scdl-done]");
    function count() {
      var number = boxes(form).filter(filled).length;
      bar.value = number;
      done.textContent = String(number);
    }
    form.addEventListener("input", count);
    form.addEventListener("change", count);
    count();
  }

  function calendar(place) {
    var text = place.querySelector("input");
    var picker = document.createElement("input");
    if (!("showPicker" in picker)) { return; }
    picker.type = "date";
    picker.tabIndex = -1;
    picker.setAttribute("aria-hidden", "true");
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline-secondary";
    button.setAttribute("aria-label", (document.querySelector("label[for='" + text.id + "']") || text).textContent.replace("*", "").trim() + " – calendrier");
    button.innerHTML = '<i class="fa fa-calendar" aria-hidden="true"></i>';
    button.addEventListener("click", function () {
      var parts = text.value.split("/");
      picker.value = parts.length === 3 ? parts[2] + "-" + parts[1].padStart(2, "0") + "-" + parts[0].padStart(2, "0") : "";
      picker.showPicker();
    });
    picker.addEventListener("change", function () {
      var parts = picker.value.split("-");
      if (parts.length === 3) {
        text.value = parts[2] + "/" + parts[1] + "/" + parts[0];
        text.dispatchEvent(new Event("input", { bubbles: true }));
        text.focus();
      }
    });
    place.appendChild(button);
    place.appendChild(picker);
  }

  function companions(select) {
    var last = {};
    function remember() {
      var option = select.selectedOptions[0];
      return option && option.dataset.sets ? JSON.parse(option.dataset.sets) : {};
    }
    last = remember();
    select.addEventListener("change", function () {
      var sets = remember();
      Object.keys(sets).forEach(function (slug) {
        var box = document.getElementById("field-" + slug);
        // words that somebody typed stay
        if (box && (!box.value || box.value === last[slug])) {
          box.value = sets[slug];
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }
      });
      last = sets;
    });
  }

  function leaving(form) {
    var changed = false;
    form.addEventListener("input", function () { changed = true; });
    form.addEventListener("submit", function () {
      changed = false;
      // one click, one record: the token protects the server, this spares a wait
      window.setTimeout(function () {
        form.querySelectorAll("button[type=submit]").forEach(function (button) { button.disabled = true; });
      }, 0);
    });
    window.addEventListener("pageshow", function () {
      form.querySelectorAll("button[type=submit]").forEach(function (button) { button.disabled = false; });
    });
    window.addEventListener("beforeunload", function (event) {
      if (changed) { event.preventDefault(); event.returnValue = ""; }
    });
  }

  function errors() {
    var summary = document.getElementById("scdl-conflict") || document.getElementById("scdl-errors");
    if (summary && !document.querySelector("form [autofocus]")) { summary.focus(); }
    document.addEventListener("click", function (event) {
      var link = event.target.closest(".scdl-errors a[href^='#field-']");
      if (!link) { return; }
      var target = document.getElementById(link.getAttribute("href").slice(1));
      if (!target) { return; }
      event.preventDefault();
      var fold = target.closest("details");
      if (fold) { fold.open = true; }
      target.scrollIntoView({ block: "center" });
      (target.tagName === "FIELDSET" ? target.querySelector("input:not([type=hidden])") || target : target).focus();
    });
  }

  function copies() {
    document.querySelectorAll("[data-scdl-copy]").forEach(function (button) {
      if (!navigator.clipboard) { return; }
      button.hidden = false;
      button.addEventListener("click", function () {
        navigator.clipboard.writeText(document.getElementById(button.dataset.scdlCopy).textContent.trim()).then(function () {
          button.insertAdjacentHTML("beforeend", ' <i class="fa fa-check" aria-hidden="true"></i>');
        });
      });
    });
  }

  function receipt() {
    var box = document.querySelector("[data-scdl-receipt=approved]"), rounds = 0;
    if (!box) { return; }
    (function again() {
      rounds += 1;
      if (rounds > 20) { return; }
      window.setTimeout(function () {
        fetch(window.location.href, { credentials: "same-origin" }).then(function (answer) { return answer.text(); }).then(function (text) {
          var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-scdl-receipt]");
          if (fresh && fresh.dataset.scdlReceipt === "published") { window.location.reload(); } else { again(); }
        }, again);
      }, 3000);
    })();
  }

  function start() {
    document.querySelectorAll("[data-scdl-form]").forEach(function (form) { counter(form); leaving(form); });
    document.querySelectorAll("[data-scdl-date]").forEach(calendar);
    document.querySelectorAll("[data-scdl-sets]").forEach(companions);
    errors();
    copies();
    receipt();
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
})();
