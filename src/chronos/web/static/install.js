// Offer to install the application, where the browser has a dialog for it; elsewhere the page says how.

const button = document.querySelector("[data-install]");
let offer = null;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  button.hidden = false;
});
addEventListener("appinstalled", () => (button.hidden = true));
button?.addEventListener("click", () => offer?.prompt());
