"""Which entity a mention means: exact, never a guess, the same in any order, and by nothing above the claim's level."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.judgements import Judgement, same_at
from graph.resolve import Index, component, entries_of, node_of, resolve
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import RANKS, Marking
from tests.worlds import World, worlds

SOURCE = Source("test", "Page")


def told(kind: str, key: str, sort: str, value: str, level: int = 0, country: str = "") -> Claim:
    """A claim that names an entity."""
    return Claim(Mention(kind, key, country=country), sort, SOURCE, value=value, marking=Marking(level))


def judged(left: str, right: str, verdict: str = "same", day: int = 1, level: int = 0) -> Judgement:
    """An officer's word on two ids."""
    return Judgement(left, right, verdict, "officer", "", f"2026-01-{day:02d}T00:00:00Z", Marking(level))


def index_of(claims: Iterable[Claim], judgements: Iterable[Judgement] = ()) -> Index:
    """All that resolving may use."""
    index = Index()
    for claim in claims:
        index.add(entries_of(claim))
    index.judge(judgements)
    return index


def by_id(kind: str, key: str, index: Index, level: int = 0) -> str:
    return resolve(Mention(kind, key), level, index)


def by_name(kind: str, name: str, index: Index, country: str = "", level: int = 0) -> str:
    return resolve(Mention(kind, name=name, country=country), level, index)


KWS = told("Agency", "kws", "name", "Kenya Wildlife Service", country="KE")
LATF = told("Network", "latf", "name", "Lusaka Agreement Task Force")


# By id


@pytest.mark.parametrize(
    ("kind", "key", "meant"),
    [
        ("Agency", "kws", "agency:kws"),
        ("Network", "kws", "agency:kws"),
        ("Body", "latf", "network:latf"),
        ("Agency", "latf", "network:latf"),
        ("Party", "latf", "network:latf"),
        ("Party", "KE", "country:KE"),
        ("Country", "KE", "country:KE"),
        ("Body", "unheard", "agency:unheard"),
        ("Network", "unheard", "network:unheard"),
        ("Party", "unheard", "agency:unheard"),
        ("Meeting", "kws", "meeting:kws"),
        ("CrimeType", "ivory", "crime-type:ivory"),
    ],
)
def test_an_id_means_what_is_declared_under_it_whatever_sort_of_body_the_source_takes_it_for(kind, key, meant):
    assert by_id(kind, key, index_of([KWS, LATF])) == meant


def test_an_alias_leads_to_the_declared_id_through_a_chain():
    index = index_of([told("Body", "kws", "alias_id", "kws-2"), told("Body", "kws-2", "alias_id", "kws-3"), KWS])
    assert {by_id("Body", key, index) for key in ("kws", "kws-2", "kws-3")} == {"agency:kws"}
    assert by_id("Meeting", "kws-2", index) == "meeting:kws-2"


def test_an_undeclared_id_takes_the_kind_that_its_alias_was_given_for():
    index = index_of([told("Network", "latf", "alias_id", "lusaka")])
    assert by_id("Body", "lusaka", index) == by_id("Body", "latf", index) == "network:latf"


def test_aliases_in_a_circle_mean_one_entity():
    circle = [told("Body", a, "alias_id", b) for a, b in (("x", "y"), ("y", "z"), ("z", "x"))]
    assert {by_id("Body", key, index_of(circle)) for key in "xyz"} == {"agency:x"}
    assert {by_id("Body", key, index_of([*circle, told("Network", "y", "name", "Y")])) for key in "xyz"} == {
        "network:y"
    }


def test_a_declaration_for_a_body_of_either_sort_is_taken_for_an_agency():
    assert by_id("Body", "x", index_of([told("Body", "x", "name", "X")])) == "agency:x"


# By name


def test_a_name_means_the_one_entity_so_named():
    index = index_of([KWS, LATF])
    assert by_name("Agency", "KENYA  wildlife service", index) == "agency:kws"
    assert by_name("Party", "Kenya Wildlife Service", index) == "agency:kws"
    assert by_name("Body", "Lusaka Agreement Task Force", index) == "network:latf"


@pytest.mark.parametrize(
    ("kind", "name", "country"),
    [
        ("Agency", "Kenya Wildlife", ""),
        ("Meeting", "Kenya Wildlife Service", ""),
        ("Network", "Kenya Wildlife Service", ""),
        ("Agency", "Kenya Wildlife Service", "TZ"),
        ("Party", "Kenya Wildlife", ""),
    ],
    ids=["part of a name", "another kind", "an agency for a network", "another country", "a party nobody knows"],
)
def test_what_does_not_fit_is_an_entity_of_the_mentions_own(kind, name, country):
    found = by_name(kind, name, index_of([KWS, LATF]), country)
    assert found != "agency:kws"
    assert "." in found
    assert found == by_name(kind, name.upper(), index_of([]), country)


def test_a_body_nobody_knows_is_taken_for_an_agency():
    found = {by_name(kind, "Ranger Unit", index_of([])) for kind in ("Agency", "Body", "Party")}
    assert len(found) == 1
    assert found.pop().startswith("agency:ranger-unit.")


