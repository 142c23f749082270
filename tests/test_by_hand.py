"""Hand work on a real Neo4j: withdraw, mark, grade, judge, take back; what each leaves, and what was known before."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.acts import Act
from graph.ask import ask
from graph.by_hand import Hand, grade, mark, withdraw
from graph.commit import commit, now
from graph.describe import describe, evidence
from graph.errors import DataError, MarkingError, StoreError, UnknownName, UsageError
from graph.history import history
from graph.judging import conflicts, explode, floor, judge, side, undo
from graph.known_by import known_by, moment
from graph.store.bolt import Store
from graph.store.log import recordings
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from loaders.backup import read_backup, write_backup
from tests.conftest import empty
from tests.snapshots import build, snapshots
from tests.test_laws import law as every_law
from tests.worlds import World, claims, worlds

pytestmark = pytest.mark.neo4j
law = settings(every_law, max_examples=8)

PAGE = Source("one", "Page", url="https://page.example")
NOTE = Source("two", "Note", reliability="B")
A, B, C = (Mention("Agency", key) for key in "abc")
NAMED = Claim(A, "name", NOTE, value="Kenya Wildlife Service", marking=Marking.CLEAR)
PART = Claim(A, "PART_OF", PAGE, object=B)
UNIT = Claim(Mention("Party", name="Nobody's Unit"), "PART_OF", PAGE, object=B)
OFFICER = Hand("officer", "read the page", Marking.CLEAR)
CHIEF = Hand("chief", "read the file", Marking.RED)


def world(*told: Claim) -> World:
    """These claims."""
    return World(told, ())


def links(store: Store, clearance: Marking = Marking.CLEAR) -> list[str]:
    """The links that a reader sees, as start, type and end."""
    rows = store.read(
        "MATCH (a:Entity)-[l]->(b:Entity) WHERE l.level <= $c AND $c < l.below "
        "RETURN a.id AS a, type(l) AS t, b.id AS b ORDER BY a, t, b",
        c=int(clearance),
    )
    return [f"{row['a']} {row['t']} {row['b']}" for row in rows]


def own_id(store: Store) -> str:
    """The id of the unit that is known by name alone."""
    return str(store.read("MATCH (e:Entity) WHERE e.id CONTAINS '.' RETURN e.id AS id")[0]["id"])


# Withdrawing


def test_a_withdrawn_claim_is_gone_and_still_known_by_before(store: Store) -> None:
    build(store, [world(NAMED)])
    bare = snapshots(store)
    commit(store, [PART])
    before = now()
    withdraw(store, PART.id, OFFICER)
    assert snapshots(store) == bare
    with known_by(store, before) as then:
        assert links(then) == ["agency:a PART_OF agency:b"]
        assert evidence(then, "agency:b", clearance=Marking.CLEAR, as_of=None)[0].claim == PART.id
    assert links(store) == []
    assert [event.did for event in history(store, PART.id, Marking.CLEAR)] == ["record", "withdraw"]


def test_what_was_not_recorded_yet_was_not_known(store: Store) -> None:
    build(store, [world(NAMED)])
    before, held = now(), snapshots(store)
    commit(store, [PART])
    with known_by(store, before) as then:
        assert snapshots(then) == held
    assert links(store) == ["agency:a PART_OF agency:b"]


def test_histories_end_where_knowledge_did(store: Store) -> None:
    build(store, [world(PART)])
    before = now()
    withdraw(store, PART.id, OFFICER)
    commit(store, [NAMED])
    with known_by(store, before) as then:
        assert [e.did for e in history(then, "agency:a", Marking.RED)] == ["record"]
        told = ask(then, "what-changed", {"from": "2026"}, clearance=Marking.CLEAR)
        assert [row[0] for row in told.rows] == ["recorded"]
    assert [e.did for e in history(store, PART.id, Marking.RED)] == ["record", "withdraw"]


def test_what_came_back_was_known_twice(store: Store) -> None:
    build(store, [world(PART)])
    first = now()
    withdraw(store, PART.id, OFFICER)
    between = now()
    commit(store, [PART])
    seen = []
    for at in (first, between, now()):
        with known_by(store, at) as then:
            seen.append(bool(links(then)))
    assert seen == [True, False, True]


@pytest.mark.parametrize("text", ["2026", "2026-11", "2026-11-24", "2026-11-24T09:30:00Z", "2026-11-24T10:30:00+01:00"])
def test_a_moment_is_the_last_that_its_text_means(text: str) -> None:
    ends = {"2026": "2026-12-31T23:59:59.999999Z", "2026-11": "2026-11-30T23:59:59.999999Z"}
    ends["2026-11-24"] = "2026-11-24T23:59:59.999999Z"
    assert moment(text) == ends.get(text, "2026-11-24T09:30:00.000000Z")


@pytest.mark.parametrize("text", ["yesterday", "2026-11-24T09:30:00", "2026-13", "24T"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"moment|zone"):
        moment(text)


def test_the_past_can_not_be_written(store: Store) -> None:
    build(store, [world(PART)])
    with known_by(store, now()) as then, pytest.raises(UsageError, match="not changed"):
        withdraw(then, PART.id, OFFICER)


@law
@given(data=st.data())
def test_known_by_a_moment_is_what_was_read_then(store: Store, data: st.DataObject) -> None:
    """Claims, judgements, withdrawals and grades in any order; each moment's graph can be read again at the end."""
    start = data.draw(worlds())
    build(store, [start])
    held, seen = {c.id: c for c in start.claims}, []
    for _ in range(data.draw(st.integers(1, 4))):
        seen.append((now(), snapshots(store)))
        time.sleep(0.001)
        _do_something(store, data, held)
    for at, then_read in seen:
        with known_by(store, at) as then:
            assert snapshots(then) == then_read


