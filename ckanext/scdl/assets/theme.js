/* Enhancements only: every page of the theme works without them. */
(function () {
  "use strict";

  // A menu closes by Escape, by a click elsewhere, and when another one opens.
  const menus = () => document.querySelectorAll("details.scdl-menu[open]");
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    menus().forEach(function (menu) {
      const inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", function (event) {
    menus().forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // select2 leaves its boxes without a name, and gives a textarea a role that it may not have.
  function mend(root) {
    root.querySelectorAll("textarea.select2-search__field[role]").forEach(function (field) {
      field.removeAttribute("role");
      field.removeAttribute("aria-autocomplete");
    });
    // select2 3.5, on CKAN 2.11
    root.querySelectorAll("input.select2-focusser[role]").forEach(function (field) { field.removeAttribute("role"); });
    root.querySelectorAll("a.select2-search-choice-close:not([aria-label])").forEach(function (link) {
      link.setAttribute("aria-label", "Retirer");
    });
    // A picture beside the name that it repeats is decoration.
    root.querySelectorAll("img.user-image[alt]:not([alt=''])").forEach(function (picture) {
      const around = picture.closest("a, td, li, p");
      if (around && around.textContent.includes(picture.alt)) picture.alt = "";
    });
    // A list without an item is a paragraph.
    root.querySelectorAll("ul.activity-empty").forEach(function (list) {
      const text = document.createElement("p");
      text.className = list.className;
      text.append(...list.childNodes);
      list.replaceWith(text);
    });
    root.querySelectorAll(".select2-selection[role=combobox]:not([aria-label]):not([aria-labelledby])").forEach(function (box) {
      const container = box.closest(".select2-container");
      const source = container && container.previousElementSibling;
      const label = source && source.id && document.querySelector('label[for="' + CSS.escape(source.id) + '"]');
      if (label) box.setAttribute("aria-label", label.textContent.replace("*", "").trim());
    });
    root.querySelectorAll("input.select2-input:not([aria-label]), input.select2-focusser:not([aria-label])").forEach(function (field) {
      const group = field.closest(".form-group");
      const label = group && group.querySelector("label.form-label, label.control-label");
      if (label) field.setAttribute("aria-label", label.textContent.replace("*", "").trim());
    });
  }
  // What scripts of CKAN and select2 add in English or without a name.
  const FRENCH = { "Search": "Rechercher", "Remove item": "Retirer", "Remove all items": "Tout retirer" };
  function name(root) {
    root.querySelectorAll(".select2-container [aria-label], .select2-container [title]").forEach(function (element) {
      ["aria-label", "title"].forEach(function (attribute) {
        const said = FRENCH[element.getAttribute(attribute)];
        if (said) element.setAttribute(attribute, said);
      });
    });
    root.querySelectorAll("a.handle:not([aria-label])").forEach(function (handle) {
      handle.setAttribute("aria-label", "Déplacer");
    });
    Array.from(root.querySelectorAll("h1")).slice(1).forEach(function (title) {
      const heading = document.createElement("h2");
      heading.append(...title.childNodes);
      title.replaceWith(heading);
    });
  }
  document.addEventListener("DOMContentLoaded", function () {
    mend(document);
    name(document);
    new MutationObserver(function () { mend(document); name(document); }).observe(document.body, { childList: true, subtree: true });
  });
})();
