// An open menu is closed by Esc and by a click elsewhere, and the focus comes back to it. All works without it.
"use strict";

{
  const close = (menu, isFocused) => {
    menu.open = false;
    if (isFocused) menu.querySelector("summary").focus({ preventScroll: true });
  };
  const openMenus = () => document.querySelectorAll("details.menu[open]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) close(menu, true);
  });

  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      // What was clicked keeps the focus, if it can have it.
      if (!menu.contains(event.target)) close(menu, document.activeElement === document.body);
    }
  });
}
