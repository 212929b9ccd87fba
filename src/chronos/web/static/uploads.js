// <chronos-uploads>: send many files at once, two at a time, in pieces that resume after a lost connection.
//
// Attributes: data-max-bytes, the limit of a file; the others are sentences of the reader's language, with {places}. It
// enhances a form with one file, and takes files that are dropped anywhere on the page. Events: none; after a file has
// arrived, #videos is taken from the server again, unless videos are chosen in it.

import { refresh } from "./live.js";
import { unfinishedUploads, uploadFile } from "./tus.js";

const AT_ONCE = 2;
const MEGABYTE = 1048576;
const SMOOTHING = 0.3; // of the speed, so that the time left does not jump

class Uploads extends HTMLElement {
  #waiting = [];
  #running = 0;
  #list = null;

  connectedCallback() {
    const form = this.querySelector("form");
    const input = form.querySelector("input[type='file']");
    this.#list = this.querySelector(".ups");
    input.multiple = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add(input.files);
      form.reset();
    });
    document.addEventListener("dragover", (event) => this.#over(event));
    document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget || this.classList.remove("over"));
    document.addEventListener("drop", (event) => this.#drop(event));
    const names = unfinishedUploads();
    if (names.length) this.#list.append(this.#line(this.#word("unfinished", { names: names.join(", ") })));
  }

  #over(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.classList.add("over");
  }

  #drop(event) {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    this.classList.remove("over");
    this.#add(event.dataTransfer.files);
  }

  #add(files) {
    for (const file of files) {
      const row = this.#row(file);
      this.#list.append(row.item);
      const limit = Number(this.dataset.maxBytes);
      if (file.size > limit) this.#fail(row, this.#word("tooLarge", { limit: Math.floor(limit / MEGABYTE) }));
      else this.#waiting.push(row);
    }
    this.#next();
  }

  #next() {
    while (this.#running < AT_ONCE && this.#waiting.length) {
      this.#running++;
      this.#send(this.#waiting.shift()).finally(() => {
        this.#running--;
        this.#next();
      });
    }
  }

  async #send(row) {
    const { file } = row;
    const type = /^(video|audio)\//.test(file.type) ? file.type : "";
    const speed = { at: performance.now(), sent: null, bytes: 0 };
    try {
      const { videoId, isDuplicate } = await uploadFile(file, { filename: file.name, contentType: type }, (state) =>
        this.#show(row, state, speed),
      );
      row.bar.value = 100;
      row.state.textContent = this.dataset[isDuplicate ? "known" : "done"];
      row.left.replaceChildren(this.#link(videoId, file.name));
      await this.#refresh();
    } catch (error) {
      this.#fail(row, error.message || this.dataset.failed, true);
    }
  }

  #show(row, { sent, isWaiting }, speed) {
    row.left.textContent = "";
    if (isWaiting) {
      speed.sent = null; // a pause is no speed
      row.state.textContent = this.dataset.lost;
      return;
    }
    const { size } = row.file;
    row.bar.value = (100 * sent) / size;
    const [shown, total] = [sent, size].map((bytes) => (bytes / MEGABYTE).toFixed(1));
    row.state.textContent = sent < size ? this.#word("uploading", { sent: shown, total }) : this.dataset.checking;
    const now = performance.now();
    if (speed.sent !== null && now > speed.at) {
      const measured = (1000 * (sent - speed.sent)) / (now - speed.at);
      speed.bytes = speed.bytes ? SMOOTHING * measured + (1 - SMOOTHING) * speed.bytes : measured;
    }
    Object.assign(speed, { at: now, sent });
    if (speed.bytes > 0 && sent < size) row.left.textContent = this.#word("left", { time: clock((size - sent) / speed.bytes) });
  }

  #fail(row, message, mayRepeat = false) {
    row.state.textContent = message;
    row.state.classList.add("alarm");
    row.bar.classList.add("bad");
    row.left.textContent = "";
    if (!mayRepeat) return;
    const again = Object.assign(document.createElement("button"), { type: "button", className: "btn line", textContent: this.dataset.again });
    again.addEventListener("click", () => {
      row.state.classList.remove("alarm");
      row.bar.classList.remove("bad");
      row.state.textContent = this.dataset.waiting;
      again.remove();
      this.#waiting.push(row);
      this.#next();
    });
    row.left.append(again);
  }

  async #refresh() {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#videos");
      const now = document.querySelector("#videos");
      if (fresh && !now.querySelector(":checked")) now.replaceWith(fresh);
      await refresh();
    } catch {
      // offline: the list is fresh at the next visit
    }
  }

  #row(file) {
    const make = (tag, className, text = "") => Object.assign(document.createElement(tag), { className, textContent: text });
    const item = document.createElement("li");
    const grow = make("div", "grow");
    const bar = Object.assign(make("progress", "mid"), { max: 100, value: 0 });
    bar.setAttribute("aria-label", this.#word("progress", { name: file.name }));
    const how = make("div", "how");
    const state = make("span", "", this.dataset.waiting);
    const left = make("span", "");
    how.append(state, left);
    grow.append(bar, how);
    item.append(make("div", "title", file.name), grow);
    return { file, item, bar, state, left };
  }

  #link(videoId, name) {
    const link = Object.assign(document.createElement("a"), { href: `/studio/videos/${videoId}`, textContent: this.dataset.open });
    link.setAttribute("aria-label", `${this.dataset.open}: ${name}`);
    return link;
  }

  #line(text) {
    return Object.assign(document.createElement("li"), { className: "fine one", textContent: text });
  }

  #word(name, places) {
    return this.dataset[name].replace(/\{(\w+)\}/g, (_, place) => places[place]);
  }
}

function clock(seconds) {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

customElements.define("chronos-uploads", Uploads);
