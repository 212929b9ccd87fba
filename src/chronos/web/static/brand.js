// <chronos-accent>: around the form of the brand and its preview, which it renews while a colour is chosen.
// Attributes: none. Events: none. Without it the button "Preview" loads the page with the colour.

const QUIET_MS = 150; // a colour that is dragged changes many times a second

class Accent extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("[type=color]");
    this.querySelector("[data-preview]").hidden = true;
    let waiting = 0;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.renew(field.value), QUIET_MS);
    });
  }

  /** Shows what pages make of a colour; a later choice takes the place of an earlier one. */
  async renew(colour) {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const address = `/studio/settings/brand?accent=${encodeURIComponent(colour)}`;
      const answer = await fetch(address, { signal: this.asking.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.querySelector("#preview").replaceWith(page.querySelector("#preview"));
    } catch (error) {
      if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error; // offline: the old one stays
    }
  }
}

customElements.define("chronos-accent", Accent);
