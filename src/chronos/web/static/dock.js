// Play what is cited in a player beside the conversation, and report what is played, as the page of a video does.
// Without this file a citation opens the page of its video.

import { watch } from "./watch.js";

const dock = document.getElementById("dock");
let player = dock?.querySelector("video");
const link = dock?.querySelector("a");
let playing = null;

document.addEventListener("click", (event) => {
  const cited = event.target.closest("a[data-video][data-seconds]");
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!cited || !plain || !dock) return;
  event.preventDefault();
  play(cited);
});

dock?.querySelector("button").addEventListener("click", () => {
  player.pause();
  dock.hidden = true;
  dock.closest(".talk").classList.remove("plays");
  mark(null);
});

function play(cited) {
  const { video, seconds, title } = cited.dataset;
  dock.hidden = false;
  dock.closest(".talk").classList.add("plays");
  if (player.dataset.video !== video) load(video);
  link.textContent = title;
  link.href = cited.href;
  mark(cited);
  seek(Number(seconds));
}

function load(video) {
  // Each video has an element of its own: what was played of the one before is reported by its own.
  const fresh = player.cloneNode(false);
  player.pause();
  player.replaceWith(fresh);
  player = fresh;
  const captions = document.createElement("track");
  Object.assign(captions, { kind: "captions", src: `/videos/${video}/captions.vtt`, default: true });
  player.replaceChildren(captions);
  player.dataset.video = video;
  player.src = `/videos/${video}/media`;
  watch(player);
}

function seek(seconds) {
  if (player.readyState === HTMLMediaElement.HAVE_NOTHING) {
    player.addEventListener("loadedmetadata", () => seek(seconds), { once: true });
    player.load();
    return;
  }
  player.currentTime = seconds;
  player.play().catch(() => {}); // a browser may require a click first; the player is then paused at the right second
}

function mark(cited) {
  playing?.classList.remove("on");
  cited?.classList.add("on");
  playing = cited;
}
