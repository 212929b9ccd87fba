// What the frame of each page does with scripts: the key of the command palette, drafts of questions, a thin line while
// the next page is slow, and the service worker. Nothing needs it.

import "./drafts.js";
import "./going.js";
import "./worker.js";

const openers = document.querySelectorAll("[data-palette]");

for (const opener of openers) {
  opener.hidden = false;
  opener.addEventListener("click", toggle);
}

if (openers.length)
  document.addEventListener("keydown", (event) => {
    const isKey = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
    if (!isKey) return;
    event.preventDefault();
    toggle();
  });

// Loaded when it is wanted: most pages are read without it.
async function toggle() {
  (await import("./palette.js")).toggle();
}
