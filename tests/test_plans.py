"""How Neo4j plans the statements that change the graph: by index, and without holding all rows in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.commit import commit, retract
from graph.store import bolt
from graph.store.bolt import Store
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking

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


@pytest.fixture
def statements(store: Store) -> dict[str, dict[str, object]]:
    """Every statement of a few commits and a retraction, with its parameters."""
    seen: dict[str, dict[str, object]] = {}
    run = bolt.Transaction.run

    def note(self: bolt.Transaction, text: str, /, **parameters: object) -> list[bolt.Row]:
        seen[text] = parameters
        return run(self, text, **parameters)

    bolt.Transaction.run = note
    try:
        for batch in world():
            commit(store, batch)
        retract(store, dataset="plans")
    finally:
        bolt.Transaction.run = run
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
