// How the player begins: of a student kept by the server, for every device; of staff by this browser; of a visitor of
// another site, whose frame leaves no trace, by nothing.

const KEPT = "chronos-player";
const FIRST = { speed: 1, volume: 1, captions: false, caption_size: "medium", caption_place: "below" };
const WAIT_MS = 600;

export class Preferences {
  #values;
  #isStudent;
  #isKept;
  #changes = {};
  #timer = 0;

  constructor(given, isKept = true) {
    this.#isKept = isKept;
    this.#isStudent = given !== undefined;
    this.#values = { ...FIRST, ...(this.#isStudent ? JSON.parse(given) : isKept ? read() : {}) };
    document.addEventListener("visibilitychange", () => document.hidden && this.#send());
    addEventListener("pagehide", () => this.#send());
  }

  get values() {
    return this.#values;
  }

  keep(changes) {
    const isNew = Object.entries(changes).some(([name, value]) => this.#values[name] !== value);
    if (!isNew) return;
    Object.assign(this.#values, changes);
    Object.assign(this.#changes, changes);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), WAIT_MS);
  }

  #send() {
    clearTimeout(this.#timer);
    if (!Object.keys(this.#changes).length) return;
    const body = JSON.stringify(this.#changes);
    this.#changes = {};
    if (!this.#isKept) return;
    if (!this.#isStudent) return write(this.#values);
    const headers = { "Content-Type": "application/json" };
    fetch("/api/v1/me/preferences", { method: "PATCH", keepalive: true, headers, body }).catch(() => {});
  }
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {}; // storage is forbidden, or holds something of another program
  }
}

function write(values) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(values));
  } catch {
    // a browser that forbids storage begins as at first
  }
}
