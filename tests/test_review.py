"""Proposals and their review on a real Neo4j: proposed once, decided on, taken back without a trace in the graph."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.amend import Amendment
from graph.by_hand import Hand, grade, mark
from graph.commit import commit, retract
from graph.deciding import accept, accept_all, edit, reject, take, undo
from graph.errors import DataError, MarkingError, Taken, UnknownName, UsageError, WengraphError
from graph.history import history
from graph.proposals import Proposed, forget, propose
from graph.review import listed, show
from graph.store.bolt import Store
from graph.store.proposal_rows import Kept
from graph.store.proposals import Wanted
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import parse_period
from graph.values.markings import Marking
from graph.values.proposals import Document, Proposal
from loaders.backup import read_backup, write_backup
from tests.conftest import empty
from tests.papers import MIST, OTHER, RELEASE, link, of_mist, paper, saying
from tests.snapshots import snapshots
from tests.test_laws import law as every_law

pytestmark = pytest.mark.neo4j

ANN = Hand("ann", "read it", Marking.CLEAR)
BEN = Hand("ben", "read it too", Marking.CLEAR)
RED = Hand("rita", "read the file", Marking.RED)
KWS = Claim(Mention("Agency", "kws"), "name", Source("bodies", "List"), value="Kenya Wildlife Service")


def ids(store: Store, clearance: Marking = Marking.CLEAR, **wanted: str) -> list[str]:
    """Ids of the proposals that a reader may see."""
    return [item.kept.id for item in listed(store, Wanted(**wanted), clearance, limit=1000).items]


def load(store: Store, number: int = 1, marking: Marking = Marking.CLEAR, text: str = RELEASE) -> Sequence[Proposal]:
    """Propose what a release says."""
    document, source = paper(number, marking, text)
    told = of_mist(source)
    propose(store, document, told)
    return told


def links(store: Store, clearance: Marking = Marking.CLEAR) -> list[tuple[str, str, str, int]]:
    """The links that a reader sees, with the number of independent sources."""
    rows = store.read(
        "MATCH (a:Entity)-[l]->(b:Entity) WHERE l.level <= $c AND $c < l.below "
        "RETURN a.id AS a, type(l) AS t, b.id AS b, l.origins AS n ORDER BY a, t, b",
        c=int(clearance),
    )
    return [(row["a"], row["t"], row["b"], row["n"]) for row in rows]


# Proposing


def test_what_is_proposed_is_not_in_the_graph(store: Store) -> None:
    commit(store, [KWS])
    bare = snapshots(store)
    load(store)
    assert snapshots(store) == bare
    assert len(ids(store)) == 4


def test_proposing_twice_is_proposing_once(store: Store) -> None:
    document, source = paper()
    told = of_mist(source)
    assert propose(store, document, told) == Proposed(new=4)
    assert propose(store, document, [*told, *told]) == Proposed(known=4)
    assert len(ids(store)) == 4


def test_accepting_and_taking_back_leaves_the_graph_as_it_was(store: Store) -> None:
    commit(store, [KWS])
    told = load(store)
    bare, before = snapshots(store), ids(store)
    done = accept(store, [told[1].id], ANN)
    assert done.implied == (told[0].id,)
    assert links(store) == [("agency:kws", "TOOK_PART_IN", "operation:operation-mist", 1)]
    assert undo(store, [told[1].id], BEN).implied == (told[0].id,)
    assert snapshots(store) == bare
    assert ids(store) == before


@pytest.mark.parametrize("copied", [False, True], ids=["read again", "reposted"])
def test_what_was_rejected_does_not_come_back(store: Store, copied: bool) -> None:
    told = load(store)
    reject(store, [told[2].id], ANN)
    document, source = paper(2 if copied else 1)
    again = propose(store, document, of_mist(source))
    assert again.rejected_before == 1
    assert len(ids(store)) == (6 if copied else 3)
    undo(store, [told[2].id], ANN)
    assert propose(store, document, of_mist(source)).rejected_before == 0


def test_a_hidden_rejection_holds_nothing_back_from_others(store: Store) -> None:
    told = load(store, 1, Marking.RED)
    reject(store, [told[2].id], RED)
    document, source = paper(2)
    assert propose(store, document, of_mist(source)) == Proposed(new=4)


def test_what_the_graph_holds_is_not_proposed(store: Store) -> None:
    document, source = paper()
    told = of_mist(source)
    commit(store, [told[0].claim])
    assert propose(store, document, told) == Proposed(new=3, accepted_before=1)
    accept(store, [told[1].id], ANN)
    assert propose(store, document, told) == Proposed(known=2, accepted_before=2)


def test_nothing_above_the_ceiling_is_proposed(store: Store) -> None:
    empty(store, Marking.GREEN)
    document, source = paper(marking=Marking.AMBER)
    with pytest.raises(MarkingError, match="AMBER"):
        propose(store, document, of_mist(source))
    assert not store.read("MATCH (n) WHERE n:Document OR n:Proposal RETURN n.id AS id")


def test_a_proposal_cites_its_document(store: Store) -> None:
    document, _ = paper()
    with pytest.raises(UsageError, match="another source"):
        propose(store, document, of_mist(paper(2)[1]))


@pytest.mark.parametrize("what", ["papers", "id", "address"])
def test_what_is_taken_back_waits_no_more(store: Store, what: str) -> None:
    told = load(store)
    load(store, 2, Marking.RED)
    accept(store, [told[1].id], ANN)
    source = paper()[1]
    what = {"id": source.id, "address": source.url}.get(what, what)
    retract(store, dataset=what) or retract(store, source=what)
    assert forget(store, what, Marking.GREEN) == 4
    assert forget(store, what, Marking.GREEN) == 0
    assert ids(store, state="") == []
    assert len(ids(store, Marking.RED, state="")) == 4
    assert propose(store, *_as_read(paper())) == Proposed(new=4)


def _as_read(read: tuple[Document, Source]) -> tuple[Document, Sequence[Proposal]]:
    return read[0], of_mist(read[1])


# Copies


def test_two_copies_are_one_voice(store: Store) -> None:
    reposted = RELEASE.upper().replace("THE WILDLIFE", "A wildlife") + "!"
    first, second = load(store), load(store, 2, text=reposted)
    third = load(store, 3, text=OTHER)
    for told in (first, second):
        accept(store, [told[1].id], ANN)
    assert [n for *_, n in links(store)] == [1]
    accept(store, [third[1].id], ANN)
    assert [n for *_, n in links(store)] == [2]
    assert show(store, second[2].id, Marking.CLEAR).changes[-1] == "a new link"
    accept(store, [first[2].id], ANN)
    assert "no further independent source" in show(store, second[2].id, Marking.CLEAR).changes[-1]
    assert "one more source" in show(store, third[2].id, Marking.CLEAR).changes[-1]


def test_copies_are_counted_as_far_as_the_document_is_read(store: Store) -> None:
    found = []
    for number, marking in enumerate((Marking.RED, Marking.CLEAR, Marking.AMBER, Marking.CLEAR)):
        document, source = paper(number, marking)
        found.append(propose(store, document, of_mist(source)).copies)
    assert found == [0, 0, 1, 1]


def test_a_hidden_document_changes_no_count_below(store: Store) -> None:
    load(store, 1, Marking.RED)
    told = load(store, 2)
    accept(store, [told[1].id], ANN)
    source = store.read("MATCH (s:Source) WHERE s.level = 0 RETURN s.origin AS origin, s.copy_of AS copy_of")
    assert source == [{"origin": paper(2)[1].origin, "copy_of": None}]


# Accepting


def test_a_fact_brings_along_what_names_its_ends(store: Store) -> None:
    commit(store, [KWS])
    told = load(store)
    done = accept(store, [told[1].id, told[3].id], ANN)
    assert set(done.proposals) == {told[1].id, told[3].id}
    assert done.implied == (told[0].id,)
    assert ids(store) == [told[2].id]
    rows = {item.kept.id: item.kept for item in listed(store, Wanted(state="accepted"), Marking.CLEAR, limit=9).items}
    assert [rows[told[n].id].implied for n in (0, 1, 3)] == [True, False, False]
    assert {(k.decided_by, k.reason) for k in rows.values()} == {("ann", "read it")}


def test_what_two_facts_need_goes_with_the_last(store: Store) -> None:
    told = load(store)
    bare = snapshots(store)
    accept(store, [told[1].id], ANN)
    accept(store, [told[2].id], ANN)
    assert undo(store, [told[1].id], ANN).implied == ()
    assert told[0].id not in ids(store)
    assert undo(store, [told[2].id], ANN).implied == (told[0].id,)
    assert snapshots(store) == bare


def test_what_was_accepted_by_itself_stays(store: Store) -> None:
    told = load(store)
    accept(store, [told[0].id], ANN)
    bare = snapshots(store)
    assert accept(store, [told[1].id], ANN).implied == ()
    undo(store, [told[1].id], ANN)
    assert snapshots(store) == bare


def test_what_is_accepted_again_stands_as_it_is_told_now(store: Store) -> None:
    told = load(store)
    edit(store, told[0].id, Amendment(marking=Marking.RED), RED)
    undo(store, [told[0].id], RED)
    accept(store, [told[0].id], ANN)
    rows = store.read("MATCH (c:Claim) RETURN c.level AS level, c.marking AS marking, c.retracted_at AS gone")
    assert rows == [{"level": 0, "marking": 0, "gone": None}]


def test_undo_leaves_what_was_loaded_by_others(store: Store) -> None:
    document, source = paper()
    told = of_mist(source)
    propose(store, document, told)
    commit(store, [told[0].claim])
    loaded = snapshots(store)
    accept(store, [told[0].id], ANN)
    undo(store, [told[0].id], ANN)
    assert snapshots(store) == loaded


@pytest.mark.parametrize(
    ("wanted", "left"),
    [({"rule": "took-part"}, 1), ({"predicate": "start_date"}, 2), ({"document": "release-1.pdf"}, 0)],
)
def test_all_of_a_sort_at_once(store: Store, wanted: dict[str, str], left: int) -> None:
    load(store)
    bare = snapshots(store)
    done = accept_all(store, Wanted(**wanted), ANN)
    assert len(ids(store)) == left
    undo(store, [*done.proposals, *done.implied], ANN)
    assert snapshots(store) == bare


def test_all_of_nothing_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="All of what"):
        accept_all(store, Wanted(), ANN)


def test_what_is_decided_is_not_decided_again(store: Store) -> None:
    told = load(store)
    accept(store, [told[0].id], ANN)
    for again in (accept, reject):
        with pytest.raises(Taken, match="accepted already"):
            again(store, [told[1].id, told[0].id], BEN)
    with pytest.raises(UsageError, match="Nobody has decided"):
        undo(store, [told[1].id], BEN)
    assert told[1].id in ids(store), "all of them or none"


def test_who_did_what_is_kept(store: Store) -> None:
    told = load(store)
    accept(store, [told[0].id], ANN)
    undo(store, [told[0].id], BEN)
    edit(store, told[0].id, Amendment(value="Operation Fog"), BEN)
    (claim,) = [i for i in _live(store) if i != told[0].id]
    assert [(e.did, e.who) for e in history(store, told[0].id, Marking.CLEAR)] == [
        ("record", "prose/1"),
        ("accept", "ann"),
        ("undo", "ben"),
    ]
    changed = history(store, claim, Marking.CLEAR)[-1]
    assert (changed.did, changed.who, changed.why) == ("edit", "ben", "read it too")
    assert changed.before.endswith("is called Operation Mist")
    assert changed.after.endswith("is called Operation Fog")


def _live(store: Store) -> list[str]:
    return [row["id"] for row in store.read("MATCH (c:Claim) WHERE c.level < 9 RETURN c.id AS id ORDER BY id")]


# Changing what was read


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Amendment(subject="Uganda Wildlife Authority"), "Uganda Wildlife Authority took part in Operation Mist"),
        (Amendment(subject="agency:kws", role="coordinator"), "(coordinator)"),
        (Amendment(object="operation:other"), "took part in Other (participant)"),
        (Amendment(predicate="led", role=""), "led Operation Mist"),
        (Amendment(since="2019-05", until="31 May 2019"), ", 2019-05 to 2019-05-31"),
        (Amendment(value="with two boats"), ": with two boats"),
    ],
)
def test_a_changed_fact_keeps_where_it_was_read(store: Store, change: Amendment, says: str) -> None:
    commit(store, [KWS, Claim(Mention("Operation", "other"), "name", Source("bodies", "List"), value="Other")])
    told = load(store)
    bare = snapshots(store)
    edit(store, told[1].id, change, ANN)
    shown = show(store, told[1].id, Marking.CLEAR).item
    assert says in shown.says
    assert shown.as_json()["as_read"] == "Kenya Wildlife Service took part in operation:operation-mist (participant)"
    held = store.read("MATCH (c:Claim {id: $id})-[:FROM]->(s) RETURN c, s.id AS s", id=shown.kept.claim.id)[0]
    assert (held["c"]["quote"], held["c"]["locator"], held["s"]) == ("The service", "page 1", paper()[1].id)
    undo(store, [told[1].id], ANN)
    assert snapshots(store) == bare
    assert show(store, told[1].id, Marking.CLEAR).item.kept.claim == told[1].claim


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (Amendment(predicate="ATTENDED"), UsageError, "Operation is no object"),
        (Amendment(predicate="nonsense"), UsageError, "nothing that can be said"),
        (Amendment(role="host"), UsageError, "no role"),
        (Amendment(object="operation:none"), UnknownName, "Nothing here"),
        (Amendment(object="operation:!"), UsageError, "no id"),
        (Amendment(subject=""), UsageError, "named by"),
        (Amendment(since="last year"), DataError, "date"),
        (Amendment(since="2020", until="2019"), DataError, "ends before"),
        (Amendment(credibility="9"), DataError, "credibility"),
        (Amendment(predicate="start_date", object="", value="soon"), UsageError, "named by"),
    ],
)
def test_what_makes_no_sense_is_refused(store: Store, change: Amendment, error: type[WengraphError], says: str) -> None:
    told = load(store)
    with pytest.raises(error, match=says):
        edit(store, told[1].id, change, ANN)
    assert len(ids(store)) == 4


@pytest.mark.parametrize(("value", "good"), [("2019-06", True), ("13 June 2019", True), ("soon", False)])
def test_a_changed_value_is_of_its_sort(store: Store, value: str, good: bool) -> None:
    told = load(store)
    if good:
        edit(store, told[3].id, Amendment(value=value), ANN)
        assert show(store, told[3].id, Marking.CLEAR).item.kept.claim.value.startswith("2019-06")
        return
    with pytest.raises(DataError, match="date"):
        edit(store, told[3].id, Amendment(value=value), ANN)


def test_a_credibility_that_a_reviewer_gave(store: Store) -> None:
    told = load(store)
    edit(store, told[0].id, Amendment(credibility="2"), ANN)
    assert store.read("MATCH (c:Claim) RETURN c.credibility AS code") == [{"code": "2"}]


def test_a_fact_is_marked_up_and_never_below_its_document(store: Store) -> None:
    told = load(store, marking=Marking.GREEN)
    with pytest.raises(UsageError, match="never marked below"):
        edit(store, told[0].id, Amendment(marking=Marking.CLEAR), RED)
    edit(store, told[0].id, Amendment(marking=Marking.AMBER), RED)
    assert store.read("MATCH (c:Claim) RETURN c.level AS level") == [{"level": 2}]
    assert told[0].id not in ids(store, Marking.GREEN, state="")
    assert told[0].id in ids(store, Marking.AMBER, state="")
    undo(store, [told[0].id], RED)
    assert told[0].id in ids(store, Marking.GREEN)


def test_a_thing_that_is_marked_higher_is_not_named_below(store: Store) -> None:
    secret = Claim(Mention("Operation", "secret"), "name", Source("closed", "File"), value="S", marking=Marking.RED)
    commit(store, [secret])
    told = load(store)
    with pytest.raises(UnknownName):
        edit(store, told[1].id, Amendment(object="operation:secret"), ANN)
    with pytest.raises(UsageError, match="marked higher"):
        edit(store, told[1].id, Amendment(object="operation:secret"), RED)
    edit(store, told[1].id, Amendment(object="operation:secret", marking=Marking.RED), RED)


# Markings that change


def test_a_document_marked_higher_takes_all_with_it(store: Store) -> None:
    told = load(store)
    accept(store, [told[1].id], ANN)
    load(store, marking=Marking.AMBER)
    assert ids(store, Marking.GREEN, state="") == []
    assert len(ids(store, Marking.AMBER, state="")) == 4
    assert links(store) == []
    assert len(links(store, Marking.AMBER)) == 1


@pytest.mark.parametrize("accepted", [0, 1, 4])
def test_a_source_marked_by_hand_takes_its_proposals_with_it(store: Store, accepted: int) -> None:
    told = load(store)
    if accepted:
        accept(store, [p.id for p in told[:accepted]], ANN)
    mark(store, paper()[1].id, Marking.AMBER, RED)
    assert ids(store, Marking.GREEN, state="") == []
    assert len(ids(store, Marking.AMBER, state="")) == 4
    mark(store, paper()[1].id, Marking.CLEAR, RED)
    assert len(ids(store, state="")) == 4
    accept_all(store, Wanted(document=paper()[1].id), ANN)
    assert set(store.read("MATCH (c:Claim) RETURN DISTINCT c.level AS level")[0].values()) == {0}


def test_a_claim_marked_by_hand_hides_the_words_it_was_read_in(store: Store) -> None:
    told = load(store)
    accept(store, [told[1].id], ANN)
    mark(store, told[1].id, Marking.AMBER, RED)
    assert told[1].id not in ids(store, state="")
    grade(store, told[1].id, RED, credibility="3")
    assert told[1].id in ids(store, Marking.AMBER, state="")


def test_a_name_in_passing_is_as_open_as_the_lowest_fact_with_it(store: Store) -> None:
    """One document, two facts on the same body, of which one is closed: in any order, also when one goes again."""
    document, source = paper()
    body = Mention("Agency", name="New Unit")
    closed = link(source, body, "TOOK_PART_IN", MIST, role="participant", marking=Marking.RED)
    opened = link(source, body, "LED", MIST, start=40)
    propose(store, document, [closed, opened])
    accept(store, [closed.id], RED)
    alone = snapshots(store)
    accept(store, [opened.id], RED)
    both = snapshots(store)
    undo(store, [opened.id], RED)
    assert snapshots(store) == alone
    undo(store, [closed.id], RED)
    accept(store, [opened.id], ANN)
    only = snapshots(store)
    accept(store, [closed.id], RED)
    assert snapshots(store) == both
    assert only[Marking.CLEAR] == both[Marking.CLEAR]
    undo(store, [closed.id], RED)
    assert snapshots(store) == only


# Who sees what


def test_what_is_hidden_is_absent(store: Store) -> None:
    told = load(store, marking=Marking.RED)
    assert ids(store, Marking.AMBER_STRICT, state="") == []
    hidden, absent = told[0].id, "0" * 20
    said = []
    for proposal in (hidden, absent):
        for work in (accept, reject, undo):
            with pytest.raises(UnknownName) as caught:
                work(store, [proposal], ANN)
            said.append(str(caught.value).replace(proposal, "…"))
        for one in (lambda p: edit(store, p, Amendment(), ANN), lambda p: take(store, p, ANN)):
            with pytest.raises(UnknownName) as caught:
                one(proposal)
            said.append(str(caught.value).replace(proposal, "…"))
        with pytest.raises(UnknownName) as caught:
            show(store, proposal, Marking.CLEAR)
        said.append(str(caught.value).replace(proposal, "…"))
    assert len(set(said)) == 1


def test_one_fact_of_a_clear_document_may_be_closed(store: Store) -> None:
    document, source = paper()
    told = [*of_mist(source), saying(source, MIST, "note", "the next one is in June", marking=Marking.RED, start=90)]
    propose(store, document, told)
    assert len(ids(store, Marking.AMBER)) == 4
    assert len(ids(store, Marking.RED)) == 5
    assert listed(store, Wanted(), Marking.AMBER, limit=2).total == 4


# In hand


def test_what_one_reviewer_has_in_hand_no_other_decides(store: Store) -> None:
    told = load(store)
    until = take(store, told[1].id, ANN)
    for work in (
        lambda: accept(store, [told[1].id], BEN),
        lambda: reject(store, [told[1].id], BEN),
        lambda: edit(store, told[1].id, Amendment(role="coordinator"), BEN),
        lambda: take(store, told[1].id, BEN),
    ):
        with pytest.raises(Taken, match=f"ann.*{until[11:16]}"):
            work()
    assert accept_all(store, Wanted(rule="took-part"), BEN).proposals == (told[2].id,)
    assert take(store, told[1].id, ANN) >= until
    accept(store, [told[1].id], ANN)
    undo(store, [told[1].id], BEN)
    accept(store, [told[1].id], BEN)


def test_a_hand_lets_go_after_ten_minutes(store: Store) -> None:
    told = load(store)
    take(store, told[1].id, ANN)
    store.writing(lambda tx: tx.run("MATCH (p:Proposal) SET p.locked_until = '2020-01-01T00:00:00.000000Z'"))
    assert show(store, told[1].id, Marking.CLEAR).item.held_by == ""
    accept(store, [told[1].id], BEN)


def test_who_reads_more_is_not_named_below(store: Store) -> None:
    told = load(store)
    take(store, told[1].id, RED)
    with pytest.raises(Taken) as caught:
        accept(store, [told[1].id], ANN)
    assert "rita" not in str(caught.value)
    assert show(store, told[1].id, Marking.CLEAR).item.held_by == "another reviewer"
    assert show(store, told[1].id, Marking.RED).item.held_by == "rita"


# Looking


def test_pages_hold_each_once(store: Store) -> None:
    for number in range(3):
        load(store, number)
    seen, after = [], ""
    while True:
        page = listed(store, Wanted(), Marking.CLEAR, limit=5, after=after)
        seen += [item.kept.id for item in page.items]
        assert page.total == 12
        after = page.after
        if not after:
            break
    assert seen == ids(store)
    assert len(set(seen)) == 12


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"document": "Release 1"}, 4),
        ({"document": "release-2.pdf", "rule": "dated"}, 1),
        ({"predicate": "TOOK_PART_IN"}, 4),
        ({"kind": "Party"}, 2),
        ({"state": "rejected"}, 1),
        ({"state": ""}, 8),
        ({"document": "none"}, 0),
    ],
)
def test_filters(store: Store, wanted: dict[str, str], count: int) -> None:
    load(store, 1)
    told = load(store, 2, text=OTHER)
    reject(store, [told[0].id], ANN)
    found = ids(store, **({"state": ""} | wanted))
    assert len(found) == count


def test_a_state_that_is_none(store: Store) -> None:
    with pytest.raises(UsageError, match="no state"):
        ids(store, state="done")


def test_what_it_would_change_and_what_speaks_against_it(store: Store) -> None:
    commit(store, [KWS])
    told = load(store)
    shown = show(store, told[1].id, Marking.CLEAR)
    assert shown.item.says == "Kenya Wildlife Service took part in Operation Mist (participant)"
    assert shown.changes == ("a new thing: operation:operation-mist (operation:operation-mist)", "a new link")
    other = Source("bodies", "Another list", url="https://list.example")
    kws = Mention("Agency", "kws")
    told_else = [
        Claim(MIST, "start_date", other, value="2018"),
        Claim(kws, "TOOK_PART_IN", other, object=MIST, role="coordinator"),
        Claim(kws, "TOOK_PART_IN", other, object=MIST, role="participant"),
        Claim(MIST, "start_date", other, value="2017", marking=Marking.RED),
    ]
    commit(store, told_else)
    shown = show(store, told[1].id, Marking.CLEAR)
    assert shown.changes == ("one more source for a fact that the graph holds",)
    assert [(why, s.claim) for why, s in shown.conflicts] == [("another role", told_else[1].id)]
    shown = show(store, told[3].id, Marking.CLEAR)
    assert shown.changes == ("a new property",)
    assert [(why, s.claim) for why, s in shown.conflicts] == [("another value", told_else[0].id)]
    assert len(show(store, told[3].id, Marking.RED).conflicts) == 2
    assert show(store, told[0].id, Marking.CLEAR).changes == ("a new name",)


def test_other_dates_are_a_conflict(store: Store) -> None:
    body, network = Mention("Agency", "kws"), Mention("Network", "net")
    old = Claim(body, "MEMBER_OF", Source("a", "A"), object=network, role="member", period=parse_period("2001/2005"))
    commit(store, [old])
    document, source = paper()
    told = [
        link(source, body, "MEMBER_OF", network, role="member", period=parse_period(text), start=at)
        for at, text in enumerate(("2004/2009", "2010/2012", "2001/2005"))
    ]
    propose(store, document, told)
    shown = [show(store, p.id, Marking.CLEAR) for p in told]
    assert [s.changes[-1].split(" ")[0] for s in shown] == ["one", "a", "one"]
    assert [[why for why, _ in s.conflicts] for s in shown] == [["other dates"], ["other dates"], []]


# Backups


def test_a_backup_brings_proposals_back(store: Store, tmp_path: Path) -> None:
    told = load(store)
    load(store, 2, Marking.RED)
    accept(store, [told[1].id], ANN)
    edit(store, told[2].id, Amendment(role="coordinator"), ANN)
    reject(store, [told[3].id], BEN)
    take(store, ids(store, Marking.RED)[0], RED)
    before, seen = snapshots(store), listed(store, Wanted(state=""), Marking.RED, limit=99)
    path, _ = write_backup(store, tmp_path)
    assert "TLP-RED" in path.name
    empty(store, Marking.RED)
    read_backup(store, path)
    assert snapshots(store) == before
    after = listed(store, Wanted(state=""), Marking.RED, limit=99)
    assert [replace(i, kept=_without_hold(i.kept), held_by="") for i in seen.items] == list(after.items)
    undo(store, [told[1].id, told[2].id, told[3].id], ANN)
    assert ids(store) == sorted(ids(store), key=ids(store).index)
    assert links(store) == []


def _without_hold(kept: Kept) -> Kept:
    return replace(kept, locked_by="", locked_until="", locked_level=0)


# Laws

DEEDS = st.lists(
    st.tuples(st.sampled_from(("accept", "edit", "reject", "undo")), st.integers(0, 7), st.sampled_from((ANN, RED))),
    max_size=8,
)


@settings(every_law, max_examples=12)
@given(deeds=DEEDS)
def test_whatever_is_decided_and_taken_back_leaves_no_trace(store: Store, deeds: list[tuple[str, int, Hand]]) -> None:
    """Two documents of two markings; any decisions in any order, then all undone."""
    empty(store, Marking.RED)
    commit(store, [KWS])
    told = [*load(store), *load(store, 2, Marking.RED)]
    bare, before = snapshots(store), ids(store, Marking.RED)
    for deed, at, hand in deeds:
        with suppress(UnknownName, Taken, UsageError):
            _do(store, deed, told[at].id, hand)
    for state in ("accepted", "rejected"):
        for proposal in ids(store, Marking.RED, state=state):
            with suppress(UsageError):  # it went along with one before it
                undo(store, [proposal], RED)
    assert snapshots(store) == bare
    assert ids(store, Marking.RED) == before


def _do(store: Store, deed: str, proposal: str, hand: Hand) -> None:
    if deed == "edit":
        edit(store, proposal, Amendment(marking=Marking.RED), hand)
    else:
        {"accept": accept, "reject": reject, "undo": undo}[deed](store, [proposal], hand)


@settings(every_law, max_examples=8)
@given(levels=st.lists(st.sampled_from(list(Marking)), min_size=2, max_size=4))
def test_a_reader_sees_what_a_store_without_the_rest_would_show(store: Store, levels: list[Marking]) -> None:
    """Documents of any markings with the same words: proposed, then all accepted by who may see all."""
    full = _seen(store, levels)
    for clearance in Marking:
        only = [at for at, level in enumerate(levels) if level <= clearance]
        alone = _seen(store, levels, only)
        assert full[clearance] == alone[clearance]


def _seen(store: Store, levels: list[Marking], only: Sequence[int] | None = None) -> list[Any]:
    empty(store, Marking.RED)
    told = [load(store, at, levels[at]) for at in (only if only is not None else range(len(levels)))]
    waiting = [listed(store, Wanted(), clearance, limit=99) for clearance in Marking]
    accept(store, [p.id for one in told for p in one], RED) if told else None
    graph = snapshots(store)
    return [([i.as_json() for i in w.items], w.total, graph[c]) for c, w in enumerate(waiting)]
