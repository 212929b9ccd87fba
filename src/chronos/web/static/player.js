// Citations and lines of the transcript move the player; the line being spoken is marked.

let player = null;

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-seconds]");
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !plain || !takePlayer() || link.dataset.video !== player.dataset.video) return;
  event.preventDefault();
  playFrom(Number(link.dataset.seconds));
});

if (takePlayer() && player.dataset.start !== undefined) playFrom(Number(player.dataset.start));

// While its file is still being downloaded, a video has no player.
function takePlayer() {
  if (!player) {
    player = document.getElementById("player");
    player?.addEventListener("timeupdate", markLine);
    player?.addEventListener("seeked", markLine);
  }
  return player;
}

function playFrom(seconds) {
  if (player.readyState === HTMLMediaElement.HAVE_NOTHING) {
    player.addEventListener("loadedmetadata", () => playFrom(seconds), { once: true });
    player.preload = "auto";
    return;
  }
  player.currentTime = seconds;
  player.play().catch(() => {}); // a browser may require a click first; the player is then paused at the right second
  if (player.getBoundingClientRect().top < 0) player.scrollIntoView({ block: "start" });
}

let marked = null;

function markLine() {
  const line = lineAt(player.currentTime);
  if (line === marked) return;
  marked?.removeAttribute("aria-current");
  line?.setAttribute("aria-current", "true");
  marked = line;
  if (line) show(line);
}

function lineAt(seconds) {
  const lines = document.querySelectorAll(".lines a[data-seconds]");
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(lines[middle].dataset.seconds) <= seconds + 0.05) low = middle + 1;
    else high = middle;
  }
  return low ? lines[low - 1] : null;
}

// Scrolls the list but not the page, so that a reader elsewhere on the page is not moved.
function show(line) {
  const list = line.closest(".lines");
  if (list.scrollHeight <= list.clientHeight || list.matches(":hover")) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const { top, height } = line.getBoundingClientRect();
  const middle = top - list.getBoundingClientRect().top + height / 2 - list.clientHeight / 2;
  list.scrollBy({ top: middle, behavior: calm ? "auto" : "smooth" });
}
