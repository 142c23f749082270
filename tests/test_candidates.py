"""Candidates on a real Neo4j: who is proposed, what a judgement changes, what stands against it, what is hidden."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.candidates import Candidates, candidates
from graph.errors import UnknownName
from graph.judgements import Judgement
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from tests.inside import inside
from tests.snapshots import build
from tests.test_laws import law
from tests.worlds import World, markings, shuffled_batches, worlds

pytestmark = pytest.mark.neo4j
PAGE, NOTE = Source("one", "Page", url="https://page.example"), Source("two", "Note")


def named(
    key: str, name: str, country: str = "", marking: Marking = Marking.CLEAR, kind: str = "Agency"
) -> list[Claim]:
    """A body declared by name, and its country."""
    body = Mention(kind, key, country=country)
    told = [Claim(body, "name", PAGE, value=name, marking=marking)]
    home = Mention("Country", country)
    return told + [Claim(body, "OF_COUNTRY", PAGE, object=home, marking=marking)] * bool(country)


def judged(left: str, right: str, verdict: str, day: int = 1, level: Marking = Marking.CLEAR) -> Judgement:
    """An officer's word."""
    return Judgement(left, right, verdict, "officer", "read both pages", f"2026-01-{day:02d}T00:00:00Z", level)  # type: ignore[arg-type]


def planted(store: Store, claims: Iterable[Claim], *log: Judgement) -> None:
    """A store of these claims and judgements."""
    build(store, [World(tuple(claims), log)])


def pairs(found: Candidates) -> list[tuple[str, str, str]]:
    """The ids of each pair and what is suggested."""
    return [(row.left.id, row.right.id, row.likeness.suggestion) for row in found.rows]


def clear(store: Store, **options: Any) -> Candidates:
    """What a reader of CLEAR is shown."""
    return candidates(
        store, clearance=options.pop("clearance", Marking.CLEAR), limit=options.pop("limit", 99), **options
    )


RANGERS = [*named("a", "Kenya Wildlife Service", "KE"), *named("b", "Kenya Wild Life Services", "KE")]
OTHERS = named("c", "Uganda Wildlife Service", "UG")


def test_two_spellings_in_one_country_are_proposed_and_another_country_is_not(store: Store) -> None:
    planted(store, [*RANGERS, *OTHERS])
    assert pairs(clear(store)) == [("agency:a", "agency:b", "same")]


def test_for_one_entity_what_is_different_is_shown_with_its_reason(store: Store) -> None:
    planted(store, [*RANGERS, *OTHERS])
    found = clear(store, entity="Uganda Wildlife Service")
    assert {suggestion for *_, suggestion in pairs(found)} == {"different"}
    assert all("agency:c" in (row.left.id, row.right.id) for row in found.rows)
    assert all([r for r in row.likeness.reasons if r.feature == "country" and r.weight < 0] for row in found.rows)


def test_a_name_in_passing_is_proposed_for_the_body_it_may_mean(store: Store) -> None:
    met = Mention("Body", name="K.W.S.", country="KE")
    passing = [Claim(met, "MEMBER_OF", PAGE, object=Mention("Network", "n"), role="member")]
    passing.append(Claim(met, "mentioned_as", PAGE, value="K.W.S."))
    planted(store, [*named("a", "Kenya Wildlife Service", "KE"), *named("n", "Net", kind="Network"), *passing])
    ((left, right, suggestion),) = pairs(clear(store))
    assert (left, suggestion) == ("agency:a", "same")
    assert right.startswith("agency:k-w-s.")


def test_kinds_and_limit_cut_and_say_so(store: Store) -> None:
    planted(store, [*RANGERS, *named("d", "Kenya Wildlife Services", "KE", kind="Network")])
    everything = clear(store)
    assert everything.total == 3
    first = clear(store, limit=1)
    assert (first.rows, first.total) == (everything.rows[:1], 3)
    assert first.as_json()["truncated"]
    assert not everything.as_json()["truncated"]
    assert pairs(clear(store, kinds=("Agency",))) == [("agency:a", "agency:b", "same")]


