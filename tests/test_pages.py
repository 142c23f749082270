"""Pages in a real Chromium, opened from disk: they ask for nothing, run nothing of the records, and can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from api.views.grammar import GLYPHS
from api.views.page import render, static_chart
from api.views.sheet import Sheet, chart_sheet, map_sheet, timeline_sheet
from graph.analysis.paths import find_paths
from graph.analysis.to_networkx import Scope
from graph.ask import ask
from graph.commit import commit
from graph.neighbourhood import answer_chart, neighbourhood, path_chart
from graph.places import answer_places, places
from graph.settings import Settings
from graph.store.bolt import Store
from graph.timeline import timeline
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import parse_period
from graph.values.markings import Marking
from tests.conftest import empty
from tests.inside import inside
from tests.test_views import drawn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.neo4j]
CLEAR = Scope(Marking.CLEAR)
COBRA = "operation:operation-cobra-ii-2014"
FIRST_PICTURE = 3.0
"""Seconds for the first picture of a chart, three times the budget of 150 things, for a busy machine."""

PAYLOADS = (
    "<img src=x onerror=window.pwned=1>",
    "</script><script>window.pwned=1</script>",
    "</style><script>window.pwned=1</script>",
    "</title></svg></details><svg onload=window.pwned=1>",
    '" onmouseover="window.pwned=1" x="',
    "' onfocus='window.pwned=1' autofocus x='",
    "<a href=javascript:window.pwned=1>href</a>",
    "{{ 7 * 7 }}{% raw %}<iframe srcdoc='<script>top.pwned=1</script>'>",
    "]]><script>window.pwned=1</script><![CDATA[",
    "<!--<script>window.pwned=1",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "\u202e<b onclick=window.pwned=1>\x0bnepo\x1b[31m",
    "<link rel=stylesheet href=https://beacon.example/a.css>",
    "<meta http-equiv=refresh content='0;url=https://beacon.example/'>",
)


@dataclass
class Seen:
    """What a page asked for and complained of."""

    page: Any
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def opened(browser: Browser, path: Path, **options: Any) -> Iterator[Seen]:
    """A file in a window of its own, where what goes out to the network hangs; at the end all must be in order."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, **options)
    page = context.new_page()
    seen = Seen(page)
    context.route(re.compile("^(https?|wss?|ftp):"), _hang)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.goto(path.as_uri())
    yield seen
    assert seen.asked == [path.as_uri()]
    assert seen.complaints == []
    context.close()


def _hang(route: Route) -> None:
    """Answer nothing, as a firewall does that drops what it stops."""


def ready(page: Page) -> float:
    """Wait until a chart is drawn; seconds from the start of the page to then."""
    page.locator("html[data-ready=chart]").wait_for(state="attached", timeout=30_000)
    told: float = page.evaluate("performance.getEntriesByName('chart')[0].startTime")
    return told / 1000