def test_a_country_vetoes_and_chooses():
    index = index_of(
        [
            told("Agency", "ke-unit", "name", "Wildlife Crime Unit", country="KE"),
            told("Agency", "tz-unit", "name", "Wildlife Crime Unit", country="TZ"),
            told("Agency", "unit", "name", "Wildlife Crime Unit"),
        ]
    )
    found = {country: by_name("Agency", "Wildlife Crime Unit", index, country) for country in ("KE", "TZ", "UG")}
    assert found == {"KE": "agency:ke-unit", "TZ": "agency:tz-unit", "UG": "agency:unit"}
    assert "." in by_name("Agency", "Wildlife Crime Unit", index)


@pytest.mark.parametrize(
    ("better", "worse"),
    [("name", "mentioned_as"), ("local_name", "alias"), ("alias", "acronym"), ("mentioned_as", "acronym")],
)
def test_a_full_name_outweighs_a_name_in_passing_and_that_an_acronym(better, worse):
    index = index_of([told("Agency", "good", better, "WCU"), told("Agency", "bad", worse, "wcu")])
    assert by_name("Agency", "WCU", index) == "agency:good"


def test_a_name_of_two_entities_means_neither_until_they_are_judged_to_be_one():
    claims = [told("Agency", key, "acronym", "WCU") for key in ("one", "two")]
    assert "." in by_name("Agency", "WCU", index_of(claims))
    assert by_name("Agency", "WCU", index_of(claims, [judged("agency:one", "agency:two")])) == "agency:one"


def test_a_name_of_an_entity_that_was_not_named_by_id_names_nothing_else():
    assert entries_of(Claim(Mention("Agency", name="Unit"), "acronym", SOURCE, value="WCU")) == []
    assert entries_of(Claim(Mention("Agency", "kws"), "note", SOURCE, value="WCU")) == []


# Judgements


@pytest.mark.parametrize(
    ("log", "same"),
    [
        ([], False),
        ([judged("agency:a", "agency:b")], True),
        ([judged("agency:a", "agency:b"), judged("agency:b", "agency:a", "different", 2)], False),
        ([judged("agency:a", "agency:b", "same", 3), judged("agency:b", "agency:a", "different", 2)], True),
        ([judged("agency:a", "agency:b"), judged("agency:b", "agency:a", "unsure", 2)], False),
    ],
)
def test_the_last_word_on_a_pair_decides(log, same):
    index = index_of([], log)
    assert (by_id("Body", "a", index) == by_id("Body", "b", index)) == same == same_at(0, log)


def test_judgements_chain_and_prefer_what_is_declared():
    log = [judged("agency:x", "network:latf"), judged("agency:x", "agency:y")]
    assert {by_id("Body", key, index_of([LATF], log)) for key in ("x", "y", "latf")} == {"network:latf"}


def test_two_ids_stay_apart_only_as_far_as_nothing_else_joins_them():
    log = [judged("agency:a", "agency:b", "different"), judged("agency:a", "agency:c"), judged("agency:c", "agency:b")]
    assert {by_id("Body", key, index_of([], log)) for key in "abc"} == {"agency:a"}


# Levels


@pytest.mark.parametrize("level", RANKS)
def test_nothing_above_a_claims_level_is_used_for_it(level):
    claims = [
        told("Agency", "kws", "name", "Kenya Wildlife Service", level=2),
        told("Body", "kws", "alias_id", "old-kws", level=3),
    ]
    index = index_of(claims, [judged("agency:kws", "agency:service", level=4)])
    assert (by_name("Agency", "Kenya Wildlife Service", index, level=level) == "agency:kws") == (level >= 2)
    assert (by_id("Body", "old-kws", index, level) == "agency:kws") == (level >= 3)
    assert (by_id("Body", "service", index, level) == "agency:kws") == (level >= 4)


def test_a_secret_last_word_leaves_the_open_one_standing_below_it():
    index = index_of([], [judged("agency:a", "agency:b"), judged("agency:a", "agency:b", "different", 2, level=3)])
    assert [by_id("Body", "b", index, level) for level in RANKS] == ["agency:a"] * 3 + ["agency:b"] * 2


def mentions_in(world: World) -> list[Mention]:
    return [m for c in world.claims for m in (c.subject, c.object) if m]


@given(worlds(), st.sampled_from(RANKS))
def test_a_mention_means_what_it_would_if_nothing_higher_were_known(world, level):
    full, cut = index_of(world.claims, world.judgements), index_of(world.at(level).claims, world.at(level).judgements)
    assert [resolve(m, level, full) for m in mentions_in(world)] == [resolve(m, level, cut) for m in mentions_in(world)]


@given(worlds(), st.sampled_from(RANKS), st.randoms(use_true_random=False))
def test_the_order_of_names_and_judgements_changes_nothing(world, level, chance: random.Random):
    full = index_of(world.claims, world.judgements)
    other = index_of(
        chance.sample(world.claims, len(world.claims)), chance.sample(world.judgements, len(world.judgements))
    )
    assert [resolve(m, level, full) for m in mentions_in(world)] == [
        resolve(m, level, other) for m in mentions_in(world)
    ]


@given(worlds(), st.sampled_from(RANKS))
def test_identities_are_classes(world, level):
    index = index_of(world.claims, world.judgements)
    for mention in (m for m in mentions_in(world) if m.key):
        node = node_of(mention.kind, mention.key)
        together = component(node, level, index)
        assert node in together
        assert all(component(other, level, index) == together for other in together)
