// The texts that a reader sees or hears: run by test_every_page.py. Returns [text, the element, whether its end stands where it should].
() => {
  const named = (element) => `${element.tagName.toLowerCase()}${[...element.classList].map((name) => `.${name}`).join("")}`;
  const found = [[document.title, "title", true]];
  const ATTRIBUTES = ["title", "alt", "placeholder", "aria-label", "aria-description", "aria-valuetext"];
  // Of these no part is a word of ours: initials, a cover, a sentence that was said, the name of a language, a day that the browser words, suggested questions, in the
  // language of the video.
  const DATA = ".av, .cover, .script .s, .said, [lang] [lang], kbd, code, pre, textarea, time:is([data-local-day], [data-local='{date}']), .nexts button, svg, script, noscript, template";
  const isTurned = (element) => {
    if (element.closest(".unseen")) return true; // heard alone
    for (let each = element; each; each = each.parentElement) {
      const { direction, unicodeBidi } = getComputedStyle(each);
      if (unicodeBidi === "plaintext" || direction === "ltr") return true;
    }
    return false;
  };
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility() || element.closest(DATA)) continue;
    for (const name of ATTRIBUTES) if (element.getAttribute(name)) found.push([element.getAttribute(name), `${named(element)} ${name}`, true]);
    if (element.matches("mark")) continue;
    // Words that were found are marked within a sentence: it is read whole.
    const texts = element.querySelector(":scope > mark") ? [element] : [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    for (const text of texts) if (text.textContent.trim()) found.push([text.textContent, named(element), isTurned(element)]);
  }
  return found;
}
