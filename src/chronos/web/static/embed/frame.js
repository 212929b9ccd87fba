// What an embed and the page around it say to each other by postMessage (docs/howto/embed.md). Only a page of an allowed
// site is heard, and only that page gets messages.

import { media } from "./stage.js";

const MESSAGE = 1; // the version of these messages
const EVERY_MS = 250;
const { body } = document;
const sites = JSON.parse(body.dataset.sites);
let host = null; // the origin of the page around it, once it is known
let ask = null;
let toldAt = 0;

if (parent !== window) {
  addEventListener("message", hear);
  document.addEventListener("embed-tells", ({ detail }) => tell(detail));
  document.addEventListener("embed-loaded", introduce);
  for (const event of ["play", "pause", "ended"])
    document.addEventListener(event, ({ target }) => target === media() && tell({ event, ...now() }), true);
  document.addEventListener("timeupdate", ({ target }) => target === media() && tellTime(), true);
  document.addEventListener("loadedmetadata", ({ target }) => target === media() && introduce(), true);
  know(location.ancestorOrigins?.[0] ?? originOf(document.referrer));
}

function hear({ source, origin, data }) {
  if (source !== parent || !sites.includes(origin) || data?.chronos !== MESSAGE) return;
  know(origin);
  if (data.do === "play") media().play().catch(() => tell({ event: "error", code: "play_refused", detail: "The browser wants a click first." }));
  if (data.do === "pause") media().pause();
  if (data.do === "seek" && isSecond(data.seconds)) seek(data.seconds);
  if (data.do === "ask" && typeof data.question === "string") question(data.question);
}

// To seek neither begins to play nor stops it.
function seek(seconds) {
  if (media().readyState === HTMLMediaElement.HAVE_NOTHING) {
    media().addEventListener("loadedmetadata", () => (media().currentTime = seconds), { once: true });
    media().preload = "auto";
  } else media().currentTime = seconds;
}

async function question(text) {
  if (!document.querySelector("form[data-embed-ask]")) return tell({ event: "error", code: "ask_hidden", detail: "This embed has no box to ask." });
  ask ??= (await import("./ask.js")).ask;
  ask(text.slice(0, 2000));
}

function know(origin) {
  if (host !== null || !sites.includes(origin)) return;
  host = origin;
  introduce();
}

function introduce() {
  const { title } = document.querySelector("chronos-player").dataset;
  tell({ event: "ready", title, ...now() });
}

function tellTime() {
  const at = performance.now();
  if (at - toldAt < EVERY_MS) return;
  toldAt = at;
  tell({ event: "time", ...now() });
}

function now() {
  const { dataset, currentTime, duration } = media();
  return { video_id: dataset.video, seconds: currentTime, duration: Number.isFinite(duration) ? duration : null };
}

function tell(fields) {
  if (host !== null) parent.postMessage({ chronos: MESSAGE, ...fields }, host);
}

function isSecond(value) {
  return Number.isFinite(value) && value >= 0;
}

function originOf(address) {
  try {
    return new URL(address).origin;
  } catch {
    return null; // the page around it sends no address; its first message makes it known
  }
}
