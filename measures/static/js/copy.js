// Buttons that copy a field, or the words of the statement that they stand in with its address. Without JavaScript they
// stay hidden: the field can be copied by hand, and the statement has its page.
const wordsOf = (button) => {
  if (button.dataset.copy) return document.getElementById(button.dataset.copy).value;
  const words = [...button.closest("article").querySelectorAll("[data-words]")];
  return [...words.map((each) => each.innerText), words.at(-1).querySelector("a").href].join("\n");
};

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(wordsOf(button));
    button.textContent = button.dataset.copied;
  });
}
