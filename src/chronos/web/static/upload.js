// Upload with a progress bar; without this module the same form works as it stands.

import { refresh } from "./live.js";

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
    send(file.name);
  }
});

function send(name) {
  // XMLHttpRequest, since fetch does not tell how much has been sent.
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/problem+json");
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = (100 * loaded) / total;
    if (loaded === total) say("Received; having a first look…", "muted");
  });
  request.addEventListener("load", () => (request.status < 400 ? done(name) : failed(reason(request))));
  request.addEventListener("error", () => failed("The connection broke off. Try again."));
  bar.value = 0;
  bar.hidden = false;
  button.disabled = true;
  say(`Uploading ${name}…`, "muted");
  request.send(new FormData(form));
}

function done(name) {
  form.reset();
  rest();
  say(`${name} is in the library.`, "muted");
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
