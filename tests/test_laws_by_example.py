"""Cases in which an incremental commit once left something else than loading all at once; each on a real Neo4j."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.commit import commit, retract
from graph.errors import MarkingError
from graph.judgements import Judgement
from graph.store.bolt import Store
from graph.store.lookups import store_identity
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from tests.conftest import empty
from tests.snapshots import build, snapshot_of, snapshots
from tests.worlds import World

pytestmark = pytest.mark.neo4j

PAGE = Source("one", "Page", url="https://page.example")
NOTE = Source("two", "Note")
A, B, UNIT = Mention("Agency", "a"), Mention("Agency", "b"), Mention("Party", name="Nobody's Unit")
NAMED = Claim(A, "name", NOTE, value="Kenya Wildlife Service")
PART = Claim(A, "PART_OF", PAGE, object=B)
TURNED = Claim(B, "PART_OF", PAGE, object=A)


def judged(left: str, right: str, verdict: str = "same", day: int = 1, level: Marking = Marking.CLEAR) -> Judgement:
    return Judgement(left, right, verdict, "officer", "", f"2026-01-{day:02d}T00:00:00Z", level)


def world(*told: Claim | Judgement) -> World:
    """These claims and judgements."""
    claims = tuple(x for x in told if isinstance(x, Claim))
    return World(claims, tuple(x for x in told if isinstance(x, Judgement)))


def test_taking_back_a_link_leaves_the_names_of_its_ends(store: Store) -> None:
    build(store, [world(NAMED, PART)])
    retract(store, dataset="one")
    assert snapshots(store) == snapshot_of(store, world(NAMED))


def test_a_declaration_reaches_what_only_the_open_word_joins_to_it(store: Store) -> None:
    log = [judged("agency:b", "agency:z"), judged("agency:b", "agency:z", "different", 2, Marking.RED)]
    declared = Claim(Mention("Network", "z"), "name", NOTE, value="Task Force")
    assert snapshot_of(store, world(PART, *log), world(declared)) == snapshot_of(store, world(PART, declared, *log))


@pytest.mark.parametrize("changed", [{"credibility": "2"}, {"basis": "inferred"}, {"quote": "as written"}], ids=str)
def test_a_corrected_claim_is_as_if_loaded_so_at_once(store: Store, changed: dict[str, str]) -> None:
    corrected = replace(PART, **changed)
    assert snapshot_of(store, world(NAMED, PART), world(corrected)) == snapshot_of(store, world(NAMED, corrected))


@pytest.mark.parametrize("order", [1, -1])
def test_a_claim_told_twice_in_a_batch_keeps_the_higher_marking_of_its_sources(store: Store, order: int) -> None:
    twins = [NAMED, replace(NAMED, source=replace(NOTE, marking=Marking.RED))]
    found = snapshot_of(store, world(*twins[::order]))
    assert not found[Marking.AMBER_STRICT]["claims"]
    assert found[Marking.RED]["claims"]


def test_the_same_judgement_again_is_no_change(store: Store) -> None:
    word = judged("agency:a", "agency:b")
    build(store, [world(NAMED, word)])
    before = store_identity(store)["seq"]
    commit(store, [NAMED], [word])
    assert store_identity(store)["seq"] == before


def test_no_judgement_lands_above_the_ceiling(store: Store) -> None:
    empty(store, Marking.GREEN)
    with pytest.raises(MarkingError):
        commit(store, [], [judged("agency:a", "agency:b", level=Marking.AMBER)])
    assert not store.read("MATCH (j:Judgement) RETURN j.id AS id")


def test_no_claim_lands_above_the_ceiling(store: Store) -> None:
    empty(store, Marking.GREEN)
    with pytest.raises(MarkingError):
        commit(store, [PART, replace(NAMED, marking=Marking.AMBER)])
    assert not store.read("MATCH (c:Claim) RETURN c.id AS id")


@pytest.mark.parametrize(
    "later",
    [
        Claim(Mention("Country", "KE"), "alias_id", NOTE, value="TZ"),
        judged("country:KE", "country:TZ"),
    ],
    ids=["alias", "judgement"],
)
def test_a_country_is_known_by_its_code_alone(store: Store, later: Claim | Judgement) -> None:
    seat = Claim(A, "BASED_IN", PAGE, object=Mention("Country", "TZ"))
    found = snapshot_of(store, world(seat), world(later))
    assert found == snapshot_of(store, world(seat, later))
    assert {link[2] for link in found[0]["links"]} == {"country:TZ"}


def test_a_party_nobody_knows_is_a_body(store: Store) -> None:
    found = snapshot_of(store, world(Claim(UNIT, "PART_OF", PAGE, object=B)))
    assert [link[1].partition(".")[0] for link in found[0]["links"]] == ["agency:nobody-s-unit"]


@pytest.mark.parametrize("order", [1, -1])
def test_a_source_marked_higher_raises_all_its_claims(store: Store, order: int) -> None:
    high = replace(PAGE, marking=Marking.RED)
    parts = [world(PART), world(replace(TURNED, source=high))]
    assert snapshot_of(store, *parts[::order]) == snapshot_of(
        store, world(replace(PART, source=high), replace(TURNED, source=high))
    )
