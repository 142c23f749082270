// Files by drop, and loads as they go: the service tells of each by events; at its end the list is fetched anew.
import { follow, queued, say, send } from "./acts.js";

const PARTS = ["loads"];
const get = (id) => document.getElementById(id);
const drop = get("drop");
const file = get("file");
const heard = new Map();

function chosen() {
  const names = [...file.files].map((one) => one.name);
  say(names.length ? `Chosen: ${names.join(", ")}.` : "");
}

function progress(row, job) {
  const bar = row.querySelector("progress");
  const far = row.querySelector("[data-far]");
  if (!bar) return;
  [bar.max, bar.value] = [job.rows_in_all || 1, job.rows];
  far.textContent = job.state === "waiting" ? "Waiting for its turn" : `Reading: ${job.rows} of ${job.rows_in_all}`;
}

function listen(id) {
  const events = new EventSource(`/api/v1/jobs/${id}/events`);
  heard.set(id, events);
  const over = () => {
    events.close();
    heard.delete(id);
    queued(() => shown(follow(`/ingest?done=${id}`, PARTS)));
  };
  const told = (event) => { const row = get(`j${id}`); if (row) progress(row, JSON.parse(event.data)); };
  for (const state of ["waiting", "running"]) events.addEventListener(state, told);
  for (const state of ["done", "stopped", "failed"]) events.addEventListener(state, over);
  events.addEventListener("error", () => { if (heard.has(id)) say("No connection to the service; trying again."); });
}

async function shown(work) {
  const done = await work;
  for (const row of document.querySelectorAll("[data-job]")) if (!heard.has(row.dataset.job)) listen(row.dataset.job);
  if (document.activeElement === document.body) get("main").focus({ preventScroll: true });
  return done;
}

for (const name of ["dragover", "dragleave", "drop"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", name === "dragover");
  });
}
drop.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  file.files = event.dataTransfer.files;
  chosen();
});
file.addEventListener("change", chosen);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || !form.closest("main")) return;
  event.preventDefault();
  const button = event.submitter;
  queued(async () => {
    if (!form.isConnected) return;
    if (await shown(send(form, button, PARTS)) && form.contains(file)) form.reset(); // what comes next is marked anew
  });
});
get("hint").hidden = false;
shown();
document.documentElement.dataset.ready = "ingest";
