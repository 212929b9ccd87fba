// Upload in pieces with a progress bar, resumed after a lost connection. Without this module the plain form works.

import { refresh } from "./live.js";
import { unfinishedUploads, uploadFile } from "./tus.js";

const form = document.querySelector("form[data-upload]");
const bar = form.querySelector("progress");
const status = form.querySelector("[data-upload-status]");
const button = form.querySelector("button");
const words = JSON.parse(form.dataset.words); // sentences of the reader's language

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [file] = form.elements.file.files;
  if (file.size > Number(form.dataset.maxBytes)) {
    say(word("tooLarge", { limit: Math.floor(form.dataset.maxBytes / 1048576) }), "alarm");
  } else {
    // Captions must arrive together with their video: send the plain form, which cannot resume.
    (form.elements.captions.files.length || form.elements.captions_encoding.value ? sendForm : sendPieces)(file);
  }
});

const [name] = unfinishedUploads();
if (name) say(word("unfinished", { name }), "muted");

async function sendPieces(file) {
  begin(file.name);
  const metadata = {
    title: form.elements.title.value,
    language: form.elements.language.value,
    audio_track: form.elements.audio_track.value,
    filename: file.name,
    contentType: /^(video|audio)\//.test(file.type) ? file.type : "",
  };
  try {
    const { isDuplicate, note, estimate } = await uploadFile(file, metadata, ({ sent, isWaiting }) => {
      if (isWaiting) say(words.waiting, "muted");
      else show(sent, file.size, file.name);
    });
    if (isDuplicate) done(word("known", { name: file.name }), note);
    else done(word("added", { name: file.name }), note, estimate);
  } catch (error) {
    failed(error.message || words.failed);
  }
}

function sendForm(file) {
  // XMLHttpRequest, because fetch reports no upload progress.
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/problem+json");
  request.upload.addEventListener("progress", ({ loaded, total }) => show(loaded, total, file.name));
  request.addEventListener("load", () => {
    const { search } = new URL(request.responseURL || form.action);
    if (request.status >= 400) failed(reason(request));
    else if (search) location.assign(`/${search}`); // the page says what of the form was not applied
    else done(word("added", { name: file.name }));
  });
  request.addEventListener("error", () => failed(words.lost));
  const fields = new FormData(form);
  begin(file.name);
  request.send(fields);
}

function begin(name) {
  bar.value = 0;
  bar.hidden = false;
  button.disabled = true;
  say(word("uploading", { name }), "muted");
}

function show(sent, total, name) {
  bar.value = (100 * sent) / total;
  say(sent < total ? word("uploading", { name }) : words.checking, "muted");
}

function done(sentence, note = "", estimate = {}) {
  form.reset();
  reset();
  say(`${sentence} ${note ?? ""} ${wordEstimate(estimate)}`, "muted");
  refresh();
}

function wordEstimate({ transcription_minutes: minutes, processing_seconds: seconds, minutes_left: left, fits }) {
  if (!minutes) return "";
  const needed = (Math.ceil(minutes * 10) / 10).toFixed(1);
  const has = left.toFixed(1);
  if (fits === false) return word("tooMuch", { needed, left: has });
  if (seconds === undefined) return word("fits", { needed, left: has });
  return word("fitsIn", { needed, left: has, minutes: Math.ceil(seconds / 60) });
}

function failed(message) {
  reset();
  say(message, "alarm");
}

function reset() {
  bar.hidden = true;
  button.disabled = false;
}

function reason(request) {
  try {
    const { status, detail } = JSON.parse(request.responseText);
    return status < 502 ? detail : words.away;
  } catch {
    return words.failed;
  }
}

function word(name, places) {
  return words[name].replace(/\{(\w+)\}/g, (_, place) => places[place]);
}

function say(text, kind) {
  status.textContent = text;
  status.className = `small ${kind}`;
}
