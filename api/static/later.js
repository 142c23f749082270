// What a quick answer leaves out: tables and the printed picture come when it is quiet or asked for.
const QUIET = 1500;
const PARTS = ["picture", "tables"];
const get = (id) => document.getElementById(id);

export class Later {
  constructor(fetched) {
    this.fetched = fetched;
    this.turn = 0;
  }

  // Another chart is shown: what was on its way is of the one before and is let go.
  shown(address) {
    this.turn += 1;
    clearTimeout(this.timer);
    this.coming = null;
    this.address = get("tables").classList.contains("coming") ? address : "";
    if (this.address) this.timer = setTimeout(() => this.now().catch(() => {}), QUIET);
  }

  // The rest of the page that is shown, once; where it can't be had, the link to it stays.
  now() {
    if (!this.address) return Promise.resolve();
    clearTimeout(this.timer);
    this.coming ??= this.bring(this.turn, this.address);
    return this.coming;
  }

  async bring(turn, address) {
    try {
      const page = await this.fetched(address);
      if (turn !== this.turn) return;
      for (const id of PARTS) get(id).replaceWith(document.adoptNode(page.getElementById(id)));
      this.address = "";
    } finally {
      if (turn === this.turn) this.coming = null;
    }
  }
}

// The address that a form chooses by kinds and ties; none where a day or a thing is new, which may be wrong.
export function chosen(form) {
  if (!form.closest("#filters")) return "";
  const asks = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const now = new URL(location.href).searchParams;
  const other = ["as_of", "known_by"].some((name) => (asks.get(name) ?? "") !== (now.get(name) ?? ""));
  return asks.has("add") || other ? "" : `/chart?${asks}`;
}
