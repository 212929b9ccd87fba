// <chronos-transcript>: running text that follows the player, is searched in place, and gives its sentences away.
//
// Attributes: data-video, data-title; data-words, sentences of the reader's language, as JSON. Events: chronos-ask and
// chronos-note, { text, seconds }, when the reader chose words. Without this file sentences are links that play.

import { Finder } from "./transcript/find.js";
import { Choice } from "./transcript/choose.js";

class Transcript extends HTMLElement {
  #sentences = [];
  #script = null;
  #now = null;
  #follows = true;
  #timer = 0;

  connectedCallback() {
    if (this.#script) return;
    this.#script = this.querySelector(".script");
    this.#sentences = [...this.#script.querySelectorAll(".s")];
    this.#follows = this.#scrolls;
    const words = JSON.parse(this.dataset.words);
    new Finder(this.querySelector("form"), this.#sentences, words, (sentence) => this.#leave() || this.#show(sentence));
    new Choice(this, words);
    // Media events do not bubble. While its file is still being downloaded, a video has no player: the page listens.
    for (const event of ["timeupdate", "seeked"])
      addEventListener(event, ({ target }) => target.id === "player" && this.#mark(target.currentTime), true);
    for (const event of ["wheel", "touchmove"]) this.#script.addEventListener(event, () => this.#leave(), { passive: true });
    this.#script.addEventListener("keydown", ({ key }) => /^(Page|Home|End|Arrow(Up|Down))/.test(key) && this.#leave());
    this.#script.addEventListener("pointerdown", ({ target }) => target === this.#script && this.#leave());
    this.querySelector(".follow").addEventListener("click", () => this.#follow());
    const cites = document.querySelector("[data-cites]");
    if (cites) new MutationObserver(() => this.#underline()).observe(cites, { childList: true, subtree: true });
    this.#underline();
  }

  // On a desktop the text scrolls in its column; on a phone the page does.
  get #scrolls() {
    return getComputedStyle(this.#script).overflowY === "auto";
  }

  at(seconds) {
    let [low, high] = [0, this.#sentences.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Number(this.#sentences[middle].dataset.seconds) <= seconds + 0.05) low = middle + 1;
      else high = middle;
    }
    return low ? this.#sentences[low - 1] : null;
  }

  // The sentences that are said from one second to another; the one at the first second at least.
  #between(begin, end) {
    const first = this.#sentences.indexOf(this.at(begin + 0.2));
    const last = this.#sentences.indexOf(this.at(end - 0.2));
    return this.#sentences.slice(Math.max(0, first), Math.max(first, last) + 1);
  }

  get now() {
    return this.#now;
  }

  #mark(seconds) {
    const sentence = this.at(seconds);
    if (sentence === this.#now) return;
    this.#now?.classList.remove("now");
    this.#now?.removeAttribute("aria-current");
    sentence?.classList.add("now");
    sentence?.setAttribute("aria-current", "true");
    this.#now = sentence;
    if (sentence && this.#follows) this.#show(sentence);
  }

  // A reader who scrolls reads elsewhere: the text stands still until they ask it to follow.
  #leave() {
    this.#follows = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.querySelector(".follow").hidden = this.#follows || !this.#now), 150);
  }

  #follow() {
    this.#follows = true;
    this.querySelector(".follow").hidden = true;
    if (this.#now) this.#show(this.#now);
  }

  #show(sentence) {
    if (this.offsetParent === null) return; // another tab is shown
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    if (!this.#scrolls) return sentence.scrollIntoView({ block: "center", behavior });
    const box = this.#script.getBoundingClientRect();
    const { top, height } = sentence.getBoundingClientRect();
    this.#script.scrollBy({ top: top - box.top + height / 2 - box.height / 2, behavior });
  }

  #underline() {
    const cited = new Set();
    for (const link of document.querySelectorAll(`[data-cites] a[data-video="${this.dataset.video}"]`))
      for (const each of this.#between(Number(link.dataset.seconds), Number(link.dataset.end ?? 0))) cited.add(each);
    for (const each of this.#sentences) each.classList.toggle("cited", cited.has(each));
  }
}

customElements.define("chronos-transcript", Transcript);
