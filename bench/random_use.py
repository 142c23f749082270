"""Random use of the explorer in a real Chromium: two tabs, any act at any time; what is shown is compared each time.

After each act the tables of the page are compared with the answer that the service gives to the page's address: a
picture that is not of its address is stale. What the console complains of is kept, and so is the memory of the pages.

python -m bench.random_use [--minutes N] [--seed S]
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, TimeoutError, sync_playwright

from graph.settings import Settings, load_settings
from graph.store.opening import open_store
from graph.values.markings import Marking
from loaders.dataset import BUNDLED, open_datasets
from loaders.run import load
from tests.serving import served

CHECKOUT = Path(__file__).parent.parent
STARTS = ("network:sawen|MEMBER_OF", "operation:operation-cobra-ii-2014", "network:lusaka-latf|LED", "country:KE|20")
REST = "/chart?e=network%3Asawen%7CMEMBER_OF"
"""The chart at which memory is measured."""
PATIENCE = 20.0
TABLE = """() => [
  location.pathname + location.search,
  [...document.querySelectorAll("#tables tbody tr")].map((row) => row.id + row.children[0].innerText.trim()),
  window.chart ? window.chart.told.things.map((thing) => thing.id) : [],
  window.chart ? window.chart.nodes.length : 0,
]"""


def settings() -> Settings:
    """The store of the benches of screens; another one is named by WENGRAPH_HOME."""
    return load_settings({"WENGRAPH_HOME": str(CHECKOUT / ".wengraph" / "bench-screens"), **os.environ})


def fill(told: Settings) -> None:
    """Load the bundled records, unless they are there."""
    with open_store(told, ceiling=Marking.CLEAR) as store:
        if not store.read("MATCH (c:Claim) RETURN 1 AS one LIMIT 1"):
            load(store, open_datasets([BUNDLED]))


class _Rows(HTMLParser):
    """The first cells of a page's tables of a chart, as the browser's own table gives them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[str] = []
        self.within = False
        self.cell = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.within = self.within or told.get("id") == "tables"
        if self.within and tag == "tr" and told.get("id"):
            self.rows.append(told["id"] or "")
            self.cell = "first"
        if tag == "script":
            self.within = False

    def handle_endtag(self, tag: str) -> None:
        if tag == "th":
            self.cell = ""

    def handle_data(self, data: str) -> None:
        if self.within and self.cell and self.rows:
            self.rows[-1] += data.strip()


def answered(address: str, client: httpx.Client) -> list[str]:
    """The rows that the service gives for an address now."""
    told = _Rows()
    told.feed(client.get(address, headers={"accept": "text/html"}).text)
    return [" ".join(row.split()) for row in told.rows]


