// Ask beside a video: around the second that plays, or in another scope, which begins a conversation anew.

const form = document.querySelector("form.composer");
const player = () => document.getElementById("player");

form.querySelector(".around").hidden = false;
form.addEventListener("change", ({ target }) => {
  if (target.name === "scope") form.action = "/chat";
});
form.addEventListener("formdata", ({ formData }) => formData.set("at", player()?.currentTime ?? 0));

// Point at a citation of the text, or focus it: its quote is shown below.
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

function show(cited) {
  const { video, seconds } = cited.dataset;
  const source = cited.closest(".qa").querySelector(`.fn a[data-video="${video}"][data-seconds="${seconds}"]`);
  const quote = source?.parentElement.querySelector("div");
  if (!quote) return;
  peek.replaceChildren(...quote.cloneNode(true).childNodes);
  cited.closest(".worded").append(peek);
}