def saved(folder: Path, name: str, sheet: Sheet) -> Path:
    """A page as a file."""
    path = folder / f"{name}.html"
    path.write_text(render(sheet).html, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def files(bundled: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One page of every sort from the bundled records, and pages of 150 and 2,000 things."""
    folder = tmp_path_factory.mktemp("pages")
    participants = ask(bundled, "operation-participants", {"operation": COBRA}, clearance=Marking.CLEAR)
    made = {
        "chart": chart_sheet(neighbourhood(bundled, [COBRA], scope=CLEAR)),
        "path": chart_sheet(path_chart(bundled, find_paths(bundled, "KWS", "Zambia", scope=CLEAR))),
        "answer": chart_sheet(answer_chart(bundled, participants, scope=CLEAR)),
        "timeline": timeline_sheet(timeline(bundled, "LATF", scope=CLEAR)),
        "map": map_sheet(places(bundled, COBRA, scope=CLEAR)),
        "answer-map": map_sheet(answer_places(bundled, participants, scope=CLEAR)),
        "many": chart_sheet(drawn(150, 375)),
        "most": chart_sheet(drawn(2000, 5000)),
    }
    return {name: saved(folder, name, sheet) for name, sheet in made.items()}


NAMES = ("chart", "path", "answer", "timeline", "map", "answer-map")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_from_disk_asks_for_nothing_and_complains_of_nothing(
    name: str, files: dict[str, Path], chromium: Browser
) -> None:
    with opened(chromium, files[name]) as seen:
        if "chart" in name or name in ("path", "answer"):
            assert ready(seen.page) < FIRST_PICTURE
        assert seen.page.title().startswith("TLP:CLEAR – ")
        assert seen.page.locator(".banner").all_inner_texts() == ["TLP:CLEAR", "TLP:CLEAR"]
        assert seen.page.locator("table tbody tr").count() > 3


@pytest.mark.parametrize(("name", "seconds"), [("many", 3.0), ("most", 6.0)])
def test_large_charts_are_soon_there_and_stay_where_they_were_put(
    name: str, seconds: float, files: dict[str, Path], chromium: Browser
) -> None:
    with opened(chromium, files[name]) as seen:
        assert ready(seen.page) < seconds
        moved = seen.page.evaluate(
            "JSON.parse(document.getElementById('data').textContent).nodes.filter(n => {"
            " const p = chart.getPosition(n.id); return Math.abs(p.x - n.x) > 1 || Math.abs(p.y - n.y) > 1; }).length"
        )
        assert moved == 0


WRITTEN = """async () => {
    const told = [], write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
      const at = this.getTransform(), ratio = at.a / devicePixelRatio;
      if (this.textBaseline === "top") told.push({ text, size: parseFloat(/[\\d.]+(?=px)/.exec(this.font)[0]) * ratio,
        x: (at.a * x + at.e) / devicePixelRatio, y: (at.d * y + at.f) / devicePixelRatio,
        wide: this.measureText(text).width * ratio });
      write.apply(this, arguments);
    };
    chart.redraw();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    CanvasRenderingContext2D.prototype.fillText = write;
    return told;
}"""


@pytest.mark.parametrize(("name", "least"), [("many", 20), ("most", 20), ("chart", 10)])
def test_each_label_that_is_written_can_be_read(
    name: str, least: int, files: dict[str, Path], chromium: Browser
) -> None:
    with opened(chromium, files[name]) as seen:
        seen.page.set_viewport_size({"width": 1280, "height": 800})
        ready(seen.page)
        labels = seen.page.evaluate(WRITTEN)
        assert len(labels) >= least
        assert min(label["size"] for label in labels) > 10.9
        if name == "chart":
            return
        assert any(label["text"].startswith("Thing of many 0") for label in labels)
        over = [
            (one["text"], other["text"])
            for one, other in combinations(labels, 2)
            if abs(one["x"] - other["x"]) < (one["wide"] + other["wide"]) / 2 - 3 and abs(one["y"] - other["y"]) < 10
        ]
        assert over == []


def test_the_canvas_is_drawn_in_the_colours_of_the_signs(files: dict[str, Path], chromium: Browser) -> None:
    with opened(chromium, files["chart"]) as seen:
        ready(seen.page)
        found = seen.page.evaluate(
            """() => { const c = document.querySelector('canvas');
            const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data, n = {};
            for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255) {
              const k = [d[i], d[i + 1], d[i + 2]].join(); n[k] = (n[k] || 0) + 1; }
            return n; }"""
        )
        for kind in ("Country", "Network", "Operation", "CrimeType"):
            fill = GLYPHS[kind].fill.lstrip("#")
            wanted = ",".join(str(int(fill[at : at + 2], 16)) for at in (0, 2, 4))
            assert found.get(wanted, 0) > 50, kind


def test_evidence_is_shown_on_click_without_a_request(files: dict[str, Path], chromium: Browser) -> None:
    with opened(chromium, files["chart"]) as seen:
        page = seen.page
        ready(page)
        box = page.locator("canvas").bounding_box()
        spot = page.evaluate("chart.canvasToDOM(chart.getPosition('n0'))")
        page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
        assert page.locator("#pointed").inner_text() == "Operation COBRA II"
        page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
        page.locator("#shown .claims").wait_for()
        assert "Operation COBRA II" in page.locator("#shown").inner_text()
        middle = page.evaluate(
            "(() => { const e = JSON.parse(document.getElementById('data').textContent).edges[0];"
            " const a = chart.getPosition(e.from), b = chart.getPosition(e.to);"
            " return chart.canvasToDOM({x: a.x * .6 + b.x * .4, y: a.y * .6 + b.y * .4}); })()"
        )
        page.mouse.click(box["x"] + middle["x"], box["y"] + middle["y"])
        assert re.search(r"claim [0-9a-f]{20}", page.locator("#shown").inner_text())
        assert page.locator("tr.chosen").count() >= 1


def test_the_mouse_on_a_chart_moves_neither_the_page_nor_the_focus(files: dict[str, Path], chromium: Browser) -> None:
    with opened(chromium, files["chart"]) as seen:
        page = seen.page
        page.set_viewport_size({"width": 1280, "height": 800})
        ready(page)
        page.locator("#fit").focus()
        box = page.locator("canvas").bounding_box()
        spot = page.evaluate("chart.canvasToDOM(chart.getPosition('n0'))")
        page.mouse.move(box["x"] + spot["x"] - 60, box["y"] + spot["y"] - 60)
        page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
        page.mouse.down()
        page.mouse.up()
        assert "Operation COBRA II" in page.locator("#shown").inner_text()
        assert page.evaluate("[scrollY, document.activeElement.className]") == [0, "vis-network"]
        page.locator("#fit").focus()
        page.mouse.move(box["x"] + spot["x"] + 30, box["y"] + spot["y"])
        assert page.evaluate("[scrollY, document.activeElement.id]") == [0, "fit"]


def test_a_chart_is_moved_by_keys_once_it_is_reached_or_clicked(files: dict[str, Path], chromium: Browser) -> None:
    with opened(chromium, files["chart"]) as seen:
        page = seen.page
        ready(page)
        page.locator("#farther").focus()
        for _ in range(3):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.className") == "vis-network":
                break
        for begin in (lambda: None, lambda: page.locator("canvas").click(position={"x": 5, "y": 5})):
            begin()
            before = page.evaluate("chart.getViewPosition().x")
            page.keyboard.down("ArrowRight")
            page.wait_for_function("before => chart.getViewPosition().x !== before", arg=before)
            page.keyboard.up("ArrowRight")
            page.locator("#fit").focus()


@pytest.mark.parametrize(("name", "target"), [("map", "#picture a path"), ("timeline", "#picture a rect")])
def test_pictures_show_their_evidence_too(name: str, target: str, files: dict[str, Path], chromium: Browser) -> None:
    with opened(chromium, files[name]) as seen:
        seen.page.locator(target).first.click(force=True)
        seen.page.locator("#shown .claims li").first.wait_for()


@pytest.mark.parametrize("name", NAMES)
def test_pages_meet_wcag_aa(name: str, files: dict[str, Path], chromium: Browser) -> None:
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    with opened(chromium, files[name]) as seen:
        seen.page.locator("html[data-panel=ready]").wait_for(state="attached")
        seen.page.locator("details").first.evaluate("node => { node.open = true; }")
        results = Axe().run(seen.page, options={"runOnly": tags})
        assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in results.response["violations"]] == []


def test_the_tables_can_be_reached_and_opened_by_keyboard(files: dict[str, Path], chromium: Browser) -> None:
    with opened(chromium, files["map"]) as seen:
        page = seen.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        reached = []
        while "SUMMARY" not in reached and len(reached) < 6:
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.tagName"))
        assert reached[-1] == "SUMMARY"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.parentElement.open")


def test_without_scripts_picture_tables_and_evidence_are_there(files: dict[str, Path], chromium: Browser) -> None:
    with opened(chromium, files["chart"], java_script_enabled=False) as seen:
        assert seen.page.locator("#picture svg").is_visible()
        assert not seen.page.locator("#chart").is_visible()
        seen.page.locator("tr#l0 summary").click()
        assert seen.page.locator("tr#l0 .claims li").first.is_visible()


def test_print_shows_the_picture_whole_and_the_marking(files: dict[str, Path], chromium: Browser) -> None:
    with opened(chromium, files["chart"]) as seen:
        ready(seen.page)
        seen.page.emulate_media(media="print")
        assert seen.page.locator("#picture svg").is_visible()
        assert not seen.page.locator("canvas").is_visible()


@pytest.mark.parametrize("name", NAMES)
def test_a_narrow_window_cuts_nothing(name: str, files: dict[str, Path], chromium: Browser) -> None:
    with opened(chromium, files[name]) as seen:
        seen.page.set_viewport_size({"width": 320, "height": 640})
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 320


def hostile(payload: str) -> list[Claim]:
    """Claims with the payload wherever a record may hold a text."""
    source = Source(payload, payload, payload, url=f"javascript:window.pwned=1//{payload}", retrieved=payload)
    page = Source("bad", f"Page {payload}", payload, url=f"https://page.example/{payload}", published=payload)
    agency, meeting = Mention("Agency", key="a"), Mention("Meeting", key="m1")
    operation, country = Mention("Operation", key="o1"), Mention("Country", key="KE")
    texts = ("name", "acronym", "alias", "local_name", "mentioned_as", "note", "city", "website", "agency_kind")
    claims = [Claim(agency, sort, source, value=payload) for sort in texts]
    claims += [Claim(thing, "name", page, value=f"{payload} {thing.kind}") for thing in (meeting, operation)]
    claims += [Claim(operation, "series", page, value=payload), Claim(operation, "start_date", page, value="2013")]
    more: dict[str, Any] = {"value": payload, "quote": payload, "locator": payload, "classification": payload}
    more |= {"released_to": (payload,), "period": parse_period("2012")}
    claims += [Claim(agency, "ATTENDED", source, object=meeting, role="participant", **more)]
    claims += [Claim(agency, "TOOK_PART_IN", page, object=operation, role=payload, **more)]
    return [*claims, Claim(agency, "OF_COUNTRY", page, object=country, **more)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_of_a_record_runs(payload: str, store: Store, tmp_path: Path, chromium: Browser) -> None:
    empty(store, Marking.RED)
    commit(store, hostile(payload))
    made = {
        "chart": chart_sheet(neighbourhood(store, ["agency:a"], scope=CLEAR)),
        "timeline": timeline_sheet(timeline(store, "agency:a", scope=CLEAR)),
        "map": map_sheet(places(store, "agency:a", scope=CLEAR)),
    }
    for name, sheet in made.items():
        path = saved(tmp_path, name, sheet)
        with opened(chromium, path) as seen:
            _touch(seen.page, name)
            assert seen.page.evaluate("window.pwned") is None
            assert seen.page.locator("iframe, img, link, object, embed, meta[http-equiv=refresh]").count() == 0
            assert seen.page.locator('a[href^="javascript:" i], [onerror], [onload], [onclick], [onfocus]').count() == 0
            assert "49{%" not in seen.page.inner_text("body")
        picture = tmp_path / f"{name}.svg"
        picture.write_text(static_chart(sheet), encoding="utf-8")
        with opened(chromium, picture) as seen:
            assert seen.page.evaluate("[window.pwned, document.documentElement.tagName]") == [None, "svg"]


def _touch(page: Page, name: str) -> None:
    """Hover and click whatever there is."""
    if name == "chart":
        ready(page)
        box = page.locator("canvas").bounding_box()
        assert box
        for spot in page.evaluate(
            "[...chart.body.nodeIndices].reverse().map(id => chart.canvasToDOM(chart.getPosition(id)))"
        ):
            page.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
            page.mouse.click(box["x"] + spot["x"], box["y"] + spot["y"])
    else:
        page.locator("#picture a").first.click(force=True)
    page.locator("#shown .claims li").first.wait_for()
    page.locator("#shown .claims li").first.hover()
    for summary in page.locator("summary").all():
        summary.click()
    page.locator("tbody th").first.hover()


def test_the_policy_stops_what_would_be_put_in_by_hand(
    files: dict[str, Path], tmp_path: Path, chromium: Browser
) -> None:
    """The second wall: even a page whose escaping failed would run nothing and tell nobody."""
    text = files["map"].read_text(encoding="utf-8")
    assert 'http-equiv="Content-Security-Policy"' in text
    assert "unsafe" not in re.search(r'Policy" content="([^"]*)"', text)[1]  # type: ignore[index]
    bad = "<main><img src=https://beacon.example/x onerror=window.pwned=1><script>window.pwned=1</script>"
    path = tmp_path / "broken.html"
    path.write_text(text.replace("<main>", bad), encoding="utf-8")
    context = chromium.new_context()
    page = context.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(str(request.failure)))
    page.goto(path.as_uri())
    assert page.evaluate("window.pwned") is None
    assert failed == ["csp"]
    context.close()


def test_the_command_writes_a_file_that_opens(
    bundled: Store, bundled_settings: Settings, tmp_path: Path, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bundled
    monkeypatch.chdir(tmp_path)
    lines = [
        (("Operation COBRA II",), "operation-cobra-ii-TLP-CLEAR.html"),
        (("--timeline", "LATF"), "lusaka-agreement-task-force-timeline-TLP-CLEAR.html"),
        (("--map", "SAWEN"), "south-asia-wildlife-enforcement-network-map-TLP-CLEAR.html"),
        (("--path", "KWS", "Zambia", "-o", "path.html"), "path.html"),
        (("--question", "network-members", "-p", "network=SAWEN", "-o", "q.html"), "q.html"),
        (("--map", "--question", "operations-targeting", "-p", "target=ivory", "-o", "m.html"), "m.html"),
        (("--svg", "SAWEN"), "south-asia-wildlife-enforcement-network-TLP-CLEAR.svg"),
    ]
    for line, name in lines:
        told = inside(bundled_settings, "view", *line, "--json")
        assert told.code == 0, told.all
        assert told.json["file"] == name
        assert told.json["highest_marking"] == "CLEAR"
        with opened(chromium, tmp_path / name) as seen:
            assert seen.page.locator("svg").count() >= 1


@pytest.mark.parametrize(
    "line",
    [
        (),
        ("SAWEN", "--question", "nest-countries"),
        ("--path", "SAWEN"),
        ("--timeline", "SAWEN", "LATF"),
        ("--map", "--timeline", "SAWEN"),
        ("--timeline", "--question", "nest-countries"),
        ("SAWEN", "--type", "LIKES"),
        ("SAWEN", "--kind", "Person"),
        ("--map", "SAWEN", "--measure", "answer"),
        ("LATF", "--timeline", "--type", "LED"),
        ("LATF", "--timeline", "--depth", "1"),
        ("SAWEN", "--map", "--type", "LED"),
        ("SAWEN", "--map", "--cap", "150"),
        ("KWS", "Zambia", "--path", "--depth", "2"),
        ("KWS", "Zambia", "--path", "--type", "LED"),
        ("KWS", "Zambia", "--path", "--cap", "10"),
        ("SAWEN", "--measure", "members"),
        ("SAWEN", "-p", "network=SAWEN"),
        ("--question", "network-members", "-p", "network=SAWEN", "--depth", "2"),
        ("--question", "network-members", "-p", "network=SAWEN", "--kind", "Country"),
        ("--map", "--question", "network-members", "-p", "network=SAWEN", "--measure", "members"),
        ("SAWEN", "-o", "no/such/folder/x.html"),
        ("no-such-thing",),
    ],
)
def test_what_cannot_be_drawn_is_an_error(line: tuple[str, ...], bundled: Store, bundled_settings: Settings) -> None:
    assert bundled
    told = inside(bundled_settings, "view", *line, "--json")
    assert (told.code, told.out) == (2, "")
    assert told.error["what"]
