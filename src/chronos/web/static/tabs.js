// Tabs beside a player: shown without loading the page. Without this file they are links.

const bar = document.querySelector(".watch .tabs");
const tabs = [...bar.querySelectorAll("[data-panel]")];

bar.setAttribute("role", "tablist");
for (const tab of tabs) {
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-controls", panelOf(tab).id);
  panelOf(tab).setAttribute("role", "tabpanel");
}
mark(tabs.find((tab) => tab.hasAttribute("aria-current")));

bar.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-panel]");
  if (!tab || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  show(tab);
});
bar.addEventListener("keydown", (event) => {
  const at = tabs.indexOf(document.activeElement);
  const ends = { Home: 0, End: tabs.length - 1 };
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key] * (bar.matches(":dir(rtl)") ? -1 : 1);
  const next = tabs[ends[event.key] ?? (at + step + tabs.length) % tabs.length];
  if (at < 0 || !next) {
    if (event.key === " " && at >= 0) event.preventDefault();
    return;
  }
  event.preventDefault();
  show(next);
  next.focus();
});
// Before those who put the words into a box, which has to be shown to take the focus.
for (const name of ["ask", "note"])
  document.addEventListener(`chronos-${name}`, () => show(tabs.find((tab) => tab.dataset.panel.startsWith(name))), true);

function panelOf(tab) {
  return document.getElementById(`panel-${tab.dataset.panel}`);
}

function show(tab) {
  if (!tab) return;
  mark(tab);
  const address = new URL(location.href);
  address.searchParams.set("tab", tab.dataset.panel);
  if (address.pathname.startsWith("/videos/")) history.replaceState(null, "", address);
}

function mark(shown) {
  for (const tab of tabs) {
    const isOn = tab === shown;
    tab.removeAttribute("aria-current");
    tab.setAttribute("aria-selected", String(isOn));
    tab.tabIndex = isOn ? 0 : -1;
    panelOf(tab).hidden = !isOn;
  }
}
