// The theme switch: as the system, light, or dark, kept in a cookie of this browser.
// The server writes the theme into the page, so that it never flashes in the wrong one, and this may load late.
"use strict";

(() => {
  const themes = ["auto", "light", "dark"];
  const root = document.documentElement;
  const year = 365 * 24 * 60 * 60;

  let theme = themes.includes(root.dataset.theme) ? root.dataset.theme : "auto";

  const keep = () => {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    const age = theme === "auto" ? 0 : year;
    document.cookie = `theme=${theme}; path=/; max-age=${age}; SameSite=Lax${secure}`;
  };

  const apply = () => {
    if (theme === "auto") root.removeAttribute("data-theme");
    else root.dataset.theme = theme;
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.textContent = button.dataset[theme];
    }
  };

  apply();
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    keep();
    apply();
  });
})();
