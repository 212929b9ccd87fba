// <chronos-player>: our controls over a native <video> or <audio>, which keeps its own without this file.
//
// Attributes: data-title, data-school; data-storyboard, the address of its list; data-preferences, of a student, as JSON;
// data-forgets, where nothing is kept in the browser; data-words, sentences of the reader's language, as JSON. Method: playFrom(seconds). Links with data-video and
// data-seconds play in it; those in [data-cites] are ticks on its bar.

import { Bar } from "./player/bar.js";
import { Captions } from "./player/captions.js";
import { clock } from "./player/clock.js";
import { actionOf } from "./player/keys.js";
import { offerMediaSession } from "./player/media_session.js";
import { Preferences } from "./player/preferences.js";

const FLASH_MS = 1200;
const LOUDER = 0.1;

class Player extends HTMLElement {
  #media = null;
  #bar;
  #cited = NaN; // the second of the citation that was played last
  #captions;
  #preferences;
  #words;
  #flashing = 0;
  #frame = 0;

  connectedCallback() {
    if (this.#media) return;
    this.#media = this.querySelector("video, audio");
    this.#words = JSON.parse(this.dataset.words);
    this.#preferences = new Preferences(this.dataset.preferences, this.dataset.forgets === undefined);
    this.#bar = new Bar(this.#media, this.querySelector(".track"), this.#words, this.dataset.storyboard);
    this.#captions = new Captions(this.#media, this.querySelector(".said"));
    this.#media.controls = false;
    this.classList.add("ready");
    this.#listen();
    this.#begin();
  }

  #listen() {
    const media = this.#media;
    for (const event of ["play", "pause", "ended"]) media.addEventListener(event, () => this.#showState());
    for (const event of ["timeupdate", "seeking", "seeked", "durationchange", "progress"])
      media.addEventListener(event, () => this.#paint());
    media.addEventListener("volumechange", () => this.#showVolume());
    media.addEventListener("ratechange", () => this.#showSpeed());
    media.addEventListener("click", () => this.act("toggle"));
    media.addEventListener("dblclick", () => this.act("fullscreen"));
    this.addEventListener("click", ({ target }) => this.act(target.closest("[data-do]")?.dataset.do));
    this.querySelector(".speed").addEventListener("change", ({ target }) => this.#setSpeed(Number(target.value)));
    this.querySelector(".loud").addEventListener("input", ({ target }) => this.#setVolume(Number(target.value)));
    this.querySelector("dialog").addEventListener("change", ({ target }) => {
      this.#preferences.keep({ [target.name]: target.value });
      this.#captions.place(this.#preferences.values);
    });
    this.querySelector(".track input").addEventListener("keydown", (event) => {
      const action = { ArrowLeft: "back5", ArrowRight: "forward5", ArrowUp: "louder", ArrowDown: "quieter" }[event.key];
      if (!action) return;
      event.preventDefault();
      this.act(action);
    });
    document.addEventListener("keydown", (event) => {
      const action = this.isConnected && actionOf(event);
      if (!action) return;
      event.preventDefault();
      this.act(action);
    });
    const cites = document.querySelector("[data-cites]");
    if (cites) new MutationObserver(() => this.#markCited()).observe(cites, { childList: true, subtree: true });
  }

  #begin() {
    const { values } = this.#preferences;
    const media = this.#media;
    media.defaultPlaybackRate = values.speed;
    media.playbackRate = values.speed;
    media.volume = values.volume;
    this.#captions.place(values);
    this.#showCaptions(values.captions);
    for (const name of ["caption_size", "caption_place"]) {
      const radio = this.querySelector(`[name=${name}][value="${values[name]}"]`);
      if (radio) radio.checked = true;
    }
    const pip = this.querySelector("[data-do=pip]");
    if (pip) pip.hidden = !document.pictureInPictureEnabled;
    offerMediaSession(media, this.dataset, (action) => this.act(action));
    this.#showSpeed();
    this.#showVolume();
    this.#showState();
    this.#paint();
    this.#markCited();
    if (media.dataset.start !== undefined) this.playFrom(Number(media.dataset.start));
  }

  playFrom(seconds) {
    const media = this.#media;
    if (media.readyState === HTMLMediaElement.HAVE_NOTHING) {
      media.addEventListener("loadedmetadata", () => this.playFrom(seconds), { once: true });
      media.preload = "auto";
      return;
    }
    media.currentTime = seconds;
    media.play().catch(() => {}); // a browser may require a click first; the player is then paused at the right second
    if (this.getBoundingClientRect().top < 0) this.scrollIntoView({ block: "start" });
    this.#markCited(seconds);
  }

  act(action) {
    const media = this.#media;
    if (action === undefined) return;
    if (/^[0-9]$/.test(action)) return this.#seek((this.#bar.length * Number(action)) / 10);
    const step = /^(back|forward)(\d+)$/.exec(action);
    if (step) return this.#seek(media.currentTime + (step[1] === "back" ? -1 : 1) * Number(step[2]));
    if (action === "toggle") return media.paused ? void media.play().catch(() => {}) : media.pause();
    if (action === "louder" || action === "quieter")
      return this.#setVolume((media.muted ? 0 : media.volume) + (action === "louder" ? LOUDER : -LOUDER), true);
    if (action === "slower" || action === "faster") return this.#stepSpeed(action === "faster");
    if (action === "mute") return this.#mute();
    if (action === "captions") return this.#toggleCaptions();
    if (action === "theatre") return this.#toggleTheatre();
    if (action === "fullscreen") return this.#toggleFullscreen();
    if (action === "pip") return this.#togglePip();
    if (action === "help") return this.querySelector("dialog").showModal();
  }

  #seek(seconds) {
    this.#media.currentTime = Math.min(this.#bar.length, Math.max(0, seconds));
    this.#paint();
  }

  #stepSpeed(isFaster) {
    const speeds = [...this.querySelectorAll(".speed option")].map((each) => Number(each.value));
    const now = this.#media.playbackRate;
    const next = isFaster ? speeds.find((each) => each > now) : speeds.findLast((each) => each < now);
    if (next) this.#setSpeed(next);
    this.#flash(`${this.#media.playbackRate}×`);
  }

  #setSpeed(speed) {
    this.#media.defaultPlaybackRate = speed;
    this.#media.playbackRate = speed;
    this.#preferences.keep({ speed });
  }

  #setVolume(volume, isTold = false) {
    const rounded = Math.round(Math.min(1, Math.max(0, volume)) * 100) / 100;
    this.#media.muted = false;
    this.#media.volume = rounded;
    this.#preferences.keep({ volume: rounded });
    if (isTold) this.#flash(this.#words.volume.replace("{percent}", percent(rounded)));
  }

  #mute() {
    const media = this.#media;
    media.muted = !media.muted;
    this.#flash(media.muted ? this.#words.muted : this.#words.volume.replace("{percent}", percent(media.volume)));
  }

  #toggleCaptions() {
    if (!this.querySelector("[data-do=captions]")) return;
    const isOn = !this.#captions.isOn;
    this.#showCaptions(isOn);
    this.#preferences.keep({ captions: isOn });
    this.#flash(isOn ? this.#words.captionsOn : this.#words.captionsOff);
  }

