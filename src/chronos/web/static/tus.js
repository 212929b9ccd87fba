// Upload a file by TUS 1.0 (https://tus.io) in pieces. What was begun is remembered in this browser: after a broken
// connection it goes on by itself, after a closed page as soon as the same file is chosen again.

const ENDPOINT = "/storage/v1/upload/resumable";
const VERSION = { "Tus-Resumable": "1.0.0" };
const PIECE_BYTES = 6 * 1024 * 1024;
const LONGEST_WAIT_SECONDS = 30;
const MEMORY = "chronos-upload ";

// Resolves with { videoId, isDuplicate }; rejects with an Error whose message is for people.
// `listen({ sent, isWaiting })`: bytes that the server has or is getting, and whether the connection is broken now.
export async function uploadFile(file, metadata, listen) {
  let failures = 0;
  let isNew = false;
  for (;;) {
    try {
      const known = recall(file);
      isNew ||= !known;
      return await goOn(file, known ?? (await begin(file, metadata)), (sent) => {
        failures = 0;
        listen({ sent, isWaiting: false });
      });
    } catch (error) {
      if (error.isGone && !isNew) forget(file); // it has expired, or was another person's: begin anew
      else if (!error.mayPass) {
        if (!error.isSignedOut) forget(file);
        throw error;
      } else {
        listen({ sent: 0, isWaiting: true });
        await pause(Math.min(2 ** failures++, LONGEST_WAIT_SECONDS));
      }
    }
  }
}

async function goOn(file, place, progress) {
  let answer = await send("HEAD", place);
  for (let offset = at(answer); offset < file.size; offset = at(answer)) {
    const from = offset;
    const headers = { "Upload-Offset": from, "Content-Type": "application/offset+octet-stream" };
    const piece = file.slice(from, from + PIECE_BYTES);
    answer = await send("PATCH", place, headers, piece, (loaded) => progress(from + loaded));
  }
  forget(file);
  return { videoId: answer.header("Chronos-Video-Id"), isDuplicate: answer.header("Chronos-Duplicate") === "true" };
}

function at(answer) {
  return Number(answer.header("Upload-Offset"));
}

// The names of files whose uploads were begun here, not finished, and not yet expired.
export function unfinished() {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(MEMORY))
    .map((key) => JSON.parse(localStorage[key]))
    .filter(({ until }) => until > Date.now())
    .map(({ name }) => name);
}

async function begin(file, metadata) {
  const headers = { "Upload-Length": file.size, "Upload-Metadata": encode(metadata) };
  const answer = await send("POST", ENDPOINT, headers);
  const place = new URL(answer.header("Location"), location.href).pathname;
  const until = Date.parse(answer.header("Upload-Expires"));
  localStorage[key(file)] = JSON.stringify({ place, until, name: file.name });
  return place;
}

// XMLHttpRequest, since fetch does not tell how much has been sent.
function send(method, place, headers = {}, body = null, progress = null) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (message, more) => reject(Object.assign(new Error(message), more));
    request.open(method, place);
    for (const [name, value] of Object.entries({ ...VERSION, ...headers })) request.setRequestHeader(name, value);
    if (progress) request.upload.addEventListener("progress", ({ loaded }) => progress(loaded));
    request.addEventListener("error", () => fail("The connection broke off.", { mayPass: true }));
    request.addEventListener("load", () => {
      const { status } = request;
      if (status < 300) resolve({ header: (name) => request.getResponseHeader(name) });
      else
        fail(request.responseText || "The upload failed. Try again.", {
          isGone: status === 404 || status === 410,
          isSignedOut: status === 401 || status === 403,
          mayPass: status === 409 ? method === "PATCH" : status === 423 || status >= 500,
        });
    });
    request.send(body);
  });
}

function pause(seconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 1000 * seconds);
    addEventListener("online", () => resolve(clearTimeout(timer)), { once: true });
  });
}

function encode(metadata) {
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  return Object.entries(metadata)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name} ${base64(value)}`)
    .join(",");
}

function key(file) {
  return MEMORY + [file.name, file.size, file.lastModified].join(" ");
}

function recall(file) {
  const kept = JSON.parse(localStorage[key(file)] ?? "null");
  return kept && kept.until > Date.now() ? kept.place : null;
}

function forget(file) {
  localStorage.removeItem(key(file));
}
