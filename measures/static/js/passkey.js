// Where a passkey can be used: its buttons show, and whoever stops it halfway is told so.
const known = Boolean(window.PublicKeyCredential);
for (const button of document.querySelectorAll("[data-passkey]")) button.hidden = !known;
for (const hint of document.querySelectorAll("[data-no-passkeys]")) hint.hidden = known;
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelector("[data-passkey-failed]").hidden = false;
});
