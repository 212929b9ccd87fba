// Upload a file in pieces by TUS 1.0 (https://tus.io). This browser remembers unfinished uploads: they resume by
// themselves after a broken connection, and after a closed page once the same file is chosen again.

const ENDPOINT = "/storage/v1/upload/resumable";
const VERSION = { "Tus-Resumable": "1.0.0" };
const PIECE_BYTES = 6 * 1024 * 1024;
const LONGEST_WAIT_SECONDS = 30;
const MEMORY = "chronos-upload ";

// Resolve with { videoId, isDuplicate, note, estimate }; reject with an Error whose message is the server's sentence for
// the user, empty if it says none.
// `listen({ sent, isWaiting })` receives the bytes sent so far, and whether it waits for the connection to return.
export async function uploadFile(file, metadata, listen) {
  let failures = 0;
  let isNew = false;
  for (;;) {
    try {
      const remembered = recall(file);
      isNew ||= !remembered;
      return await resume(file, remembered ?? (await begin(file, metadata)), (sent) => {
        failures = 0;
        listen({ sent, isWaiting: false });
      });
    } catch (error) {
      if (error.isGone && !isNew) forget(file); // expired, or begun by another person: start again
      else if (!error.isTemporary) {
        if (!error.isSignedOut) forget(file);
        throw error;
      } else {
        listen({ sent: 0, isWaiting: true });
        await pause(Math.min(2 ** failures++, LONGEST_WAIT_SECONDS));
      }
    }
  }
}

async function resume(file, address, progress) {
  let response = await send("HEAD", address);
  for (let offset = offsetOf(response); offset < file.size; offset = offsetOf(response)) {
    const from = offset;
    const headers = { "Upload-Offset": from, "Content-Type": "application/offset+octet-stream" };
    const piece = file.slice(from, from + PIECE_BYTES);
    response = await send("PATCH", address, headers, piece, (loaded) => progress(from + loaded));
  }
  forget(file);
  const isDuplicate = response.header("Chronos-Duplicate") === "true";
  const { header } = response;
  const estimate = readEstimate(header("Chronos-Estimate") ?? "");
  return { videoId: header("Chronos-Video-Id"), isDuplicate, note: header("Chronos-Note"), estimate };
}

// Return the numbers and truths of a dictionary of RFC 8941.
function readEstimate(text) {
  const pairs = text.split(", ").map((pair) => pair.split("="));
  return Object.fromEntries(pairs.map(([name, value]) => [name, value?.startsWith("?") ? value === "?1" : Number(value)]));
}

function offsetOf(response) {
  return Number(response.header("Upload-Offset"));
}

// Return the names of files whose uploads began in this browser and are neither finished nor expired.
export function unfinishedUploads() {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(MEMORY))
    .map((key) => JSON.parse(localStorage[key]))
    .filter(({ until }) => until > Date.now())
    .map(({ name }) => name);
}

async function begin(file, metadata) {
  const headers = { "Upload-Length": file.size, "Upload-Metadata": encode(metadata) };
  const response = await send("POST", ENDPOINT, headers);
  const address = new URL(response.header("Location"), location.href).pathname;
  const until = Date.parse(response.header("Upload-Expires"));
  localStorage[key(file)] = JSON.stringify({ address, until, name: file.name });
  return address;
}

// XMLHttpRequest, because fetch reports no upload progress.
function send(method, address, headers = {}, body = null, progress = null) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (message, more) => reject(Object.assign(new Error(message), more));
    request.open(method, address);
    for (const [name, value] of Object.entries({ ...VERSION, ...headers })) request.setRequestHeader(name, value);
    if (progress) request.upload.addEventListener("progress", ({ loaded }) => progress(loaded));
    request.addEventListener("error", () => fail("", { isTemporary: true }));
    request.addEventListener("load", () => {
      const { status } = request;
      if (status < 300) resolve({ header: (name) => request.getResponseHeader(name) });
      else
        fail(request.responseText, {
          isGone: status === 404 || status === 410,
          isSignedOut: status === 401 || status === 403,
          isTemporary: status === 409 ? method === "PATCH" : status === 423 || status >= 500,
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
  return kept && kept.until > Date.now() ? kept.address : null;
}

function forget(file) {
  localStorage.removeItem(key(file));
}
