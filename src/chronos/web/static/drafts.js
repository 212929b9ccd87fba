// Keep the question that is being typed, by person and page, until it is sent or the person signs out. It stays in this
// window (sessionStorage), and never leaves the browser.

const BEGIN = "draft ";
const BOXES = "form[method=post] :is(input, textarea)[name=question]:not([type=hidden])";

const person = document.body.dataset.person;
const kept = takeStorage();

if (person && kept) {
  for (const box of document.querySelectorAll(BOXES)) box.value ||= kept.getItem(keyOf(box)) ?? "";
  document.addEventListener("input", ({ target }) => target.matches(BOXES) && keep(target));
  // On the window: after the scripts that send a form themselves.
  addEventListener("submit", ({ target, defaultPrevented }) => {
    if (target.matches("[action='/sign-out']")) return forget();
    const box = target.querySelector(BOXES);
    if (!box) return undefined;
    kept.removeItem(keyOf(box));
    if (!defaultPrevented) delete box.dataset.typed;
    return undefined;
  });
  // A question that was refused stands in its box again.
  addEventListener("pagehide", () => {
    for (const box of document.querySelectorAll(BOXES)) if (box.dataset.typed) keep(box);
  });
}

function keep(box) {
  box.dataset.typed = "true";
  if (box.value.trim()) kept.setItem(keyOf(box), box.value);
  else kept.removeItem(keyOf(box));
}

function keyOf(box) {
  return `${BEGIN}${person} ${location.pathname} ${new URL(box.form.action).pathname}`;
}

function forget() {
  for (const box of document.querySelectorAll(BOXES)) delete box.dataset.typed; // it would be kept again on the way out
  for (const key of Object.keys(kept)) if (key.startsWith(BEGIN)) kept.removeItem(key);
}

// In a frame inside Whop a browser may forbid it: then drafts are not kept.
function takeStorage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
