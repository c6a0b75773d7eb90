// Coding by the keyboard: a key chooses a word, Enter saves, j and k go on and back. Everything works without it.
"use strict";

(() => {
  const form = document.querySelector("[data-coding]");

  document.addEventListener("keydown", (event) => {
    if (!singleKeys.isPressed(event)) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary") === null) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    const link = form.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
    if (link) return link.click();
    const word = form.querySelector(`[data-word="${CSS.escape(event.key)}"]`);
    if (!word) return;
    event.preventDefault();
    word.click();
    word.focus();
  });
})();
