// The queue by single keys: each presses a button or follows a link of the page; what was decided gives way to the next.
import { follow, queued, say, send } from "./acts.js";

const PARTS = ["last", "narrow", "queue"];
const get = (id) => document.getElementById(id);
const queue = get("queue");
const letters = get("letters");
const keyed = (key) => document.querySelector(`[data-key="${key}"]`);
const typing = (element) => element.closest("input, select, textarea");

async function shown(work) {
  const key = document.activeElement?.dataset.key;
  await work;
  if (document.activeElement === document.body) (keyed(key) ?? queue).focus({ preventScroll: true });
}

function act(element) {
  if (!element.isConnected) return null;
  if (element.tagName === "A") return shown(follow(element.getAttribute("href"), PARTS));
  return shown(send(element.form, element, PARTS));
}

queue.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
  if (!letters.checked || !"armsujk".includes(key) || key.length !== 1) return;
  event.preventDefault();
  queued(() => {
    const found = keyed(key);
    return found ? act(found) : say(`${key.toUpperCase()} does nothing here.`);
  });
});
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || !event.target.closest("main")) return;
  event.preventDefault();
  const button = event.submitter ?? event.target.querySelector("button");
  queued(() => act(button));
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-key]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  queued(() => act(link));
});
letters.checked = localStorage.getItem("letter-keys") !== "off";
letters.addEventListener("change", () => {
  localStorage.setItem("letter-keys", letters.checked ? "on" : "off");
  document.documentElement.classList.toggle("keyed", letters.checked);
});
for (const part of document.querySelectorAll(".keys")) part.hidden = false;
document.documentElement.classList.toggle("keyed", letters.checked);
if (!location.hash) queue.focus({ preventScroll: true });
document.documentElement.dataset.ready = "review";
