// On the form that compares texts: a file becomes the text at once, Enter finds the words of its subject, what is marked
// of a passage is what is taken over of it, and a subject's heading says what was chosen. Everything works without it.
"use strict";

(() => {
  const form = document.querySelector("[data-compare]");
  const chosen = form.elements.chosen;
  const field = (element, name) => document.getElementById(element.id.replace(/[^-]+$/, name));

  form.addEventListener("change", async ({ target }) => {
    if (target.type === "file") {
      const [file] = target.files;
      const pasted = field(target, "pasted");
      if (!file?.type.startsWith("text/") || pasted.value.trim()) return;
      pasted.value = await file.text();
      target.value = "";
    }
    if (target.matches("select[name$='-state']")) {
      const subject = target.closest("[data-subject]");
      const place = [...subject.querySelectorAll("select[name$='-state']")].indexOf(target);
      subject.querySelectorAll("[data-state]")[place].textContent = target.selectedOptions[0].textContent;
    }
  });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-words]")) return;
    event.preventDefault();
    event.target.closest("[data-subject]").querySelector("[data-find]").click();
  });

  // Pressing the button may take the mark away, so it is read before.
  form.addEventListener("pointerdown", ({ target }) => {
    const passage = target.closest("[data-take]")?.closest(".passage").querySelector("[data-passage]");
    const marked = document.getSelection();
    chosen.value = passage?.contains(marked.anchorNode) ? marked.toString() : "";
  });

  // What is asked for of one subject comes back in its place: the next thing to write, or to press, has the focus.
  let asked = "";
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-subject] button[name='act']");
    if (button) asked = button.value;
  });
  document.addEventListener("htmx:after:swap", () => {
    const [act, place, ...rest] = asked.split(":");
    const subject = document.getElementById(`subject-${act === "find" ? place : rest.at(-1)}`);
    if (!subject) return;
    const begun = [...subject.querySelectorAll(`[name^='findings-${place}-'][name$='-sentence']`)];
    const next = act === "find" ? subject.querySelector("[data-take]") ?? subject.querySelector("[data-words]") : begun.find((text) => !text.value);
    next?.focus();
  });

  document.getElementById("errors")?.focus();
})();
