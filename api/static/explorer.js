// The chart by mouse and keyboard: each act is an address of this page; it is fetched and what changed is put in place.
import { mark } from "./acts.js";
import { chosen, Later } from "./later.js";
import { Renderer } from "./renderer.js";

const get = (id) => document.getElementById(id);
const PARTS = ["titled", "ways", "filters", "picture", "legend", "said", "side", "tables", "data"];
const PATIENCE = 60_000;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const canvas = get("canvas");
const status = get("told");
const letters = get("letters");
const data = (page) => JSON.parse(page.getElementById("data").textContent);

for (const part of document.querySelectorAll("#canvas, .tools, .keys")) part.hidden = false;
document.documentElement.classList.add("drawn");
const renderer = new Renderer(canvas);
const later = new Later(fetched);
let step = history.state?.step ?? 0;
let last = Math.max(step, Number(sessionStorage.getItem("chart-steps") ?? 0));
let at = "";
let asked = 0;
let again = () => {};

const say = (text) => { status.textContent = text; };
const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

function describe(thing) {
  const kind = renderer.told.nodes.find((node) => node.id === renderer.key(thing.id)).kind;
  return `${thing.name}, ${kind}, ${plural(thing.links, "link")}, ${thing.more} not drawn${thing.pinned ? ", pinned" : ""}`;
}

function remember(mode, address) {
  const kept = { step, places: renderer.keep() };
  history[mode](kept, "", address);
  sessionStorage.setItem("chart-steps", String(last));
  get("undo").disabled = step === 0;
  get("redo").disabled = step >= last;
}

function replaceParts(page) {
  mark(page);
  for (const id of PARTS) get(id).replaceWith(document.adoptNode(page.getElementById(id)));
}

async function answered(address, part = "") {
  const patience = new AbortController();
  const end = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(address, { headers: { accept: "text/html", "x-part": part }, signal: patience.signal });
    return [answer, await answer.text()];
  } catch {
    if (patience.signal.aborted) throw new Error(`The service took longer than ${PATIENCE / 1000} seconds.`);
    throw new Error(`No connection to the service since ${new Date().toTimeString().slice(0, 5)}; what you see may be old.`);
  } finally {
    clearTimeout(end);
  }
}

async function fetched(address, part = "") {
  const [answer, text] = await answered(address, part);
  const page = new DOMParser().parseFromString(text, "text/html");
  if (answer.ok && page.getElementById("data")) return page;
  if (answer.redirected) throw new Error("You are signed in no longer: Try again leads to where you sign in.", { cause: "key" });
  const what = page.querySelector("h1")?.textContent ?? `The service answered ${answer.status}.`;
  throw new Error(`${what} Request ${answer.headers.get("x-request-id") ?? "without a number"}.`);
}

// What failed can be tried again: without a key by going there, so that one signs in on the way.
function failed(error, address, asked) {
  say(`${error.message} The chart is as it was.`);
  get("again").hidden = false;
  again = () => (error.cause === "key" ? location.assign(address) : show(address, asked));
}

// Show the chart of an address. What comes too late, because another was asked for, is let go.
async function show(address, { places = {}, push = true } = {}) {
  asked += 1;
  const turn = asked;
  const before = renderer.told.things.length;
  const links = renderer.told.edges.length;
  const slow = setTimeout(() => say("Reading …"), 300);
  get("again").hidden = true;
  try {
    const page = await fetched(address, "drawn");
    if (turn !== asked) return;
    if (push) remember("replaceState", location.href);
    const told = data(page);
    renderer.lastOpened = at;
    replaceParts(page);
    later.shown(address);
    renderer.load(told, places);
    if (push) [step, last] = [step + 1, step + 1];
    remember(push ? "pushState" : "replaceState", address);
    at = told.look || (renderer.key(at) ? at : "");
    renderer.select(at);
    tell(told, before, links);
  } catch (error) {
    if (turn === asked) failed(error, address, { places, push });
  } finally {
    clearTimeout(slow);
  }
}

function tell(told, before, links) {
  const more = told.things.length - before;
  if (more || told.edges.length !== links) {
    const change = more > 0 ? `${more} more` : more < 0 ? `${-more} fewer` : "as many as before";
    say(`${plural(told.things.length, "thing")} drawn, ${change}; ${plural(told.edges.length, "line")}.`);
    return;
  }
  const thing = renderer.thing(renderer.key(at)); // what is looked at need not be drawn
  say(thing ? describe(thing) : "");
}

function address(change) {
  const next = new URL(location.href);
  change(next.searchParams);
  return next.pathname + next.search;
}

// Acts that are asked for faster than they are done wait for each other.
let busy = Promise.resolve();
const queue = (work) => { busy = busy.then(work, work); };

const look = (id) => show(address((asks) => asks.set("look", id)));
const clear = () => { renderer.network.unselectAll(); at = ""; return show(address((asks) => asks.delete("look"))); };

function pin(id) {
  if (!renderer.key(id)) return say("It is not on the chart.");
  const { x, y } = renderer.keep()[id];
  const told = `${Math.round(x)},${Math.round(y)},${id}`;
  return show(address((asks) => {
    const others = asks.getAll("pin").filter((one) => one.split(",").slice(2).join(",") !== id);
    asks.delete("pin");
    for (const one of [...others, told]) asks.append("pin", one);
  }));
}

// The tables of the chart that is shown, when they are there.
const tables = () => later.now().catch((error) => say(error.message));

