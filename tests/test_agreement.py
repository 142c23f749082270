"""The explorer's pictures, tables, exports and the service say the same; what is proved of its screens, and where.

| what is to hold | where |
|---|---|
| nothing is asked of other hosts, also where they hang | all windows and files: test_screens, test_pages |
| nothing of a record or an address runs | test_screens, _explorer, _following, _asking, _desk_screens, _pages |
| policy on every page, injections blocked | test_screens, test_pages; here for each screen |
| first picture in time, nothing moves | test_pages (150 and 2,000 things); test_states beside hosts that hang |
| pixels | test_pages (files); here (the chart that a reader builds) |
| labels apart, large enough | test_views (layout); here after fit |
| legend = chart = SVG | test_views (one page); here (in the browser) |
| eight jobs | test_tasks; the seventh where documents are |
| path: rows = API, picture = rows, said | test_following; here (picture, status) |
| as of a day nothing later | test_screens, test_explorer; here in chart, table, map, timeline, export |
| what was drawn stays in place | test_explorer |
| a crowd is opened in part, 5,000 are too many | test_explorer |
| handling | test_screens_hidden, test_canary_http, test_asking |
| export and briefing: level, reason, left out | test_asking, test_exports, test_tasks |
| print | test_pages; test_states (marking on every page) |
| keyboard | test_tasks (1 to 6, 8), test_explorer; test_states (order, no trap, ring) |
| WCAG 2.2 AA, 320 px | test_screens, _explorer, _following, _asking, _desk_screens, _pages |
| colours that one doesn't see | here |
| states: 500, 401, 409, timeout, no connection | test_states; a form that is refused: test_desk_screens |
| scripts of the world | test_states |
| no script | test_screens, test_explorer, test_following, test_asking, test_pages |
| memory | test_states (50 openings); bench/random_use.py |
"""

from __future__ import annotations

import base64
import re
from itertools import combinations
from typing import TYPE_CHECKING

import httpx
import pytest

from api.views.grammar import GLYPHS
from tests.test_pages import ready
from tests.test_screens import COBRA, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]
SEED = "/chart?e=network%3Asawen&e=network%3Alusaka-latf%7CLED"
DAY = "2013-12-31"
LATER = re.compile(r"(?<![\d-])(?:since )?20(?:1[4-9]|2\d)(?:-\d\d){0,2}")
HTML = (
    "/", "/?q=kenya", "/e/country:KE", SEED, "/path?a=agency:kws&b=agency:th-rtp", "/timeline?of=LATF", "/map?of=SAWEN",
    "/changes?of=SAWEN&since=2013-12-31", "/network/network:sawen", f"/op/{COBRA}", "/questions", "/console", "/watch",
    "/audit", "/briefing?of=SAWEN", "/export", "/sparql", "/sign-in", "/e/nobody",
)  # fmt: skip


def test_every_screen_has_its_policy_and_it_holds(address: str, chromium: Browser) -> None:
    inject = """() => { document.body.insertAdjacentHTML("beforeend",
      "<img src=https://beacon.example/x onerror=window.pwned=1><p onclick=window.pwned=1 id=bait>x</p>");
      document.getElementById("bait").click(); }"""
    context = chromium.new_context()
    page = context.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(f"{request.url} {request.failure}"))
    for path in HTML:
        told = page.goto(address + path)
        assert told
        policy = told.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'"), path
        assert "unsafe" not in policy
        failed.clear()
        page.evaluate(inject)
        page.wait_for_timeout(50)
        assert failed == ["https://beacon.example/x csp"], path
        assert page.evaluate("window.pwned") is None
    context.close()


PIXELS = """() => {
  const canvas = document.querySelector("#canvas canvas");
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const seen = {};
  for (let i = 0; i < data.length; i += 4) {
    const key = [data[i], data[i + 1], data[i + 2]].join();
    if (data[i + 3] === 255) seen[key] = (seen[key] || 0) + 1;
  }
  return [seen, data.length / 4];
}"""


def rgb(colour: str) -> str:
    """A colour as the canvas gives it."""
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))


