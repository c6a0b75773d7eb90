// One more row of a form where its button stands, and a long list of choices narrowed to what one types. All works without it.
"use strict";

const rows = (() => {
  const MOST = 60;

  // The page is not loaded anew, so that what was typed and a file that was chosen stay.
  const add = (button) => {
    const count = button.form.querySelector(`input[name='${button.dataset.adds}-rows']`);
    const list = button.closest(".rows");
    const place = Number(count.value);
    if (place >= MOST) return null;
    const template = list.querySelector("template");
    const made = document.createElement("template");
    made.innerHTML = template.innerHTML.replaceAll("~0~", place).replaceAll("~1~", place + 1);
    const row = made.content.firstElementChild;
    list.insertBefore(row, template);
    count.value = place + 1;
    row.dispatchEvent(new Event("row-added", { bubbles: true }));
    return row;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-adds]");
    const row = button && add(button);
    if (!row) return;
    event.preventDefault();
    row.querySelector(":is(input, select, textarea):not([type='hidden'])").focus();
  });

  const narrow = (list) => {
    const words = list.querySelector("input[type='search']").value.toLowerCase().split(/\s+/);
    for (const choice of list.querySelectorAll(".check")) {
      const text = choice.textContent.toLowerCase();
      choice.hidden = !choice.control.checked && !words.every((word) => text.includes(word));
    }
  };
  for (const list of document.querySelectorAll("[data-narrows]")) {
    list.querySelector(".narrowing").hidden = false;
    list.addEventListener("input", () => narrow(list));
    // The Enter key narrows, and sends no form.
    list.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.type === "search") event.preventDefault();
    });
  }

  return { add };
})();
