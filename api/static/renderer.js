// The only user of vis-network: signs and lines in, a canvas out, on which what stays does not move.

const FAMILY = 'system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", Arial, sans-serif';
const ACCENT = "#0B57D0";
const LETTER = 7.3;
const STEP = 64;
const READABLE = 11;
const STRETCH = 1.5;
const LEAST = 5;

// Letters of fewer than LEAST pixels on the screen are not drawn: nobody reads them, and they take most of the time.
function legible(ctx, size) {
  return (size * ctx.getTransform().a) / (window.devicePixelRatio || 1) >= LEAST;
}

function glyph(node, told, letters) {
  const path = new Path2D(told.signs[node.kind].path);
  return ({ ctx, x, y, state, label }) => ({
    drawNode() {
      const marked = state.selected || state.hover;
      ctx.save();
      ctx.translate(x, y);
      ctx.scale(node.size, node.size);
      ctx.fillStyle = told.signs[node.kind].fill;
      ctx.strokeStyle = marked ? ACCENT : told.outline;
      ctx.lineWidth = (marked ? 3 : told.outlineWidth) / node.size;
      ctx.lineJoin = "round";
      ctx.fill(path);
      ctx.stroke(path);
      ctx.restore();
      ctx.font = `10px ${FAMILY}`;
      ctx.fillStyle = "#1A1A1A";
      ctx.textAlign = "left";
      ctx.textBaseline = "bottom";
      const sign = `${node.pinned ? "▪" : ""}${node.more ? `+${node.more}` : ""}`;
      if (sign) ctx.fillText(sign, x + node.size, y - node.size + 6);
    },
    drawExternalLabel() {
      if (!legible(ctx, letters())) return;
      ctx.font = `${node.focus ? "bold " : ""}${letters()}px ${FAMILY}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "top";
      ctx.lineWidth = 3;
      ctx.lineJoin = "round";
      ctx.strokeStyle = "#FFFFFF";
      ctx.fillStyle = "#1A1A1A";
      ctx.strokeText(label, x, y + node.size + 2);
      ctx.fillText(label, x, y + node.size + 2);
    },
    nodeDimensions: { width: 2 * node.size, height: 2 * node.size },
  });
}

// A free place on a ring round the parent; the first ring that has one.
function free(centre, width, taken) {
  const clear = (x, y) => taken.every((one) => Math.abs(one.x - x) > (one.width + width) / 2 || Math.abs(one.y - y) > 48);
  for (let ring = 2; ring < 60; ring += 1) {
    const places = 6 * ring;
    for (let at = 0; at < places; at += 1) {
      const turn = (2 * Math.PI * at) / places;
      const x = Math.round(centre.x + Math.cos(turn) * ring * STEP * 1.3);
      const y = Math.round(centre.y + Math.sin(turn) * ring * STEP * 0.8);
      if (clear(x, y)) return { x, y };
    }
  }
  return centre;
}

const wide = (label) => Math.max(label.length * LETTER, 30) + 8;

export class Renderer {
  constructor(holder) {
    this.places = {};
    this.told = { things: [], nodes: [], edges: [] };
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.network = new vis.Network(holder, { nodes: this.nodes, edges: this.edges }, {
      physics: { enabled: false },
      layout: { improvedLayout: false },
      edges: {
        smooth: false,
        selectionWidth: 2,
        arrows: { to: { scaleFactor: 0.55 } },
        font: { size: 11, color: "#1A1A1A", strokeWidth: 3, strokeColor: "#FFFFFF" },
      },
      interaction: { hover: true, keyboard: { enabled: false } },
    });
    this.board = holder.querySelector(".vis-network");
  }

  // What is drawn becomes what is told: things that stay keep their places, new ones go beside what they hang on.
  load(told, places = {}) {
    const first = this.told.nodes.length === 0;
    this.keep();
    Object.assign(this.places, places);
    const names = Object.fromEntries(told.nodes.map((node, at) => [node.id, told.things[at].id]));
    const placed = this.settle(told, names, first);
    this.told = told;
    this.nodes.clear();
    this.edges.clear();
    this.nodes.add(told.nodes.map((node, at) => {
      const thing = told.things[at];
      const shown = { ...node, more: thing.more, pinned: thing.pinned };
      return { ...shown, ...this.places[thing.id], ctxRenderer: glyph(shown, told, () => this.letters()) };
    }));
    this.edges.add(told.edges);
    if (first || placed.some((place) => !this.sees(place))) this.network.fit();
  }

  settle(told, names, first) {
    const near = {};
    for (const edge of told.edges) {
      (near[names[edge.from]] ??= []).push(names[edge.to]);
      (near[names[edge.to]] ??= []).push(names[edge.from]);
    }
    const known = new Set(Object.keys(this.places));
    const labels = Object.fromEntries(told.nodes.map((node, at) => [told.things[at].id, node.label]));
    const taken = Object.keys(labels).filter((id) => known.has(id))
      .map((id) => ({ ...this.places[id], width: wide(labels[id]) }));
    const placed = [];
    told.nodes.forEach((node, at) => {
      const { id } = told.things[at];
      if (known.has(id)) return;
      const beside = (near[id] ?? []).filter((one) => known.has(one));
      const parent = beside.find((one) => one === this.lastOpened) ?? beside[0];
      const width = wide(node.label);
      const place = first || !known.size ? { x: node.x, y: node.y } : free(this.places[parent] ?? this.middle(), width, taken);
      taken.push({ ...place, width });
      placed.push(place);
      this.places[id] = place;
    });
    return placed;
  }

  // The size of labels on the canvas: on the screen at least READABLE pixels, as long as that leaves them apart.
  letters() {
    return Math.min(Math.max(this.told.font, READABLE / this.network.getScale()), this.told.font * STRETCH);
  }

  middle() {
    return this.network.getViewPosition();
  }

  // Remember where things stand now, those that were dragged as well.
  keep() {
    const now = this.network.getPositions();
    this.told.nodes.forEach((node, at) => {
      if (now[node.id]) this.places[this.told.things[at].id] = now[node.id];
    });
    return { ...this.places };
  }

  sees({ x, y }) {
    const at = this.network.canvasToDOM({ x, y });
    return at.x > 0 && at.y > 0 && at.x < this.board.clientWidth && at.y < this.board.clientHeight;
  }

  key(id) {
    return this.told.nodes[this.told.things.findIndex((thing) => thing.id === id)]?.id;
  }

  thing(key) {
    return this.told.things[this.told.nodes.findIndex((node) => node.id === key)];
  }

  select(id) {
    const key = this.key(id);
    if (key) this.network.selectNodes([key]);
    else this.network.unselectAll();
  }

  // The nearest thing in a direction (dx, dy) from a thing.
  toward(id, dx, dy) {
    const from = this.places[id] ?? this.middle();
    let best = null;
    let least = Infinity;
    for (const thing of this.told.things) {
      if (thing.id === id) continue;
      const x = this.places[thing.id].x - from.x;
      const y = this.places[thing.id].y - from.y;
      const along = x * dx + y * dy;
      const across = Math.abs(x * dy) + Math.abs(y * dx);
      if (along > 0 && along + 2 * across < least) [best, least] = [thing, along + 2 * across];
    }
    return best;
  }

  reveal(id) {
    const place = this.places[id];
    if (place && !this.sees(place)) this.network.moveTo({ position: place });
  }

  fit() {
    this.network.fit();
  }

  zoom(factor) {
    this.network.moveTo({ scale: this.network.getScale() * factor });
  }

  pan(dx, dy) {
    const { x, y } = this.network.getViewPosition();
    const scale = this.network.getScale();
    this.network.moveTo({ position: { x: x + dx / scale, y: y + dy / scale } });
  }
}
