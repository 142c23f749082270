// The chart on a canvas: the signs and positions of the page's data, drawn by vis-network without physics.
"use strict";
(() => {
  const told = JSON.parse(document.getElementById("data").textContent);
  const holder = document.getElementById("chart");
  const pointed = document.getElementById("pointed");
  const READABLE = 11; // pixels of a letter on the screen
  const LETTER = 0.58; // of its height
  const paths = {};
  for (const [kind, sign] of Object.entries(told.signs)) paths[kind] = new Path2D(sign.path);
  const lines = Object.fromEntries(told.edges.map((edge) => [edge.id, edge.links.map((at) => `l${at}`)]));
  const names = (key) => document.getElementById(key)?.firstElementChild.textContent ?? "";

  // Which labels are written at READABLE pixels at a scale: the focus, then what has most lines, as far as none overlap.
  const degree = {};
  for (const end of told.edges.flatMap((edge) => [edge.from, edge.to])) degree[end] = (degree[end] ?? 0) + 1;
  const ranked = [...told.nodes].sort((a, b) => (b.focus === true) - (a.focus === true) || (degree[b.id] ?? 0) - (degree[a.id] ?? 0));
  let network = null;
  let chosen = { scale: 0, names: new Set() };
  function apart(scale) {
    if (chosen.scale === scale) return chosen.names;
    const places = network ? network.getPositions() : {};
    const taken = [];
    chosen = { scale, names: new Set() };
    for (const node of ranked) {
      const { x, y } = places[node.id] ?? node;
      const box = { x, y: y + node.size, wide: (node.label.length * LETTER * READABLE + 6) / scale, high: (READABLE + 4) / scale };
      const clear = taken.every((one) => Math.abs(one.x - box.x) > (one.wide + box.wide) / 2 || Math.abs(one.y - box.y) > box.high);
      if (clear) {
        taken.push(box);
        chosen.names.add(node.id);
      }
    }
    return chosen.names;
  }

  function glyph(node) {
    return ({ ctx, x, y, state, label }) => ({
      drawNode() {
        ctx.save();
        ctx.translate(x, y);
        ctx.scale(node.size, node.size);
        ctx.fillStyle = told.signs[node.kind].fill;
        ctx.strokeStyle = state.selected || state.hover ? "#0B57D0" : told.outline;
        ctx.lineWidth = (state.selected || state.hover ? 3 : told.outlineWidth) / node.size;
        ctx.lineJoin = "round";
        ctx.fill(paths[node.kind]);
        ctx.stroke(paths[node.kind]);
        ctx.restore();
      },
      drawExternalLabel() {
        const scale = ctx.getTransform().a / (window.devicePixelRatio || 1);
        const small = told.font * scale < READABLE;
        if (small && !apart(scale).has(node.id)) return;
        ctx.font = `${node.focus ? "bold " : ""}${small ? READABLE / scale : told.font}px system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", Arial, sans-serif`;
        ctx.textAlign = "center";
        ctx.textBaseline = "top";
        ctx.lineWidth = small ? 3 / scale : 3;
        ctx.lineJoin = "round";
        ctx.strokeStyle = "#FFFFFF";
        ctx.fillStyle = "#1A1A1A";
        ctx.strokeText(label, x, y + node.size + 2);
        ctx.fillText(label, x, y + node.size + 2);
      },
      nodeDimensions: { width: 2 * node.size, height: 2 * node.size },
    });
  }

  for (const node of told.nodes) node.ctxRenderer = glyph(node);
  for (const part of document.querySelectorAll("#chart, .tools")) part.hidden = false;
  document.documentElement.classList.add("drawn");
  const many = told.nodes.length > 1000;
  network = new vis.Network(holder, { nodes: told.nodes, edges: told.edges }, {
    physics: { enabled: false },
    layout: { improvedLayout: false },
    edges: {
      smooth: false,
      selectionWidth: 2,
      arrows: { to: { scaleFactor: 0.55 } },
      font: { size: 11, color: "#1A1A1A", strokeWidth: 3, strokeColor: "#FFFFFF" },
    },
    interaction: {
      hover: true,
      keyboard: { enabled: true, bindToWindow: false },
      hideEdgesOnDrag: many,
      hideEdgesOnZoom: many,
    },
  });
  const inner = holder.querySelector(".vis-network");
  inner.setAttribute("role", "group");
  inner.setAttribute("aria-label", "Chart; arrow keys move it. All that it shows is in the tables below.");
  // vis focuses its frame at each move of the mouse, which takes the focus from elsewhere and makes the page jump.
  inner.focus = () => {};
  inner.addEventListener("pointerdown", () => HTMLElement.prototype.focus.call(inner, { preventScroll: true }));

  network.once("afterDrawing", () => {
    performance.mark("chart");
    document.documentElement.dataset.ready = "chart";
  });
  network.on("dragEnd", (event) => { if (event.nodes.length) chosen = { scale: 0, names: new Set() }; });
  network.on("click", (event) => {
    if (event.nodes.length) window.showRows([event.nodes[0]]);
    else if (event.edges.length) window.showRows(lines[event.edges[0]]);
  });
  network.on("hoverNode", (event) => { pointed.textContent = names(event.node); });
  network.on("hoverEdge", (event) => {
    const cells = [...document.getElementById(lines[event.edge][0]).children].slice(0, 3);
    pointed.textContent = cells.map((cell) => cell.textContent).join(" ");
  });
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor });
  document.getElementById("fit").addEventListener("click", () => network.fit());
  document.getElementById("closer").addEventListener("click", () => zoom(1.4));
  document.getElementById("farther").addEventListener("click", () => zoom(1 / 1.4));
  window.chart = network;
})();
