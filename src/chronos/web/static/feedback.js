// Judge an answer without leaving the page; without this file the form opens the conversation.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-feedback]");
  if (!form) return;
  event.preventDefault();
  const chosen = event.submitter;
  const body = new URLSearchParams({ verdict: chosen.value });
  const { ok, type } = await fetch(form.action, { method: "POST", body, redirect: "manual" });
  if (!ok && type !== "opaqueredirect") return form.submit();
  const isOn = chosen.value !== "";
  for (const each of form.querySelectorAll("[data-verdict]")) {
    const isPressed = isOn && each === chosen;
    each.setAttribute("aria-pressed", String(isPressed));
    each.value = isPressed ? "" : each.dataset.verdict;
  }
});
