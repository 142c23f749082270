"""Make the pictures of the pages: what `wengraph view` draws, and the web pages.

python docs/pictures/make.py, with the demo's store running and Chromium installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
WENGRAPH = Path(sys.executable).parent / "wengraph"
RELEASE = HERE.parent.parent / "tests" / "releases" / "visit.txt"
"""Read in for the picture of the review, and taken back."""

VIEWS = {
    "cobra-ii-chart": (["Operation COBRA II"], 1010),
    "latf-timeline": (["--timeline", "LATF"], 900),
    "cobra-ii-map": (["--map", "Operation COBRA II"], 760),
}


SCREENS = {
    "search": ("/?q=kenya", 620),
    "kenya": ("/e/country:KE", 1000),
    "explorer": (
        "/chart?e=network%3Asawen%7CMEMBER_OF&e=meeting%3Am-sawen-am-3&look=meeting%3Am-sawen-am-3",
        860,
    ),
    "path": ("/path?a=agency:kws&b=agency:th-rtp", 1100),
}
COBRA = "operation%3Aoperation-cobra-ii-2014"
WALK = {
    "walk-led": (f"/e/{COBRA}?q=Operation+COBRA+II", "was led by", False),
    "walk-answer": (f"/questions/operation-participants?operation={COBRA}&network=SAWEN&draw=true", "Answer", True),
}
"""The README's question in two pages: where the last row's evidence is opened; the whole page or that part."""


def main() -> None:
    """Draw them all."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (line, height) in VIEWS.items():
            file = HERE / f"{name}.html"
            _run("view", *line, "-o", file)
            page = browser.new_page(viewport={"width": 1400, "height": height})
            page.goto(file.as_uri())
            page.locator("html[data-panel=ready]").wait_for(state="attached")
            if "chart" in name:
                page.locator("html[data-ready=chart]").wait_for(state="attached")
                page.evaluate("showRows(['n0'])")
            else:
                page.locator("#picture a").nth(4).dispatch_event("click")
            page.screenshot(path=HERE / f"{name}.png")
            file.unlink()
        _screens(browser)
        browser.close()


def _run(*line: str | Path) -> None:
    subprocess.run([WENGRAPH, *line], check=True)  # noqa: S603


def _screens(browser: Browser) -> None:
    """The web pages, as the service shows them."""
    line = [WENGRAPH, "serve", "--port", "0"]
    told = {**os.environ, "WENGRAPH_AUTHOR": "officer"}
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=told) as serving:  # noqa: S603
        assert serving.stdout  # noqa: S101
        address = serving.stdout.readline().split()[1]
        for name, (path, height) in SCREENS.items():
            page = browser.new_page(viewport={"width": 1300, "height": height})
            page.goto(address + path)
            if "chart" in path:
                page.locator("html[data-ready=chart]").wait_for(state="attached")
            elif page.locator("tbody summary").count():
                page.locator("tbody summary").first.click()
            page.screenshot(path=HERE / f"{name}.png")
        for name, (path, part, whole) in WALK.items():
            page = browser.new_page(viewport={"width": 1300, "height": 900})
            page.goto(address + path)
            shown = page.locator("section", has=page.locator("h2", has_text=part))
            shown.locator("tbody summary").last.click()
            if whole:
                page.screenshot(path=HERE / f"{name}.png", full_page=True)
            else:
                shown.screenshot(path=HERE / f"{name}.png")
        _run("load", RELEASE, "--marking", "CLEAR", "--reliability", "B")
        page = browser.new_page(viewport={"width": 1300, "height": 980})
        page.goto(f"{address}/review")
        page.screenshot(path=HERE / "review.png")
        _run("retract", RELEASE.stem)
        serving.terminate()


if __name__ == "__main__":
    main()
