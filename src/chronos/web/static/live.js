// While a video on the page is being processed, reload the page in the background and replace its changed parts.

const EVERY_MS = 2000;
let timer = 0;
let isLeaving = false;

export async function refresh() {
  clearTimeout(timer);
  if (!document.hidden && !isLeaving) {
    const fresh = await freshPage();
    if (fresh) replaceChanged(fresh);
  }
  schedule();
}

function schedule() {
  if (!isLeaving && document.querySelector("[data-busy]")) timer = setTimeout(refresh, EVERY_MS);
}

async function freshPage() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  } catch {
    return null; // offline: the next round may succeed
  }
}

function replaceChanged(fresh) {
  const focused = document.activeElement?.id;
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (now && now.outerHTML !== old.outerHTML) old.replaceWith(now);
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
}

// A form that leaves the page may remove the video that is refreshed here.
document.addEventListener("submit", (event) => {
  isLeaving = !event.defaultPrevented;
});

addEventListener("pageshow", () => {
  isLeaving = false;
  schedule();
});
