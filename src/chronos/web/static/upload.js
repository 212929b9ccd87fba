// Upload with a progress bar, in pieces that go on where they were; without this module the same form works as it stands.

import { refresh } from "./live.js";
import { unfinished, uploadFile } from "./tus.js";

const form = document.querySelector("form[data-upload]");
const bar = form.querySelector("progress");
const status = form.querySelector("[data-upload-status]");
const button = form.querySelector("button");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [file] = form.elements.file.files;
  if (file.size > Number(form.dataset.maxBytes)) {
    say(`A file may have up to ${Math.floor(form.dataset.maxBytes / 1048576)} MB.`, "alarm");
  } else {
    // Captions come with their video or not at all: by the form, which begins anew when it breaks off.
    (form.elements.captions.files.length ? sendForm : sendPieces)(file);
  }
});

const [left] = unfinished();
if (left) say(`The upload of ${left} is not finished: choose the same file again, and it goes on.`, "muted");

async function sendPieces(file) {
  begin(file.name);
  const metadata = {
    title: form.elements.title.value,
    filename: file.name,
    contentType: /^(video|audio)\//.test(file.type) ? file.type : "",
  };
  try {
    const { isDuplicate } = await uploadFile(file, metadata, ({ sent, isWaiting }) => {
      if (isWaiting) say("The connection broke off. The upload goes on by itself…", "muted");
      else show(sent, file.size, file.name);
    });
    done(file.name, isDuplicate ? "was in the library already" : "is in the library");
  } catch (error) {
    failed(error.message);
  }
}

function sendForm(file) {
  // XMLHttpRequest, since fetch does not tell how much has been sent.
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/problem+json");
  request.upload.addEventListener("progress", ({ loaded, total }) => show(loaded, total, file.name));
  request.addEventListener("load", () => (request.status < 400 ? done(file.name) : failed(reason(request))));
  request.addEventListener("error", () => failed("The connection broke off. Try again."));
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
  say(sent < total ? `Uploading ${name}…` : "Received; having a first look…", "muted");
}

function done(name, what = "is in the library") {
  form.reset();
  rest();
  say(`${name} ${what}.`, "muted");
  refresh();
}

function failed(message) {
  rest();
  say(message, "alarm");
}

function rest() {
  bar.hidden = true;
  button.disabled = false;
}

function reason(request) {
  try {
    return JSON.parse(request.responseText).detail;
  } catch {
    return "The upload failed. Try again.";
  }
}

function say(text, kind) {
  status.textContent = text;
  status.className = `small ${kind}`;
}
