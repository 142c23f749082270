"""Evidence is folded per clearance: a reader gets one version of a link, made of all that they may see, no more."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.fold import Evidence, LinkVersion, fold_card, fold_link
from graph.values.dates import parse_period
from graph.values.grades import Grade
from graph.values.markings import RANKS


def link(claim: str, level: int = 0, dates: str = "", origin: str = "", **more: object) -> Evidence:
    """A claim that KWS is a member of LATF; its source is of its own unless an origin is named."""
    told = Evidence(
        claim=claim,
        predicate="MEMBER_OF",
        start="agency:kws",
        end="network:latf",
        role="member",
        value="",
        period=parse_period(dates),
        source=f"source:{claim}",
        origin=origin or claim,
        grade=Grade(),
        basis="stated",
        level=level,
    )
    return replace(told, **more)


def card(claim: str, predicate: str, value: str, level: int = 0, origin: str = "") -> Evidence:
    """A claim that names or describes KWS."""
    return link(claim, level, "", origin, predicate=predicate, value=value, end="", role="")


def seen(versions: list[LinkVersion], clearance: int) -> dict[str, LinkVersion]:
    """What a clearance reads, without the range, which never leaves the store."""
    found = [v for v in versions if v.level <= clearance < v.below]
    assert len({v.id for v in found}) == len(found)
    return {v.id: replace(v, level=0, below=0) for v in found}


PERIODS = ("", "", "2010", "2010/2012", "2011-05", "2011/", "/2010", "2012-12-31/2015", "2016", "2016-02-03")
evidences = st.lists(
    st.builds(
        link,
        st.uuids().map(str),
        st.sampled_from(RANKS),
        st.sampled_from(PERIODS),
        st.sampled_from(["o1", "o2", "o3"]),
        value=st.sampled_from(["", "acceding", "acceded"]),
        basis=st.sampled_from(["stated", "inferred"]),
        grade=st.sampled_from([Grade(), Grade("admiralty", "B", "2"), Grade("uk-3x5x2", "1", "A")]),
    ),
    max_size=9,
)


@given(evidences)
def test_the_versions_of_a_link_partition_the_clearances(told):
    versions = fold_link(told)
    assert all(v.level < v.below for v in versions)
    assert len({v.version for v in versions}) == len(versions)
    for clearance in RANKS:
        claims = [claim for v in seen(versions, clearance).values() for claim in v.claims]
        assert sorted(claims) == sorted(e.claim for e in told if e.level <= clearance)


@given(evidences, st.sampled_from(RANKS))
def test_a_clearance_sees_the_fold_of_what_it_may_see(told, clearance):
    assert seen(fold_link(told), clearance) == seen(fold_link([e for e in told if e.level <= clearance]), 4)


@given(evidences, st.randoms(use_true_random=False))
def test_the_order_of_evidence_changes_nothing(told, chance: random.Random):
    shuffled = chance.sample(told, len(told))
    assert sorted(map(repr, fold_link(shuffled))) == sorted(map(repr, fold_link(told)))


@given(evidences)
def test_a_link_gathers_what_its_claims_say(told):
    by_id = {e.claim: e for e in told}
    for version in fold_link(told):
        claims = [by_id[claim] for claim in version.claims]
        assert version.origins == len({e.origin for e in claims}) == len(version.sources)
        assert {by_id[s.removeprefix("source:")].origin for s in version.sources} == {e.origin for e in claims}
        assert set(version.values) == {e.value for e in claims} - {""}
        assert set(version.basis) == {e.basis for e in claims}
        assert max(e.level for e in claims) <= version.level


@given(evidences)
def test_claims_make_one_link_where_their_dates_overlap(told):
    groups = [{e.claim for e in told if not e.period.dated}]
    for one in (e for e in told if e.period.dated):
        near = [g for g in groups[1:] if any(_touch(one, e) for e in told if e.claim in g)]
        groups = [g for g in groups if g not in near] + [{one.claim}.union(*near)]
    assert {frozenset(v.claims) for v in fold_link(told) if v.below == 5} == {frozenset(g) for g in groups if g}


def _touch(one: Evidence, other: Evidence) -> bool:
    (a0, a1), (b0, b1) = one.period.bounds, other.period.bounds
    return a0 <= b1 and b0 <= a1


@pytest.mark.parametrize(
    ("dates", "periods"),
    [
        (["2010/2012", "2011/2013"], ["2010 to 2013"]),
        (["2010/2012", "2014/2016"], ["2010 to 2012", "2014 to 2016"]),
        (["2010/2012", "2014/2016", "2011/2015"], ["2010 to 2016"]),
        (["", "2010/2012"], ["2010 to 2012", "date unknown"]),
        (["2010/", "2014"], ["2010 to 2014"]),
        (["2013", "2013-05", "2013-05-13"], ["2013-05-13"]),
        (["2013-05", "2013-06"], ["2013-05", "2013-06"]),
        (["2013-05", "2013-09", "2013"], ["2013"]),
        (["2010/", "/2012"], ["2010 to 2012"]),
        (["2013/2014", "2013-05/2015"], ["2013-05 to 2015"]),
    ],
)
def test_which_dates_a_link_shows(dates, periods):
    versions = fold_link(link(f"c{i}", dates=text) for i, text in enumerate(dates))
    assert sorted(str(v.period) for v in versions) == sorted(periods)


def test_copies_of_one_document_count_once():
    (version,) = fold_link([link("c1", origin="press"), link("c2", origin="press"), link("c3", origin="other")])
    assert (version.origins, version.sources) == (2, ("source:c1", "source:c3"))
    assert version.claims == ("c1", "c2", "c3")


def test_conflicts_are_kept_side_by_side():
    told = [
        link("c1", value="acceding", grade=Grade("admiralty", "B", "2")),
        link("c2", value="acceded", basis="inferred"),
    ]
    (version,) = fold_link(told)
    assert (version.values, version.basis) == (("acceded", "acceding"), ("inferred", "stated"))
    assert version.grade == "Admiralty B2"


def test_a_link_without_evidence_is_none():
    assert fold_link([]) == []


def test_a_higher_claim_closes_the_version_below_it():
    low, high = fold_link([link("c1", 0, "2010"), link("c2", 2, "2010/2012")])
    assert (low.level, low.below, str(low.period)) == (0, 2, "2010")
    assert (high.level, high.below, str(high.period)) == (2, 5, "2010 to 2012")
    assert low.id == high.id
    assert low.fact == high.fact == link("c1").fact


def test_a_secret_claim_may_join_two_links_that_others_see_apart():
    versions = fold_link([link("c1", 0, "2010"), link("c2", 0, "2014"), link("c3", 3, "2010/2014")])
    counts = Counter({c: len(seen(versions, c)) for c in RANKS})
    assert counts == {0: 2, 1: 2, 2: 2, 3: 1, 4: 1}


# Cards


def test_the_value_most_origins_give_is_shown():
    told = [
        card("c1", "agency_kind", "police", origin="press"),
        card("c2", "agency_kind", "police", origin="press"),
        card("c3", "agency_kind", "customs", origin="page"),
        card("c4", "agency_kind", "customs", 2, origin="note"),
        card("c5", "agency_kind", "police", 3, origin="file"),
        card("c6", "agency_kind", "police", 4, origin="report"),
    ]
    kinds = fold_card("agency:kws", told).properties["agency_kind"]
    assert kinds == ["customs", "customs", "customs", "customs", "police"]


def test_each_clearance_has_its_own_names():
    told = [
        card("c1", "mentioned_as", "the service", 0),
        card("c2", "name", "Kenya Wildlife Service", 1),
        card("c3", "acronym", "KWS", 2),
        card("c4", "alias_id", "kws-2", 0),
    ]
    found = fold_card("agency:kws", told)
    assert found.names == ["the service", *["Kenya Wildlife Service"] * 4]
    assert found.short_labels == ["the service", "Kenya Wildlife…", "KWS", "KWS", "KWS"]
    assert found.unresolved == ["yes", "", "", "", ""]
    assert {(row.text, row.level) for row in found.name_rows} == {
        ("the service", 0), ("Kenya Wildlife Service", 1), ("KWS", 2), ("kws-2", 0),
    }  # fmt: skip


def test_what_nobody_named_is_shown_by_its_key():
    found = fold_card("agency:kws", [])
    assert (set(found.names), set(found.unresolved), found.name_rows) == ({"kws"}, {"yes"}, ())


def test_countries_and_crime_types_are_known_without_a_claim():
    assert set(fold_card("country:KE", []).names) == {"Kenya"}
    assert set(fold_card("crime-type:ivory", []).unresolved) == {""}
    assert set(fold_card("crime-type:unheard-of", []).unresolved) == {"yes"}


@pytest.mark.parametrize(
    ("identifier", "told", "days"),
    [
        ("agency:kws", {"founded": "2010"}, ("2010-01-01", "9999-12-31")),
        ("agency:kws", {"ended": "2010-05"}, ("0001-01-01", "2010-05-31")),
        ("meeting:m", {"start_date": "2010-05"}, ("2010-05-01", "2010-05-31")),
        ("meeting:m", {"start_date": "2010-05-03", "end_date": "2010-05-04"}, ("2010-05-03", "2010-05-04")),
        ("agreement:a", {"signed_on": "2010"}, ("2010-01-01", "2010-12-31")),
        ("meeting:m", {}, ("0001-01-01", "9999-12-31")),
    ],
)
def test_the_days_of_a_thing_are_the_widest_reading_of_its_dates(identifier, told, days):
    evidence = [card(name, name, value, 1) for name, value in told.items()]
    found = fold_card(identifier, evidence).properties
    assert (found["first_day"][1], found["last_day"][1]) == days
    assert (found["first_day"][0], found["last_day"][0]) == ("0001-01-01", "9999-12-31")


cards = st.lists(
    st.builds(
        card,
        st.uuids().map(str),
        st.sampled_from(["name", "acronym", "alias", "mentioned_as", "agency_kind", "founded", "ended"]),
        st.sampled_from(["2001", "2010-05", "2012"]),
        st.sampled_from(RANKS),
        st.sampled_from(["o1", "o2"]),
    ),
    max_size=9,
)


@given(cards, st.sampled_from(RANKS), st.randoms(use_true_random=False))
def test_a_card_shows_each_clearance_what_it_may_see_in_any_order(told, clearance, chance: random.Random):
    full = fold_card("agency:kws", told)
    assert fold_card("agency:kws", chance.sample(told, len(told))) == full
    cut = fold_card("agency:kws", [e for e in told if e.level <= clearance])
    for mine, theirs in (
        (full.names, cut.names),
        (full.short_labels, cut.short_labels),
        (full.unresolved, cut.unresolved),
    ):
        assert mine[clearance] == theirs[clearance]
    known = {name: told[clearance] for name, told in full.properties.items() if told[clearance]}
    assert known == {name: told[clearance] for name, told in cut.properties.items() if told[clearance]}
    assert [row for row in full.name_rows if row.level <= clearance] == list(cut.name_rows)
