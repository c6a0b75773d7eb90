// The keyboard in a list: j and k go from row to row, x chooses, f searches it, ? tells. Everything works without it.
"use strict";

(() => {
  const help = document.getElementById("keys");

  const links = () => [...document.querySelectorAll("#results tbody th a")];

  const step = (by) => {
    const all = links();
    const row = document.activeElement.closest("#results tbody tr");
    const at = all.findIndex((link) => row?.contains(link));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  const choose = () => {
    document.activeElement.closest("#results tbody tr")?.querySelector("input[type='checkbox']")?.click();
  };

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
    x: choose,
    f: () => document.querySelector("[data-search]").focus(),
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const act = acts[event.key];
    if (!act || !singleKeys.isPressed(event)) return;
    event.preventDefault();
    act();
  });

  for (const button of document.querySelectorAll("[data-keys-open]")) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }
})();
