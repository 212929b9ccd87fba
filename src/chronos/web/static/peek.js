// Point at a citation of the text, or focus it: its quote is shown below, with what is seen there (data-still, the
// address of the list of small pictures).

import { showTile } from "./player/storyboard.js";

const peek = document.createElement("span");
peek.className = "peek";
peek.setAttribute("aria-hidden", "true"); // the quote stands among the sources as well

for (const event of ["mouseover", "focusin"])
  document.addEventListener(event, ({ target }) => {
    const cited = target.closest?.(".qa .worded a.cite");
    if (cited) show(cited);
    else if (!target.closest?.(".peek")) peek.remove();
  });
document.addEventListener("keydown", ({ key }) => key === "Escape" && peek.remove());

async function show(cited) {
  const { video, seconds } = cited.dataset;
  const source = cited.closest(".qa").querySelector(`.fn a[data-video="${video}"][data-seconds="${seconds}"]`);
  const quote = source?.parentElement.querySelector("div");
  if (!quote) return;
  peek.replaceChildren(...quote.cloneNode(true).childNodes);
  cited.closest(".worded").append(peek);
  if (!source.dataset.still) return;
  const still = document.createElement("span");
  still.className = "still tile";
  if (await showTile(still, source.dataset.still, Number(seconds))) peek.prepend(still);
}
