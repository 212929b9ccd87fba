// The visit of an embed: its token, renewed before it expires. No cookie and no storage is used.

const { dataset } = document.body;
const EARLY_SECONDS = 300;
const LEAST_SECONDS = 30;
const RETRY_SECONDS = 60;

let current = dataset.token;
plan(Number(dataset.secondsLeft));

export function token() {
  return current;
}

function plan(secondsLeft) {
  setTimeout(renew, Math.max(LEAST_SECONDS, secondsLeft - EARLY_SECONDS) * 1000);
}

// Get a new token and put it where the old one stands; a lost connection is tried again, a visit that ended is not.
export async function renew() {
  try {
    const body = new URLSearchParams({ token: current });
    const response = await fetch("/embed/renew", { method: "POST", body, headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const made = await response.json();
    current = made.token;
    replace();
    plan(made.seconds_left);
  } catch {
    setTimeout(renew, RETRY_SECONDS * 1000);
  }
}

function replace() {
  for (const field of document.querySelectorAll("input[name=token]")) field.value = current;
  for (const link of document.querySelectorAll('a[href*="token="]')) link.href = withToken(link.href);
}

// Return an address of this embed with the newest token.
export function withToken(address) {
  const url = new URL(address, location.href);
  url.searchParams.set("token", current);
  return url.href;
}
