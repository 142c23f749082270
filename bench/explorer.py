"""How the explorer feels in a real Chromium beside stock pyvis: moving, opening, marking, filtering, searching.

python -m bench.explorer
"""

from __future__ import annotations

import gzip
import re
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from api import html
from api.views.draw import vis_script
from api.views.page import render
from api.views.sheet import chart_sheet
from bench.pictures import stock
from bench.random_use import fill, settings
from tests.serving import served
from tests.test_views import drawn

SIZES = ((300, 750), (1000, 2500))
NETWORK = "(window.chart?.network ?? window.chart ?? window.network)"
MOVE = f"""async () => {{
  const network = {NETWORK}, seconds = 3;
  const from = network.getViewPosition(), scale = network.getScale();
  let frames = 0;
  const begun = performance.now();
  while (performance.now() - begun < seconds * 1000) {{
    frames += 1;
    const turn = frames / 10;
    network.moveTo({{ position: {{ x: from.x + 80 * Math.sin(turn), y: from.y + 80 * Math.cos(turn) }},
      scale: scale * (1 + 0.3 * Math.sin(turn / 3)) }});
    await new Promise(requestAnimationFrame);
  }}
  return frames / seconds;
}}"""
"""Frames a second while the picture is panned and zoomed without a pause."""

MARK = f"""async () => {{
  const network = {NETWORK}, ids = network.body.nodeIndices;
  const taken = [];
  for (let turn = 0; turn < 7; turn += 1) {{
    const begun = performance.now();
    network.selectNodes([ids[turn * 3]]);
    network.redraw();
    await new Promise((done) => {{ network.once("afterDrawing", done); network.redraw(); }});
    taken.push(performance.now() - begun);
  }}
  return taken.sort((a, b) => a - b)[3];
}}"""
ADD = f"""async () => {{
  const network = {NETWORK}, {{ nodes, edges }} = network.body.data;
  const first = network.body.nodeIndices[0];
  const begun = performance.now();
  const still = {{ y: -200, physics: false }};
  nodes.add([...Array(50).keys()].map((n) => ({{ id: `x${{n}}`, label: `New ${{n}}`, x: n * 30, ...still }})));
  edges.add([...Array(50).keys()].map((n) => ({{ from: first, to: `x${{n}}` }})));
  await new Promise((done) => {{ network.once("afterDrawing", done); network.redraw(); }});
  return performance.now() - begun;
}}"""
"""Milliseconds until 50 things more are on the canvas."""

BIG = [
    "agency:interpol", "country:KE", "country:CN", "country:US", "country:TH", "country:ZA", "country:VN", "country:IN",
    "network:sawen", "network:lusaka-latf", "country:TZ", "country:UG",
]  # fmt: skip
"""Things around which some 500 others lie."""


def opened(browser: Browser, text: str, folder: str, name: str) -> Page:
    """A page from disk, drawn."""
    path = Path(folder) / f"{name}.html"
    path.write_text(text, encoding="utf-8")
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.route(re.compile("^https?:"), lambda route: route.abort())
    page.goto(path.as_uri())
    page.wait_for_timeout(1500)
    return page


def moving(browser: Browser, folder: str) -> None:
    """Frames a second, ours and stock, physics off in both."""
    print("| things, links | frames/s, ours | stock pyvis | +50 things ms, ours | stock | mark ms, ours | stock |")
    print("|---|---|---|---|---|---|---|")
    for things, links in (*SIZES, (500, 1250)):
        chart = drawn(things, links)
        pages = [
            opened(browser, render(chart_sheet(chart)).html, folder, "ours"),
            opened(browser, stock(chart, physics=False), folder, "stock"),
        ]
        told: list[float] = []
        for script in (MOVE, ADD, MARK):
            told += [float(page.evaluate(script)) for page in pages]
        print(f"| {things}, {links} | " + " | ".join(f"{value:.0f}" for value in told) + " |")
        for page in pages:
            page.close()


def acting(browser: Browser, address: str) -> None:
    """A chart of some 500 things of the bundled records, on the live service: acts from the click to the word of it."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    asked = "&".join(f"e={quote(thing)}" for thing in BIG)
    page.goto(f"{address}/chart?{asked}&cap=2000&look=country%3AID")
    page.locator("html[data-ready=chart]").wait_for(state="attached", timeout=60_000)
    count = page.evaluate("window.chart.told.things.length")
    first = page.evaluate("performance.getEntriesByName('chart')[0].startTime")
    print(f"{count} things on the service: first picture {first:.0f} ms, {page.evaluate(MOVE):.0f} frames/s, ", end="")
    print(f"mark {page.evaluate(MARK):.0f} ms")
    for name in ("Open", "Collapse"):
        begun = time.perf_counter()
        page.locator("#side .act", has_text=re.compile(f"^{name}")).last.click()
        page.locator("#told", has_text="drawn,").wait_for(timeout=60_000)
        print(f"{name}: {(time.perf_counter() - begun) * 1000:.0f} ms, now {page.locator('#told').inner_text()}")
        page.evaluate("document.getElementById('told').textContent = ''")
    begun = time.perf_counter()
    page.get_by_label("Operation", exact=True).check()
    page.get_by_role("button", name="Draw", exact=True).click()
    page.wait_for_url("**kind=Operation**")
    page.locator("html[data-ready=chart]").wait_for(state="attached", timeout=60_000)
    print(f"filter by kind, a new page: {(time.perf_counter() - begun) * 1000:.0f} ms")
    page.close()


def searching(address: str) -> None:
    """What a search box would ask for while one types."""
    words = ("Kenya", "Lusaka", "Operation COBRA", "INTERPOL", "wildlife", "SAWEN", "Thai", "customs", "CITES")
    texts = [word[:length] for word in words for length in range(2, len(word) + 1)]
    taken = []
    with httpx.Client(base_url=address, timeout=60) as client:
        for text in [*texts[:5], *texts]:
            begun = time.perf_counter()
            client.get("/api/v1/search", params={"q": text, "limit": 10}).raise_for_status()
            taken.append((time.perf_counter() - begun) * 1000)
    middle, most = statistics.median(taken[5:]), statistics.quantiles(taken[5:], n=20)[-1]
    print(f"search, {len(texts)} beginnings of names: p50 {middle:.0f} ms, p95 {most:.0f} ms")


def main() -> None:
    """Print the figures for RESULTS.md."""
    scripts = {"vis-network": vis_script(), **{name: html.static(name) for name in ("explorer.js", "renderer.js")}}
    sizes = {name: len(gzip.compress(text.encode())) / 1000 for name, text in scripts.items()}
    print(f"scripts of the chart page, kB gzip: {sum(sizes.values()):.0f}", {n: round(s, 1) for n, s in sizes.items()})
    told = settings()
    fill(told)
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        options = ["--no-sandbox", "--disable-gpu"]
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        moving(browser, folder)
        with served(told) as address:
            searching(address)
            acting(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