@pytest.mark.parametrize("verdict", ["different", "unsure"])
def test_a_judged_pair_is_shown_only_when_asked_for(store: Store, verdict: str) -> None:
    planted(store, RANGERS, judged("agency:b", "agency:a", verdict))
    assert not clear(store).rows
    assert [row.verdict for row in clear(store, judged=True).rows] == [verdict]


def test_a_pair_judged_by_another_of_its_ids_is_judged(store: Store) -> None:
    other = Claim(Mention("Agency", "a"), "alias_id", NOTE, value="old-a")
    planted(store, [*RANGERS, other], judged("agency:old-a", "agency:b", "different"))
    assert not clear(store).rows


def test_the_last_word_stands(store: Store) -> None:
    log = [judged("agency:a", "agency:b", "same", day=1), judged("agency:a", "agency:b", "unsure", day=2)]
    planted(store, RANGERS, *log)
    assert [row.verdict for row in clear(store, judged=True).rows] == ["unsure"]


THIRD = named("z", "Kenya Wildlife Servces", "KE")


def test_a_third_that_looks_like_one_and_is_judged_different_from_the_other_is_a_conflict(store: Store) -> None:
    planted(store, [*RANGERS, *THIRD], judged("agency:z", "agency:a", "different"))
    found = {(row.left.id, row.right.id): row.conflicts for row in clear(store).rows}
    (conflict,) = found["agency:a", "agency:b"]
    assert (conflict.of, conflict.third, conflict.third_name) == ("agency:a", "agency:z", "Kenya Wildlife Servces")
    assert (conflict.author, conflict.reason) == ("officer", "read both pages")
    assert [c.third for c in found["agency:b", "agency:z"]] == ["agency:a"]
    assert ("agency:a", "agency:z") not in found


def test_a_third_that_was_joined_to_one_is_a_conflict(store: Store) -> None:
    joined = named("y", "Ranger Unit", "KE")
    log = [judged("agency:b", "agency:y", "same"), judged("agency:y", "agency:a", "different")]
    planted(store, [*RANGERS, *joined], *log)
    (row,) = clear(store).rows
    assert (row.left.id, row.right.id) == ("agency:a", "agency:b")
    assert [(conflict.of, conflict.third) for conflict in row.conflicts] == [("agency:a", "agency:y")]


def test_a_hidden_judgement_hides_and_conflicts_with_nothing(store: Store) -> None:
    log = [judged("agency:a", "agency:b", "different", level=Marking.RED)]
    log.append(judged("agency:z", "agency:a", "different", level=Marking.AMBER))
    planted(store, [*RANGERS, *THIRD], *log)
    seen = {level: clear(store, clearance=level) for level in Marking}
    assert len(seen[Marking.CLEAR].rows) == 3
    assert not [row for row in seen[Marking.GREEN].rows if row.conflicts]
    assert len(seen[Marking.AMBER].rows) == 2
    assert len(seen[Marking.RED].rows) == 1


def test_a_hidden_name_proposes_nothing(store: Store) -> None:
    hidden = Claim(Mention("Agency", "c"), "alias", NOTE, value="Kenya Wildlife Service", marking=Marking.AMBER)
    planted(store, [*named("a", "Kenya Wildlife Service", "KE"), *named("c", "Ranger Unit", "KE"), hidden])
    assert not clear(store).rows
    assert pairs(clear(store, clearance=Marking.AMBER)) == [("agency:a", "agency:c", "same")]


def test_hidden_and_absent_entities_get_the_same_words(store: Store) -> None:
    planted(store, [*RANGERS, *named("c", "Ranger Unit", marking=Marking.RED)])
    told = []
    for name in ("agency:c", "agency:x"):
        with pytest.raises(UnknownName) as error:
            clear(store, entity=name)
        told.append(str(error.value).replace(name, ""))
    assert told[0] == told[1]


