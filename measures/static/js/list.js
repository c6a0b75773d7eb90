// The keyboard in a list: j and k go from row to row, f searches it, ? tells; other keys press what names them in the row,
// and u the one button that undoes. Everything works without it.
"use strict";

(() => {
  const help = document.getElementById("keys");

  const ROW = "#results :is(tbody tr, [data-row])";
  const links = () => [...document.querySelectorAll("#results :is(tbody th a, [data-row-link])")];
  const here = () => document.activeElement?.closest(ROW);
  const placeOf = (row) => links().findIndex((link) => row?.contains(link));

  const step = (by) => {
    const all = links();
    const at = placeOf(here());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  // When a row is gone the next one takes its place.
  let left = -1;
  const press = (key) => {
    left = placeOf(here());
    here()?.querySelector(`[data-key='${key}']`)?.click();
  };
  document.addEventListener("htmx:after:swap", () => {
    if (left >= 0) links()[Math.min(left, links().length - 1)]?.focus();
    left = -1;
  });

  // The button stands in what a search replaces: found anew each time.
  const boxes = () => [...document.querySelectorAll("#results tbody input[name='measure']")];
  const chooseAll = () => document.querySelector("[data-choose-all]");
  const tell = () => {
    const button = chooseAll();
    if (!button) return;
    button.hidden = false;
    button.setAttribute("aria-pressed", String(boxes().length > 0 && boxes().every((box) => box.checked)));
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-choose-all]")) return;
    const wanted = !boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = wanted;
    tell();
  });
  document.addEventListener("change", tell);
  document.addEventListener("htmx:after:swap", tell);
  tell();

  // On a slow machine or line somebody types before htmx listens: it then begins with what the form has by now.
  document.addEventListener("htmx:after:init", ({ target: form }) => {
    const served = form.cloneNode(true);
    served.reset();
    const asked = (of) => new URLSearchParams(new FormData(of)).toString();
    if (asked(form) !== asked(served)) form.dispatchEvent(new Event("change"));
  });

  const acts = {
    j: () => step(1),
    k: () => step(-1),
    l: () => press("l"),
    s: () => press("s"),
    x: () => press("x"),
    u: () => document.querySelector("[data-key='u']")?.click(),
    f: () => document.querySelector("[data-search]").focus(),
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const act = acts[event.key];
    if (!act || !singleKeys.isPressed(event)) return;
    event.preventDefault();
    act();
  });
})();
