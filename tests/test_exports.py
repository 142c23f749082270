"""Exports on a real Neo4j: each format read back by another program, the same rows as the routes, released_to."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import networkx as nx
import openpyxl
import pyoxigraph as ox
import pytest

from api.desk import Desk
from api.exports.handing import FORMATS, Order, hand_out, left_out, previews
from api.exports.tables import cell
from api.exports.wanted import Wanted
from api.keys import add_key
from graph.commit import commit
from graph.errors import UsageError
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import PartialDate, Period
from graph.values.markings import Marking
from ontology.cut import project
from ontology.project import Cut
from ontology.terms import WEN
from tests.conftest import empty
from tests.inside import inside
from tests.test_api import NEXT_WEEK, served
from tests.test_pages import PAYLOADS, hostile

pytestmark = pytest.mark.neo4j
BASE = "https://data.example.org/"
SAWEN = Wanted("question", "network-members", {"network": "SAWEN"})
EVERYTHING = Wanted("everything")


def handed(store: Store, tmp_path: Path, wanted: Wanted = SAWEN, form: str = "csv", **more: Any) -> tuple[Any, bytes]:
    """What an order gives, and the bytes of its file."""
    told = {"recipient": "Partner", "reason": "a test", "author": "tester", "clearance": Marking.CLEAR} | more
    path = tmp_path / "file"
    done = hand_out(store, Order(wanted, form, **told), path, base=BASE)
    text = path.read_bytes()
    assert done.sha256 == hashlib.sha256(text).hexdigest()
    return done, text


def table(text: bytes) -> tuple[dict[str, str], list[list[str]]]:
    """What a CSV file says of itself, and its rows, the columns first."""
    lines = text.decode().splitlines(keepends=True)
    about = [line[2:].strip().split(": ", 1) for line in lines if line.startswith("# ")]
    return dict(about), list(csv.reader(io.StringIO("".join(lines[len(about) :]))))  # type: ignore[arg-type]


QUESTIONS = (
    ("network-members", {"network": "SAWEN"}),
    ("shared-operations", {"a": "Kenya", "b": "China"}),
    ("nest-countries", {}),
    ("operation-participants", {"operation": "Operation COBRA II"}),
    ("partners-of", {"entity": "KWS"}),
)
LINKLESS = (QUESTIONS[2], QUESTIONS[4])
"""Their rows rest on links with what no row names."""

AROUND: tuple[dict[str, Any], ...] = (
    {"things": ["SAWEN"]},
    {"things": ["KWS", "LATF"], "depth": 2, "cap": 50},
    {"things": ["Kenya"], "types": ["ATTENDED"]},
    {"things": ["Kenya"], "kinds": ["Network"]},
    {"things": ["Kenya"], "rung": "signed"},
)
IN_ADDRESS = {"things": "of", "types": "type", "kinds": "kind"}


def shown(address: str, body: dict[str, Any], at: dict[str, str]) -> list[Any]:
    """What the reading route shows for the same filters."""
    if body["what"] == "question":
        told = httpx.get(f"{address}/questions/{body['question']}", params=body["parameters"] | at, timeout=60)
        return list(told.json()["rows"])
    if body["what"] == "entity":
        told = httpx.get(f"{address}/entities/{body['things'][0]}/links", params={"limit": 1000, **at}, timeout=60)
        return list(told.json()["items"])
    filters = {IN_ADDRESS.get(name, name): value for name, value in body.items() if name != "what"}
    told = httpx.get(f"{address}/neighbourhood", params={"cap": 2000, **filters, **at}, timeout=60)
    return list(told.json()["links"])


@pytest.mark.parametrize(
    "body",
    [
        *({"what": "question", "question": name, "parameters": given} for name, given in QUESTIONS),
        *({"what": "neighbourhood", **filters} for filters in AROUND),
        {"what": "entity", "things": ["operation:operation-cobra-ii-2014"]},
        {"what": "entity", "things": ["country:KE"]},
    ],
)
@pytest.mark.parametrize("as_of", ["", "2013-12-31"])
def test_an_export_holds_the_rows_that_the_same_filters_show(body: dict[str, Any], as_of: str, address: str) -> None:
    at = {"as_of": as_of} if as_of else {}
    order = body | {"format": "jsonl", "to": "Partner", "reason": "a test"}
    rows = shown(f"{address}/api/v1", body, at)
    told = httpx.post(f"{address}/api/v1/export", params=at, json=order, timeout=60)
    if not rows:
        assert told.status_code == 400
        assert "nothing to hand out" in told.json()["title"]
        return
    assert told.status_code == 200, told.text
    first, *lines = [json.loads(line) for line in told.text.splitlines()]
    assert first["export"]["recipient"] == "Partner"
    if isinstance(rows[0], list):
        assert [list(line.values()) for line in lines] == rows
    else:
        assert sorted((line["link"], line["claims"]) for line in lines) == sorted((r["id"], r["claims"]) for r in rows)


NARROWED: tuple[tuple[str, dict[str, Any], int], ...] = (
    ("Operation COBRA II", {"types": ("LED",)}, 1),
    ("Operation COBRA II", {"kinds": ("Network",)}, 3),
    ("country:KE", {"rung": "operated together"}, 10),
    ("country:KE", {"rung": "operated together", "types": ("TOOK_PART_IN",), "kinds": ("Operation",)}, 10),
)


def links_in(form: str, text: bytes) -> set[str]:
    """The ids of the links in a file, or as many numbers where the format gives them others."""
    if form == "csv":
        return {row[0] for row in table(text)[1][1:]}
    if form == "graphml":
        return {key for *_, key in nx.read_graphml(io.BytesIO(text), force_multigraph=True).edges(keys=True)}
    if form == "stix":
        told = [one["id"] for one in json.loads(text)["objects"] if one["type"] == "relationship"]
    else:
        lines = [json.loads(line) for line in text.splitlines()]
        told = [one["id"] for one in lines if one["schema"] in ("Membership", "UnknownLink")]
    return {str(number) for number, _ in enumerate(told)}


@pytest.mark.parametrize(("thing", "filters", "many"), NARROWED)
def test_the_same_filters_give_the_same_links_in_every_format(
    thing: str, filters: dict[str, Any], many: int, bundled: Store, tmp_path: Path
) -> None:
    wanted = Wanted("entity", things=(thing,), **filters)
    files = {form: handed(bundled, tmp_path, wanted, form) for form in ("csv", "graphml", "stix", "ftm")}
    assert {form: done.rows for form, (done, _) in files.items()} == dict.fromkeys(files, many)
    found = {form: links_in(form, text) for form, (_, text) in files.items()}
    assert found["csv"] == found["graphml"]
    assert [len(links) for links in found.values()] == [many] * 4
    columns, *rows = table(files["csv"][1])[1]
    cited = {claim for row in rows for claim in row[columns.index("claims")].split("; ")}
    assert {row[0] for row in table(handed(bundled, tmp_path, wanted, shape="long")[1])[1][1:]} == cited


@pytest.mark.parametrize(("question", "given"), [one for one in QUESTIONS if one not in LINKLESS])
@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_graph_of_an_answer_holds_no_link_that_the_answer_does_not(
    question: str, given: dict[str, str], form: str, bundled: Store, tmp_path: Path
) -> None:
    wanted = Wanted("question", question, given)
    columns, *rows = table(handed(bundled, tmp_path, wanted)[1])[1]
    told = {claim for row in rows for claim in row[columns.index("claims")].split("; ")}
    read = nx.read_graphml if form == "graphml" else nx.read_gexf
    drawn = read(io.BytesIO(handed(bundled, tmp_path, wanted, form)[1]))
    cited = {claim for *_, link in drawn.edges(data=True) for claim in link["claims"].split("; ")}
    assert cited
    assert cited <= told
    if question == "operation-participants":
        assert drawn.number_of_edges() == len(rows) == 32


@pytest.mark.parametrize(("question", "given"), [*LINKLESS, ("countries-in-no-network", {})])
@pytest.mark.parametrize("form", ["graphml", "gexf", "stix", "ftm"])
def test_an_answer_without_links_is_no_graph(
    question: str, given: dict[str, str], form: str, bundled: Store, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="This answer holds no links; take csv, xlsx or jsonl"):
        handed(bundled, tmp_path, Wanted("question", question, given), form)


def test_tables_are_read_back_as_they_were(bundled: Store, tmp_path: Path) -> None:
    done, text = handed(bundled, tmp_path)
    about, rows = table(text)
    assert (about["marking"], about["recipient"], about["reason"]) == ("TLP:CLEAR", "Partner", "a test")
    assert (about["export"], about["handed out by"]) == (done.number, "tester")
    assert done.file_name.endswith("-TLP-CLEAR.csv")
    assert len(rows) - 1 == done.rows == 14
    book = openpyxl.load_workbook(io.BytesIO(handed(bundled, tmp_path, form="xlsx")[1]))
    assert book.sheetnames == ["About", "Rows"]
    assert book["Rows"].freeze_panes == "A2"
    assert all(heading.font.bold for heading in next(book["Rows"].iter_rows()))
    assert {round(told.width) for told in book["Rows"].column_dimensions.values()} - {13}
    assert [[value or "" for value in row] for row in book["Rows"].iter_rows(values_only=True)] == rows
    lines = [json.loads(line) for line in handed(bundled, tmp_path, form="jsonl")[1].splitlines()]
    assert [list(line) for line in lines[1:]] == [rows[0]] * 14


def test_the_long_shape_has_a_row_for_each_claim_with_its_source(bundled: Store, tmp_path: Path) -> None:
    _, rows = table(handed(bundled, tmp_path, EVERYTHING, shape="long")[1])
    live = bundled.read("MATCH (c:Claim) WHERE c.level = 0 RETURN count(*) AS n")[0]["n"]
    assert len(rows) - 1 == live
    place = {name: n for n, name in enumerate(rows[0])}
    assert all(row[place["title"]] and row[place["marking"]] == "CLEAR" for row in rows[1:])


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_graphs_are_read_back_by_networkx(form: str, read: Any, bundled: Store, tmp_path: Path) -> None:
    done, text = handed(bundled, tmp_path, Wanted("neighbourhood", things=("LATF",)), form)
    assert b"Partner" in text
    if form == "gexf":
        (told,) = re.findall(r"<meta .*?<description>(.*?)</description>\s*</meta>", text.decode(), re.DOTALL)
        assert "marking: TLP:CLEAR" in told
        assert "Partner" in told
    drawn = read(io.BytesIO(text))
    assert drawn.number_of_edges() == done.rows
    assert {told["kind"] for _, told in drawn.nodes(data=True)} >= {"Country", "Network", "Meeting"}


PERIODS = (("", "2014"), ("1999", "1999"), ("1999", ""), ("2001-02", "2014-05-06"), ("", ""))
DATED: tuple[Wanted, ...] = (
    EVERYTHING,
    Wanted("entity", things=("agency:a",)),
    Wanted("neighbourhood", things=("agency:a",)),
    Wanted("question", "memberships-of", {"entity": "agency:a"}),
)


@pytest.mark.parametrize("wanted", DATED)
def test_a_link_bears_its_own_dates_and_no_others(wanted: Wanted, store: Store, tmp_path: Path) -> None:
    body, met = Mention("Agency", "a"), Mention("Meeting", "m")
    page = Source("one", "One", url="https://one.example")
    told = [Claim(met, "date", page, value="2016-03-01"), Claim(body, "ATTENDED", page, object=met)]
    for number, ends in enumerate(PERIODS):
        period = Period(*(PartialDate(end) if end else None for end in ends))
        net = Mention("Network", f"n{number}")
        told.append(Claim(body, "MEMBER_OF", page, object=net, role="member", period=period))
    commit(store, told)
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        drawn = read(io.BytesIO(handed(store, tmp_path, wanted, form)[1]))
        found = {end: (link["since"], link["until"]) for _, end, link in drawn.edges(data=True)}
        assert found.pop("meeting:m", ("", "")) == ("", "")
        assert found == {f"network:n{number}": period for number, period in enumerate(PERIODS)}
    lines = [json.loads(line)["properties"] for line in handed(store, tmp_path, wanted, "ftm")[1].splitlines()]
    spans = sorted((*one.get("startDate", [""]), *one.get("endDate", [""])) for one in lines if "role" in one)
    assert spans == sorted([*PERIODS, *[("", "")] * (wanted.sort != "question")])
    objects = json.loads(handed(store, tmp_path, wanted, "stix")[1])["objects"]
    times = {(one.get("start_time", "")[:10], one.get("stop_time", "")[:10]) for one in objects}
    assert times == {
        ("", "2014-12-31"), ("1999-01-01", "1999-12-31"), ("1999-01-01", ""), ("2001-02-01", "2014-05-06"), ("", "")
    }  # fmt: skip


def test_followthemoney_entities_point_to_each_other(bundled: Store, tmp_path: Path) -> None:
    done, text = handed(bundled, tmp_path, EVERYTHING, "ftm")
    told = [json.loads(line) for line in text.splitlines()]
    ids = {one["id"] for one in told}
    assert len(ids) == len(told)
    ends = ("member", "organization", "subject", "object")
    links = [one for one in told if one["schema"] in ("Membership", "UnknownLink")]
    assert len(links) == done.rows
    assert {end for one in links for name in ends for end in one["properties"].get(name, ())} <= ids
    assert [json.loads(line) for line in handed(bundled, tmp_path, EVERYTHING, "ftm")[1].splitlines()[1:]] == told[1:]
    assert "Thing" not in {one["schema"] for one in told}
    operation = next(one for one in told if one["properties"].get("name") == ["Operation COBRA II"])
    assert operation["schema"] == "Event"
    assert operation["properties"]["startDate"][0].startswith(("2013", "2014"))
    assert all("fileName" in one["properties"] for one in told if one["schema"] == "Document")
    assert any(one["properties"].get("sourceUrl", [""])[0].startswith("http") for one in links)


def test_a_stix_bundle_holds_what_it_refers_to(bundled: Store, tmp_path: Path) -> None:
    done, text = handed(bundled, tmp_path, Wanted("neighbourhood", things=("Operation COBRA II",)), "stix")
    bundle = json.loads(text)
    objects = {one["id"]: one for one in bundle["objects"]}
    assert len(objects) == len(bundle["objects"])
    for one in objects.values():
        assert one["spec_version"] == "2.1"
        assert one["id"].startswith(f"{one['type']}--")
        refs = [*one.get("object_refs", ()), *one.get("object_marking_refs", ())]
        refs += [one[name] for name in ("source_ref", "target_ref") if name in one]
        assert set(refs) <= objects.keys()
        if one["type"] == "report":
            assert one["object_refs"]
            assert one["published"].endswith("Z")
    assert sum(one["type"] == "relationship" for one in objects.values()) == done.rows
    marks = [one for one in objects.values() if one["type"] == "marking-definition"]
    assert [next(iter(one["extensions"].values()))["tlp_2_0"] for one in marks] == ["clear"]


@pytest.mark.parametrize("wanted", [EVERYTHING, SAWEN, Wanted("entity", things=("Operation COBRA II",))])
def test_a_stix_object_was_created_once_and_names_its_source(wanted: Wanted, bundled: Store, tmp_path: Path) -> None:
    def bundle() -> dict[str, dict[str, Any]]:
        done, text = handed(bundled, tmp_path, wanted, "stix")
        told = {one["id"]: one for one in json.loads(text)["objects"]}
        return {key: one for key, one in told.items() if done.number not in one.get("description", "")}

    first = bundle()
    assert first == bundle()
    links = [one for one in first.values() if one["type"] == "relationship"]
    assert any("url" in page for link in links for page in link["external_references"])
    for link in links:
        pages = [page for page in link["external_references"] if "url" in page]
        assert all(page["source_name"] and page["url"].startswith("http") for page in pages)
        assert link["created"] <= link["modified"]
        assert link.get("start_time", "") < link.get("stop_time", "9")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "\n=1", "=cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(text: str, store: Store, tmp_path: Path) -> None:
    page = Source("one", text, publisher=text)
    commit(store, [Claim(Mention("Agency", "a"), "name", page, value=f"{text}x", quote=text)])
    commit(store, [Claim(Mention("Agency", "a"), "OF_COUNTRY", page, object=Mention("Country", "KE"), value=text)])
    for shape in ("wide", "long"):
        _, rows = table(handed(store, tmp_path, EVERYTHING, shape=shape)[1])
        assert not [
            value for row in rows for value in row if value.lstrip(" \n").startswith(("=", "+", "-", "@", "\t"))
        ]
        book = openpyxl.load_workbook(io.BytesIO(handed(store, tmp_path, EVERYTHING, "xlsx", shape=shape)[1]))
        assert {c.data_type for row in book["Rows"].iter_rows() for c in row}.isdisjoint({"f", "e"})
    assert cell("a=b") == "a=b"


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_records_break_no_format(form: str, store: Store, tmp_path: Path) -> None:
    empty(store, Marking.RED)
    for payload in PAYLOADS:
        commit(store, [replace(claim, released_to=()) for claim in hostile(payload)])
    done, text = handed(store, tmp_path, EVERYTHING, form)
    assert done.rows > 0
    if form == "graphml":
        nx.read_graphml(io.BytesIO(text))
    elif form in ("ftm", "jsonl"):
        assert [json.loads(line) for line in text.splitlines()]
    elif form == "stix":
        assert json.loads(text)["objects"]
    elif form == "xlsx":
        openpyxl.load_workbook(io.BytesIO(text))
    elif form not in ("csv", "gexf"):
        assert _statements(text)


def _statements(text: bytes) -> list[ox.Quad]:
    with zipfile.ZipFile(io.BytesIO(text)) as archive:
        name = next(name for name in archive.namelist() if name.startswith("data."))
        form = ox.RdfFormat.from_extension(name.rpartition(".")[2])
        assert form
        return list(ox.parse(archive.read(name), format=form))


SCHEMES = (
    ((), (), (), ()),
    (("Partner",), (), (), ()),
    (("Elsewhere",), (), (), ()),
    (("Elsewhere", "PARTNER"), ("Elsewhere",), (), ()),
    ((), ("Elsewhere",), ("Elsewhere",), ()),
    (("Elsewhere",), ("Elsewhere",), ("Elsewhere",), ("Elsewhere",)),
)


def told_by(scheme: tuple[tuple[str, ...], ...], level: Marking) -> list[Claim]:
    """Two names, a membership on two words and a country, released as the scheme says."""
    one, two = Source("one", "One", url="https://one.example"), Source("two", "Two", url="https://two.example")
    body, net = Mention("Agency", "a"), Mention("Network", "n")
    first, second, third, fourth = scheme
    more: dict[str, Any] = {"object": net, "role": "member", "marking": level}
    return [
        Claim(body, "name", one, value="Open name", released_to=first),
        Claim(body, "acronym", one, value="ON", released_to=second),
        Claim(net, "name", one, value="Net"),
        Claim(body, "MEMBER_OF", one, released_to=third, credibility="2", **more),
        Claim(body, "MEMBER_OF", two, released_to=fourth, credibility="3", **more),
    ]


@pytest.mark.parametrize("form", ["csv", "jsonl", "graphml", "ftm", "stix", "nquads"])
@pytest.mark.parametrize("level", [Marking.CLEAR, Marking.AMBER])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_released_to_others_alone_is_as_if_it_were_not_there(
    scheme: tuple[tuple[str, ...], ...], level: Marking, form: str, store: Store, tmp_path: Path
) -> None:
    claims = told_by(scheme, level)
    mine = [claim for claim in claims if not claim.released_to or "partner" in [n.lower() for n in claim.released_to]]
    shape = "long" if form == "csv" else "wide"

    def export(told: list[Claim]) -> str:
        empty(store, Marking.RED)
        commit(store, told)
        try:
            done, text = handed(store, tmp_path, EVERYTHING, form, clearance=Marking.RED, shape=shape)
        except UsageError as error:
            return error.what
        if form == "nquads":
            return "\n".join(sorted(_timeless(str(quad)) for quad in _statements(text)))
        return _timeless(text.decode().replace(done.number, ""))

    assert export(claims) == export(mine)


def _timeless(text: str) -> str:
    """A text without the moments that differ from one run to the next, and the ids made of them."""
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "", text)
    return re.sub(r'"bundle--[^"]*"|"report--[^"]*"|"wengraph-[0-9a-f]{32}", "schema": "Note"', "", text)


def test_what_is_left_out_is_told_by_kind(store: Store) -> None:
    empty(store, Marking.RED)
    commit(store, told_by((("Elsewhere",), (), (), ()), Marking.AMBER))
    order = Order(EVERYTHING, "csv", "Partner", "a test", "tester", Marking.CLEAR)
    missing = left_out(store, order, Marking.RED)
    assert missing.links == {"MEMBER_OF": 1}
    assert missing.claims == 3
    assert "1 × is a member of" in missing.sentences()[0]
    less = left_out(store, order, Marking.CLEAR)
    assert less.claims == 1
    assert less.sentences()[0].endswith("1 claim.")


def test_what_the_cap_leaves_out_is_told(address: str, bundled: Store) -> None:
    around = {"things": ["Kenya"], "depth": 2, "cap": 10}
    shown = httpx.get(f"{address}/api/v1/neighbourhood", params={"of": "Kenya", "depth": 2, "cap": 10}, timeout=60)
    body = {"what": "neighbourhood", **around, "format": "csv", "to": "Partner", "reason": "a test"}
    told = httpx.post(f"{address}/api/v1/export/preview", json=body, timeout=60).json()
    assert told["left_out"]["capped"] == shown.json()["left_out"]
    assert sum(told["left_out"]["capped"].values()) == shown.json()["total"] - 10 > 200
    assert told["says"][0].startswith("Left out beyond the cap of 10 things: ")
    order = Order(Wanted("neighbourhood", things=("Kenya",), depth=2, cap=10), "csv", "P", "a", "t", Marking.CLEAR)
    assert left_out(bundled, order, Marking.CLEAR).sentences() == told["says"]
    assert previews(bundled, order, ["CLEAR"], Marking.CLEAR) == [("CLEAR", told["says"])]
    whole = replace(order, wanted=replace(order.wanted, cap=2000))
    assert left_out(bundled, whole, Marking.CLEAR).sentences() == []


NARROWING: tuple[dict[str, Any], ...] = (
    {"types": ("LED",)},
    {"kinds": ("Agency",)},
    {"rung": "signed"},
    {"depth": 2},
    {"cap": 10},
)


@pytest.mark.parametrize(
    ("form", "wanted", "more"),
    [
        ("pdf", SAWEN, {}),
        ("csv", SAWEN, {"recipient": " "}),
        ("csv", SAWEN, {"reason": ""}),
        ("turtle", SAWEN, {"as_of": date(2014, 1, 1)}),
        ("csv", Wanted("question"), {}),
        ("csv", Wanted("entity", things=("KWS", "LATF")), {}),
        ("csv", Wanted("everything", things=("KWS",)), {}),
        ("csv", Wanted("neighbourhood"), {}),
        *(("csv", replace(SAWEN, **narrowing), {}) for narrowing in NARROWING),
        *(("csv", replace(EVERYTHING, **narrowing), {}) for narrowing in NARROWING),
        ("csv", Wanted("entity", things=("KWS",), depth=2), {}),
        ("csv", Wanted("entity", things=("KWS",), rung="strong"), {}),
        ("csv", Wanted("entity", things=("KWS",), types=("LIKES",)), {}),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(
    form: str, wanted: Wanted, more: dict[str, Any], bundled: Store, tmp_path: Path
) -> None:
    with pytest.raises(UsageError):
        handed(bundled, tmp_path, wanted, form, **more)


@pytest.mark.parametrize(
    "wanted", [SAWEN, Wanted("entity", things=("country:BT",)), Wanted("neighbourhood", things=("country:BT",))]
)
def test_rdf_of_a_part_says_what_the_whole_says_of_the_same_claims(
    wanted: Wanted, bundled: Store, tmp_path: Path
) -> None:
    done, text = handed(bundled, tmp_path, wanted, "nquads")
    told = set(ox.parse(zipfile.ZipFile(io.BytesIO(text)).read("data.nq"), format=ox.RdfFormat.N_QUADS))
    whole = set(project(bundled, Cut(BASE, 0)))
    assert done.rows == len(told)
    assert told < whole
    claims = {quad.subject for quad in told if quad.predicate.value == f"{WEN}recordedAt"}
    long = table(handed(bundled, tmp_path, wanted, shape="long")[1])[1]
    assert {claim.value.rpartition("/claim-")[2] for claim in claims} == {row[0] for row in long[1:]}
    assert {quad for quad in whole if quad.subject in claims} <= told


@pytest.fixture
def keyed(store: Store, scratch_settings: Settings) -> Iterator[tuple[str, Desk]]:
    """A service that needs keys, over claims of two markings."""
    empty(store, Marking.RED)
    commit(store, told_by(((), (), (), ()), Marking.AMBER))
    desk = Desk(scratch_settings)
    desk.path.unlink()
    desk = Desk(scratch_settings)
    with served(scratch_settings) as told:
        yield told, desk
    desk.path.unlink()


def test_the_audit_knows_what_was_sent_to_whom(keyed: tuple[str, Desk]) -> None:
    address, desk = keyed
    last = NEXT_WEEK
    people = {role: add_key(desk, role, Marking.AMBER, role, last)[1] for role in ("reader", "analyst", "reviewer")}
    low = add_key(desk, "low", Marking.CLEAR, "reviewer", last)[1]
    body = {"what": "everything", "format": "csv", "to": "Partner", "reason": "for the meeting", "shape": "long"}

    def ask(key: str, path: str, **more: Any) -> httpx.Response:
        method = "POST" if "json" in more else "GET"
        return httpx.request(method, f"{address}/api/v1/{path}", headers={"x-api-key": key}, timeout=60, **more)

    assert ask(people["reader"], "export", json=body).status_code == 403
    seen = ask(people["analyst"], "export/preview", params={"clearance": "CLEAR"}, json=body).json()
    assert seen["left_out"]["links"] == {"MEMBER_OF": 1}
    assert ask(people["analyst"], "sent").json()["items"] == []
    told = ask(people["analyst"], "export", json=body)
    assert told.headers["content-disposition"].endswith('-TLP-AMBER.csv"')
    digest = hashlib.sha256(told.content).hexdigest()
    for key in (people["analyst"], people["reviewer"]):
        items = ask(key, "sent", params={"to": "partner"}).json()["items"]
        assert [(i["sent"], i["recipient"], i["reason"], i["who"].split()[0]) for i in items] == [
            (digest, "Partner", "for the meeting", "analyst")
        ]
    assert ask(people["reviewer"], "sent", params={"to": "Elsewhere"}).json()["total"] == 0
    assert ask(low, "sent").json()["items"] == []
    around = {"what": "neighbourhood", "things": ["Open name"]}
    asked = {"what": "question", "question": "memberships-of", "parameters": {"entity": "ON"}}
    for more, things in ((around, ["agency:a"]), (asked, ["agency:a"]), ({}, [])):
        done = ask(people["analyst"], "export", json=body | {"shape": "wide"} | more)
        assert done.status_code == 200, done.text
        assert ask(people["analyst"], "sent").json()["items"][0]["of"] == things


def test_the_package_of_rdf_is_that_of_everything(keyed: tuple[str, Desk]) -> None:
    address, desk = keyed
    last = NEXT_WEEK
    reader, analyst = (add_key(desk, role, Marking.AMBER, role, last)[1] for role in ("reader", "analyst"))
    given = {"format": "nquads", "to": "Partner", "reason": "yearly exchange"}

    def post(path: str, key: str = analyst, **more: Any) -> httpx.Response:
        told = given | more.pop("json", {})
        return httpx.post(f"{address}/api/v1/{path}", headers={"x-api-key": key}, json=told, timeout=60, **more)

    def data(told: httpx.Response) -> bytes:
        assert told.headers["content-type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(told.content)) as archive:
            return archive.read("data.nq")

    low, high = post("export/rdf", params={"clearance": "CLEAR"}), post("export/rdf")
    assert data(high) == data(post("export", json={"what": "everything"}))
    assert len(data(low)) < len(data(high))
    assert b"AMBER" not in data(low)
    assert (low.headers["x-marking"], high.headers["x-marking"]) == ("CLEAR", "AMBER")
    items = httpx.get(f"{address}/api/v1/sent", headers={"x-api-key": analyst}).json()["items"]
    sent = [hashlib.sha256(told.content).hexdigest() for told in (low, high)]
    assert {*sent} <= {item["sent"] for item in items}
    assert {(item["recipient"], item["reason"]) for item in items} == {("Partner", "yearly exchange")}
    assert post("export/rdf", reader).status_code == 403
    assert post("export/rdf", json={"to": " "}).status_code == 400
    assert post("export/rdf", params={"as_of": "2016"}).status_code == 400
    assert post("export/rdf", json={"format": "csv"}).status_code == 422


@pytest.mark.parametrize(
    ("line", "filters", "name"),
    [
        (["--type", "LED"], {"types": ["LED"]}, "types"),
        (["--kind", "Agency"], {"kinds": ["Agency"]}, "kinds"),
        (["--rung", "signed"], {"rung": "signed"}, "rung"),
        (["--depth", "2"], {"depth": 2}, "depth"),
    ],
)
def test_a_filter_that_would_not_narrow_an_answer_is_refused_and_says_so(
    line: list[str], filters: dict[str, Any], name: str, address: str, bundled: Store, bundled_settings: Settings
) -> None:
    assert bundled
    why = f"An export of the answer to a question is not narrowed by {name}."
    given = ("--question", "network-members", "-p", "network=SAWEN", "--to", "Partner", "--reason", "a test")
    told = inside(bundled_settings, "export", *given, *line)
    assert (told.code, why in told.all) == (2, True)
    body = {"what": "question", "question": "network-members", "parameters": {"network": "SAWEN"}, "format": "csv"}
    for path in ("export", "export/preview"):
        order = body | {"to": "Partner", "reason": "a test"} | filters
        answer = httpx.post(f"{address}/api/v1/{path}", json=order, timeout=60)
        assert (answer.status_code, why in answer.text) == (400, True)


def test_the_command_hands_out_the_same(
    bundled: Store, bundled_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bundled
    monkeypatch.chdir(tmp_path)
    line = ("export", "--question", "network-members", "-p", "network=SAWEN", "--to", "Partner", "--reason", "a test")
    told = inside(bundled_settings, *line, "--json")
    assert told.code == 0, told.all
    text = (tmp_path / told.json["file"]).read_bytes()
    assert table(text)[1] == table(handed(bundled, tmp_path)[1])[1]
    listed = inside(bundled_settings, "audit", "sent", "--to", "partner", "--json")
    assert listed.json["items"][0]["of"] == ["network:sawen"]
    assert "network:sawen" in inside(bundled_settings, "audit", "sent").out
    pointed = inside(bundled_settings, "ask", "sent-to", "-p", "recipient=Partner")
    assert "wengraph audit sent" in pointed.out.splitlines()[-1]
    assert listed.json["items"][0]["sent"] == hashlib.sha256(text).hexdigest() == told.json["sha256"]
    refused = inside(bundled_settings, "export", "--to", "Partner", "--reason", "a test")
    assert refused.code == 2
