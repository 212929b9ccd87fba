// Search in a transcript: marks what is found, counts it, and steps through it by Enter and Shift+Enter.
// Browsers without the Custom Highlight API step and count without marks.

const SHORTEST = 2;

export class Finder {
  #sentences;
  #texts;
  #count;
  #words;
  #go;
  #found = []; // ranges
  #at = -1;

  constructor(form, sentences, words, go) {
    [this.#sentences, this.#words, this.#go] = [sentences, words, go];
    this.#count = form.querySelector(".count");
    const box = form.elements.q;
    form.querySelector("button").hidden = true; // Enter steps
    box.addEventListener("input", () => this.#find(box.value));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && box.value) {
        box.value = "";
        this.#find("");
        event.preventDefault();
      }
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.#step(event.shiftKey ? -1 : 1);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault(); // the key of a phone's keyboard
      this.#step(1);
    });
  }

  #find(query) {
    const wanted = fold(query.trim());
    this.#found = [];
    this.#at = -1;
    this.#texts ??= this.#sentences.map((sentence) => fold(sentence.lastChild.data));
    if (wanted.length >= SHORTEST)
      for (const [place, text] of this.#texts.entries())
        for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
          const range = new Range();
          range.setStart(this.#sentences[place].lastChild, at);
          range.setEnd(this.#sentences[place].lastChild, at + wanted.length);
          this.#found.push(range);
        }
    mark("found", this.#found);
    mark("found-now", []);
    if (this.#found.length) this.#step(1);
    else this.#count.textContent = wanted.length >= SHORTEST ? this.#words.none : "";
  }

  #step(by) {
    if (!this.#found.length) return;
    this.#at = (this.#at + by + this.#found.length) % this.#found.length;
    const range = this.#found[this.#at];
    mark("found-now", [range]);
    this.#count.textContent = `${this.#at + 1} / ${this.#found.length}`;
    this.#go(range.startContainer.parentElement);
  }
}

function mark(name, ranges) {
  if (!globalThis.Highlight) return;
  const highlight = new Highlight(...ranges);
  highlight.priority = name === "found-now" ? 1 : 0;
  CSS.highlights.set(name, highlight);
}

// Without case and accents, each letter one for one, so that places stay.
function fold(text) {
  return Array.from(text, (letter) => {
    const plain = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return plain.length === letter.length ? plain : letter;
  }).join("");
}
