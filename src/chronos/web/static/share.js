// Copy text, with a short note that it was done.

import { clock } from "./player/clock.js";

const SHOWN_MS = 2500;

// Return a line that names a moment, and its address.
export function momentOf(video, title, seconds, text) {
  const url = new URL(`/videos/${video}`, location.href);
  url.searchParams.set("t", Math.round(seconds * 10) / 10);
  const place = `${title}, ${clock(seconds)}`;
  return { line: text ? `“${text}” (${place})` : place, url: url.href };
}

export async function copy(text, { copied, refused }) {
  try {
    await navigator.clipboard.writeText(text); // exists on https and localhost only
    toast(copied);
  } catch {
    toast(copyByHand(text) ? copied : refused);
  }
}

function copyByHand(text) {
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "unseen";
  document.body.append(box);
  box.select();
  const isDone = document.execCommand("copy");
  box.remove();
  return isDone;
}

// Say something without taking the focus.
export function toast(text) {
  document.querySelector(".toast.passing")?.remove();
  const place = document.createElement("p");
  place.className = "toast passing";
  place.setAttribute("role", "status");
  document.body.append(place);
  place.textContent = text;
  setTimeout(() => place.remove(), SHOWN_MS);
}
