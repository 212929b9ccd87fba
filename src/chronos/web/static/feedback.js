// Judge or save an answer, or send its question to the teacher, without leaving the page; without this file the forms open the
// conversation.

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

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-save]");
  if (!form) return;
  event.preventDefault();
  const { ok, type } = await fetch(form.action, { method: "POST", redirect: "manual" });
  if (!ok && type !== "opaqueredirect") return form.submit();
  const button = form.querySelector("button");
  button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-tell]");
  if (!form) return;
  event.preventDefault();
  const { ok, type } = await fetch(form.action, { method: "POST", redirect: "manual" });
  if (!ok && type !== "opaqueredirect") return form.submit();
  const said = document.createElement("p");
  said.className = "dim small";
  said.setAttribute("role", "status");
  said.tabIndex = -1;
  form.replaceWith(said);
  said.textContent = form.dataset.told;
  said.focus(); // the button that was pressed is gone
});
