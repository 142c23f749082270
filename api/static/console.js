// Ctrl+Enter, or Cmd+Enter, in the text of a query runs it, as its button does; Enter in a title saves.
const text = document.getElementById("text");
const run = document.getElementById("run");

text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.repeat) return;
  event.preventDefault();
  text.form.requestSubmit(run);
});
// Without this, Enter in a field of the form would press its first button, which runs.
for (const field of document.querySelectorAll(".keep input[maxlength]")) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    text.form.requestSubmit(document.querySelector(".keep button"));
  });
}
document.documentElement.dataset.ready = "console";
