"""How Neo4j plans the statements that change the graph: by index, and without holding all rows in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from graph.amend import Amendment
from graph.by_hand import Hand, mark
from graph.commit import commit, retract
from graph.deciding import accept, accept_all, edit, reject, take, undo
from graph.proposals import forget, propose
from graph.review import listed, show
from graph.store import bolt
from graph.store.bolt import Store
from graph.store.plain import Row
from graph.store.proposals import Wanted
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from tests.papers import of_mist, paper

pytestmark = pytest.mark.neo4j


def world() -> Iterator[list[Claim]]:
    """Batches that make a commit use every statement it has: names, moves, corrections, links that grow and go."""
    source = Source("plans", "Page")
    body, other = Mention("Body", "a"), Mention("Network", "n")
    yield [
        Claim(body, "MEMBER_OF", source, object=other, role="member"),
        Claim(body, "mentioned_as", source, value="A"),
    ]
    yield [Claim(Mention("Agency", "a"), "name", source, value="Agency A"), Claim(other, "name", source, value="N")]
    yield [Claim(Mention("Agency", "b"), "alias_id", source, value="a")]
    yield [Claim(body, "MEMBER_OF", source, object=other, role="member", marking=Marking.RED)]


@contextmanager
def noted() -> Iterator[dict[str, dict[str, object]]]:
    """Every statement that is run meanwhile, with its parameters."""
    seen: dict[str, dict[str, object]] = {}
    run = bolt.Transaction.run

    def note(self: bolt.Transaction, text: str, /, **parameters: object) -> list[Row]:
        seen[text] = parameters
        return run(self, text, **parameters)

    bolt.Transaction.run = note  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        bolt.Transaction.run = run  # type: ignore[method-assign]


@pytest.fixture
def statements(store: Store) -> dict[str, dict[str, object]]:
    """Every statement of a few commits and a retraction, with its parameters."""
    with noted() as seen:
        for batch in world():
            commit(store, batch)
        retract(store, dataset="plans")
    return seen


@pytest.fixture
def reviewing(store: Store) -> dict[str, dict[str, object]]:
    """Every statement of proposing, looking and deciding on a document that has a copy."""
    hand, wanted = Hand("ann", "read it", Marking.RED), Wanted(document="Release 1")
    with noted() as seen:
        for number in (1, 2):
            document, source = paper(number)
            told = of_mist(source)
            propose(store, document, told)
        propose(store, replace(document, marking=Marking.GREEN), told)
        take(store, told[2].id, hand)
        accept(store, [told[1].id], hand)
        edit(store, told[2].id, Amendment(object="operation:operation-mist", role="coordinator"), hand)
        reject(store, [told[3].id], hand)
        mark(store, source.id, Marking.AMBER, hand)
        undo(store, [told[1].id, told[2].id], hand)
        listed(store, wanted, Marking.RED, limit=2)
        show(store, told[2].id, Marking.RED)
        accept_all(store, wanted, hand)
        forget(store, "papers")
    return seen


READS = {"Expand(All)", "OptionalExpand(All)", "VarLengthExpand(All)"}


def test_no_statement_scans_the_graph_or_holds_what_it_read(
    store: Store, statements: dict[str, dict[str, object]]
) -> None:
    """An Eager above index seeks alone holds no more than the batch; one above an expansion could hold a hub.

    A DELETE is always planned with one: it holds what is deleted, and each row of these names one thing. A minimum
    holds one number for each row.
    """
    assert len(statements) > 25
    for text, parameters in statements.items():
        if ":Store" in text or "(j:Judgement) RETURN" in text:
            continue
        operators = [name for name, _ in store.explain(text, parameters).operators]
        assert not {"AllNodesScan", "NodeByLabelScan"} & set(operators), text
        if "DELETE" in text or "min(c.level)" in text:
            continue
        below = operators[operators.index("Eager") :] if "Eager" in operators else []
        assert not READS & set(below), f"Eager above {READS & set(below)} in: {text}"


def test_no_statement_of_reviewing_scans_the_graph(store: Store, reviewing: dict[str, dict[str, object]]) -> None:
    """What is proposed and decided is found by index, however much waits."""
    told = {text: parameters for text, parameters in reviewing.items() if "Proposal" in text or "Document" in text}
    assert len(told) > 18
    for text, parameters in told.items():
        operators = [name for name, _ in store.explain(text, parameters).operators]
        assert not {"AllNodesScan", "NodeByLabelScan"} & set(operators), text
