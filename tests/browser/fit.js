// What of a page does not fit, or stands the wrong way round: run by test_every_page.py. Returns sentences.
() => {
  const wrong = [];
  const named = (element) => `${element.tagName.toLowerCase()}${[...element.classList].map((name) => `.${name}`).join("")}`;
  const say = (what, element) => wrong.push(`${what}: ${named(element.parentElement)} > ${named(element)} “${element.textContent.trim().slice(0, 60)}”`);
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen, .skip, .cover, svg, video");
  const scrolls = (element) => {
    for (let each = element; each; each = each.parentElement)
      if (/auto|scroll/.test(getComputedStyle(each).overflowX) || getComputedStyle(each).textOverflow === "ellipsis") return true;
    return false;
  };

  for (const element of document.body.querySelectorAll("*")) {
    if (!isShown(element) || !element.textContent.trim() || element.matches("select, option, textarea")) continue;
    const style = getComputedStyle(element);
    const clips = (overflow) => /hidden|clip/.test(overflow);
    if (clips(style.overflowX) && style.textOverflow !== "ellipsis" && element.scrollWidth > element.clientWidth + 1) say("cut", element);
    if (clips(style.overflowY) && style.webkitLineClamp === "none" && element.scrollHeight > element.clientHeight + 1 && style.textOverflow !== "ellipsis") say("cut below", element);
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const parent = text.parentElement;
    if (!text.data.trim() || !isShown(parent) || parent.closest("select, script, textarea")) continue;
    let box = parent;
    while (getComputedStyle(box).display.startsWith("inline") && getComputedStyle(box).display === "inline") box = box.parentElement;
    const range = document.createRange();
    range.selectNodeContents(text);
    const edges = box.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(parent).fontSize);
    const lines = [...range.getClientRects()];
    if (!scrolls(parent) && lines.some(({ left, right }) => left < edges.left - 1.5 || right > edges.right + 1.5)) say("out of its box", parent);
    if (lines.some(({ width }) => width > 64 * size)) say("an endless line", parent);
  }

  if (document.dir === "rtl") {
    for (const element of document.querySelectorAll("svg.plot, .axis, .player .controls, .ret, code, pre, kbd, input:is([type=url], [type=email])"))
      if (getComputedStyle(element).direction !== "ltr" && getComputedStyle(element).unicodeBidi !== "plaintext") say("mirrored", element);
    for (const element of document.body.querySelectorAll("*")) {
      const { unicodeBidi, textAlign, display } = getComputedStyle(element);
      if (unicodeBidi === "plaintext" && textAlign === "start" && display !== "inline" && !element.closest("svg, [type=file]")) say("at the wrong side", element);
    }
    for (const element of document.querySelectorAll(".wrap, main, nav, table, form:not(.player form)"))
      if (getComputedStyle(element).direction !== "rtl" && !element.closest(".ret, .controls")) say("not mirrored", element);
  }
  return [...new Set(wrong)];
}
