// Fetch what to ask next (data-suggestions, the address of that part) once the place for it is seen.

const thread = document.getElementById("thread");

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) fill(target);
});

async function fill(place) {
  seen.unobserve(place);
  const address = place.dataset.suggestions;
  delete place.dataset.suggestions;
  try {
    const response = await fetch(address);
    if (!response.ok) return; // too many searches in a short time: no suggestion is worth a warning
    const part = new DOMParser().parseFromString(await response.text(), "text/html");
    place.replaceChildren(...part.body.childNodes);
  } catch {
    // offline
  }
}

function look() {
  for (const place of document.querySelectorAll("[data-suggestions]")) seen.observe(place);
}

if (thread) new MutationObserver(look).observe(thread, { childList: true });
look();
