// The command palette: go to a page, a course or a video, search, or ask. The server renders its lines; this module opens
// it, fills it and moves through it. It is loaded when it is first opened. Without it, menus and the search box do the same.

const PATIENCE_MS = 120; // since the last key

let opening = null;
let asking = null;
let waiting = 0;

export async function toggle() {
  opening ??= load();
  const dialog = await opening.catch(() => null);
  if (!dialog) {
    location.assign("/search");
    return;
  }
  if (dialog.open) {
    dialog.close();
    return;
  }
  const box = boxOf(dialog);
  const isFilled = box.value !== "";
  box.value = "";
  dialog.showModal();
  choose(dialog, 0);
  if (isFilled) await find(dialog);
}

async function load() {
  const dialog = (await fetchPart("/palette")).querySelector("dialog");
  document.body.append(dialog);
  dialog.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => find(dialog), PATIENCE_MS);
  });
  dialog.addEventListener("keydown", (event) => press(event, dialog));
  dialog.addEventListener("click", (event) => click(event, dialog));
  return dialog;
}

async function find(dialog) {
  asking?.abort();
  asking = new AbortController();
  try {
    const part = await fetchPart(`/palette?${new URLSearchParams({ q: boxOf(dialog).value })}`, asking.signal);
    dialog.querySelector("[role=listbox]").replaceChildren(...part.body.childNodes);
  } catch {
    return; // what was typed since is asked for, or the connection is lost: the lines stay
  }
  choose(dialog, 0);
  const status = dialog.querySelector("[role=status]");
  const count = optionsOf(dialog).length;
  status.textContent = count === 1 ? status.dataset.one : status.dataset.many.replace("{count}", count);
}

function press(event, dialog) {
  if (event.isComposing) return;
  const options = optionsOf(dialog);
  const at = options.findIndex((each) => each.ariaSelected === "true");
  if (event.key === "ArrowDown") choose(dialog, (at + 1) % options.length);
  else if (event.key === "ArrowUp") choose(dialog, (at - 1 + options.length) % options.length);
  else if (event.key === "Enter") enter(dialog, event);
  else return;
  event.preventDefault();
}

// What was typed last may not have been found yet.
async function enter(dialog, { ctrlKey, metaKey }) {
  clearTimeout(waiting);
  if (boxOf(dialog).value.trim() !== (dialog.dataset.for ?? "")) await find(dialog);
  const chosen = dialog.querySelector("[aria-selected=true]");
  if ((ctrlKey || metaKey) && chosen && !("ask" in chosen.dataset)) open(chosen.href);
  else chosen?.click();
}

function click(event, dialog) {
  if (event.target === dialog) dialog.close(); // beside it
  const option = event.target.closest("[data-ask]");
  if (!option) return;
  event.preventDefault();
  const form = dialog.querySelector("form");
  form.elements.question.value = option.querySelector("q").textContent;
  form.requestSubmit();
}

function choose(dialog, at) {
  dialog.dataset.for = boxOf(dialog).value.trim();
  optionsOf(dialog).forEach((option, number) => {
    option.id = `palette-${number}`;
    option.ariaSelected = String(number === at);
    if (number === at) option.scrollIntoView({ block: "nearest" });
  });
  boxOf(dialog).setAttribute("aria-activedescendant", `palette-${at}`);
}

function boxOf(dialog) {
  return dialog.querySelector("[role=combobox]");
}

function optionsOf(dialog) {
  return [...dialog.querySelectorAll("[role=option]")];
}

async function fetchPart(address, signal) {
  const response = await fetch(address, { headers: { Accept: "text/html" }, signal });
  if (!response.ok || response.redirected) throw new Error(response.statusText); // signed out
  return new DOMParser().parseFromString(await response.text(), "text/html");
}
