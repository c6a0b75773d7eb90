// On the form for a development: only the directions that fit what a bearing is on, rows unfolded when it is their turn,
// sources chosen with the arrow keys and taken with Enter, and the first mistake in view. Everything works without it.
"use strict";

(() => {
  const fits = { measure: ["toward", "away", "either", "background"], ambiguity: ["clearer", "murkier", "either", "background"] };
  const form = document.querySelector("[data-log]");
  const find = document.getElementById("find");
  const picked = document.getElementById("picked");

  const kindOf = (field) => {
    if (field.tagName === "INPUT") return field.dataset.kind;
    const group = field.selectedOptions[0]?.parentElement;
    if (group?.tagName !== "OPTGROUP") return "";
    return group === field.querySelector("optgroup:last-of-type") ? "ambiguity" : "measure";
  };

  const narrow = (bearing) => {
    const kind = kindOf(bearing.querySelector("[name$='-on']"));
    for (const radio of bearing.querySelectorAll("input[type='radio']")) {
      const fitting = !kind || fits[kind].includes(radio.value);
      radio.closest("label").hidden = !fitting && !radio.checked;
    }
    const only = { measure: ["status"], ambiguity: ["state", "concern"] };
    for (const [of, names] of Object.entries(only)) {
      for (const name of names) {
        const field = bearing.querySelector(`select[name$='-${name}']`);
        if (field) field.closest(".field").hidden = Boolean(kind) && kind !== of && !field.value;
      }
    }
  };

  // On a slow line somebody may choose before this script has come; and a browser keeps what was chosen.
  const isChosenHere = (field) =>
    field.value !== "" && (field.tagName === "SELECT" ? !field.selectedOptions[0].defaultSelected : field.value !== field.defaultValue);

  const unfoldNext = (bearing) => {
    const next = bearing.nextElementSibling;
    if (next?.matches("[data-bearing]")) next.open = true;
  };

  const setUp = (root) => {
    const bearings = root.matches?.("[data-bearing]") ? [root] : root.querySelectorAll("[data-bearing]");
    for (const bearing of bearings) {
      narrow(bearing);
      const field = bearing.querySelector("[name$='-on']");
      if (isChosenHere(field)) unfoldNext(bearing);
      bearing.addEventListener("change", (event) => {
        narrow(bearing);
        if (event.target === field && field.value) unfoldNext(bearing);
      });
    }
    for (const hint of root.querySelectorAll("[data-with-script]")) hint.hidden = false;
    for (const hint of root.querySelectorAll("[data-without-script]")) hint.hidden = true;
  };

  form.addEventListener("row-added", ({ target }) => setUp(target));

  // What is proposed goes into the first free effect, whose direction then is chosen.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-chooses]");
    if (!button) return;
    const fields = [...form.querySelectorAll("[data-bearing] [name$='-on']")];
    const isFree = (field) => !field.value && !field.closest("[data-bearing]").querySelector("input[type='radio']:checked");
    const field = fields.find(isFree) ?? rows.add(form.querySelector("[data-adds='bears_on']"))?.querySelector("[name$='-on']");
    if (!field) return;
    event.preventDefault();
    field.value = field.tagName === "SELECT" ? button.dataset.chooses : button.dataset.text;
    if (field.tagName === "INPUT") field.dataset.kind = button.dataset.kind;
    const bearing = field.closest("[data-bearing]");
    bearing.open = true;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    bearing.querySelector("label:not([hidden]) > input[type='radio']").focus();
  });

  // What was typed last and is not answered yet: Enter then waits for the answer.
  let isAsked = false;
  let isAwaited = false;
  const offers = () => [...picked.querySelectorAll("[data-offer]")];

  const begin = (offer) => {
    const addresses = [...form.querySelectorAll("input[name^='sources-'][name$='-url']")];
    const isFree = (input) => !input.value && !document.getElementById(input.id.replace(/url$/, "file")).value;
    const added = () => rows.add(form.querySelector("[data-adds='sources']"))?.querySelector("input[name$='-url']");
    const address = addresses.find(isFree) ?? added();
    if (!address) return false;
    const field = (name) => document.getElementById(address.id.replace(/url$/, name));
    address.value = offer.dataset.url;
    const publisher = field("publisher");
    if (offer.dataset.publisherHint) {
      const hint = document.createElement("p");
      hint.className = "hint";
      hint.id = `${publisher.id}_helptext`;
      hint.textContent = offer.dataset.publisherHint;
      publisher.after(hint);
      publisher.setAttribute("aria-describedby", hint.id);
    }
    address.closest("details").open = true;
    find.value = "";
    picked.querySelector("[data-offer]").remove();
    field("title").focus();
    return true;
  };

  const take = (offer) => {
    if (offer.type !== "checkbox") return offer.click();
    offer.checked = !offer.checked;
    find.focus();
    find.select();
  };

  // A link that is pasted is taken as if Enter were pressed after it.
  find.addEventListener("input", (event) => {
    isAsked = Boolean(find.value.trim());
    isAwaited = event.inputType === "insertFromPaste" && /^https?:\/\/\S+$/.test(find.value.trim());
  });
  document.addEventListener("htmx:after:swap", () => {
    isAsked = false;
    if (isAwaited && offers()[0]) take(offers()[0]);
    isAwaited = false;
  });
  // On a slow machine or line somebody types before htmx listens: it then begins with what the field has by now.
  document.addEventListener("htmx:after:init", () => {
    if (find.value === find.defaultValue) return;
    const wasAwaited = isAwaited;
    find.dispatchEvent(new Event("input"));
    isAwaited = wasAwaited;
  });
  picked.addEventListener("click", (event) => {
    const offer = event.target.closest("button[data-offer]");
    if (offer && begin(offer)) event.preventDefault();
  });

  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[value='save']"));
      return;
    }
    const at = offers().indexOf(event.target);
    if (event.target !== find && at < 0) return;
    const acts = {
      ArrowDown: () => offers()[at + 1]?.focus(),
      ArrowUp: () => (at > 0 ? offers()[at - 1] : find).focus(),
      Escape: () => find.focus(),
      Enter: () => {
        if (at >= 0) take(event.target);
        else if (isAsked) isAwaited = true;
        else if (offers()[0]) take(offers()[0]);
      },
    };
    if (!acts[event.key] || (event.key === "Enter" && event.target === find && !find.value.trim())) return;
    event.preventDefault();
    acts[event.key]();
  });

  for (const row of form.querySelectorAll("[data-folds]")) row.open = isChosenHere(row.querySelector("[name$='-on']"));
  setUp(document);
  document.getElementById("errors")?.focus();
})();