def _do_something(store: Store, data: st.DataObject, held: dict[str, Claim]) -> None:
    deed = data.draw(st.sampled_from(["load", "load", "judge", "withdraw", "grade"]))
    live = [c for c in held.values() if c.id in live_ids(store)]
    if deed == "judge":
        pair = data.draw(
            st.sampled_from([("agency:a", "agency:b"), ("agency:b", "network:c"), ("agency:c", "agency:d")])
        )
        judge(store, *pair, data.draw(st.sampled_from(["same", "different"])), CHIEF)
    elif deed == "load" or not live:
        claim = data.draw(claims())
        if claim.id not in held:
            held[claim.id] = claim
            commit(store, [claim])
    elif deed == "withdraw":
        withdraw(store, data.draw(st.sampled_from(live)).id, CHIEF)
    else:
        code = data.draw(st.sampled_from("ABC"))
        grade(store, data.draw(st.sampled_from(live)).id, CHIEF, scheme="uk-3x5x2", credibility=code)


def live_ids(store: Store) -> set[str]:
    """Ids of the claims that are not withdrawn."""
    return {row["id"] for row in store.read("MATCH (c:Claim) WHERE c.level < 9 RETURN c.id AS id")}


# Marking and grading


def test_a_claim_marked_higher_leaves_the_readers_below(store: Store) -> None:
    build(store, [world(NAMED, PART)])
    assert mark(store, PART.id, Marking.AMBER, OFFICER) == 1
    assert (links(store), links(store, Marking.AMBER)) == ([], ["agency:a PART_OF agency:b"])
    assert history(store, NAMED.id, Marking.CLEAR)
    with pytest.raises(UnknownName):
        history(store, PART.id, Marking.CLEAR)


def test_a_marking_set_by_hand_outlasts_a_load_and_not_a_higher_one(store: Store) -> None:
    amber = replace(PART, marking=Marking.AMBER)
    build(store, [world(amber)])
    mark(store, PART.id, Marking.CLEAR, CHIEF)
    landed = commit(store, [amber])["one"]
    assert (landed.unchanged, links(store)) == (1, ["agency:a PART_OF agency:b"])
    commit(store, [replace(PART, marking=Marking.RED)])
    assert links(store, Marking.AMBER_STRICT) == []


