// Service worker: keeps the files of this version, and the page for when there is no connection; nothing else. It never
// keeps a page, an answer of the API or a video, and what it keeps is fetched without credentials.
//
// The server puts VERSION, FOLDER, OFFLINE and FILES before it: another version is another script, so that browsers
// install it and drop the files of the one before.

const NAME = `chronos-${VERSION}`;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith(FOLDER) && !search) event.respondWith(answerFile(request));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(answerOffline));
});

async function install() {
  const cache = await caches.open(NAME);
  await cache.addAll([OFFLINE, ...FILES].map((address) => new Request(address, { credentials: "omit", cache: "no-cache" })));
  await skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
  await clients.claim();
}

async function answerFile(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request.url, { credentials: "omit" });
  if (answer.status === 200) await cache.put(request.url, answer.clone());
  return answer;
}

async function answerOffline() {
  return (await (await caches.open(NAME)).match(OFFLINE)) ?? Response.error();
}
