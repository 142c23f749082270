"""Questions over a few hand-made claims: what the bundled records lack, such as conflicts, grades, what followed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph.ask import ask, questions
from graph.commit import commit, retract
from graph.schema import KINDS, NAME_SORTS, RUNGS
from graph.store.bolt import Store
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import parse_period
from graph.values.grades import SCHEMES, Grade
from graph.values.markings import Marking

pytestmark = pytest.mark.neo4j
CLEAR, GREEN, AMBER, RED = Marking.CLEAR, Marking.GREEN, Marking.AMBER, Marking.RED
PAGE = Source("one", "Page", url="https://page.example")
COPY = Source("one", "Copy", url="https://copy.example", mirror_of="https://page.example")
NOTE = Source("two", "Note")
DAY = date(2020, 6, 30)


def meant(identifier: str) -> Mention:
    """A mention by id, such as `agency:a`."""
    prefix, _, key = identifier.partition(":")
    return Mention(next(kind.label for kind in KINDS.values() if kind.prefix == prefix), key)


def link(start: str, predicate: str, end: str, role: str = "", dates: str = "", **more: Any) -> Claim:
    """A claim that links two entities; its source is PAGE unless told."""
    told = {"source": PAGE} | more
    return Claim(meant(start), predicate, object=meant(end), role=role, period=parse_period(dates), **told)


def says(subject: str, predicate: str, value: str, **more: Any) -> Claim:
    """A claim that names or describes an entity."""
    return Claim(meant(subject), predicate, value=value, **({"source": PAGE} | more))


def asked(
    store: Store, name: str, *columns: str, clearance: Marking = CLEAR, as_of: date | None = DAY, **given: str
) -> list[tuple[Any, ...]]:
    """The rows of an answer, cut to these columns; a parameter's trailing underscore is dropped (`from_`)."""
    answer = ask(store, name, {k.rstrip("_"): v for k, v in given.items()}, clearance=clearance, as_of=as_of)
    places = [answer.columns.index(column) for column in columns]
    return [tuple(row[place] for place in places) for row in answer.rows]


def met(meeting: str, *who: str, **more: Any) -> list[Claim]:
    """Claims that these attended a meeting."""
    return [link(one, "ATTENDED", f"meeting:{meeting}", "participant", **more) for one in who]


def test_a_recommendation_shows_what_followed_it(store: Store) -> None:
    commit(
        store,
        [
            link("meeting:m", "ISSUED", "recommendation:r"),
            link("recommendation:r", "ADDRESSED_TO", "agency:a", basis="inferred"),
            link("recommendation:q", "ADDRESSED_TO", "agency:a"),
            says("meeting:m", "start_date", "2014-05"),
            link("operation:o", "FOLLOWS", "recommendation:r", source=NOTE, marking=GREEN),
            says("operation:o", "start_date", "2015", marking=GREEN),
        ],
    )
    columns = ("recommendation", "meeting", "date", "status", "followed_by", "followed_on", "basis")
    silent = ("recommendation:q", "", "", "nothing on record", "", "", ["stated"])
    told = ("recommendation:r", "meeting:m", "2014-05", "nothing on record", "", "", ["inferred"])
    assert asked(store, "recommendations-to", *columns, entity="a") == [silent, told]
    followed = ("recommendation:r", "meeting:m", "2014-05", "followed", "operation:o", "2015", ["inferred"])
    assert asked(store, "recommendations-to", *columns, entity="a", clearance=GREEN) == [silent, followed]
    early = asked(store, "recommendations-to", *columns, entity="a", clearance=GREEN, as_of=date(2014, 12, 31))
    assert early == [silent, told]


def test_a_hidden_participant_weighs_nothing(store: Store) -> None:
    commit(store, [*met("m", "agency:a", "agency:b"), *met("m", "agency:c", "agency:d", marking=AMBER)])
    columns = ("partner", "tie", "weight", "meetings")
    assert asked(store, "partners-of", *columns, entity="a") == [("agency:b", "attended", 1.0, 1)]
    third = round(1 / 3, 3)
    expected = [(f"agency:{x}", "attended", third, 1) for x in "bcd"]
    assert asked(store, "partners-of", *columns, entity="a", clearance=AMBER) == expected


