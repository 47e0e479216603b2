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

  function amount(text) {
    var plain = text.replace(/[\s\u00a0\u202f]/g, ""), day = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(plain);
    if (day) { return Number(day[3]) * 10000 + Number(day[2]) * 100 + Number(day[1]); }
    return /^-?\d+([.,]\d+)?$/.test(plain) ? Number(plain.replace(",", ".")) : NaN;
  }

  /* "Votants 15 = voix pour 12 + voix contre 1 + abstentions 2 ✓", from the checks of the standard. */
  function agreement(place) {
    var rule = JSON.parse(place.dataset.scdlAgreement);
    var inputs = rule.fields.map(function (field) { return document.getElementById(field.id); });
    if (inputs.some(function (input) { return !input; })) { return; }
    function said(index) {
      var label = rule.fields[index].label;
      return (index ? label.charAt(0).toLowerCase() + label.slice(1) : label) + " " + inputs[index].value.trim();
    }
    function tell() {
      var amounts = inputs.map(function (input) { return amount(input.value); });
      place.hidden = amounts.some(isNaN);
      if (place.hidden) { return; }
      var first = amounts[0], text, right;
      if (rule.kind === "sum") {
        var sum = Math.round(amounts.slice(1).reduce(function (total, one) { return total + one; }, 0) * 1e6) / 1e6;
        var parts = inputs.slice(1).map(function (input, index) { return said(index + 1); }).join(" + ");
        right = sum === first;
        text = right ? said(0) + " = " + parts + " ✓" : place.dataset.wrong
          .replace("{total}", said(0)).replace("{parts}", parts).replace("{sum}", String(sum).replace(".", ","));
      } else {
        right = { ">": first > amounts[1], ">=": first >= amounts[1], "==": first === amounts[1], "<=": first <= amounts[1], "<": first < amounts[1] }[rule.operator];
        text = place.dataset.wrong.replace("{left}", said(0)).replace("{right}", said(1));
        place.hidden = right;
      }
      place.classList.toggle("scdl-sum--right", right);
      place.classList.toggle("scdl-sum--wrong", !right);
      if (place.textContent !== text) { place.textContent = text; }
    }
    inputs.forEach(function (input) { input.addEventListener("input", tell); });
    tell();
  }

  /* Keeps a draft while it is typed. Never two at once, never while the form is sent, never over somebody else's text. */
  function autosave(form, state) {
    var FIRST = 8000, NEXT = 30000;
    var place = form.querySelector("[data-scdl-saved]"), timer = null, running = null, stopped = false;
    function hidden(name) { return form.querySelector("input[type=hidden][name=" + name + "]"); }
    function taken(answer) {
      var version = hidden("version"), token = hidden("token");
      if (!version) {
        version = document.createElement("input");
        version.type = "hidden";
        version.name = "version";
        form.appendChild(version);
      }
      version.value = String(answer.version);
      if (token) { token.remove(); }
      if (form.getAttribute("action") !== answer.address) {
        form.setAttribute("action", answer.address);
        if (!state.sending) { window.history.replaceState(null, "", answer.address); }
      }
    }
    function save() {
      timer = null;
      if (stopped || running || state.sending || !state.changed) { return; }
      var body = new FormData(form), stop = new AbortController();
      body.set("do", "autosave");
      state.changed = false;
      window.setTimeout(function () { stop.abort(); }, 15000);
      running = fetch(form.getAttribute("action"), { method: "POST", body: body, credentials: "same-origin", signal: stop.signal, headers: { Accept: "application/json" } })
        .then(function (answer) {
          if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) { throw new Error("no answer"); }
          return answer.json().then(function (told) {
            place.textContent = told.message;
            if (answer.ok) { taken(told); } else { stopped = true; state.changed = true; }
          });
        })
        .catch(function () { state.changed = true; place.textContent = form.dataset.scdlAutosave; })
        .then(function () { running = null; if (state.changed) { later(NEXT); } });
    }
    function later(delay) {
      if (!timer && !stopped) { timer = window.setTimeout(save, delay); }
    }
    form.addEventListener("input", function () { later(place.textContent ? NEXT : FIRST); });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") { save(); }
    });
    form.addEventListener("submit", function (event) {
      state.sending = true;
      if (!running) { return; }
      var button = event.submitter;
      event.preventDefault();
      event.stopImmediatePropagation();
      running.then(function () { form.requestSubmit(button); });
    });
    window.addEventListener("pageshow", function () { state.sending = false; });
  }

  function leaving(form) {
    var state = { changed: false, sending: false };
    form.addEventListener("input", function () { state.changed = true; });
    if ("scdlAutosave" in form.dataset && window.AbortController && form.requestSubmit) { autosave(form, state); }
    form.addEventListener("submit", function () {
      state.changed = false;
      // one click, one record: the token protects the server, this spares a wait
      window.setTimeout(function () {
        form.querySelectorAll("button[type=submit]").forEach(function (button) { button.disabled = true; });
      }, 0);
    });
    window.addEventListener("pageshow", function () {
      form.querySelectorAll("button[type=submit]").forEach(function (button) { button.disabled = false; });
    });
    window.addEventListener("beforeunload", function (event) {
      if (state.changed) { event.preventDefault(); event.returnValue = ""; }
    });
  }

  function errors() {
    var summary = document.getElementById("scdl-conflict") || document.getElementById("scdl-errors");
    // A page that loads slowly is perhaps in use already: the focus is not taken from where somebody moved it.
    var active = document.activeElement, idle = !active || active === document.body || active.id === "scdl-errors";
    if (summary && idle && !document.querySelector("form [autofocus]")) { summary.focus(); }
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
    document.querySelectorAll("[data-scdl-agreement]").forEach(agreement);
    document.querySelectorAll("[data-scdl-sets]").forEach(companions);
    errors();
    copies();
    receipt();
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
})();
