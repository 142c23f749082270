"""How soon a chart is seen in a real Chromium beside stock pyvis, and how long pictures take to make.

python -m bench.pictures
"""

from __future__ import annotations

import gzip
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, TimeoutError, sync_playwright
from pyvis.network import Network

from api.views.layout import positions
from api.views.page import render, static_chart
from api.views.sheet import chart_sheet, map_sheet
from api.views.svg_chart import chart_svg
from bench.service import settings
from graph.analysis.to_networkx import Scope
from graph.neighbourhood import Chart
from graph.places import places
from graph.store.local import stop
from graph.store.opening import open_store
from graph.values.markings import Marking
from tests.test_views import drawn

SIZES = ((150, 375), (2000, 5000))
ROUNDS = 5
PATIENCE = 60.0
WATCH = """
for (const name of ["arc", "fill", "stroke"]) {
  const plain = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...given) {
    if (!window.firstPicture) requestAnimationFrame(() => { window.firstPicture ??= performance.now(); });
    return plain.apply(this, given);
  };
}
"""


SHOWN = """
window.firstPicture && (!document.querySelector("#loadingBar") ||
  getComputedStyle(document.querySelector("#loadingBar")).opacity === "0")
  ? (document.querySelector("#loadingBar") ? performance.now() : window.firstPicture) : 0
"""
"""Milliseconds to the first picture that a person sees: pyvis hides its canvas while physics settles it."""


def stock(chart: Chart, *, physics: bool) -> str:
    """The page that pyvis itself makes of a chart."""
    net = Network(cdn_resources="in_line", directed=True)
    for thing in chart.things:
        net.add_node(thing.id, label=thing.label, physics=physics)
    for tie in chart.ties:
        net.add_edge(tie.start, tie.end)
    net.toggle_physics(physics)
    return str(net.generate_html())


def seen(browser: Browser, path: Path) -> float:
    """Seconds from opening a file to the first picture on its canvas; no request leaves the machine."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.route(re.compile("^https?:"), lambda route: route.abort())
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(path.as_uri(), wait_until="commit")
    begun = time.monotonic()
    try:
        while time.monotonic() - begun < PATIENCE:
            told = page.evaluate(SHOWN)
            if told:
                return float(told) / 1000
            page.wait_for_timeout(50)
    except TimeoutError:
        pass
    finally:
        context.close()
    return PATIENCE


def median(work: Callable[[], float]) -> float:
    """The median of several turns, in seconds."""
    return statistics.median(work() for _ in range(ROUNDS))


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Print the tables for RESULTS.md."""
    print("| things, links | ours s | stock pyvis s | stock, physics off s | page kB |")
    print("|---|---|---|---|---|")
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for things, links in SIZES:
            chart = drawn(things, links)
            ours = render(chart_sheet(chart)).html
            pages = {"ours": ours, "stock": stock(chart, physics=True), "still": stock(chart, physics=False)}
            taken = {}
            for name, text in pages.items():
                path = Path(folder) / f"{name}.html"
                path.write_text(text, encoding="utf-8")
                taken[name] = seen(browser, path) if name == "stock" else median(lambda p=path: seen(browser, p))
            told = [f"{taken[name]:.2f}" + (" or more" if taken[name] >= PATIENCE else "") for name in pages]
            print(f"| {things}, {links} | {' | '.join(told)} | {len(ours) // 1000} |")
        browser.close()
    things, links = SIZES[0]
    turns = [drawn(things, links + turn) for turn in range(ROUNDS)]  # another each time: a layout is kept for the next
    laid_out = statistics.median(timed(lambda few=few: chart_svg(few, positions(few))) for few in turns)
    print(f"SVG chart of {SIZES[0][0]} things with its layout: {laid_out * 1000:.0f} ms")
    with open_store(settings()) as store:
        told = places(store, "operation-cobra-ii-2014", scope=Scope(Marking.CLEAR))
    stop(settings())
    cold = timed(lambda: static_chart(map_sheet(told)))
    warm = median(lambda: timed(lambda: static_chart(map_sheet(told))))
    size = len(gzip.compress(static_chart(map_sheet(told)).encode()))
    print(f"map: {cold * 1000:.0f} ms cold, {warm * 1000:.0f} ms then; {size / 1000:.0f} kB gzip")


if __name__ == "__main__":
    main()
