// The fields that find what an entry is about while one types, each a combobox. Without it they take a code or a key.
"use strict";

(() => {
  const WAIT = 150;
  let waits = 0;
  let asked = null; // The latest question: the answer to an earlier one is of no use.

  const listOf = (input) => document.getElementById(`${input.id}_found`);
  const options = (input) => [...listOf(input).querySelectorAll("[role='option']:not([aria-disabled])")];
  const current = (input) => listOf(input).querySelector("[aria-selected='true']");
  const isField = (element) => element.matches?.("input[data-finds]");

  const show = (input, isShown) => {
    listOf(input).hidden = !isShown;
    input.setAttribute("aria-expanded", String(isShown));
    if (!isShown) input.removeAttribute("aria-activedescendant");
  };

  const point = (input, option) => {
    current(input)?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };

  const take = (input, option) => {
    input.value = option.dataset.text;
    input.dataset.kind = option.dataset.kind;
    delete input.dataset.typed;
    show(input, false);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // Whether the list says now what is found for the field.
  const ask = async (input) => {
    clearTimeout(waits);
    asked?.abort();
    asked = new AbortController();
    try {
      const address = `${input.dataset.finds}&find=${encodeURIComponent(input.value)}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok && answer.status !== 401) return false;
      listOf(input).innerHTML = await answer.text();
    } catch {
      return false; // Another letter was typed, or there is no network: the server tells what is wrong on saving.
    }
    options(input).forEach((option, place) => { option.id = `${input.id}_found_${place}`; });
    delete input.dataset.typed;
    return true;
  };

  const open = async (input) => {
    if (await ask(input)) show(input, document.activeElement === input);
  };

  const step = (input, by) => {
    if (listOf(input).hidden) return open(input);
    const all = options(input);
    const at = all.indexOf(current(input)) + by;
    if (all.length) point(input, all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at % all.length]);
    return null;
  };

  const takeFirst = async (input) => {
    const isAnswered = !("typed" in input.dataset) || (await ask(input));
    const option = isAnswered && (current(input) ?? options(input)[0]);
    if (option) take(input, option);
  };

  // A code that was typed to its end needs no choosing.
  const takeNamed = async (input) => {
    const name = input.value.trim().toLowerCase();
    if (!name || !(await ask(input))) return;
    const named = options(input).filter((option) => option.querySelector(".code").textContent.toLowerCase() === name);
    if (named.length === 1) take(input, named[0]);
  };

  document.addEventListener("input", (event) => {
    if (!isField(event.target)) return;
    event.target.dataset.typed = event.target.dataset.kind = "";
    clearTimeout(waits);
    waits = setTimeout(open, WAIT, event.target);
  });

  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!isField(input) || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = {
      ArrowDown: () => step(input, 1),
      ArrowUp: () => step(input, -1),
      Escape: () => show(input, false),
      Enter: () => takeFirst(input),
    };
    const isOpen = !listOf(input).hidden || "typed" in input.dataset;
    if (!acts[event.key] || (!isOpen && ["Escape", "Enter"].includes(event.key))) return;
    event.preventDefault();
    acts[event.key]();
  });

  document.addEventListener("focusout", (event) => {
    if (!isField(event.target)) return;
    show(event.target, false);
    if ("typed" in event.target.dataset) takeNamed(event.target);
  });

  // The pointer chooses without taking the focus away.
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest(".finder-list")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest(".finder-list > [role='option']:not([aria-disabled])");
    if (option) take(option.parentElement.parentElement.querySelector("input"), option);
  });

  const setUp = (root) => {
    for (const input of root.querySelectorAll("input[data-finds]")) {
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-autocomplete", "list");
      input.setAttribute("aria-controls", `${input.id}_found`);
      input.setAttribute("aria-expanded", "false");
    }
  };
  document.addEventListener("row-added", (event) => setUp(event.target));
  setUp(document);
})();
