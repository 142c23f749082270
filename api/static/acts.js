// Forms and links that are followed without leaving the page: their answer is a page, whose parts are put in place here.
const get = (id) => document.getElementById(id);
const busy = { last: Promise.resolve() };

// Acts that are asked for faster than they are done wait for each other.
export const queued = (work) => { busy.last = busy.last.then(work, work); return busy.last; };
export const say = (text) => { get("told").textContent = text; };

async function fetched(address, options = {}) {
  const slow = setTimeout(() => say("Working …"), 300);
  try {
    const answer = await fetch(address, { ...options, headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.getElementById("told")) {
      const words = [...page.querySelectorAll("main h1, main h1 ~ p:not(.fine)")].map((one) => one.textContent.trim());
      throw new Error(words.filter((text) => text && text !== "Search").join(" ") || `The service answered ${answer.status}.`);
    }
    return [page, answer.url];
  } catch (error) {
    throw error instanceof TypeError ? new Error("No connection to the service.") : error;
  } finally {
    clearTimeout(slow);
  }
}

// The title and the marking of a page that came, on the screen and on paper.
export function mark(page) {
  document.title = page.title;
  document.querySelector("link[media=print]").replaceWith(document.adoptNode(page.querySelector("link[media=print]")));
  const banners = page.querySelectorAll(".banner");
  document.querySelectorAll(".banner").forEach((banner, n) => { banner.textContent = banners[n].textContent; });
}

function put(page, parts) {
  mark(page);
  for (const id of ["screens", ...parts]) {
    const fresh = page.getElementById(id);
    get(id).replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
  }
  say(page.getElementById("told").textContent);
}

// Follow an address, or send a form to it, and show what comes back; what goes wrong is said, and nothing is changed.
export async function follow(address, parts, options) {
  try {
    const [page, shown] = await fetched(address, options);
    put(page, parts);
    history.replaceState(null, "", shown);
    return true;
  } catch (error) {
    say(`${error.message} The page is as it was.`);
    return false;
  }
}

export function send(form, button, parts) {
  const told = new FormData(form, button);
  const body = form.enctype === "multipart/form-data" ? told : new URLSearchParams(told);
  return follow(button?.getAttribute("formaction") ?? form.getAttribute("action"), parts, { method: "POST", body });
}
