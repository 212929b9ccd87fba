// While something on the page is in progress, take what has changed from a fresh copy of the page.

const EVERY_MS = 2000;
let timer = 0;

export async function refresh() {
  clearTimeout(timer);
  if (!document.hidden) {
    const fresh = await freshPage();
    if (fresh) takeOver(fresh);
  }
  plan();
}

function plan() {
  if (document.querySelector("[data-busy]")) timer = setTimeout(refresh, EVERY_MS);
}

async function freshPage() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  } catch {
    return null; // offline for a moment: the next round may get through
  }
}

function takeOver(fresh) {
  const focused = document.activeElement?.id;
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (now && now.outerHTML !== old.outerHTML) old.replaceWith(now);
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
}

plan();
