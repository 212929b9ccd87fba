// Report what a student plays: the parts of the video, each without a pause or a jump, with their speeds.

import { report, send, sendNow } from "./beats.js";

const EVERY_MS = 10_000;
const MOST_SEGMENTS = 100;
const TOLERANCE_SECONDS = 0.5; // of the clock of the media against that of the page

const player = document.getElementById("player");
const { student, video } = player?.dataset ?? {}; // the page of a creator names no student
const session = randomId();
let number = 0;
let reportedAt = 0;
let reportedPosition = NaN;
let segments = [];
let part = null; // { from, to, rate, at }: what is being played; `at` is when the player was seen at `to`
let target = NaN; // of the last jump, until playing resumes there

const handlers = {
  playing: advance,
  timeupdate: advance,
  ratechange: advance,
  seeked: advance,
  seeking: jump,
  pause: stop,
  ended: stop,
};

if (student) {
  for (const [event, handle] of Object.entries(handlers)) player.addEventListener(event, handle);
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  addEventListener("pagehide", leave);
  addEventListener("online", () => send(student));
  send(student);
}

function advance() {
  if (player.seeking) return;
  const { currentTime, paused, playbackRate: rate } = player;
  const at = performance.now();
  const isFollowing = part && currentTime >= part.to && currentTime <= part.to + reach(at);
  if (isFollowing) Object.assign(part, { to: currentTime, at });
  if (!isFollowing || rate !== part.rate) {
    close();
    if (!paused) part = { from: beginning(currentTime), to: currentTime, rate, at };
  }
  // The server counts the time from the first report on, so that one is sent before anything was played.
  if (!paused && (!number || at - reportedAt >= EVERY_MS)) tell();
}

// A slow page sees the player a little after the place where it began.
function beginning(currentTime) {
  const from = currentTime >= target && currentTime - target <= TOLERANCE_SECONDS ? target : currentTime;
  target = NaN;
  return from;
}

// How far the player can have come since it was seen last.
function reach(at) {
  return ((at - part.at) / 1000 + TOLERANCE_SECONDS) * Math.max(part.rate, 1);
}

// The player stands at its target already. Since it was seen last it played on, for all of the time at most.
function jump() {
  const { played } = player;
  for (let i = 0; part && i < played.length; i++)
    if (played.start(i) <= part.to && part.to < played.end(i))
      part.to = Math.min(played.end(i), part.to + ((performance.now() - part.at) / 1000) * part.rate);
  target = player.currentTime;
  if (close()) tell();
}

function stop() {
  advance();
  close();
  if (number) tell();
}

// Return whether anything was played since the report before.
function close() {
  if (part?.to > part?.from) segments.push([round(part.from), round(part.to), part.rate]);
  part = null;
  return segments.length > 0;
}

function tell() {
  if (part) {
    const { to, rate, at } = part;
    close();
    part = { from: to, to, rate, at };
  }
  const position = round(player.currentTime);
  if (number && !segments.length && position === reportedPosition) return;
  report(student, { video, session, number, segments: segments.splice(0, MOST_SEGMENTS), at_seconds: position });
  number += 1;
  reportedAt = performance.now();
  reportedPosition = position;
}

function leave() {
  if (!number) return;
  advance();
  tell();
  sendNow(student);
}

function round(seconds) {
  return Math.round(seconds * 1000) / 1000;
}

// `crypto.randomUUID` exists on https and localhost only.
function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