// The claims of a line: its row holds them, or leads to where they are read.
async function claimsOf(row) {
  const onward = row.querySelector("a.later")?.getAttribute("href");
  if (!onward) return row.querySelectorAll("ul.claims");
  const [answer, text] = await answered(onward);
  if (!answer.ok || answer.redirected) throw new Error(`The service answered ${answer.status}. Request ${answer.headers.get("x-request-id")}.`);
  return new DOMParser().parseFromString(text, "text/html").querySelectorAll("ul.claims");
}

async function evidence(lines) {
  await tables();
  for (const row of document.querySelectorAll("tr.chosen")) row.classList.remove("chosen");
  const shown = [];
  for (const row of lines.map((n) => get(`l${n}`)).filter(Boolean)) {
    row.classList.add("chosen");
    const line = document.createElement("p");
    line.className = "says";
    line.dir = "auto";
    line.textContent = [...row.children].slice(0, -1).map((cell) => cell.textContent.trim()).filter(Boolean).join(" · ");
    try {
      shown.push(line, ...[...await claimsOf(row)].map((list) => document.importNode(list, true)));
    } catch (error) {
      return say(`${error.message} The evidence could not be read; choose the line again.`);
    }
  }
  get("evidence").replaceChildren(...shown);
  get("evidence").scrollIntoView({ block: "nearest" });
  say(shown.filter((part) => part.className === "says").map((part) => part.textContent).join("; "));
}

// An act on the thing at hand by the words of its link; where nothing is looked at yet, its acts are read first.
async function act(words) {
  if (!at) return;
  if (data(document).look !== at) await look(at);
  const found = [...document.querySelectorAll("#side .act")].find((one) => one.textContent.startsWith(words));
  if (found) await show(found.getAttribute("href"));
  else say(`${words} can't be done here.`);
}

async function path() {
  if (!at) return;
  if (data(document).look !== at) await look(at);
  get("b")?.focus();
}

function keysTold() {
  const keys = document.querySelector(".keys");
  keys.open = true;
  keys.querySelector("summary").focus();
}

const LETTERS = {
  "/": () => get("q").focus(), "?": keysTold,
  e: () => act("Open all"), c: () => act("Collapse"), h: () => act("Hide"), p: path, i: () => at && pin(at),
  f: () => renderer.fit(), t: () => tables().then(() => get("things").parentElement.querySelector("[tabindex]").focus()),
};

function pressed(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  let done = true;
  if (event.ctrlKey || event.metaKey) {
    if (key === "z") history.back();
    else if (key === "y") history.forward();
    else done = false;
  } else if (ARROWS[key]) {
    const [dx, dy] = ARROWS[key];
    if (event.altKey) renderer.pan(dx * 60, dy * 60);
    else go(at ? renderer.toward(at, dx, dy) : renderer.told.things[0]);
  } else if (key === "Enter") queue(() => at && look(at));
  else if (key === "Escape") queue(clear);
  else if (key === "+" || key === "-") renderer.zoom(key === "+" ? 1.4 : 1 / 1.4);
  else if (key === "Delete") queue(() => act("Hide"));
  else if (letters.checked && LETTERS[key]) queue(LETTERS[key]);
  else done = false;
  if (done) event.preventDefault();
}

function go(thing) {
  if (!thing) return;
  at = thing.id;
  renderer.select(at);
  renderer.reveal(at);
  say(describe(thing));
}

// Another choice of kinds or ties is an act like others; a day or a thing to add may be wrong, so they lead to a page.
document.addEventListener("submit", (event) => {
  const next = chosen(event.target);
  if (!next) return;
  event.preventDefault();
  queue(() => show(next));
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !link.getAttribute("href").startsWith("/chart?e=")) return;
  event.preventDefault();
  show(link.getAttribute("href"));
});
addEventListener("popstate", (event) => {
  if (!event.state) return remember("replaceState", location.href); // a place on this page was gone to, no other state
  step = event.state.step;
  return show(location.href, { places: event.state.places, push: false });
});
renderer.network.on("click", (event) => {
  if (event.nodes.length) queue(() => look(renderer.thing(event.nodes[0]).id));
  else if (event.edges.length) queue(() => evidence(renderer.told.edges.find((edge) => edge.id === event.edges[0]).links));
});
renderer.network.on("doubleClick", (event) => {
  if (!event.nodes.length) return;
  at = renderer.thing(event.nodes[0]).id;
  queue(() => act("Open all"));
});
renderer.network.on("hoverNode", (event) => say(describe(renderer.thing(event.node))));
renderer.network.on("dragEnd", (event) => { if (event.nodes.length) pin(renderer.thing(event.nodes[0]).id); });
renderer.board.addEventListener("keydown", pressed);
get("undo").addEventListener("click", () => history.back());
get("redo").addEventListener("click", () => history.forward());
get("fit").addEventListener("click", () => renderer.fit());
get("closer").addEventListener("click", () => renderer.zoom(1.4));
get("farther").addEventListener("click", () => renderer.zoom(1 / 1.4));
get("pin").addEventListener("click", () => (at ? pin(at) : say("Choose a thing first.")));
get("again").addEventListener("click", () => again());
letters.checked = localStorage.getItem("letter-keys") !== "off";
letters.addEventListener("change", () => localStorage.setItem("letter-keys", letters.checked ? "on" : "off"));
renderer.board.setAttribute("role", "application");
renderer.board.setAttribute("aria-label", "Chart. Arrows go from thing to thing, Enter shows what is around one. The tables below list all that is drawn.");

renderer.network.once("afterDrawing", () => {
  performance.mark("chart");
  document.documentElement.dataset.ready = "chart";
});
const told = data(document);
renderer.load(told, history.state?.places ?? {});
at = told.look;
renderer.select(at);
remember("replaceState", location.href);
window.chart = renderer;
