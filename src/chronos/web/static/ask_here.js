// Ask beside a video: around the second that plays, or in another scope, which begins a conversation anew.

const form = document.querySelector("form.composer");
const player = () => document.getElementById("player");

form.querySelector(".around").hidden = false;
form.addEventListener("change", ({ target }) => {
  if (target.name === "scope") form.action = "/chat";
});
form.addEventListener("formdata", ({ formData }) => formData.set("at", player()?.currentTime ?? 0));

// What plays in another video takes the conversation along to its page.
document.addEventListener("click", ({ target }) => {
  const link = target.closest("#thread a[data-video]");
  if (!link || link.dataset.video === player()?.dataset.video) return;
  const [here, there] = [new URL(location.href), new URL(link.href)];
  for (const name of ["tab", "talk", "course"])
    if (here.searchParams.has(name)) there.searchParams.set(name, here.searchParams.get(name));
  link.href = there;
});