def test_partners_are_ranked_by_rung_then_weight(store: Store) -> None:
    commit(
        store,
        [
            *met("m", "agency:a", "agency:b"),
            *met("n", "agency:a", "agency:b"),
            link("agency:a", "ATTENDED", "meeting:h", "host"),
            link("agency:c", "ATTENDED", "meeting:h", "invited"),
            link("agency:a", "LED", "operation:o"),
            *[link(f"agency:{x}", "TOOK_PART_IN", "operation:o", "participant") for x in "def"],
            link("agency:e", "SUPPORTED", "operation:o"),
            link("agency:a", "MEMBER_OF", "network:n", "member"),
            link("agency:g", "MEMBER_OF", "network:n", "observer"),
            link("agency:f", "SIGNED", "agreement:g"),
            link("agency:a", "SIGNED", "agreement:g"),
        ],
    )
    columns = ("partner", "tie", "weight", "operations", "agreements", "memberships", "meetings")
    third = round(1 / 3, 3)
    assert asked(store, "partners-of", *columns, entity="a") == [
        ("agency:f", "operated together", round(4 / 3, 3), 1, 1, 0, 0),
        ("agency:d", "operated together", third, 1, 0, 0, 0),
        ("agency:e", "operated together", third, 1, 0, 0, 0),
        ("network:n", "signed", 1.0, 0, 0, 1, 0),
        ("agency:b", "attended", 2.0, 0, 0, 0, 2),
        ("agency:c", "invited", 1.0, 0, 0, 0, 1),
        ("agency:g", "invited", 1.0, 0, 0, 1, 0),
    ]


@pytest.mark.parametrize(
    ("claims", "seen", "dormant"),
    [
        ([*met("m", "agency:a", "agency:b")], "", ""),
        ([*met("m", "agency:a", "agency:b"), says("meeting:m", "start_date", "2018-06-30")], "2018-06-30", ""),
        (
            [*met("m", "agency:a", "agency:b"), says("meeting:m", "start_date", "2018-06-29")],
            "2018-06-29",
            "since 2018-06-29",
        ),
        ([*met("m", "agency:a", "agency:b"), says("meeting:m", "start_date", "2018")], "2018-12-31", ""),
        ([*met("m", "agency:a", "agency:b"), says("meeting:m", "start_date", "2020")], "2020-06-30", ""),
        (
            [link(f"agency:{x}", "MEMBER_OF", "network:n", "member", f"{y}/") for x, y in (("a", 2001), ("b", 2003))],
            "2003-01-01",
            "since 2003-01-01",
        ),
        (
            [
                link("agency:a", "MEMBER_OF", "network:n", "member", "2001/2019-03"),
                link("agency:b", "MEMBER_OF", "network:n", "member"),
            ],
            "2019-03-31",
            "",
        ),
    ],
)
def test_a_tie_says_when_it_was_last_seen(store: Store, claims: list[Claim], seen: str, dormant: str) -> None:
    commit(store, claims)
    as_of = DAY if not claims[0].period.end else date(2019, 1, 1)
    found = asked(store, "partners-of", "partner", "last_seen", "dormant", entity="a", as_of=as_of)
    expected = "2019-01-01" if as_of != DAY else seen
    assert [row for row in found if row[0] == "agency:b"] == [("agency:b", expected, dormant)]


def test_memberships_in_periods_apart_are_no_tie(store: Store) -> None:
    commit(
        store,
        [
            link("agency:a", "MEMBER_OF", "network:n", "member", "2001/2003"),
            link("agency:b", "MEMBER_OF", "network:n", "member", "2005/2009"),
            link("agency:c", "MEMBER_OF", "network:n", "member", "2002/2009"),
        ],
    )
    found = asked(store, "partners-of", "partner", entity="a", as_of=None)
    assert found == [("network:n",), ("agency:c",)]