def test_known_by_never_shows_what_is_marked_higher_now(store: Store) -> None:
    build(store, [world(PART)])
    before = now()
    mark(store, PART.id, Marking.RED, OFFICER)
    with known_by(store, before) as then:
        assert (links(then), links(then, Marking.RED)) == ([], ["agency:a PART_OF agency:b"])


def test_a_withdrawn_claim_follows_its_source_upwards(store: Store) -> None:
    build(store, [world(PART, NAMED, Claim(B, "PART_OF", PAGE, object=C))])
    before = now()
    withdraw(store, PART.id, OFFICER)
    mark(store, PAGE.id, Marking.RED, OFFICER)
    with known_by(store, before) as then:
        assert (links(then), len(links(then, Marking.RED))) == ([], 2)
    with pytest.raises(UnknownName):
        history(store, PART.id, Marking.AMBER)


def test_a_source_is_marked_with_its_claims(store: Store) -> None:
    own = Claim(B, "PART_OF", PAGE, object=C, marking=Marking.RED)
    build(store, [world(PART, own)])
    assert mark(store, PAGE.id, Marking.AMBER, OFFICER) == 1
    assert links(store, Marking.AMBER) == ["agency:a PART_OF agency:b"]
    with pytest.raises(UsageError, match="source is marked AMBER"):
        mark(store, PART.id, Marking.GREEN, CHIEF)
    commit(store, [Claim(A, "PART_OF", PAGE, object=C)])
    assert links(store, Marking.GREEN) == []
    assert mark(store, PAGE.id, Marking.CLEAR, CHIEF) == 2
    assert len(links(store)) == 2
    assert len(links(store, Marking.RED)) == 3


def test_a_grade_given_by_hand_outlasts_loads(store: Store) -> None:
    build(store, [world(PART)])
    assert grade(store, PART.id, OFFICER, credibility="2") == 1
    commit(store, [replace(PART, quote="as it says")])
    (told,) = evidence(store, "agency:b", clearance=Marking.CLEAR, as_of=None)
    assert (told.grade, told.quote) == ("Admiralty F2", "as it says")


def test_a_source_graded_by_hand_passes_its_grade_on(store: Store) -> None:
    build(store, [world(PART)])
    assert grade(store, PAGE.id, OFFICER, reliability="B") == 1
    commit(store, [UNIT])
    told = evidence(store, "agency:b", clearance=Marking.CLEAR, as_of=None)
    assert {t.grade for t in told if "part of" in t.says} == {"Admiralty B6"}


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda s: withdraw(s, "nothing", OFFICER), UnknownName),
        (lambda s: withdraw(s, NAMED.id, Hand("x", "y", Marking.CLEAR)), UnknownName),
        (lambda s: mark(s, "source:nothing", Marking.RED, OFFICER), UnknownName),
        (lambda s: grade(s, PART.id, OFFICER, reliability="B"), UsageError),
        (lambda s: grade(s, PART.id, OFFICER, credibility="9"), DataError),
        (lambda s: grade(s, PAGE.id, OFFICER, credibility="2"), UsageError),
        (lambda s: judge(s, "agency:a", "agency:a", "same", OFFICER, level=Marking.CLEAR), UsageError),
        (lambda s: judge(s, "agency:a", "meeting:a", "same", OFFICER, level=Marking.CLEAR), UsageError),
        (lambda s: judge(s, "country:KE", "country:TZ", "same", OFFICER, level=Marking.CLEAR), UsageError),
        (lambda s: explode(s, "agency:a", OFFICER), UsageError),
        (lambda s: undo(s, OFFICER), UsageError),
        (lambda _: Hand("officer", " ", Marking.CLEAR), UsageError),
    ],
)
def test_what_can_not_be_done_changes_nothing(act: Any, error: type[Exception], store: Store) -> None:
    build(store, [world(replace(NAMED, marking=Marking.AMBER), PART)])
    before = snapshots(store)
    with pytest.raises(error):
        act(store)
    assert snapshots(store) == before


