// A thin line at the top when the next page takes longer than 300 ms; the style sheet draws it for html[data-going].

const PATIENCE_MS = 300;
const LONGEST_MS = 15_000; // the answer was a file, or never came: this page stays

let timer = 0;

// After the other listeners: what a script handles itself leads nowhere.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const isElsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (event.defaultPrevented || isElsewhere || !link || link.target || link.hasAttribute("download")) return;
  if (link.origin === location.origin && (link.pathname !== location.pathname || link.search !== location.search)) go();
});
addEventListener("submit", (event) => !event.defaultPrevented && !event.target.target && go());
for (const name of ["pageshow", "pagehide"]) addEventListener(name, stop);
function go() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    document.documentElement.dataset.going = "";
    timer = setTimeout(stop, LONGEST_MS);
  }, PATIENCE_MS);
}

function stop() {
  clearTimeout(timer);
  delete document.documentElement.dataset.going;
}