def test_the_evidence_of_a_tie_names_each_grade_and_counts_copies_once(store: Store) -> None:
    graded = replace(NOTE, reliability="B")
    commit(
        store,
        [
            *met("m", "agency:a", "agency:b"),
            *met("n", "agency:a", "agency:b", source=COPY),
            *met("o", "agency:a", "agency:b", source=graded, credibility="2"),
        ],
    )
    ((grade, origins, sources, claims),) = asked(
        store, "partners-of", "grade", "origins", "sources", "claims", entity="a"
    )
    assert (grade, origins, len(sources), len(claims)) == ("Admiralty B2", 2, 3, 6)


def test_large_events_are_left_out_of_the_strongest_ties(store: Store) -> None:
    three, two = met("m", "agency:a", "agency:b", "agency:c"), met("n", "agency:a", "agency:b")
    commit(store, [*three, *two, link("agency:c", "OF_COUNTRY", "country:KE"), *met("k", "agency:c", "country:KE")])
    columns = ("first", "second", "weight")
    assert asked(store, "strongest-ties", *columns, parties="2") == [("agency:a", "agency:b", 1.0)]
    expected = [("agency:a", "agency:b", 1.5), ("agency:a", "agency:c", 0.5), ("agency:b", "agency:c", 0.5)]
    assert asked(store, "strongest-ties", *columns) == expected


def test_tools_tell_who_lacks_them(store: Store) -> None:
    commit(
        store,
        [
            link("agency:a", "OFFERS", "tool:t"),
            link("agency:b", "HAS_ACCESS_TO", "tool:t", "has", "2019/"),
            link("country:KE", "HAS_ACCESS_TO", "tool:t", "lacks", value="no line"),
        ],
    )
    columns = ("who", "access", "since", "remarks")
    assert asked(store, "who-may-use", *columns, tool="t") == [
        ("agency:b", "has", "2019", []),
        ("country:KE", "lacks", "", ["no line"]),
        ("agency:a", "offers", "", []),
    ]
    assert asked(store, "tools-of", "tool", "access", entity="KE") == [("tool:t", "lacks")]
    assert asked(store, "channel-to", "channel", "via", a="a", b="b") == [("tool", "tool:t")]
    assert asked(store, "channel-to", "channel", "via", a="a", b="KE") == []