def test_nothing_is_marked_above_the_ceiling(store: Store) -> None:
    empty(store, Marking.AMBER)
    commit(store, [PART])
    with pytest.raises(MarkingError, match="nothing above AMBER"):
        mark(store, PART.id, Marking.RED, OFFICER)


# Identity


@pytest.mark.parametrize("part", ["explode", "undo"])
@law
@given(told=worlds())
def test_parting_after_joining_is_as_if_nothing_was_joined(store: Store, part: str, told: World) -> None:
    build(store, [World(told.claims, ())])
    before = snapshots(store)
    for pair, level in ((("agency:a", "network:b"), Marking.CLEAR), (("network:b", "agency:c"), Marking.GREEN)):
        judge(store, *pair, "same", CHIEF, level=max(level, floor(store, pair, CHIEF.clearance)))
    if part == "explode":
        explode(store, "agency:a", CHIEF)
    else:
        undo(store, CHIEF)
        undo(store, CHIEF)
    assert snapshots(store) == before


def test_a_name_alone_is_judged_to_be_a_known_body_and_parted_again(store: Store) -> None:
    build(store, [world(NAMED, UNIT)])
    before, unit = snapshots(store), own_id(store)
    assert judge(store, "agency:a", unit, "same", OFFICER, level=Marking.CLEAR).one == ("agency:a", unit)
    assert links(store) == ["agency:a PART_OF agency:b"]
    assert describe(store, unit, clearance=Marking.CLEAR, as_of=None, limit=9).entity.id == "agency:a"
    assert side(store, unit, Marking.CLEAR) == unit
    commit(store, [replace(UNIT, source=NOTE)])
    assert links(store) == ["agency:a PART_OF agency:b"]
    withdraw(store, replace(UNIT, source=NOTE).id, OFFICER)
    undo(store, OFFICER)
    assert snapshots(store) == before


def test_a_judged_name_follows_a_later_alias(store: Store) -> None:
    build(store, [world(NAMED, UNIT)])
    judge(store, "agency:a", own_id(store), "same", OFFICER, level=Marking.CLEAR)
    commit(store, [Claim(C, "name", NOTE, value="The Service"), Claim(C, "alias_id", NOTE, value="a")])
    assert links(store) == ["agency:c PART_OF agency:b"]


def test_a_judgement_joins_nothing_that_is_marked_lower(store: Store) -> None:
    secret = Claim(C, "PART_OF", PAGE, object=B, marking=Marking.AMBER)
    build(store, [world(PART, secret)])
    low = snapshots(store)[:2]
    judge(store, "agency:a", "agency:c", "same", CHIEF, level=Marking.AMBER)
    assert snapshots(store)[:2] == low
    assert links(store, Marking.AMBER) == ["agency:a PART_OF agency:b"]


def test_a_standing_word_is_shown_third_parties_included(store: Store) -> None:
    build(store, [world(PART, Claim(C, "PART_OF", PAGE, object=B))])
    judge(store, "agency:b", "agency:c", "different", CHIEF, level=Marking.GREEN)
    judge(store, "agency:a", "agency:b", "same", OFFICER, level=Marking.CLEAR)
    (found,) = conflicts(store, "agency:a", "agency:c", Marking.GREEN)
    assert {found.left, found.right} == {"agency:b", "agency:c"}
    assert conflicts(store, "agency:a", "agency:c", Marking.CLEAR) == []


def test_undo_goes_back_step_by_step(store: Store) -> None:
    build(store, [world(PART, Claim(C, "PART_OF", PAGE, object=B))])
    judge(store, "agency:a", "agency:c", "different", OFFICER, level=Marking.CLEAR)
    judge(store, "agency:a", "agency:c", "same", OFFICER, level=Marking.CLEAR)
    assert [undo(store, OFFICER).judgements[0].verdict for _ in range(2)] == ["different", "unsure"]
    with pytest.raises(UsageError, match="no judgement"):
        undo(store, OFFICER)
    judge(store, "agency:a", "agency:c", "same", CHIEF, level=Marking.CLEAR)
    with pytest.raises(UsageError, match="no judgement"):
        undo(store, OFFICER)


