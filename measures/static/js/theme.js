// The theme switch: as the system, light, or dark, kept in this browser only.
// Loaded in the head without `defer`, so that no page flashes in the wrong theme.
"use strict";

(() => {
  const key = "theme";
  const themes = ["auto", "light", "dark"];
  const root = document.documentElement;

  const stored = () => {
    try {
      const theme = localStorage.getItem(key);
      return themes.includes(theme) ? theme : "auto";
    } catch {
      return "auto"; // Storage may be refused; the system's theme then stands.
    }
  };

  const keep = (theme) => {
    try {
      localStorage.setItem(key, theme);
    } catch {
      // The choice lasts as long as the page.
    }
  };

  let theme = stored();

  const apply = () => {
    if (theme === "auto") root.removeAttribute("data-theme");
    else root.dataset.theme = theme;
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.textContent = button.dataset[theme];
    }
  };

  apply();
  document.addEventListener("DOMContentLoaded", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    keep(theme);
    apply();
  });
})();
