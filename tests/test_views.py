"""What charts, timelines and maps are made of, on a real Neo4j: who is drawn, what is left out, cut to the reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.views.grammar import GLYPHS, LINES, RUNG_COLOURS, stroke
from api.views.layout import box, positions
from api.views.page import render, static_chart
from api.views.sheet import Sheet, chart_sheet, map_sheet, timeline_sheet
from graph.analysis.chart_reads import read_types
from graph.analysis.paths import find_paths
from graph.analysis.to_networkx import Scope
from graph.ask import ask
from graph.cited import Cited
from graph.commit import commit
from graph.errors import UnknownName, UsageError
from graph.known_by import known_by
from graph.neighbourhood import Chart, Thing, Tie, answer_chart, neighbourhood, path_chart
from graph.places import answer_places, places
from graph.schema import KINDS, LINKS, RUNGS, rung
from graph.store.bolt import Store
from graph.timeline import timeline
from graph.values.claims import Claim
from graph.values.dates import PartialDate, Period
from graph.values.markings import Marking
from tests.conftest import empty
from tests.test_laws import law
from tests.ties import tie, told, webs

neo4j = pytest.mark.neo4j
CLEAR, RED = Scope(Marking.CLEAR), Scope(Marking.RED)
COBRA = "operation:operation-cobra-ii-2014"


def build(store: Store, claims: Sequence[Claim]) -> None:
    """Make a store of these claims."""
    empty(store, Marking.RED)
    commit(store, claims)


def ids(chart: Chart) -> set[str]:
    """What a chart shows."""
    return {thing.id for thing in chart.things}


STAR = [tie(f"agency:a{n}", "ATTENDED", "meeting:m1") for n in range(6)]
STAR += [tie(f"agency:a{n}", "MEMBER_OF", "network:n", period="2010/2012") for n in range(3)]
STAR += [tie("agency:a0", "TOOK_PART_IN", "operation:o1"), tie("country:KE", "TOOK_PART_IN", "operation:o1")]
STAR += [tie("operation:o1", "TARGETED", "crime-type:ivory")]


@neo4j
@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (1, {"agency:a0", "meeting:m1", "network:n", "operation:o1"}),
        (
            2,
            {
                *(f"agency:a{n}" for n in range(6)),
                "meeting:m1",
                "network:n",
                "operation:o1",
                "country:KE",
                "crime-type:ivory",
            },
        ),
    ],
)
def test_a_neighbourhood_is_all_within_so_many_links(depth: int, expected: set[str], store: Store) -> None:
    build(store, STAR)
    chart = neighbourhood(store, ["a0"], scope=CLEAR, depth=depth)
    assert ids(chart) == expected
    assert chart.total == len(expected)
    assert not chart.truncated
    assert {thing.id for thing in chart.things if thing.focus} == {"agency:a0"}
    among = {c.id for c in STAR if {f"{e.kind.lower()}:{e.key}" for e in (c.subject, c.object) if e} <= expected}
    assert among <= {claim for link in chart.ties for claim in link.claims}


@neo4j
@pytest.mark.parametrize(
    ("scope", "types", "expected"),
    [
        (CLEAR, ["attended"], {"meeting:m1"}),
        (CLEAR, ["MEMBER_OF", "took-part-in"], {"network:n", "operation:o1"}),
        (Scope(Marking.CLEAR, kinds=("Network",)), [], {"network:n"}),
        (Scope(Marking.CLEAR, rung=RUNGS.index("signed")), [], {"network:n", "operation:o1"}),
        (Scope(Marking.CLEAR, as_of=date(2014, 1, 1)), [], {"meeting:m1", "operation:o1"}),
    ],
)
def test_type_kind_rung_and_day_cut_a_chart(scope: Scope, types: list[str], expected: set[str], store: Store) -> None:
    build(store, STAR)
    chart = neighbourhood(store, ["agency:a0"], scope=scope, types=read_types(types))
    assert ids(chart) - {"agency:a0"} == expected


@neo4j
def test_a_cap_keeps_what_has_most_links_and_counts_the_rest(store: Store) -> None:
    build(store, [*STAR, tie("agency:a1", "ORGANISED", "meeting:m1"), tie("agency:a9", "ATTENDED", "meeting:m2")])
    chart = neighbourhood(store, ["meeting:m1"], scope=CLEAR, cap=4)
    assert [thing.id for thing in chart.things] == ["meeting:m1", "agency:a0", "agency:a1", "agency:a2"]
    assert (chart.total, chart.truncated, chart.left_out) == (7, True, {"Agency": 3})
    assert chart.beyond == {"MEMBER_OF": 3, "ATTENDED": 3, "TOOK_PART_IN": 1}
    sheet = chart_sheet(chart)
    assert any("3 things of 7 left out" in sentence and "3 × Agency" in sentence for sentence in sheet.said)


@neo4j
@pytest.mark.parametrize(("depth", "cap"), [(0, 10), (4, 10), (1, 0), (1, 2001)])
def test_a_chart_that_makes_no_sense_is_an_error(depth: int, cap: int, store: Store) -> None:
    build(store, STAR)
    with pytest.raises(UsageError):
        neighbourhood(store, ["agency:a0"], scope=CLEAR, depth=depth, cap=cap)


@neo4j
def test_a_chart_of_a_path_holds_its_links_alone(store: Store) -> None:
    build(store, [*STAR, tie("agency:a4", "ORGANISED", "meeting:m1"), tie("agency:a5", "PART_OF", "agency:a0")])
    found = find_paths(store, "a4", "network:n", scope=CLEAR, k=1)
    chart = path_chart(store, found)
    assert ids(chart) == {found.paths[0].hops[0].start.id, *(hop.end.id for hop in found.paths[0].hops)}
    assert {link.id for link in chart.ties} == {link["id"] for hop in found.paths[0].hops for link in hop.links}


@neo4j
def test_the_chart_of_an_answer_names_all_of_its_rows(bundled: Store) -> None:
    answer = ask(bundled, "operation-participants", {"operation": COBRA}, clearance=Marking.CLEAR)
    chart = answer_chart(bundled, answer, scope=CLEAR)
    assert ids(chart) == {row[0] for row in answer.rows} | {COBRA}
    assert {thing.id for thing in chart.things if thing.focus} == {COBRA}
    for sheet in (chart_sheet(chart), map_sheet(answer_places(bundled, answer, scope=CLEAR))):
        assert "(operation: Operation COBRA II)" in sheet.title
        assert COBRA not in sheet.title
        assert "Rows" not in sheet.title


@neo4j
@pytest.mark.parametrize("subject", [COBRA, "LATF"])
def test_the_legend_of_a_timeline_explains_each_colour_of_it(subject: str, bundled: Store) -> None:
    sheet = timeline_sheet(timeline(bundled, subject, scope=CLEAR))
    bars = {rect.get("fill") for rect in sheet.picture.iter("rect")} - {"#FFFFFF"}
    told = {rect.get("fill") for rect in sheet.legend.iter("rect") if not rect.get("fill-opacity", "1").startswith("0")}
    assert bars
    assert bars <= told


@neo4j
def test_a_timeline_has_what_is_dated_and_lists_the_rest_apart(store: Store) -> None:
    build(
        store,
        [
            tie("agency:a", "MEMBER_OF", "network:n", period="2010/2012-05"),
            tie("agency:a", "MEMBER_OF", "network:m"),
            tie("agency:a", "ATTENDED", "meeting:m1"),
            told("meeting:m1", "start_date", "2011-05-02"),
            told("meeting:m1", "end_date", "2011-05-04"),
            tie("agency:a", "ATTENDED", "meeting:m2"),
            tie("agency:a", "OF_COUNTRY", "country:KE"),
            told("agency:a", "founded", "1999"),
        ],
    )
    line = timeline(store, "agency:a", scope=CLEAR)
    dated = {(entry.other, str(entry.period)) for entry in line.entries}
    assert dated == {
        ("agency:a", "since 1999"),
        ("network:n", "2010 to 2012-05"),
        ("meeting:m1", "2011-05-02 to 2011-05-04"),
    }
    assert [entry.other for entry in line.undated] == ["meeting:m2", "network:m"]
    assert (line.total, line.without_date) == (5, 2)
    few = timeline(store, "agency:a", scope=CLEAR, cap=2)
    assert [entry.other for entry in few.entries] == ["network:n", "meeting:m1"]
    assert (few.undated, few.total, few.truncated) == ((), 5, True)
    assert "3 entries of 5 left out, the earliest, 2 of them without a date." in timeline_sheet(few).said


def said_of(sheet: Sheet, name: str) -> list[str]:
    """What the claims say that stand behind the line of a thing of that name."""
    return [
        sheet.cited.claims[claim].says
        for table in sheet.tables
        for line in table.lines
        if name in line.cells
        for claim in line.claims
    ]


@neo4j
def test_each_date_on_a_timeline_has_its_evidence(store: Store) -> None:
    build(
        store,
        [
            tie("agency:a", "ATTENDED", "meeting:m1"),
            told("meeting:m1", "name", "First Meeting"),
            told("meeting:m1", "start_date", "2011-05-02"),
            told("meeting:m1", "end_date", "2011-05-04"),
            told("agency:a", "name", "Agency A"),
            told("agency:a", "note", "a note"),
            told("agency:a", "founded", "1999"),
            tie("agency:a", "TOOK_PART_IN", "operation:o1", period="2013"),
            told("operation:o1", "start_date", "2013-05", marking=Marking.GREEN),
            told("operation:o1", "name", "Operation One"),
            told("operation:o2", "name", "Operation Two"),
            told("operation:o2", "start_date", "2014", marking=Marking.AMBER),
            *(told(f"operation:o{n}", "series", "Ones") for n in (1, 2)),
        ],
    )
    sheet = timeline_sheet(timeline(store, "agency:a", scope=RED))
    attended, *dated = said_of(sheet, "First Meeting")
    assert "attended" in attended
    assert sorted("2011-05-02" in says or "2011-05-04" in says for says in dated) == [True, True]
    (own,) = said_of(sheet, "Agency A")
    assert "1999" in own
    assert sheet.cited.marking is Marking.CLEAR
    series = timeline_sheet(timeline(store, "operation:o1", scope=RED))
    assert sum("Ones" in says for says in said_of(series, "Operation Two")) == 2
    assert sum("2014" in says for says in said_of(series, "Operation Two")) == 1
    assert series.cited.marking is Marking.AMBER


@neo4j
@pytest.mark.parametrize("subject", [COBRA, "LATF", "SAWEN", "Kenya"])
def test_maps_and_timelines_list_the_sources_that_they_cite(subject: str, bundled: Store) -> None:
    for sheet in (
        map_sheet(places(bundled, subject, scope=CLEAR)),
        timeline_sheet(timeline(bundled, subject, scope=CLEAR)),
    ):
        cited = {claim for table in sheet.tables for line in table.lines for claim in line.claims}
        assert cited
        assert cited == sheet.cited.claims.keys()
        assert {sheet.cited.claims[claim].source for claim in cited} == sheet.cited.sources.keys()


@neo4j
@pytest.mark.parametrize("named", ["agency:a", "operation:o1", "agency:b"])
def test_maps_and_timelines_are_marked_as_high_as_the_names_on_them(named: str, store: Store) -> None:
    amber = Marking.AMBER
    build(
        store,
        [
            tie("agency:a", "OF_COUNTRY", "country:KE"),
            tie("agency:a", "TOOK_PART_IN", "operation:o1", period="2013"),
            tie("agency:b", "TOOK_PART_IN", "operation:o1", period="2013"),
            tie("country:UG", "LED", "operation:o1", period="2013"),
            told(named, "name", "A name of its own", marking=amber),
        ],
    )
    shown = (
        timeline_sheet(timeline(store, "operation:o1", scope=RED)),
        map_sheet(places(store, "operation:o1", scope=RED)),
    )
    for sheet in shown:
        assert "A name of its own" in render(sheet).html
        assert sheet.cited.marking is amber


@neo4j
def test_the_timeline_of_cobra_ii_shows_its_series(bundled: Store) -> None:
    line = timeline(bundled, COBRA, scope=CLEAR)
    assert [entry.other for entry in line.entries] == [
        "operation:operation-cobra-2013",
        COBRA,
        "operation:operation-cobra-iii-2015",
    ]
    assert all(entry.period.start and entry.period.end for entry in line.entries)


@neo4j
@pytest.mark.parametrize(
    ("subject", "measure", "expected"),
    [
        ("network:n", "", {"country:KE": {"agency:a", "country:KE"}, "country:TZ": {"country:TZ"}}),
        ("operation:o1", "", {"country:KE": {"agency:a"}, "country:UG": {"country:UG"}}),
        ("country:KE", "operations", {}),
        ("agency:a", "", {"country:KE": {"operation:o1"}, "country:UG": {"operation:o1"}}),
        ("agency:a", "meetings", {"country:KE": {"meeting:m1"}, "country:TZ": {"meeting:m1"}}),
    ],
)
def test_counts_fall_on_countries(subject: str, measure: str, expected: dict[str, set[str]], store: Store) -> None:
    build(
        store,
        [
            tie("agency:a", "OF_COUNTRY", "country:KE"),
            tie("agency:a", "MEMBER_OF", "network:n"),
            tie("country:KE", "MEMBER_OF", "network:n"),
            tie("country:TZ", "MEMBER_OF", "network:n"),
            tie("agency:igo", "MEMBER_OF", "network:n"),
            tie("agency:a", "TOOK_PART_IN", "operation:o1"),
            tie("country:UG", "LED", "operation:o1"),
            tie("agency:a", "ATTENDED", "meeting:m1"),
            tie("meeting:m1", "HELD_IN", "country:TZ"),
        ],
    )
    counts = places(store, subject, scope=CLEAR, measure=measure)
    assert {place.country: set(place.things) for place in counts.places} == expected
    assert set(counts.nowhere) == ({"agency:igo"} if subject == "network:n" else set())
    sheet = map_sheet(counts)
    loose = [line for line in sheet.tables[1].lines if line.claims]
    assert len(loose) == len(counts.nowhere)
    assert (", 1 on none." in sheet.said[0]) == bool(counts.nowhere)


@neo4j
def test_the_map_of_cobra_ii_has_its_countries(bundled: Store) -> None:
    counts = places(bundled, COBRA, scope=CLEAR)
    answer = ask(bundled, "operation-participants", {"operation": COBRA}, clearance=Marking.CLEAR)
    assert {place.country for place in counts.places} == {
        row[0] for row in answer.rows if row[0].startswith("country:")
    }
    by_answer = answer_places(bundled, answer, scope=CLEAR)
    assert {place.country for place in by_answer.places} >= {place.country for place in counts.places}
    with pytest.raises(UsageError):
        places(bundled, COBRA, scope=CLEAR, measure="answer")


@neo4j
def test_a_chart_of_what_was_known_earlier_shows_no_more(store: Store) -> None:
    build(store, STAR)
    with known_by(store, "2020-01-01T00:00:00.000000Z") as then, pytest.raises(UnknownName):
        neighbourhood(then, ["agency:a0"], scope=CLEAR)


def sheets(store: Store, subjects: Iterable[str], clearance: Marking) -> list[str]:
    """Every page and picture of these things, refusals included; the nonce is always the same."""
    scope, found = Scope(clearance), []
    for subject in subjects:
        for make in (
            lambda s: chart_sheet(neighbourhood(store, [s], scope=scope, depth=2, cap=4)),
            lambda s: timeline_sheet(timeline(store, s, scope=scope, cap=6)),
            lambda s: map_sheet(places(store, s, scope=scope)),
        ):
            try:
                sheet = make(subject)
                found += [render(sheet, "nonce").html, static_chart(sheet), sheet.file_name("html")]
            except UnknownName as error:
                found.append(str(error))
    for a, b in combinations(sorted(subjects)[::3], 2):
        try:
            chart = path_chart(store, find_paths(store, a, b, scope=scope, k=3))
            found.append(render(chart_sheet(chart), "nonce").html)
        except UnknownName as error:
            found.append(str(error))
    return found


@neo4j
@law
@given(claims=webs, clearance=st.sampled_from(list(Marking)[:4]))
def test_pages_at_a_clearance_are_those_of_a_store_without_what_is_hidden(
    store: Store, claims: list[Claim], clearance: Marking
) -> None:
    extra = [
        told("agency:a", "note", "a secret note", marking=Marking.AMBER),
        told("agency:b", "acronym", "SECRET", marking=Marking.RED),
        told("operation:o1", "series", "green", marking=Marking.GREEN),
        told("operation:o2", "series", "green"),
        told("meeting:m1", "start_date", "2011-05-02", marking=Marking.AMBER_STRICT),
        told("meeting:m1", "start_date", "2011"),
    ]
    build(store, [*claims, *extra])
    subjects = [row["id"] for row in store.read("MATCH (e:Entity) RETURN e.id AS id ORDER BY id")][::3]
    seen = sheets(store, subjects, clearance)
    build(store, [claim for claim in (*claims, *extra) if claim.level <= clearance])
    assert sheets(store, subjects, clearance) == seen


@neo4j
@law
@given(claims=webs, data=st.data())
def test_the_order_of_loading_changes_no_page(store: Store, claims: list[Claim], data: st.DataObject) -> None:
    build(store, claims)
    subjects = ["agency:a", "network:n", "meeting:m1", "operation:o1", "country:KE"]
    seen = sheets(store, subjects, Marking.RED)
    build(store, data.draw(st.permutations(claims)))
    assert sheets(store, subjects, Marking.RED) == seen


@neo4j
@pytest.mark.parametrize("marking", Marking)
def test_the_banner_the_title_and_the_file_name_carry_the_highest_marking_shown(marking: Marking, store: Store) -> None:
    build(
        store, [tie("agency:a", "ATTENDED", "meeting:m1"), tie("agency:b", "ATTENDED", "meeting:m1", marking=marking)]
    )
    sheet = chart_sheet(neighbourhood(store, ["meeting:m1"], scope=RED))
    page = render(sheet)
    assert page.html.count(f'<p class="banner">TLP:{marking}</p>') == 2
    assert f"<title>TLP:{marking} – " in page.html
    assert page.file_name.endswith(f"-TLP-{str(marking).replace('+', '-')}.html")
    assert static_chart(sheet).count(f">TLP:{marking}<") == 2


def drawn(count: int, links: int) -> Chart:
    """A chart of so many things, each linked with some that come before it."""
    kinds = list(KINDS)
    things = tuple(
        Thing(f"t{n}", f"Thing {n}", f"Thing of many {n}"[:16], kinds[n % 12], n == 0, 1) for n in range(count)
    )
    ends = [(n % (count - 1) + 1, n * 7 % (n % (count - 1) + 1)) for n in range(links)]
    shape = Tie("", "ATTENDED", "", "", "", "says", 2, "", "", "", "", "", ("stated",), (), 1, (), ())
    ties = tuple(replace(shape, id=f"l{n}", start=f"t{a}", end=f"t{b}") for n, (a, b) in enumerate(ends))
    return Chart("All", CLEAR, tuple(LINKS), 1, things, ties, count, {}, {}, Cited({}, {}, {}, Marking.CLEAR))


@pytest.mark.parametrize(("count", "links"), [(1, 0), (5, 6), (40, 80), (150, 375)])
def test_a_layout_is_repeatable_and_keeps_labels_apart(count: int, links: int) -> None:
    chart = drawn(count, links)
    places_of = positions(chart)
    assert positions(chart) == places_of
    boxes = {thing.id: (*places_of[thing.id], *box(thing.label, focus=thing.focus)) for thing in chart.things}
    over = [
        (a, b)
        for a, b in combinations(boxes, 2)
        if abs(boxes[a][0] - boxes[b][0]) < (boxes[a][2] + boxes[b][2]) / 2 - 3
        and abs(boxes[a][1] - boxes[b][1]) < (boxes[a][3] + boxes[b][3]) / 2 - 3
    ]
    assert len(over) <= 2


def test_every_kind_and_link_has_a_sign_of_its_own() -> None:
    assert GLYPHS.keys() == KINDS.keys()
    assert len({glyph.path for glyph in GLYPHS.values()}) == len(KINDS)
    assert LINES.keys() == LINKS.keys()
    assert tuple(RUNG_COLOURS) == RUNGS
    assert len(set(RUNG_COLOURS.values())) == len(RUNGS)


@pytest.mark.parametrize(("link", "role"), [(name, role) for name, link in LINKS.items() for role in link.roles])
def test_a_line_shows_rung_sort_and_sources(link: str, role: str) -> None:
    one = replace(drawn(2, 1).ties[0], type=link, role=role, rung=rung(link, role))
    line = stroke([one])
    assert line.colour == RUNG_COLOURS[RUNGS[rung(link, role)]]
    assert (line.label, line.dash) == LINES[link]
    assert stroke([replace(one, basis=("inferred",))]).dash not in (line.dash, ())
    assert [stroke([replace(one, origins=n)]).width for n in (1, 2, 3, 9)] == [1, 2, 3, 3]


def elements(sheet: Sheet, tag: str, name: str) -> list[Element]:
    """The parts of a picture that are signs of a class."""
    return [part for part in sheet.picture.iter(tag) if part.get("class", "").startswith(name)]


@neo4j
def test_legend_canvas_and_svg_hold_the_same_signs(bundled: Store) -> None:
    chart = neighbourhood(bundled, ["LATF"], scope=CLEAR)
    sheet = chart_sheet(chart)
    assert sheet.data
    in_svg = {(part.get("class"), part.get("d"), part.get("fill")) for part in elements(sheet, "path", "kind-")}
    in_legend = {(p.get("class"), p.get("d"), p.get("fill")) for p in sheet.legend.iter("path")}
    on_canvas = {
        (f"kind-{node['kind']}", sheet.data["signs"][node["kind"]]["path"], sheet.data["signs"][node["kind"]]["fill"])
        for node in sheet.data["nodes"]
    }
    assert in_svg == in_legend == on_canvas
    assert len(elements(sheet, "path", "kind-")) == len(chart.things) == len(sheet.data["nodes"])
    lines = [
        (part.get("stroke"), part.get("stroke-width"), part.get("stroke-dasharray"))
        for part in sheet.picture.iter("line")
    ]
    edges = [
        (edge["color"]["color"], str(edge["width"]), " ".join(map(str, edge["dashes"])) if edge["dashes"] else None)
        for edge in sheet.data["edges"]
    ]
    assert lines == edges
    legend = {(part.get("stroke"), part.get("stroke-dasharray")) for part in sheet.legend.iter("line")}
    assert {colour for colour, _, _ in lines} <= {colour for colour, _ in legend}
    assert {dash for _, _, dash in lines} <= {dash for _, dash in legend}


@pytest.mark.parametrize(
    ("period", "bars"),
    [
        (Period(PartialDate("2013-05-13"), PartialDate("2013-05-16")), 1),
        (Period(PartialDate("2013"), PartialDate("2013")), 1),
        (Period(PartialDate("2010"), PartialDate("2013")), 2),
        (Period(PartialDate("2010"), None), 2),
        (Period(PartialDate("2010-01-01"), None), 1),
    ],
)
def test_a_bar_is_as_wide_as_its_date_is_inexact(period: Period, bars: int) -> None:
    from api.views import svg
    from api.views.svg_timeline import Scale, bar

    root = svg.picture(10, 10, "", "")
    scale = Scale(2009, 2015)
    bar(root, scale, period, 0, "#000000")
    found = list(root.iter("rect"))
    assert len(found) == bars
    first, last = period.start, period.end
    assert first
    assert float(found[0].get("x", "")) == pytest.approx(scale.x(first.earliest), abs=0.01)
    if last:
        right = float(found[0].get("x", "")) + float(found[0].get("width", ""))
        assert right >= scale.x(last.latest) - 0.01
    assert len(list(root.iter("polygon"))) == (last is None)


def test_all_countries_of_iso_are_on_the_outlines_or_told_to_be_missing() -> None:
    from api.views.outlines import outlines

    codes = {shape.code for shape in outlines().shapes}
    assert {"MV", "SG", "HK", "MO", "SC", "MU", "BH", "KM", "KE", "US", "TW", "SS"} <= codes
    assert all(shape.small for shape in outlines().shapes if shape.code in ("MV", "SG", "SC", "MO"))


def test_scripts_and_templates_take_no_short_cut() -> None:
    from importlib.resources import files

    for folder, suffix in (("static", ".js"), ("templates", ".html")):
        for path in (files("api") / folder).iterdir():
            if path.name.endswith(suffix):
                text = path.read_text(encoding="utf-8")
                for word in (
                    "innerHTML",
                    "insertAdjacentHTML",
                    "document.write",
                    "|safe",
                    "| safe",
                    "eval(",
                    "onclick",
                ):
                    assert word not in text, (path.name, word)


def test_only_web_addresses_become_links() -> None:
    from api.html import web_address

    bad: Any = (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "//host/x",
        "https://",
        "http://[",
        " ",
        "x",
    )
    assert [web_address(url) for url in bad] == [False] * len(bad)
    assert web_address("https://example.org/a?b=c")
