// Captions under the picture, so that they cover no slide, or over it: in a size and a place of the reader's choice.

export class Captions {
  #track;
  #media;
  #said;

  constructor(media, said) {
    [this.#media, this.#said] = [media, said];
    this.#track = media.textTracks[0] ?? null;
    this.#track?.addEventListener("cuechange", () => this.#write());
    // The full screen of a phone shows the native element alone.
    media.addEventListener("webkitbeginfullscreen", () => this.isOn && (this.#track.mode = "showing"));
    media.addEventListener("webkitendfullscreen", () => this.show(this.isOn));
  }

  get isOn() {
    return !this.#said.hidden;
  }

  show(isOn) {
    if (!this.#track) return;
    this.#track.mode = isOn ? "hidden" : "disabled"; // "hidden" gives cues without drawing them
    this.#said.hidden = !isOn;
    this.#write();
  }

  place({ caption_size: size, caption_place: place }) {
    Object.assign(this.#said.dataset, { size, place });
  }

  #write() {
    const cues = [...(this.#track.activeCues ?? [])];
    this.#said.textContent = cues.map((cue) => cue.getCueAsHTML().textContent).join(" ").replaceAll("\n", " ");
    this.#said.lang = this.#media.querySelector("track")?.srclang ?? "";
  }
}
