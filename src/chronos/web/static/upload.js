// Upload in pieces with a progress bar, resumed after a lost connection. Without this module the plain form works.

import { refresh } from "./live.js";
import { unfinishedUploads, uploadFile } from "./tus.js";

const form = document.querySelector("form[data-upload]");
const bar = form.querySelector("progress");
const status = form.querySelector("[data-upload-status]");
const button = form.querySelector("button");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [file] = form.elements.file.files;
  if (file.size > Number(form.dataset.maxBytes)) {
    say(`The file is too large. The limit is ${Math.floor(form.dataset.maxBytes / 1048576)} MB.`, "alarm");
  } else {
    // Captions must arrive together with their video: send the plain form, which cannot resume.
    (form.elements.captions.files.length || form.elements.captions_encoding.value ? sendForm : sendPieces)(file);
  }
});

const [name] = unfinishedUploads();
if (name) say(`The upload of ${name} is not finished. Choose the same file again to resume it.`, "muted");

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
      if (isWaiting) say("The connection was lost. The upload will resume by itself…", "muted");
      else show(sent, file.size, file.name);
    });
    if (isDuplicate) done(file.name, "is already in the library", note);
    else done(file.name, "is in the library", note, estimate);
  } catch (error) {
    failed(error.message);
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
    else done(file.name);
  });
  request.addEventListener("error", () => failed("The connection was lost. Try again."));
  const fields = new FormData(form);
  begin(file.name);
  request.send(fields);
}

function begin(name) {
  bar.value = 0;
  bar.hidden = false;
  button.disabled = true;
  say(`Uploading ${name}…`, "muted");
}

function show(sent, total, name) {
  bar.value = (100 * sent) / total;
  say(sent < total ? `Uploading ${name}…` : "Checking the file…", "muted");
}

function done(name, what = "is in the library", note = "", estimate = {}) {
  form.reset();
  reset();
  say(`${name} ${what}. ${note ?? ""} ${wordEstimate(estimate)}`, "muted");
  refresh();
}

function wordEstimate({ transcription_minutes: minutes, processing_seconds: seconds, minutes_left: left, fits }) {
  if (!minutes) return "";
  const needed = (Math.ceil(minutes * 10) / 10).toFixed(1);
  const has = left.toFixed(1);
  if (fits === false) return `It needs ${needed} minutes of transcription, and the month has ${has} left.`;
  const time = seconds === undefined ? "" : `, in about ${Math.ceil(seconds / 60)} min`;
  return `${needed} minutes are transcribed${time}; the month has ${has} left.`;
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
    return status < 502 ? detail : "Chronos cannot take the file at the moment. Wait a minute, then try again.";
  } catch {
    return "The upload failed. Try again.";
  }
}

function say(text, kind) {
  status.textContent = text;
  status.className = `small ${kind}`;
}
