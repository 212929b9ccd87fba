// <chronos-outline>: put modules and lessons of a course into order by dragging their handles, or by arrow keys.
//
// Attributes: data-action, the form that takes the order; data-version, of the course that was read; data-placed,
// data-placed-module and data-failed, sentences of the reader's language. Items are [data-item="module:ID"] with a list
// of [data-item="video:ID"], each with a button .grab. Without this file the buttons of each row move it.
// Event: chronos-ordered, after the server took an order; the element is then replaced by the fresh one.

const ITEM = "[data-item]";

class Outline extends HTMLElement {
  #before = ""; // the order that the server has
  #held = null;

  connectedCallback() {
    this.#before = this.#read().join();
    this.addEventListener("pointerdown", (event) => this.#begin(event));
    this.addEventListener("pointermove", (event) => this.#drag(event));
    this.addEventListener("pointerup", () => this.#drop());
    this.addEventListener("pointercancel", () => this.#drop());
    this.addEventListener("keydown", (event) => this.#press(event));
    this.addEventListener("focusout", (event) => this.#leave(event));
  }

  #begin(event) {
    const grab = event.target.closest(".grab");
    if (!grab || event.button !== 0 || this.ariaBusy) return;
    this.#held = grab.closest(ITEM);
    this.#held.classList.add("held");
    grab.setPointerCapture(event.pointerId);
  }

  #drag(event) {
    if (!this.#held) return;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    if (this.#isModule(this.#held)) this.#dragModule(under, event.clientY);
    else this.#dragLesson(under, event.clientY);
  }

  #dragModule(under, y) {
    const other = under?.closest("[data-item^='module:']");
    if (!other || other === this.#held || !this.contains(other)) return;
    const { top, height } = other.getBoundingClientRect();
    // Only once the pointer passed the middle, so that two tall modules do not swap back and forth.
    if (this.#isBefore(this.#held, other) && y > top + height / 2) other.after(this.#held);
    else if (this.#isBefore(other, this.#held) && y < top + height / 2) other.before(this.#held);
  }

  #dragLesson(under, y) {
    const other = under?.closest("[data-item^='video:']");
    const module = under?.closest("[data-item^='module:']");
    if (other === this.#held || !module || !this.contains(module) || !this.#accepts(module, this.#held)) return;
    if (other) {
      const { top, height } = other.getBoundingClientRect();
      if (y < top + height / 2) other.before(this.#held);
      else other.after(this.#held);
    } else if (!module.contains(this.#held)) {
      const list = module.querySelector("ol");
      if (y < list.getBoundingClientRect().top) list.prepend(this.#held);
      else list.append(this.#held);
    }
  }

  #drop() {
    if (!this.#held) return;
    const dropped = this.#held;
    this.#held = null;
    dropped.classList.remove("held");
    this.#save(dropped);
  }

  #press(event) {
    const grab = event.target.closest(".grab");
    if (!grab || this.ariaBusy) return;
    const item = grab.closest(ITEM);
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      this.#step(item, event.key === "ArrowDown");
      grab.focus(); // a moved element loses it
      this.#say(item);
    } else if (event.key === "Enter" || event.key === " ") this.#save(item);
    else if (event.key === "Escape" && this.#isChanged()) location.reload();
    else return;
    event.preventDefault();
  }

  #step(item, isDown) {
    const neighbour = isDown ? item.nextElementSibling : item.previousElementSibling;
    if (neighbour?.matches(ITEM)) return isDown ? neighbour.after(item) : neighbour.before(item);
    if (this.#isModule(item)) return undefined;
    const modules = [...this.querySelectorAll("[data-item^='module:']")];
    const step = isDown ? 1 : -1;
    // A module that has the lesson already is passed over.
    let next = modules.indexOf(item.closest("[data-item^='module:']")) + step;
    while (modules[next] && !this.#accepts(modules[next], item)) next += step;
    const list = modules[next]?.querySelector("ol");
    return isDown ? list?.prepend(item) : list?.append(item);
  }

  // Save what the keys changed once the focus leaves the handle, as dropping does.
  #leave({ target, relatedTarget }) {
    const item = target.closest(".grab")?.closest(ITEM);
    if (item && relatedTarget && !this.#held && !this.ariaBusy) this.#save(item);
  }

  async #save(item) {
    if (!this.#isChanged() || this.ariaBusy) return;
    this.ariaBusy = "true";
    const form = new URLSearchParams({ version: this.dataset.version });
    for (const each of this.#read()) form.append("item", each);
    try {
      const response = await fetch(this.dataset.action, { method: "POST", body: form, headers: { Accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      this.#replace(fresh, item.dataset.item);
    } catch {
      this.ariaBusy = null;
      this.querySelector("[data-moved]").textContent = this.dataset.failed;
    }
  }

  // The answer is the builder's page, also when another person changed the course: take its parts and its version.
  #replace(fresh, moved) {
    const outline = fresh.querySelector("chronos-outline");
    if (!outline) return location.reload();
    const module = this.querySelector(`[data-item="${moved}"]`)?.closest("[data-item^='module:']")?.dataset.item;
    const opened = [...this.querySelectorAll("[data-item] > details[open]")].map((each) => each.parentElement.dataset.item);
    document.querySelector("#said").replaceWith(fresh.querySelector("#said"));
    for (const field of document.querySelectorAll("input[name='version']")) field.value = outline.dataset.version;
    const hadFocus = this.contains(document.activeElement);
    for (const item of opened) outline.querySelector(`[data-item="${item}"] > details`)?.setAttribute("open", "");
    this.replaceWith(outline);
    const inside = outline.querySelector(`[data-item="${module}"]`) ?? outline;
    const now = inside.dataset.item === moved ? inside : inside.querySelector(`[data-item="${moved}"]`);
    if (hadFocus) now?.querySelector(".grab")?.focus();
    outline.dispatchEvent(new CustomEvent("chronos-ordered", { bubbles: true }));
    return undefined;
  }

  #say(item) {
    const among = [...item.parentElement.children].filter((each) => each.matches(ITEM));
    const words = {
      title: item.dataset.title ?? item.querySelector(".title").textContent.replace(/^\d+\. /, ""),
      place: among.indexOf(item) + 1,
      count: among.length,
      module: item.closest("[data-item^='module:']").dataset.title,
    };
    const sentence = this.#isModule(item) ? this.dataset.placedModule : this.dataset.placed;
    this.querySelector("[data-moved]").textContent = sentence.replace(/\{(\w+)\}/g, (_, name) => words[name]);
  }

  #read() {
    return [...this.querySelectorAll(ITEM)].map((each) => each.dataset.item);
  }

  #isChanged() {
    return this.#read().join() !== this.#before;
  }

  #accepts(module, item) {
    const same = module.querySelector(`[data-item="${item.dataset.item}"]`);
    return !same || same === item;
  }

  #isModule(item) {
    return item.dataset.item.startsWith("module:");
  }

  #isBefore(one, other) {
    return Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  }
}

customElements.define("chronos-outline", Outline);
