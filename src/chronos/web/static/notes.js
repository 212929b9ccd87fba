// Keep and remove notes without loading the page; a note that is begun keeps the second at which it was begun.
// Without this file the forms load the page anew.

import { clock } from "./player/clock.js";

const fresh = document.querySelector("form[data-new]");
const box = fresh.elements.content;

for (const event of ["timeupdate", "seeked", "loadedmetadata"])
  addEventListener(event, ({ target }) => target.id === "player" && !box.value && set(target.currentTime), true);

document.addEventListener("chronos-note", ({ detail }) => {
  box.value = `“${detail.text}” `;
  set(detail.seconds);
  box.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.target === box && event.key === "Enter" && (event.ctrlKey || event.metaKey)) fresh.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-note]");
  if (!form) return;
  event.preventDefault();
  send(form);
});

function set(seconds) {
  fresh.elements.at_seconds.value = Math.round(seconds * 1000) / 1000;
  fresh.querySelector("[data-at]").textContent = clock(seconds);
}

async function send(form) {
  const place = fresh.querySelector(".err");
  const isNew = form === fresh;
  place.hidden = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    const headers = { Accept: "application/problem+json, text/html;q=0.9" };
    const response = await fetch(form.action, { method: "POST", body, headers });
    if (!response.ok) return fail((await response.json()).detail);
    show(new DOMParser().parseFromString(await response.text(), "text/html"));
    if (isNew) box.value = "";
    else box.focus({ preventScroll: true }); // the button that was pressed is gone
  } catch {
    fail(place.dataset.lost);
  }
}

function show(page) {
  for (const part of ["#notes", "#to-notes sup"]) {
    const [old, now] = [document.querySelector(part), page.querySelector(part)];
    if (old && now) old.replaceWith(now);
    else if (old) old.remove();
    else if (now) document.getElementById("to-notes").append(now);
  }
}

function fail(sentence) {
  const place = fresh.querySelector(".err");
  place.textContent = sentence;
  place.hidden = false;
}
