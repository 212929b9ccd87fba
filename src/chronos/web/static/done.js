// Mark a lesson as done while it plays on, and show that it is done once it was heard to its end; without this file the
// form, or the next visit, loads the page anew.

import { sendNow } from "./beats.js";
import { refresh } from "./live.js";

const player = document.getElementById("player");

player?.addEventListener("ended", () =>
  setTimeout(async () => {
    await sendNow(player.dataset.student); // after the last report was made
    await refresh();
  }),
);

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-done]");
  if (!form) return;
  event.preventDefault();
  const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("done");
  if (!response.ok || !fresh) return form.submit();
  document.getElementById("done").replaceWith(fresh);
  fresh.querySelector("button")?.focus();
});