def test_a_channel_goes_through_networks_bureaus_and_membership(store: Store) -> None:
    commit(
        store,
        [
            link("agency:a", "OF_COUNTRY", "country:KE"),
            link("agency:b", "OF_COUNTRY", "country:ZM"),
            link("country:KE", "MEMBER_OF", "network:n", "party"),
            link("agency:b", "MEMBER_OF", "network:n", "observer"),
            link("agency:ncb", "OF_COUNTRY", "country:KE", marking=GREEN),
            says("agency:ncb", "functions", "focal-point", source=NOTE, marking=GREEN),
            says("agency:ncb", "functions", "ncb", marking=AMBER),
        ],
    )
    columns = ("channel", "via", "side_a", "role_a", "side_b", "role_b")
    network = ("network", "network:n", "country:KE", "party", "agency:b", "observer")
    bureau = ("bureau", "agency:ncb", "country:KE", "", "", "")
    assert asked(store, "channel-to", *columns, a="a", b="b", clearance=GREEN) == [network]
    assert asked(store, "channel-to", *columns, a="a", b="b", clearance=AMBER) == [bureau, network]
    assert asked(store, "channel-to", *columns, a="KE", b="n") == [
        ("membership", "network:n", "country:KE", "party", "network:n", "")
    ]
    assert asked(store, "channel-to", *columns, a="a", b="KE", clearance=AMBER) == [
        ("bureau", "agency:ncb", "", "", "country:KE", "")
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_figures_stand_side_by_side_with_every_grade_as_it_is_given(store: Store, scheme: str) -> None:
    known = SCHEMES[scheme]
    grades = [Grade(scheme, r, c) for r in ("", *known.reliability) for c in ("", *known.credibility)]
    sources = [Source("one", f"Page {n}", scheme=scheme, reliability=g.reliability) for n, g in enumerate(grades)]
    commit(
        store,
        [
            says("operation:o", "arrests_count", str(100 + n), source=source, credibility=grade.credibility)
            for n, (source, grade) in enumerate(zip(sources, grades, strict=True))
        ],
    )
    found = asked(store, "operation-results", "figure", "value", "grade", "origins", operation="o")
    assert sorted(found) == [("arrests_count", str(100 + n), str(g), 1) for n, g in enumerate(grades)]


def test_one_figure_of_several_sources_is_one_row(store: Store) -> None:
    told = [says("operation:o", "seizures_count", "350", source=source) for source in (PAGE, COPY, NOTE)]
    hidden = says("operation:o", "seizures_count", "9", marking=RED)
    commit(store, [*told, says("operation:o", "seizures_count", "360", source=NOTE), hidden])
    columns = ("figure", "value", "origins")
    assert asked(store, "operation-results", *columns, operation="o") == [
        ("seizures_count", "350", 2),
        ("seizures_count", "360", 1),
    ]


def test_an_operation_is_found_by_a_body_of_the_country(store: Store) -> None:
    commit(
        store,
        [
            link("agency:a", "OF_COUNTRY", "country:KE"),
            link("agency:a", "TOOK_PART_IN", "operation:o", "participant"),
            link("network:n", "LED", "operation:o"),
            link("operation:o", "TARGETED", "crime-type:ivory"),
            says("operation:o", "start_date", "2015"),
            link("country:KE", "LED", "operation:later"),
            says("operation:later", "start_date", "2017"),
        ],
    )
    columns = ("operation", "leads", "participants")
    first, later = ("operation:o", ["network:n"], ["agency:a"]), ("operation:later", ["country:KE"], ["country:KE"])
    assert asked(store, "overlapping-operations", *columns, country="KE") == [first, later]
    assert asked(store, "overlapping-operations", *columns, country="KE", target="ivory") == [first]
    assert asked(store, "overlapping-operations", *columns, from_="2016") == [("operation:later", ["country:KE"], [])]
    assert asked(store, "overlapping-operations", *columns, country="KE", to="2016", as_of=date(2014, 1, 1)) == []


def test_only_belonging_keeps_a_country_off_the_list(store: Store) -> None:
    commit(
        store,
        [
            link("country:KE", "MEMBER_OF", "network:n", "party", "2001/2005"),
            link("country:ZM", "MEMBER_OF", "network:n", "partner"),
            link("country:TZ", "MEMBER_OF", "network:n", "member", marking=GREEN),
            *met("m", "country:TZ", "country:ZM"),
        ],
    )
    columns = ("country", "looser", "meetings")
    zambia, tanzania, kenya = ("country:ZM", 1, 1), ("country:TZ", 0, 1), ("country:KE", 0, 0)
    assert asked(store, "countries-in-no-network", *columns) == [tanzania, zambia, kenya]
    assert asked(store, "countries-in-no-network", *columns, as_of=None) == [tanzania, zambia]
    assert asked(store, "countries-in-no-network", *columns, clearance=GREEN) == [zambia, kenya]


def test_bodies_that_met_at_a_hidden_meeting_never_met_for_those_below(store: Store) -> None:
    commit(
        store,
        [
            *met("m", "agency:a"),
            *met("n", "network:b"),
            *met("k", "agency:a", "network:b", marking=RED),
            *[link(one, "LED", "operation:o") for one in ("agency:a", "network:b")],
            link("agency:part", "PART_OF", "agency:a"),
            *met("q", "agency:part"),
        ],
    )
    columns = ("first", "second", "meetings_first", "shared_operations")
    pair, other = ("agency:a", "network:b", 1, 1), ("agency:part", "network:b", 1, 0)
    assert asked(store, "bodies-that-never-met", *columns, meetings="1") == [pair, other]
    assert asked(store, "bodies-that-never-met", *columns, meetings="1", clearance=RED) == [other]
    assert asked(store, "bodies-that-never-met", *columns) == []


def test_successions_go_two_steps_each_way(store: Store) -> None:
    chain = [
        link("network:a", "SUCCEEDED_BY", "network:b", dates="2001/"),
        link("network:b", "SUCCEEDED_BY", "network:c", dates="2011/", marking=GREEN),
        link("network:c", "SUCCEEDED_BY", "network:d"),
    ]
    commit(store, [*chain, says("network:c", "ended", "2012")])
    columns = ("relation", "step", "body", "through", "since", "ended")
    assert asked(store, "successors", *columns, entity="b", clearance=GREEN) == [
        ("was succeeded by", 1, "network:c", "", "2011", "2012"),
        ("was succeeded by", 2, "network:d", "c", "", ""),
        ("succeeded", 1, "network:a", "", "2001", ""),
    ]
    assert asked(store, "successors", "body", entity="b") == [("network:a",)]
    assert asked(store, "successors", "body", entity="a", clearance=GREEN, as_of=date(2005, 1, 1)) == [("network:b",)]


def test_posts_are_vacant_or_held(store: Store) -> None:
    told = {"post:v": "vacant", "post:f": "filled", "post:a": "acting"}
    commit(store, [says(post, "post_status", status) for post, status in told.items()])
    commit(store, [link("post:v", "PART_OF", "network:n"), says("post:silent", "note", "x")])
    commit(store, [says("post:f", "post_status", "vacant", source=source, marking=RED) for source in (PAGE, NOTE)])
    columns = ("post", "status", "body")
    held = [("post:f", "filled", ""), ("post:a", "acting", "")]
    assert asked(store, "posts", *columns, status="vacant") == [("post:v", "vacant", "network:n")]
    assert asked(store, "posts", *columns, status="held") == held
    assert asked(store, "posts", *columns, status="held", clearance=RED) == held[1:]
    assert [row[0] for row in asked(store, "posts", *columns)] == ["post:v", "post:f", "post:a", "post:silent"]


def test_a_copy_makes_no_second_origin(store: Store) -> None:
    tie = link("agency:a", "LED", "operation:o")
    other = link("agency:b", "LED", "operation:o")
    commit(store, [tie, replace(tie, source=COPY), other, replace(other, source=NOTE, marking=AMBER)])
    commit(store, met("m", "agency:a"))
    assert asked(store, "single-origin-links", "from") == [("agency:a",), ("agency:b",)]
    assert asked(store, "single-origin-links", "from", clearance=AMBER) == [("agency:a",)]
    assert asked(store, "single-origin-links", "to", tie="attended", entity="a") == [("operation:o",), ("meeting:m",)]


CONFLICTS = [
    ([says("network:n", "founded", "2005"), says("network:n", "founded", "2005-12-01", source=NOTE)], []),
    (
        [says("network:n", "founded", "2005"), says("network:n", "founded", "2006", source=NOTE)],
        [("founded", "", "2005"), ("founded", "", "2006")],
    ),
    (
        [says("operation:o", "arrests_count", "1"), says("operation:o", "arrests_count", "12", source=NOTE)],
        [("arrests count", "", "1"), ("arrests count", "", "12")],
    ),
    ([says("agency:a", "functions", "ncb"), says("agency:a", "functions", "cites-ma", source=NOTE)], []),
    ([says("agency:a", "name", "A"), says("agency:a", "name", "B", source=NOTE)], []),
    (
        [
            link("agency:a", "MEMBER_OF", "network:n", "member", "2005/2010"),
            link("agency:a", "MEMBER_OF", "network:n", "member", "2006/2010", source=NOTE),
        ],
        [("member of since", "network:n", "2005"), ("member of since", "network:n", "2006")],
    ),
    (
        [
            link("agency:a", "MEMBER_OF", "network:n", "member", "2005/2010"),
            link("agency:a", "MEMBER_OF", "network:n", "member", "2011/2014", source=NOTE),
        ],
        [],
    ),
]


@pytest.mark.parametrize(("claims", "expected"), CONFLICTS)
def test_what_contradicts_stands_side_by_side(
    store: Store, claims: list[Claim], expected: list[tuple[str, str, str]]
) -> None:
    commit(store, claims)
    assert asked(store, "conflicts", "property", "other", "value") == expected


def test_a_hidden_contradiction_is_none(store: Store) -> None:
    commit(store, [says("network:n", "founded", "2005"), says("network:n", "founded", "2006", marking=GREEN)])
    assert asked(store, "conflicts", "value") == []
    assert asked(store, "conflicts", "value", clearance=GREEN) == [("2005",), ("2006",)]
    assert asked(store, "conflicts", "value", clearance=GREEN, entity="n") == [("2005",), ("2006",)]


def test_undated_things_are_listed(store: Store) -> None:
    commit(
        store,
        [
            says("meeting:m", "name", "Meeting"),
            *met("m", "agency:a"),
            says("meeting:n", "name", "Other"),
            says("meeting:n", "end_date", "2010", marking=GREEN),
            link("agency:a", "MEMBER_OF", "network:n", "member"),
            link("agency:b", "MEMBER_OF", "network:n", "member", "/2010"),
        ],
    )
    meeting, member = ("meeting:m", "Meeting", ""), ("agency:a", "membership", "network:n")
    columns = ("thing", "kind", "of")
    assert asked(store, "undated", *columns) == [meeting, ("meeting:n", "Meeting", ""), member]
    assert asked(store, "undated", *columns, clearance=GREEN) == [meeting, member]
    assert asked(store, "undated", *columns, entity="b") == []


def test_a_timeline_runs_from_joining_to_leaving(store: Store) -> None:
    commit(
        store,
        [
            link("agency:a", "MEMBER_OF", "network:n", "member", "2003/2008-05"),
            link("country:KE", "MEMBER_OF", "agency:a", "party", "2001/"),
            says("agency:a", "founded", "2000-01"),
            *met("m", "agency:a"),
            says("meeting:m", "start_date", "2004-03-01"),
            says("meeting:m", "end_date", "2004-03-03"),
            *met("undated", "agency:a"),
            link("agency:a", "SUCCEEDED_BY", "agency:b", dates="2015/"),
        ],
    )
    columns = ("date", "until", "what", "other")
    expected = [
        ("2000-01", "", "founded", ""),
        ("2001", "", "was joined by", "country:KE"),
        ("2003", "", "joined", "network:n"),
        ("2004-03-01", "2004-03-03", "attended", "meeting:m"),
        ("2008-05", "", "left", "network:n"),
        ("2015", "", "was succeeded by", "agency:b"),
        ("", "", "attended", "meeting:undated"),
    ]
    assert asked(store, "timeline", *columns, entity="a") == expected
    early = asked(store, "timeline", *columns, entity="a", as_of=date(2008, 5, 1))
    assert early == [*expected[:4], expected[-1]]


def test_what_was_withdrawn_is_told_on_the_clock_of_knowledge(store: Store) -> None:
    commit(
        store, [says("agency:a", "name", "Alpha", source=NOTE), link("agency:a", "MEMBER_OF", "network:n", "member")]
    )
    commit(store, [link("agency:b", "MEMBER_OF", "network:n", "member", marking=RED)])
    retract(store, dataset="one")
    columns = ("change", "thing", "what", "other", "other_name")
    since = {"from_": "2001", "as_of": None}
    joined, name = ("agency:a", "member of", "network:n", "n"), ("agency:a", "name", "", "")
    expected = [("recorded", *joined), ("recorded", *name), ("withdrawn", *joined)]
    assert asked(store, "what-changed", *columns, **since) == expected
    assert len(asked(store, "what-changed", *columns, clearance=RED, **since)) == 5
    assert asked(store, "what-changed", *columns, from_="2001", to="2001", as_of=None) == []
    assert asked(store, "what-changed", *columns, clock="true", **since) == []
    assert asked(store, "memberships-of", "network", entity="a") == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"from_": "2005"}, [("began", "2005", "network:n"), ("ended", "2008-05", "agency:a")]),
        ({"from_": "2005-03", "to": "2005-04"}, [("began", "2005", "network:n")]),
        ({"from_": "2003-07-01", "to": "2004"}, [("began", "2003-07", "agency:a")]),
        ({"from_": "2008-06-01"}, []),
    ],
)
def test_what_began_and_ended_in_the_world(store: Store, given: dict[str, str], expected: list[object]) -> None:
    commit(
        store,
        [
            link("agency:a", "MEMBER_OF", "network:n", "member", "2003-07/2008-05"),
            says("network:n", "founded", "2005"),
            says("network:n", "ended", "2006", marking=GREEN),
        ],
    )
    assert asked(store, "what-changed", "change", "date", "thing", clock="true", **given) == expected


