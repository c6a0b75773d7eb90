// Keys that work on every page: / goes to the box that searches the record. Single keys can be switched off.
"use strict";

const singleKeys = (() => {
  const name = "single-keys";

  const areOn = () => {
    try {
      return localStorage.getItem(name) !== "off";
    } catch {
      return true; // Storage may be refused; single keys then work.
    }
  };

  // Whether a key is pressed by itself, and not to type.
  const isPressed = (event) => {
    const isTyping = event.target.closest("input:not([type='checkbox'], [type='radio']), select, textarea, dialog");
    return !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && areOn();
  };

  const box = document.querySelector("[data-find]");
  const page = document.querySelector("[data-find-page]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || !box || !isPressed(event)) return;
    event.preventDefault();
    // On a phone the box does not stand on every page: its own page has one.
    if (!box.checkVisibility()) location.assign(page.href);
    box.focus();
    box.select();
  });

  for (const switchOn of document.querySelectorAll("[data-keys-on]")) {
    switchOn.closest("[hidden]")?.removeAttribute("hidden");
    switchOn.checked = areOn();
    switchOn.addEventListener("change", () => {
      try {
        if (switchOn.checked) localStorage.removeItem(name);
        else localStorage.setItem(name, "off");
      } catch {
        switchOn.checked = true;
      }
    });
  }

  return { isPressed };
})();
