// <chronos-snippet>: copies the text of its field by a button, which the server renders hidden.
//
// Attributes: data-copied and data-refused, sentences of the reader's language. Without this file the text is selected by hand.

import { copy } from "./share.js";

class Snippet extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => copy(this.querySelector("textarea").value, this.dataset));
  }
}

customElements.define("chronos-snippet", Snippet);
