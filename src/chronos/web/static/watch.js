// Report what a student plays: the parts of the video, each without a pause or a jump, with their speeds.
// The element names `data-student` and `data-video`; that of a creator names no student.

import { report, send, sendNow } from "./beats.js";

const EVERY_MS = 10_000;
const MOST_SEGMENTS = 100;
const TOLERANCE_SECONDS = 0.5; // of the clock of the media against that of the page

class Watching {
  #player;
  #session = randomId();
  #number = 0;
  #reportedAt = 0;
  #reportedPosition = NaN;
  #segments = [];
  #part = null; // { from, to, rate, at }: what is being played; `at` is when the player was seen at `to`
  #target = NaN; // of the last jump, until playing resumes there

  constructor(player) {
    this.#player = player;
    for (const event of ["playing", "timeupdate", "ratechange", "seeked"]) player.addEventListener(event, () => this.#advance());
    for (const event of ["pause", "ended"]) player.addEventListener(event, () => this.#stop());
    player.addEventListener("seeking", () => this.#jump());
    document.addEventListener("visibilitychange", () => document.hidden && this.#leave());
    addEventListener("pagehide", () => this.#leave());
  }

  #advance() {
    const { currentTime, paused, playbackRate: rate, seeking } = this.#player;
    if (seeking) return;
    const at = performance.now();
    const part = this.#part;
    const isFollowing = part && currentTime >= part.to && currentTime <= part.to + reach(part, at);
    if (isFollowing) Object.assign(part, { to: currentTime, at });
    if (!isFollowing || rate !== part.rate) {
      this.#close();
      if (!paused) this.#part = { from: this.#beginning(currentTime), to: currentTime, rate, at };
    }
    // The server counts the time from the first report on, so that one is sent before anything was played.
    if (!paused && (!this.#number || at - this.#reportedAt >= EVERY_MS)) this.#tell();
  }

  // A slow page sees the player a little after the place where it began.
  #beginning(currentTime) {
    const target = this.#target;
    this.#target = NaN;
    return currentTime >= target && currentTime - target <= TOLERANCE_SECONDS ? target : currentTime;
  }

  // The player stands at its target already. Since it was seen last it played on, for all of the time at most.
  #jump() {
    const { played, currentTime } = this.#player;
    const part = this.#part;
    for (let i = 0; part && i < played.length; i++)
      if (played.start(i) <= part.to && part.to < played.end(i))
        part.to = Math.min(played.end(i), part.to + ((performance.now() - part.at) / 1000) * part.rate);
    this.#target = currentTime;
    if (this.#close()) this.#tell();
  }

  #stop() {
    this.#advance();
    this.#close();
    if (this.#number) this.#tell();
  }

  // Return whether anything was played since the report before.
  #close() {
    const part = this.#part;
    if (part?.to > part?.from) this.#segments.push([round(part.from), round(part.to), part.rate]);
    this.#part = null;
    return this.#segments.length > 0;
  }

  #tell() {
    if (this.#part) {
      const { to, rate, at } = this.#part;
      this.#close();
      this.#part = { from: to, to, rate, at };
    }
    const position = round(this.#player.currentTime);
    if (this.#number && !this.#segments.length && position === this.#reportedPosition) return;
    const { student, video } = this.#player.dataset;
    const segments = this.#segments.splice(0, MOST_SEGMENTS);
    report(student, { video, session: this.#session, number: this.#number, segments, at_seconds: position });
    this.#number += 1;
    this.#reportedAt = performance.now();
    this.#reportedPosition = position;
  }

  #leave() {
    if (!this.#number) return;
    this.#advance();
    this.#tell();
    sendNow(this.#player.dataset.student);
  }
}

export function watch(player) {
  if (player?.dataset.student) new Watching(player);
}

// How far the player can have come since it was seen last.
function reach(part, at) {
  return ((at - part.at) / 1000 + TOLERANCE_SECONDS) * Math.max(part.rate, 1);
}

function round(seconds) {
  return Math.round(seconds * 1000) / 1000;
}

// `crypto.randomUUID` exists on https and localhost only.
function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A report that an earlier page could not send.
function sendWaiting(student) {
  send(student);
  addEventListener("online", () => send(student));
}

const { student } = document.querySelector("video[data-student], audio[data-student]")?.dataset ?? {};
if (student) sendWaiting(student);
watch(document.getElementById("player"));
