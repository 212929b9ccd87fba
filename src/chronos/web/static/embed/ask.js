// Ask in an embed without leaving its page: the answer is shown as it is made, then as the server renders it.
// Exports ask(question), which resolves with the answer or an error. Without this file the form is a plain form.

import { events } from "../events.js";

const form = document.querySelector("form[data-embed-ask]");
const place = document.getElementById("answer");
const box = form.elements.question;
let asking = null;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

export function ask(question) {
  box.value = question;
  if (!form.checkValidity()) return;
  send();
}

// A newer question takes the place of the one that is being answered.
async function send() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const question = box.value.trim();
  const shown = begin(question);
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "text/event-stream, application/problem+json;q=0.9" },
      signal,
    });
    if (!response.ok) {
      const { status, code, detail } = await response.json();
      return fail(question, code, status < 502 ? detail : form.dataset.away);
    }
    box.value = "";
    for await (const [name, data] of events(response.body)) {
      if (name === "delta") shown.append(data.text);
      if (name === "error") return fail(question, data.code, data.detail);
      if (name === "done") return settle(question, data);
    }
    fail(question, "lost", form.dataset.lost);
  } catch (error) {
    if (error.name !== "AbortError") fail(question, "lost", form.dataset.lost);
  }
}

function begin(question) {
  const state = line(form.dataset.searching, "dim small");
  const text = line("", "prose");
  place.replaceChildren(title(question), text, state);
  place.setAttribute("aria-busy", "true");
  return text;
}

function settle(question, { html, answer }) {
  const page = new DOMParser().parseFromString(html, "text/html");
  place.replaceChildren(title(question), ...page.body.childNodes);
  place.removeAttribute("aria-busy");
  place.scrollTop = 0;
  tell({ event: "answer", question, ...answer });
}

// A refused question stays in its box, to be mended.
function fail(question, code, sentence) {
  const alarm = line(sentence, "alarm");
  alarm.setAttribute("role", "alert");
  place.replaceChildren(title(question), alarm);
  place.removeAttribute("aria-busy");
  box.value ||= question;
  tell({ event: "error", code, detail: sentence });
}

function tell(detail) {
  document.dispatchEvent(new CustomEvent("embed-tells", { detail }));
}

function title(question) {
  const heading = document.createElement("h3");
  heading.className = "ask-q";
  heading.textContent = question;
  return heading;
}

function line(text, kind) {
  const made = document.createElement("p");
  made.className = kind;
  made.textContent = text;
  return made;
}