def told_to(store: Store, clearance: Marking) -> list[Any]:
    """All that candidates tell at a clearance: with and without what is judged, cut and not, and of each entity."""
    told: list[Any] = [
        candidates(store, clearance=clearance, limit=limit, judged=judged).as_json()
        for limit in (1, 99)
        for judged in (False, True)
    ]
    for name in ("agency:a", "agency:b", "network:c", "meeting:a", "Ranger Unit", "KWS"):
        try:
            told.append(candidates(store, clearance=clearance, limit=99, entity=name, judged=True).as_json())
        except UnknownName as error:
            told.append(str(error))
    return told


@law
@given(world=worlds(), clearance=markings)
def test_a_clearance_is_told_what_loading_no_more_would_tell(store: Store, world: World, clearance: Marking) -> None:
    build(store, [world])
    told = told_to(store, clearance)
    build(store, [world.at(clearance)])
    assert told_to(store, clearance) == told


@law
@given(data=st.data())
def test_the_order_of_loading_changes_no_candidate(store: Store, data: st.DataObject) -> None:
    world = data.draw(worlds())
    build(store, [world])
    told = told_to(store, Marking.RED)
    build(store, data.draw(shuffled_batches(world)))
    assert told_to(store, Marking.RED) == told


def test_the_bundled_records_hold_no_two_of_one_body_and_are_compared_in_seconds(bundled: Store) -> None:
    """What the records know under two ids is joined by their other ids; what is left was looked at by hand."""
    taken = []
    for _ in range(2):
        begun = time.perf_counter()
        found = clear(bundled)
        taken.append(time.perf_counter() - begun)
    assert min(taken) < 5
    assert not [row for row in found.rows if row.likeness.suggestion == "same"]
    assert ("operation:operation-cobra-2013", "operation:operation-cobra-ii-2014", "unsure") in pairs(found)


@pytest.mark.usefixtures("bundled")
def test_the_command_says_why_and_that_nothing_is_joined(bundled_settings: Settings) -> None:
    told = inside(bundled_settings, "candidates", "Operation COBRA", "--limit", "1")
    assert told.code == 0
    assert "number: none / 2 (-0.35)" in " ".join(told.out.split())
    assert ", 1 shown (--limit)" in told.out
    assert "Nothing is joined" in told.out
    found = inside(bundled_settings, "candidates", "--kind", "agency", "--json").json
    assert {row[side]["kind"] for row in found["candidates"] for side in ("left", "right")} == {"Agency"}
    assert all(
        row["score"] == pytest.approx(min(1, sum(r["weight"] for r in row["reasons"]))) for row in found["candidates"]
    )


@pytest.mark.parametrize(
    ("arguments", "mend"),
    [
        (("candidates", "--kind", "country"), "Agency"),
        (("candidates", "SAWEN", "--pairs", "pairs.csv"), "Leave out"),
        (("candidates", "--pairs", "pairs.csv", "--clearance", "RED"), "Leave out"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_cure(
    arguments: tuple[str, ...], mend: str, scratch_settings: Settings
) -> None:
    told = inside(scratch_settings, *arguments, "--json")
    assert told.code == 2
    assert mend in told.error["mend"]


def test_pairs_of_a_table_are_scored_without_a_store(tmp_path: Any, scratch_settings: Settings) -> None:
    path = tmp_path / "pairs.csv"
    rows = ["Kenya Wildlife Service,KWS,KE,KE,same", "Uganda Customs,Kenya Customs,,,different", "A Body,Another,,,"]
    path.write_text("left_name,right_name,left_country,right_country,label\n" + "\n".join(rows), encoding="utf-8")
    nowhere = {"WENGRAPH_NEO4J_URI": "bolt://127.0.0.1:9"}
    told = inside(scratch_settings, "candidates", "--pairs", str(path), "--json", **nowhere).json
    assert (told["labelled"], told["precision"], told["recall"], told["total"]) == (2, 1.0, 1.0, 3)
    assert [row["suggestion"] for row in told["pairs"]] == ["same", "different", "different"]
    assert not told["truncated"]
    text = inside(scratch_settings, "candidates", "--pairs", str(path), "--limit", "1", **nowhere).out
    assert "3 pairs, 1 shown (--limit), 2 labelled." in text
    assert "precision 1.000, recall 1.000" in text