  #showCaptions(isOn) {
    this.#captions.show(isOn);
    this.querySelector("[data-do=captions]")?.setAttribute("aria-pressed", String(isOn));
  }

  #toggleTheatre() {
    const button = this.querySelector("[data-do=theatre]");
    const isOn = this.closest(".watch")?.classList.toggle("theatre") ?? false;
    button?.setAttribute("aria-pressed", String(isOn));
  }

  #toggleFullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.requestFullscreen) this.requestFullscreen().catch(() => {});
    else this.#media.webkitEnterFullscreen?.();
  }

  #togglePip() {
    if (document.pictureInPictureElement) document.exitPictureInPicture();
    else this.#media.requestPictureInPicture?.().catch(() => {});
  }

  // While it plays the bar is painted with every frame, a timeupdate alone comes four times a second.
  #paint() {
    cancelAnimationFrame(this.#frame);
    this.#bar.paint();
    this.querySelector(".clock b").textContent = clock(this.#media.currentTime);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!this.#media.paused && !calm && !document.hidden) this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #showState() {
    const { paused, ended } = this.#media;
    this.#draw("toggle", paused ? "play" : "pause", paused ? this.#words.play : this.#words.pause);
    const next = this.querySelector("[data-next]");
    if (next) next.hidden = !ended;
    this.#paint();
  }

  #showVolume() {
    const { muted, volume } = this.#media;
    const isSilent = muted || volume === 0;
    this.#draw("mute", isSilent ? "mute" : "vol", isSilent ? this.#words.unmute : this.#words.mute);
    this.querySelector(".loud").value = muted ? 0 : volume;
  }

  #showSpeed() {
    const select = this.querySelector(".speed");
    const speed = this.#media.playbackRate;
    if (![...select.options].some((each) => Number(each.value) === speed)) select.add(new Option(`${speed}×`, speed));
    for (const each of select.options) each.selected = Number(each.value) === speed;
  }

  #draw(action, shape, label) {
    const button = this.querySelector(`[data-do=${action}]`);
    const use = button.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${shape}`));
    button.setAttribute("aria-label", label);
  }

  #flash(text) {
    const place = this.querySelector(".flash");
    place.textContent = text;
    clearTimeout(this.#flashing);
    this.#flashing = setTimeout(() => (place.textContent = ""), FLASH_MS);
  }

  // The tick of what was played last stays marked when an answer or a suggestion arrives.
  #markCited(playing = this.#cited) {
    this.#cited = playing;
    const links = document.querySelectorAll(`[data-cites] a[data-video="${this.#media.dataset.video}"]`);
    const seconds = new Set([...links].map((link) => Number(link.dataset.seconds)));
    this.#bar.mark([...seconds].map((each) => [each, each === playing]));
  }
}

function percent(share) {
  return `${Math.round(share * 100)}\u00a0%`;
}

customElements.define("chronos-player", Player);

// A citation or a sentence of the open video plays here; one of another video opens its page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-seconds]");
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  const player = document.querySelector("chronos-player");
  if (event.defaultPrevented || !link || !plain || !player) return;
  if (link.dataset.video !== player.querySelector("video, audio").dataset.video) return;
  event.preventDefault();
  player.playFrom(Number(link.dataset.seconds));
});