def test_what_was_released_to_a_recipient(store: Store) -> None:
    sent = {"released_to": ("SAWEN", "Interpol"), "classification": "OFFICIAL-SENSITIVE"}
    commit(
        store,
        [
            link("agency:a", "MEMBER_OF", "network:n", "member", **sent),
            says("agency:a", "note", "x", marking=AMBER, **sent),
            says("agency:a", "city", "Y", released_to=("Interpol East",)),
        ],
    )
    columns = ("thing", "what", "other", "value", "marking", "classification")
    member = ("agency:a", "member of", "network:n", "", "CLEAR", "OFFICIAL-SENSITIVE")
    note = ("agency:a", "note", "", "x", "AMBER", "OFFICIAL-SENSITIVE")
    assert asked(store, "sent-to", *columns, recipient="INTERPOL ") == [member]
    assert asked(store, "sent-to", *columns, recipient="interpol", clearance=RED) == [member, note]
    assert asked(store, "sent-to", *columns, recipient="nobody") == []


def test_what_no_record_describes_is_unresolved(store: Store) -> None:
    commit(
        store, [*met("m", "agency:a", "agency:b"), *met("n", "agency:a"), says("agency:b", "name", "B", marking=RED)]
    )
    columns = ("thing", "links", "origins")
    meetings = [("meeting:m", 2, 1), ("meeting:n", 1, 1)]
    assert asked(store, "unresolved", *columns) == [("agency:a", 2, 1), meetings[0], ("agency:b", 1, 1), meetings[1]]
    assert asked(store, "unresolved", *columns, clearance=RED) == [("agency:a", 2, 1), *meetings]


def lists_in(texts: Iterable[str], first: str) -> set[tuple[str, ...]]:
    """All lists of texts in these Cypher texts that begin with a word."""
    found = re.findall(rf"\['{first}'[^\]]*\]", "\n".join(texts))
    return {tuple(re.findall(r"'([^']*)'", one)) for one in found}


def test_what_questions_spell_out_is_what_the_schema_says() -> None:
    texts = [question.text for question in questions().values()]
    assert lists_in(texts, "no tie") == {RUNGS}
    assert lists_in(texts, "CLEAR") == {tuple(str(m) for m in Marking)}
    ((*names, last),) = lists_in([questions()["conflicts"].text], NAME_SORTS[0])
    assert (tuple(names), last) == (NAME_SORTS, "functions")
    ((*dates,),) = lists_in([questions()["conflicts"].text], "founded")
    assert set(dates) == {name for kind in KINDS.values() for name, sort in kind.properties.items() if sort == "date"}
    tie = questions()["single-origin-links"].parameters[1]
    assert tie.choices == RUNGS[1:]
