// Ask in a conversation without leaving the page: the answer is shown as it is made, then as the server renders it.
// Without this file the forms work as plain forms. Beside a video (data-in-place, the address of its page) the
// conversation stays there.

import { events } from "./events.js";
import { clock } from "./player/clock.js";

const thread = document.getElementById("thread");
const words = document.getElementById("chat-words")?.dataset;
let isAsking = false;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-chat]");
  if (!form || !thread) return;
  event.preventDefault();
  if (!isAsking) ask(form);
});

// Enter asks, Shift and Enter begin a line.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("form[data-chat] textarea")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

async function ask(form) {
  isAsking = true;
  const box = form.elements.question;
  const shown = show(form, box?.value ?? "");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "text/event-stream, application/problem+json;q=0.9" },
    });
    if (response.ok) {
      if (box) box.value = "";
      await follow(response, shown);
    } else {
      const { status, detail } = await response.json();
      fail(shown, status < 502 ? detail : words.away); // from 502 on, the detail is for the operator
    }
  } catch {
    fail(shown, words.lost);
  }
  isAsking = false;
}

// Put the question into the thread, and a place for its answer.
function show(form, question) {
  const again = form.closest(".qa");
  thread.querySelector(":scope > section")?.remove(); // what to ask next, of the answer before
  const article = document.getElementById("asking").content.firstElementChild.cloneNode(true);
  article.querySelector(".ask-q").textContent = question || again?.querySelector(".ask-q").textContent || "";
  if (again) again.replaceWith(article);
  else thread.append(article);
  article.scrollIntoView({ block: "nearest", behavior: calm() });
  return article;
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

async function follow(response, shown) {
  const address = response.headers.get("Content-Location");
  if (isInPlace()) settleInPlace(address);
  else if (address !== location.pathname) history.pushState(null, "", address);
  const text = shown.querySelector("[data-text]");
  const state = shown.querySelector("[data-state]");
  for await (const [name, data] of events(response.body)) {
    if (name === "sources") offerStop(shown, `${address}/${data.message_id}/stop`);
    if (name === "delta") {
      state.hidden = true;
      text.append(data.text);
    }
    if (name === "citation") addSource(shown, data);
    if (name === "delta" || name === "citation") linkMarks(shown);
    if (name === "error") return fail(shown, data.detail);
    if (name === "done") return settle(address, data.message.id);
  }
  fail(shown, words.lost);
}

function isInPlace() {
  return thread.dataset.inPlace !== undefined;
}

// What is asked next follows up; the address of the page leads to the conversation after a reload.
function settleInPlace(address) {
  document.querySelector("form.composer").action = address;
  history.replaceState(null, "", `${thread.dataset.inPlace}tab=ask&talk=${address.split("/").at(-1)}`);
}

// Show a source as soon as it is resolved.
function addSource(shown, cited) {
  const list = shown.querySelector("[data-sources]");
  const item = document.getElementById("source").content.firstElementChild.cloneNode(true);
  const link = item.querySelector("a");
  const { video_id: video, play_seconds: seconds, title, number } = cited;
  Object.assign(link.dataset, { video, seconds, title, number });
  link.href = `/videos/${video}?t=${seconds}`;
  link.append(clock(cited.start_seconds));
  item.querySelector("q").textContent = cited.text;
  item.querySelector("small").textContent = title;
  list.append(item);
  list.hidden = false;
}

// Put a link in the place of each [1] whose source is known.
function linkMarks(shown) {
  const text = shown.querySelector("[data-text]");
  text.normalize();
  for (const node of [...text.childNodes].filter((each) => each.nodeType === Node.TEXT_NODE)) {
    const mark = /\s?\[(\d{1,3})\]/.exec(node.data);
    const source = mark && shown.querySelector(`[data-sources] a[data-number="${mark[1]}"]`);
    if (!source) continue;
    const link = source.cloneNode(true);
    link.className = "cite";
    const rest = node.splitText(mark.index);
    rest.data = rest.data.slice(mark[0].length);
    rest.before(" ", link);
    return linkMarks(shown);
  }
}

function offerStop(shown, address) {
  const button = shown.querySelector("[data-stop]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    fetch(address, { method: "POST", redirect: "manual" });
  });
}

// Show the conversation as the server renders it; a new one gets its whole page.
async function settle(address, answer) {
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const fresh = page.getElementById("thread");
  if (!isInPlace() && (!document.querySelector(".talk") || !fresh)) return location.replace(address);
  thread.replaceChildren(...fresh.childNodes);
  if (isInPlace()) return document.getElementById(`m-${answer}`)?.scrollIntoView({ block: "nearest", behavior: calm() });
  for (const part of [".talks", "#cited", ".talk-head h1"]) renew(part, page);
  document.title = page.title;
  document.getElementById(`m-${answer}`)?.scrollIntoView({ block: "nearest", behavior: calm() });
}

function renew(selector, page) {
  const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
  if (old && fresh) old.replaceWith(fresh);
  else if (fresh) document.querySelector(".dock")?.append(fresh);
}

// A refused question stays in its box, to be mended.
function fail(shown, sentence) {
  shown.removeAttribute("aria-busy");
  shown.querySelector("[data-stop]").hidden = true;
  const state = shown.querySelector("[data-state]");
  state.hidden = false;
  state.className = "alarm";
  state.setAttribute("role", "alert");
  state.textContent = sentence;
}

addEventListener("popstate", () => location.reload());
