// Mark a lesson as done while it plays on; without this file the form loads the page anew.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-done]");
  if (!form) return;
  event.preventDefault();
  const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("done");
  if (!response.ok || !fresh) return form.submit();
  document.getElementById("done").replaceWith(fresh);
  fresh.querySelector("button")?.focus();
});
