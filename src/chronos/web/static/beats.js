// Reports of the player on their way to the server, in order. Each is kept in this browser until the server answers,
// so a lost connection, a closed page or a restarted server loses none; a report that is sent twice counts once.

const ADDRESS = { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" } };
const KEPT = "chronos-beat ";
const MOST_REPORTS = 200;
const MOST_SECONDS = 600; // of playing: the server credits no more at once
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

// A browser that forbids storage still sends, but loses what waits when the page closes.
const kept = takeStorage();
const underway = new Map(); // the answers that are waited for
let isSending = false;

// Keep a report of `student`, { video, session, number, segments, at_seconds }, and send what waits.
export function report(student, beat) {
  try {
    kept[[KEPT + student, Date.now(), beat.session, beat.number].join(" ")] = JSON.stringify(beat);
  } catch {
    post(student, beat).catch(() => {}); // the storage is full
  }
  dropOldest(student);
  return send(student);
}

// Send what waits, the oldest first, until the connection fails.
export async function send(student) {
  if (isSending) return;
  isSending = true;
  for (let [key] = waiting(student); key && (await deliver(student, key)); [key] = waiting(student));
  isSending = false;
}

// Send all that waits at once: the page may close before the first answer comes. Resolve once all were answered.
export function sendNow(student) {
  return Promise.all(waiting(student).map((key) => deliver(student, key)));
}

// Resolve with whether the next report may follow: the server counted this one or refused it for good.
function deliver(student, key) {
  if (!underway.has(key)) underway.set(key, sendKept(student, key).finally(() => underway.delete(key)));
  return underway.get(key);
}

async function sendKept(student, key) {
  try {
    const { status } = await post(student, JSON.parse(kept[key]));
    if (status >= 500 || status === 429) return false;
  } catch {
    if (key in kept) return false; // offline; without the key, a sibling of this page has sent it
  }
  delete kept[key];
  return true;
}

function post(student, { video, ...beat }) {
  // The student is named, because by now another person may have signed in with this browser.
  return fetch(`/api/v1/videos/${video}/beats`, { ...ADDRESS, body: JSON.stringify({ ...beat, student_id: student }) });
}

function waiting(student) {
  return Object.keys(kept).filter((key) => key.startsWith(`${KEPT}${student} `)).sort(byAge);
}

function byAge(one, other) {
  const [[, , madeOne, , numberOne], [, , madeOther, , numberOther]] = [one.split(" "), other.split(" ")];
  return madeOne - madeOther || numberOne - numberOther;
}

function dropOldest(student) {
  let seconds = 0;
  for (const [place, key] of waiting(student).reverse().entries()) {
    for (const [from, to, rate] of JSON.parse(kept[key]).segments) seconds += (to - from) / rate;
    if (place >= MOST_REPORTS || seconds > MOST_SECONDS) delete kept[key];
  }
}

// Forget what waited too long, also reports of other students: the browser may belong to many.
function dropExpired() {
  for (const key of Object.keys(kept).filter((each) => each.startsWith(KEPT)))
    if (!(key.split(" ")[2] > Date.now() - LONGEST_WAIT_MS)) delete kept[key];
}

function takeStorage() {
  try {
    return localStorage ?? {};
  } catch {
    return {};
  }
}

dropExpired();
