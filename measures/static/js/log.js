// On the form for a development: only the directions that fit what a bearing is on, and the first mistake in view.
// Everything works without it.
"use strict";

(() => {
  const fits = { measure: ["toward", "away", "either", "background"], ambiguity: ["clearer", "murkier", "either", "background"] };

  const kindOf = (select) => {
    const group = select.selectedOptions[0]?.parentElement;
    if (group?.tagName !== "OPTGROUP") return "";
    return group === select.querySelector("optgroup:last-of-type") ? "ambiguity" : "measure";
  };

  const narrow = (bearing) => {
    const select = bearing.querySelector("select[name$='-on']");
    const kind = kindOf(select);
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

  document.addEventListener("DOMContentLoaded", () => {
    for (const bearing of document.querySelectorAll("[data-bearing]")) {
      narrow(bearing);
      bearing.addEventListener("change", () => narrow(bearing));
    }
    document.getElementById("errors")?.focus();
  });
})();