# Backup


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for backups."""
    return tmp_path / "backups"


@law
@given(data=st.data())
def test_restoring_a_backup_gives_the_same(store: Store, data: st.DataObject, tmp_path_factory: Any) -> None:
    told = data.draw(worlds())
    build(store, [told])
    held = {c.id: c for c in told.claims}
    for _ in range(3):
        _do_something(store, data, held)
    before, log = snapshots(store), everything(store)
    path, _ = write_backup(store, tmp_path_factory.mktemp("backup"))
    empty(store, Marking.RED)
    read_backup(store, path)
    assert snapshots(store) == before
    assert everything(store) == log


def everything(store: Store) -> list[str]:
    """Claims with all their clocks, acts and judgements; not what withdrawn claims were once resolved to."""
    texts = (
        "MATCH (n:Claim)-[:FROM]->(s) RETURN properties(n) AS n, s.id AS s",
        "MATCH (n:Source) RETURN properties(n) AS n, '' AS s",
        "MATCH (n) WHERE n:Act OR n:Judgement RETURN properties(n) AS n, '' AS s",
    )
    skip = ("start", "end", "fact")
    rows = [row for text in texts for row in store.read(text)]
    return sorted(str((sorted((k, v) for k, v in r["n"].items() if k not in skip), r["s"])) for r in rows)


def test_a_backup_says_its_highest_marking_and_is_its_owners_alone(store: Store, folder: Path) -> None:
    build(store, [world(PART, replace(NAMED, marking=Marking.AMBER_STRICT))])
    path, count = write_backup(store, folder)
    assert "AMBER-STRICT" in path.name
    assert '"highest_marking": "AMBER+STRICT"' in path.read_text(encoding="utf-8").splitlines()[0]
    assert (path.stat().st_mode & 0o777, count) == (0o600, 4)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("agency", "agent", 1) if "agency" in text else text.replace("Page", "Pages", 1),
        lambda text: "".join(text.splitlines(keepends=True)[:-2]),
        lambda text: "".join(text.splitlines(keepends=True)[:2] + text.splitlines(keepends=True)[3:]),
        lambda _: "",
        lambda _: "id,name\n1,KWS\n",
    ],
    ids=["changed", "cut short", "a line less", "empty", "another file"],
)
def test_a_spoilt_backup_is_refused_whole(spoil: Any, store: Store, folder: Path) -> None:
    build(store, [world(PART, NAMED)])
    path, _ = write_backup(store, folder)
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    empty(store, Marking.RED)
    with pytest.raises(DataError, match="backup"):
        read_backup(store, path)
    assert not store.read("MATCH (n) WHERE NOT n:Store RETURN n.id LIMIT 1")


def test_a_backup_is_not_restored_over_something_or_above_a_ceiling(store: Store, folder: Path) -> None:
    build(store, [world(replace(PART, marking=Marking.RED))])
    path, _ = write_backup(store, folder)
    with pytest.raises(StoreError, match="not empty"):
        read_backup(store, path)
    empty(store, Marking.GREEN)
    with pytest.raises(MarkingError, match="nothing above GREEN"):
        read_backup(store, path)


def test_acts_of_loads_are_logged_too(store: Store) -> None:
    build(store, [world(PART)])
    commit(store, [replace(PART, credibility="3", marking=Marking.GREEN)])
    told = [(e.did, e.before, e.after) for e in history(store, PART.id, Marking.GREEN)]
    assert ("mark", "CLEAR", "GREEN") in told
    assert ("grade", "not judged", "Admiralty F3") in told
    assert recordings(store, PART.id, 0) == []


def test_an_act_has_an_id_of_its_content() -> None:
    one = Act("mark", "x", "officer", "why", "2026-01-01T00:00:00Z", Marking.RED, "CLEAR", "RED")
    assert one.id == "893c0ec1fa4bd9553ba9"
