// Ask beside a video: around the second that plays, or in another scope, which begins a conversation anew.

const form = document.querySelector("form.composer");
const player = () => document.getElementById("player");

form.querySelector(".around").hidden = false;
form.addEventListener("change", ({ target }) => {
  if (target.name === "scope") form.action = "/chat";
});
form.addEventListener("formdata", ({ formData }) => formData.set("at", player()?.currentTime ?? 0));
