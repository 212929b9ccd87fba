// Ask without leaving the page: the server renders the answer, this script puts it in its place.

const form = document.querySelector("form[data-ask]");
const place = document.getElementById("answer");
let asking = null;

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  asking?.abort();
  asking = new AbortController();
  ask(asking.signal);
});

async function ask(signal) {
  place.setAttribute("aria-busy", "true");
  say(form.dataset.searching, "muted");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/problem+json, text/html;q=0.9", "Chronos-Part": "answer" },
      signal,
    });
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      place.replaceChildren(...page.body.childNodes);
    } else {
      const { status, detail } = await response.json();
      say(status < 502 ? detail : form.dataset.away, "alarm"); // from 502 on, the detail is for the operator
    }
  } catch (error) {
    if (error.name === "AbortError") return; // a newer question took its place
    say(form.dataset.lost, "alarm");
  }
  place.removeAttribute("aria-busy");
}

function say(text, kind) {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = text;
  place.replaceChildren(line);
}