def test_canvas_legend_and_svg_show_the_signs_of_what_the_table_names(address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        page = seen.page
        page.goto(address + SEED)
        ready(page)
        told = page.evaluate("window.chart.told")
        kinds = {node["kind"] for node in told["nodes"]}
        assert len(kinds) >= 4
        colours, size = page.evaluate(PIXELS)
        ink = size - colours.get("255,255,255", 0) - sum(n for c, n in colours.items() if c == "0,0,0" and n > size / 2)
        assert ink > size / 100
        legend = page.locator("#legend").inner_html()
        picture = page.locator("#picture").inner_html()
        for kind in kinds:
            assert told["signs"][kind] == {"path": GLYPHS[kind].path, "fill": GLYPHS[kind].fill}
            assert colours.get(rgb(GLYPHS[kind].fill), 0) > 50, kind
            for place in (legend, picture):
                assert GLYPHS[kind].path in place
                assert GLYPHS[kind].fill in place
            assert GLYPHS[kind].label in page.locator("#legend").text_content()
        signs = sum(picture.count(f'd="{glyph.path}"') for glyph in GLYPHS.values())
        assert signs == len(told["nodes"]) == page.locator("#things ~ div tbody tr").count()


OVERLAPS = """() => {
  const { network, told } = window.chart, letters = window.chart.letters();
  const context = document.createElement("canvas").getContext("2d");
  const boxes = told.nodes.map((node) => {
    const { x, y } = network.getPositions([node.id])[node.id];
    context.font = `${node.focus ? "bold " : ""}${letters}px system-ui, sans-serif`;
    const half = context.measureText(node.label).width / 2;
    return [x - half, y + node.size + 2, x + half, y + node.size + 2 + letters];
  });
  let count = 0;
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
    if (a[0] < b[2] - 1 && b[0] < a[2] - 1 && a[1] < b[3] - 1 && b[1] < a[3] - 1) count += 1;
  }));
  return [count, letters * network.getScale()];
}"""


@pytest.mark.parametrize("path", ["/chart?e=network%3Asawen%7CMEMBER_OF", f"/chart?e={COBRA}", SEED])
def test_labels_can_be_read_and_lie_apart(path: str, address: str, chromium: Browser) -> None:
    with window(chromium, address) as seen:
        seen.page.goto(address + path)
        ready(seen.page)
        overlaps, size = seen.page.evaluate(OVERLAPS)
        assert overlaps <= 2
        assert size >= 11


def test_the_picture_of_a_way_has_the_links_of_its_rows_and_how_many_there_are_is_said(
    address: str, chromium: Browser
) -> None:
    asked = {"a": "agency:kws", "b": "agency:th-rtp", "k": 10}
    told = httpx.get(f"{address}/api/v1/paths", params=asked, timeout=60).json()
    with window(chromium, address) as seen:
        page = seen.page
        for number, path in enumerate(told["paths"][:3], start=1):
            page.goto(f"{address}/path?a=agency:kws&b=agency:th-rtp&chosen={number}")
            ends = page.locator(f"#w{number} bdi").all_inner_texts()
            assert len(ends) == len(path["steps"]) + 1
            titles = page.locator("#picture title").all_text_contents()
            assert [end for end in ends if not any(text.startswith(end) for text in titles)] == []
            picture = page.locator("#picture").inner_html()
            assert sum(picture.count(f'd="{glyph.path}"') for glyph in GLYPHS.values()) == len(ends)
            rows = page.locator("section.found").nth(number - 1).locator("tbody th").all_inner_texts()
            assert [link["says"] for step in path["steps"] for link in step["links"]] == rows
        assert page.get_by_role("status").inner_text().startswith(f"{len(told['paths'])} of ")


@pytest.mark.parametrize("thing", ["network:sawen", "network:lusaka-latf", "country:KE"])
def test_as_of_a_day_nothing_later_stands_in_chart_table_map_timeline_and_export(thing: str, address: str) -> None:
    day = {"as_of": DAY}
    for path, at in (("chart", "e"), ("timeline", "of"), ("map", "of")):
        page = httpx.get(f"{address}/{path}", params={at: thing} | day, timeout=60).text
        body = page[page.index("<main") : page.index("<footer")]
        body = re.sub(r'(?s)<ul class="claims">.*?</ul>|<section>\s*<h2 id="sources".*?</section>', "", body)
        dated = re.findall(r"<td[^>]*>([^<]*)</td>", body)
        assert [cell for cell in dated if LATER.match(cell)] == []
        assert "links came" not in body
    order = {"what": "neighbourhood", "things": [thing], "format": "csv", "to": "Partner", "reason": "a test"}
    text = httpx.post(f"{address}/api/v1/export", params=day, json=order, timeout=60).text
    rows = [line for line in text.splitlines() if not line.startswith("#")]
    when = rows[0].split(",").index("when")
    assert len(rows) > 3
    assert f"as of: {DAY}" in text.replace("as_of", "as of")
    assert [row for row in rows[1:] if LATER.match(row.split(",")[when])] == []


@pytest.mark.parametrize("sight", ["deuteranopia", "protanopia", "tritanopia", "achromatopsia"])
def test_signs_are_told_apart_by_their_shape_whatever_colours_one_sees(
    sight: str, address: str, chromium: Browser
) -> None:
    with window(chromium, address, device_scale_factor=3) as seen:
        page = seen.page
        page.goto(f"{address}/chart?e=network%3Asawen%7CMEMBER_OF")
        ready(page)
        session = page.context.new_cdp_session(page)
        session.send("Emulation.setEmulatedVisionDeficiency", {"type": sight})
        signs = [outline(page, at) for at in range(len(GLYPHS))]
        least = min(sum(a != b for a, b in zip(*pair, strict=True)) for pair in combinations(signs, 2))
        assert least > len(signs[0]) * 0.02


def outline(page: Page, at: int) -> list[bool]:
    """Where a sign of the filters is inked, at whatever colour: what differs from the paper."""
    shot = page.locator(".filters fieldset svg").nth(at).screenshot()
    data = f"data:image/png;base64,{base64.b64encode(shot).decode()}"
    found: list[bool] = page.evaluate(
        """async (data) => {
          const image = new Image(); image.src = data; await image.decode();
          const canvas = new OffscreenCanvas(48, 48), context = canvas.getContext("2d");
          context.drawImage(image, 0, 0, 48, 48);
          const all = context.getImageData(0, 0, 48, 48).data, found = [];
          for (let i = 0; i < all.length; i += 4) found.push(Math.min(all[i], all[i + 1], all[i + 2]) < 225);
          return found;
        }""",
        data,
    )
    return found
