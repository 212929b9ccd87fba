// Which key does what in the player, wherever the focus is, unless the reader types.

const ACTIONS = {
  " ": "toggle", k: "toggle", j: "back10", l: "forward10", arrowleft: "back5", arrowright: "forward5",
  arrowup: "louder", arrowdown: "quieter", m: "mute", f: "fullscreen", c: "captions", t: "theatre", i: "pip",
  "<": "slower", ">": "faster", "?": "help",
};
const TYPING = "textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio])";
const PRESSED_BY_SPACE = "button, summary, [role=tab], [type=checkbox], [type=radio]";
const MOVED_BY_ARROWS = "[role=tab], [type=radio], [type=range]:not([data-position])";

// Return the name of an action, a digit for a tenth of the length, or nothing.
export function actionOf(event) {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (!(target instanceof Element) || target.closest(`${TYPING}, dialog[open]`)) return undefined;
  if (key === " " && target.closest(PRESSED_BY_SPACE)) return undefined;
  if (key.startsWith("Arrow") && target.closest(MOVED_BY_ARROWS)) return undefined;
  // Beside the player these two scroll, as in every list.
  if ((key === "ArrowUp" || key === "ArrowDown") && target.closest(".side")) return undefined;
  if (/^[0-9]$/.test(key)) return key;
  return ACTIONS[key.toLowerCase()];
}