class Use:
    """Two tabs on a service, what was done in them, and what went wrong."""

    def __init__(self, browser: Browser, address: str, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 — repeatable work, no secret
        self.address = address
        self.client = httpx.Client(base_url=address, timeout=60)
        context = browser.new_context(viewport={"width": 1300, "height": 900})
        context.set_default_timeout(30_000)
        self.tabs = [context.new_page(), context.new_page()]
        self.done: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.heap: list[float] = []
        for page in self.tabs:
            page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
            page.on("console", self.said)
            self.begin(page)

    def said(self, told: ConsoleMessage) -> None:
        """Keep what the console complains of."""
        if told.type == "error":
            self.wrong.append(f"console: {told.text} at {told.location.get('url', '')}")

    def go(self, page: Page, path: str) -> None:
        """Open an address of the service, also where another page is on its way."""
        for _ in range(5):
            try:
                page.goto(self.address + path)
                return
            except Error:
                page.wait_for_timeout(500)

    def begin(self, page: Page) -> None:
        """A chart of its own, or one as a colleague's link would open it."""
        thing, _, rest = self.rng.choice(STARTS).partition("|")
        self.go(page, f"/chart?e={thing}" + (f"%7C{rest}" if rest else ""))

    def choose(self, page: Page, selector: str) -> bool:
        """Click one of these, if there is one."""
        found = page.locator(selector)
        count = found.count()
        if not count:
            return False
        try:
            found.nth(self.rng.randrange(count)).click(timeout=5000)
        except TimeoutError:  # an act before it took the place away
            self.done["gone meanwhile"] += 1
        return True

    def look(self, page: Page) -> None:
        """Look at something on the chart."""
        self.choose(page, '#tables a[href*="look="]')

    def expand(self, page: Page) -> None:
        """Open what is around the thing looked at, all or one relation."""
        acts = '#side a[href^="/chart?e="]:not(:has-text("spite")):not(:has-text("Close"))'
        if not self.choose(page, acts):
            self.look(page)

    def collapse(self, page: Page) -> None:
        """Take away what is around it."""
        self.choose(page, '#side .act:has-text("Collapse")')

    def hide(self, page: Page) -> None:
        """Hide it, or show what is hidden."""
        self.choose(page, '#side .act:has-text("Hide"), #said a:has-text("show")')

    def sift(self, page: Page) -> None:
        """Only one kind more or less, or another tie at the least."""
        if self.rng.random() < 0.5:
            self.choose(page, '.filters input[type="checkbox"]')
        else:
            page.locator("#rung").select_option(index=self.rng.randrange(4))
        page.get_by_role("button", name="Draw", exact=True).click()

    def day(self, page: Page) -> None:
        """As of another day, or of none."""
        page.locator("#as_of").fill(self.rng.choice(["", "2011", "2013-12-31", "2016-06", "2020-01-01"]))
        page.get_by_role("button", name="Draw", exact=True).click()

    def keys(self, page: Page) -> None:
        """Some keys on the chart, faster than they are done."""
        page.locator("#canvas .vis-network").focus()
        for key in self.rng.choices(["ArrowRight", "ArrowDown", "Enter", "c", "f", "+", "-", "Escape", "i"], k=5):
            page.keyboard.press(key)

    def back(self, page: Page) -> None:
        """Back, once or twice without waiting."""
        for _ in range(self.rng.choice([1, 1, 2])):
            page.evaluate("setTimeout(() => history.back())")

    def forward(self, page: Page) -> None:
        """Forward."""
        page.evaluate("setTimeout(() => history.forward())")

    def acts(self) -> dict[str, Callable[[Page], None]]:
        """What may be done, some more often."""
        names = ("look", "expand", "collapse", "hide", "keys", "back", "forward", "sift", "day", "begin")
        return {name: getattr(self, name) for name in names}

    def one(self) -> None:
        """Any act in any tab, then look whether what is shown is so."""
        page = self.rng.choice(self.tabs)
        acts = self.acts()
        name = self.rng.choices(list(acts), weights=[5, 6, 3, 2, 3, 4, 2, 2, 2, 1])[0]
        try:
            if not page.url.startswith(f"{self.address}/chart?e="):
                self.begin(page)
            acts[name](page)
            self.done[name] += 1
            self.compare(page, name)
        except Error as error:
            if "Execution context was destroyed" in error.message:
                return  # another page was on its way
            self.wrong.append(f"{name} at {page.url}: {error.message.splitlines()[0]}")
            self.begin(page)

    def compare(self, page: Page, name: str) -> None:
        """The tables and the canvas of a page against the service's answer to its address, once it has settled."""
        begun, said = time.monotonic(), ""
        while time.monotonic() - begun < PATIENCE:
            page.wait_for_timeout(150)
            try:
                address, rows, things, nodes = page.evaluate(TABLE)
            except Error:
                continue  # another page is on its way
            if not address.startswith("/chart?e="):
                return
            wanted = answered(address, self.client)
            said = differs(wanted, [" ".join(row.split()) for row in rows], things, nodes)
            if not said:
                self.done["compared"] += 1
                return
        self.wrong.append(f"stale after {name} at {page.url}: {said}")
        self.begin(page)

    def rest(self) -> None:
        """What a tab holds after the same chart was opened and what is no longer used was collected, in MB."""
        page = self.tabs[0]
        self.go(page, REST)
        page.locator("html[data-ready=chart]").wait_for(state="attached")
        session = page.context.new_cdp_session(page)
        for _ in range(2):
            session.send("HeapProfiler.collectGarbage")
        used: dict[str, Any] = session.send("Runtime.getHeapUsage")
        self.heap.append(used["usedSize"] / 1e6)
        session.detach()


def differs(wanted: list[str], rows: list[str], things: list[str], nodes: int) -> str:
    """In words how a page differs from its answer; '' where it does not. What an error page holds is not compared."""
    if not wanted:
        return ""
    first = [row for row in wanted if re.match(r"n\d", row)]
    if [row.replace(" ", "") for row in rows] != [row.replace(" ", "") for row in wanted]:
        return f"{len(rows)} rows shown, {len(wanted)} answered"
    return "" if len(first) == len(things) == nodes else f"{nodes} drawn, {len(things)} told, {len(first)} answered"


def main() -> None:
    """Print the figures for RESULTS.md."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    told = settings()
    fill(told)
    with served(told) as address, sync_playwright() as driver:
        options = ["--no-sandbox", "--disable-gpu"]
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        use = Use(browser, address, given.seed)
        end, measured = time.monotonic() + given.minutes * 60, time.monotonic()
        use.rest()
        while time.monotonic() < end:
            use.one()
            if time.monotonic() - measured > 60:
                use.rest()
                measured = time.monotonic()
        use.rest()
        browser.close()
    print(f"acts: {', '.join(f'{name} {count}' for name, count in sorted(use.done.items()))}")
    print(f"MB after each minute: {', '.join(f'{size:.1f}' for size in use.heap)}")
    print(f"went wrong: {len(use.wrong)}")
    for line in use.wrong[:40]:
        print(f"  {line}")


if __name__ == "__main__":
    main()
