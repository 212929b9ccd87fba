// Choose words of a transcript, by selecting them, or a sentence by the key S: ask about it, note it, copy or share it.

import { copy, momentOf } from "../share.js";

export class Choice {
  #place;
  #tools;
  #words;
  #chosen = null; // { text, seconds }

  constructor(place, words) {
    [this.#place, this.#words] = [place, words];
    this.#tools = place.querySelector(".tools");
    const script = place.querySelector(".script");
    // A link that is dragged is no selection.
    script.addEventListener("pointerdown", ({ target }) => {
      const sentence = target.closest(".s");
      if (sentence) sentence.draggable = false;
    });
    // The click that ends a selection is no wish to play.
    script.addEventListener("click", (event) => !document.getSelection().isCollapsed && event.preventDefault(), true);
    document.addEventListener("selectionchange", () => this.#read());
    document.addEventListener("keydown", (event) => this.#press(event));
    this.#tools.addEventListener("click", ({ target }) => this.#act(target.closest("[data-tool]")?.dataset.tool));
    this.#tools.querySelector("[data-tool=share]").hidden = !navigator.share;
    const note = this.#tools.querySelector("[data-tool=note]");
    if (note) note.hidden = !document.getElementById("note");
  }

  #read() {
    const selection = document.getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const script = this.#place.querySelector(".script");
    if (!script.contains(range.commonAncestorContainer)) return;
    const sentences = [...script.querySelectorAll(".s")].filter((each) => range.intersectsNode(each));
    const text = sentences.map((each) => part(range, each.lastChild)).join(" ").replace(/\s+/g, " ").trim();
    if (text) this.#show(text, Number(sentences[0].dataset.seconds));
  }

  #press(event) {
    if (event.key === "Escape" && !this.#tools.hidden) return this.#close();
    const isTyping = event.target.closest?.("input, textarea, select, dialog[open]");
    if (event.key !== "s" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const sentence = document.activeElement?.closest(".script .s") ?? this.#place.now;
    if (!sentence || this.#place.offsetParent === null) return;
    this.#show(sentence.lastChild.data.trim(), Number(sentence.dataset.seconds));
    this.#tools.querySelector("button").focus();
  }

  #show(text, seconds) {
    this.#chosen = { text, seconds };
    this.#tools.querySelector("q").textContent = text;
    this.#tools.hidden = false;
  }

  #close() {
    const had = this.#tools.contains(document.activeElement);
    this.#tools.hidden = true;
    document.getSelection().removeAllRanges();
    if (had) this.#place.now?.focus({ preventScroll: true });
  }

  async #act(tool) {
    if (!tool) return;
    const { text, seconds } = this.#chosen;
    const { title, video } = this.#place.dataset;
    const { line, url } = momentOf(video, title, seconds, text);
    if (tool === "copy") await copy(`${line} ${url}`, this.#words);
    if (tool === "share") await navigator.share({ title, text: line, url }).catch(() => {}); // closed without sharing
    if (tool === "ask" || tool === "note") {
      this.#tools.hidden = true;
      document.dispatchEvent(new CustomEvent(`chronos-${tool}`, { detail: this.#chosen }));
    } else this.#close();
  }
}

// The part of a sentence's text that is selected.
function part(range, text) {
  const from = range.startContainer === text ? range.startOffset : 0;
  const to = range.endContainer === text ? range.endOffset : text.data.length;
  return text.data.slice(from, to);
}

document.addEventListener("chronos-ask", ({ detail }) => {
  const box = document.getElementById("question");
  if (!box) return;
  box.value = `“${detail.text}” `;
  box.focus();
});
