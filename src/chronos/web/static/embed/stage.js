// The player of an embed: other lessons come into its place, also by a citation, and a file whose token has expired is
// loaded again where it stopped. Without this file links load the page of their lesson.

import { token, withToken } from "./visit.js";

const stage = document.getElementById("embed-stage");

export function media() {
  return stage.querySelector("video, audio");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-video], a[data-lesson]");
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !plain) return;
  if (link.dataset.video) stage.removeAttribute("data-waits");
  if (event.defaultPrevented || (link.dataset.video ?? link.dataset.lesson) === media().dataset.video) return;
  event.preventDefault();
  load(link.href, Number(link.dataset.seconds ?? 0)).catch(() => (location.href = withToken(link.href)));
});

// Events of media do not bubble; the capturing phase sees those of every lesson.
stage.addEventListener("error", ({ target }) => target === media() && reload(target), true);

async function load(address, seconds) {
  const response = await fetch(withToken(address));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("embed-stage");
  if (!response.ok || !fresh) throw new Error("no such lesson");
  media().pause();
  stage.replaceChildren(...fresh.childNodes);
  const lesson = document.querySelector("input[name=lesson]");
  if (lesson) lesson.value = media().dataset.video;
  stage.dispatchEvent(new CustomEvent("embed-loaded", { bubbles: true }));
  stage.querySelector("chronos-player").playFrom(seconds);
}

function reload(player) {
  const url = new URL(player.src, location.href);
  if (url.searchParams.get("token") === token()) return; // it is not the token that is wrong
  const at = player.currentTime;
  const isPlaying = !player.paused;
  url.searchParams.set("token", token());
  player.src = url.href;
  player.addEventListener("loadedmetadata", () => (player.currentTime = at), { once: true });
  if (isPlaying) player.play().catch(() => {});
}
