// The bar of the player: what was played and loaded, ticks of citations, and a preview where the pointer is.

import { clock } from "./clock.js";
import { showTile } from "./storyboard.js";

const SVG = "http://www.w3.org/2000/svg";

export class Bar {
  #media;
  #track;
  #range;
  #words;
  #storyboard;
  #isHeld = false;

  constructor(media, track, words, storyboard) {
    [this.#media, this.#track, this.#words, this.#storyboard] = [media, track, words, storyboard];
    this.#range = track.querySelector("input");
    this.#range.dataset.position = "";
    this.#range.addEventListener("input", () => {
      this.#isHeld = true;
      this.#media.currentTime = Number(this.#range.value);
      this.paint();
    });
    this.#range.addEventListener("change", () => (this.#isHeld = false));
    track.addEventListener("pointermove", (event) => this.#preview(event));
    track.addEventListener("pointerleave", () => (track.querySelector(".preview").hidden = true));
  }

  get length() {
    return Number.isFinite(this.#media.duration) ? this.#media.duration : Number(this.#range.max) || 0;
  }

  paint() {
    const { length } = this;
    const at = this.#isHeld ? Number(this.#range.value) : this.#media.currentTime;
    if (Number(this.#range.max) !== length) this.#range.max = length;
    if (!this.#isHeld) this.#range.value = at;
    const place = this.#words.place.replace("{at}", clock(at)).replace("{all}", clock(length));
    this.#range.setAttribute("aria-valuetext", place);
    this.#set(".past", "width", share(at, length));
    this.#set(".head", "cx", share(at, length));
    this.#set(".buf", "width", share(this.#loaded(), length));
  }

  // Put a tick at each of `moments`, [seconds, whether it is the one that plays].
  mark(moments) {
    this.#track.querySelector("g").replaceChildren(
      ...moments.map(([seconds, isOn]) => {
        const tick = document.createElementNS(SVG, "rect");
        const form = { class: isOn ? "cit on" : "cit", x: share(seconds, this.length), y: 1, width: 3, height: 6 };
        for (const [name, value] of Object.entries(form)) tick.setAttribute(name, value);
        return tick;
      }),
    );
  }

  #set(part, name, value) {
    this.#track.querySelector(part).setAttribute(name, value);
  }

  #loaded() {
    const { buffered, currentTime } = this.#media;
    for (let i = 0; i < buffered.length; i++)
      if (buffered.start(i) <= currentTime && currentTime <= buffered.end(i)) return buffered.end(i);
    return 0;
  }

  async #preview({ clientX, pointerType }) {
    if (pointerType === "touch") return;
    const box = this.#range.getBoundingClientRect();
    const at = Math.min(1, Math.max(0, (clientX - box.left) / box.width)) * this.length;
    const preview = this.#track.querySelector(".preview");
    const tile = preview.querySelector(".tile");
    preview.hidden = false;
    preview.querySelector(".at").textContent = clock(at);
    if (this.#storyboard) tile.hidden = !(await showTile(tile, this.#storyboard, at));
    const whole = this.#track.getBoundingClientRect();
    const half = preview.offsetWidth / 2;
    const middle = Math.min(whole.width - half - 4, Math.max(half + 4, clientX - whole.left));
    preview.style.setProperty("--middle", `${middle}px`);
  }
}

function share(part, whole) {
  return whole ? `${Math.min(100, (100 * part) / whole).toFixed(3)}%` : "0";
}
