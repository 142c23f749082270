"""What the command line leaves in the audit: a line for each command that uses the store, and for each refusal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api import audit
from api.desk import Desk
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.inside import inside
from tests.test_docs import LEAVES

pytestmark = pytest.mark.neo4j

TABLE = "id,name\nowls,Office of Wild Life\nkites,Kite Watch\n"
NO_STORE = {
    "check", "doctor", "extract", "validate", "serve", "rdf serve", "rdf convert", "audit list", "audit sent",
    "audit anchor", "audit verify", "keys add", "keys list", "keys revoke", "store start", "store stop",
    "store status", "store fetch",
}  # fmt: skip
"""Commands that read no records, or whose line is another's."""
PLACES = {"text", "level", "predicate", "thing", "name", "question", "paths", "file", "folder"}
"""Arguments that name no thing."""


@pytest.fixture
def own(new_desk: Desk, scratch_settings: Settings, tmp_path: Path) -> tuple[Settings, Desk, Path]:
    """An empty store with a new desk, and a table in a folder."""
    table = tmp_path / "birds.csv"
    table.write_text(TABLE, encoding="utf-8")
    return scratch_settings, new_desk, table


def lines(desk: Desk, clearance: Marking = Marking.RED) -> list[dict[str, Any]]:
    """All lines of the audit, oldest first."""
    return audit.read(desk, before=2**62, limit=100, clearance=clearance)[0][::-1]


def load(settings: Settings, table: Path, marking: str = "CLEAR") -> None:
    told = inside(settings, "load", str(table), "--kind", "agencies", "--marking", marking)
    assert told.code == 0, told.all


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("status", {"act": "wengraph status", "status": 200}),
        ("show owls", {"things": ["agency:owls"], "act": "wengraph show"}),
        ("evidence owls --clearance RED", {"things": ["owls"], "rows": 1, "marking": "CLEAR", "clearance": "RED"}),
        ("history agency:owls", {"things": ["agency:owls"]}),
        ("ask network-members -p network=owls", {"question": "network-members", "status": 200}),
        ("ask network-members -p network=nobody", {"question": "network-members", "status": 404}),
        ("cypher RETURN+1 --clearance RED", {"rows": 1, "status": 200, "things": []}),
        ("cypher CREATE+()", {"status": 400}),
        ("note owls a+secret+text --marking CLEAR", {"act": "wengraph note", "rows": 1, "marking": "CLEAR"}),
        ("add owls PART_OF kites --marking GREEN --reason why", {"reason": "why", "marking": "GREEN", "rows": 1}),
        ("withdraw claim:none --reason gone", {"things": ["claim:none"], "reason": "gone", "status": 404}),
        ("mark source:none AMBER --reason x", {"things": ["source:none"], "marking": "AMBER", "status": 404}),
        ("grade source:none --reliability B", {"things": ["source:none"], "status": 400}),
        ("same owls kites --reason x", {"act": "wengraph same", "things": ["owls", "kites"], "rows": 1}),
        ("same owls kites", {"status": 400, "things": ["owls", "kites"], "rows": 0}),
        ("explode owls --reason x", {"status": 400, "things": ["owls"]}),
        ("undo --reason x", {"status": 400, "act": "wengraph undo"}),
        ("review accept none", {"act": "wengraph review accept", "things": ["none"], "status": 404}),
        ("review reject none --reason x", {"things": ["none"], "reason": "x", "status": 404}),
        ("review list", {"act": "wengraph review list", "rows": 0}),
        ("path owls kites", {"things": ["agency:owls", "agency:kites"]}),
        ("view nobody", {"things": ["nobody"], "status": 404}),
        ("export nobody --to them --reason x", {"act": "wengraph export", "status": 404, "things": ["nobody"]}),
        ("watch add owls", {"act": "wengraph watch add"}),
        ("watch remove none", {"act": "wengraph watch remove", "things": ["none"], "status": 404}),
        ("retract birds", {"things": ["birds"], "status": 200, "clearance": "RED", "rows": 2}),
        ("show owls --clearance NONSENSE", {"status": 400, "things": ["owls"]}),
        ("measure degree", {"question": "measure degree"}),
        ("gaps", {"question": "gaps"}),
        ("candidates", {"question": "candidates"}),
    ],
)
def test_a_command_leaves_a_line(own: tuple[Settings, Desk, Path], words: str, told: dict[str, Any]) -> None:
    settings, desk, table = own
    load(settings, table)
    arguments = [word.replace("+", " ") for word in words.split()]
    inside(settings, *arguments, WENGRAPH_AUTHOR="an officer")
    first, *rest = lines(desk)
    assert (first["act"], first["things"], first["rows"]) == ("wengraph load", ["birds"], 2)
    assert [line["who"] for line in rest] == ["an officer"]
    assert {name: rest[0][name] for name in told} == told
    assert audit.verify(desk) == []


def test_a_line_holds_no_text_of_a_query_or_note(own: tuple[Settings, Desk, Path]) -> None:
    settings, desk, table = own
    load(settings, table)
    inside(settings, "cypher", "RETURN 'a secret text'")
    inside(settings, "note", "owls", "a secret text", "--marking", "CLEAR")
    with desk.open(reading=True) as connection:
        kept = "".join(row["told"] for row in connection.execute("SELECT told FROM audit"))
    assert "secret text" not in kept
    assert lines(desk)[1]["query"] == audit.keyed(desk, "RETURN 'a secret text'")


def test_a_standing_word_against_it_is_a_refusal(own: tuple[Settings, Desk, Path]) -> None:
    settings, desk, table = own
    load(settings, table)
    inside(settings, "different", "owls", "kites", "--reason", "x")
    assert inside(settings, "same", "owls", "kites", "--reason", "y").code == 1
    assert [line["status"] for line in lines(desk)[1:]] == [200, 409]


def test_a_line_is_marked_as_high_as_what_was_loaded(own: tuple[Settings, Desk, Path]) -> None:
    settings, desk, table = own
    load(settings, table, "AMBER")
    table.write_text("id,name,marking\nowls,Office,RED\n", encoding="utf-8")
    load(settings, table)
    inside(settings, "load", str(table.with_name("none.csv")), "--kind", "agencies", "--marking", "CLEAR")
    assert [(line["above"], line["things"]) for line in lines(desk, Marking.GREEN)][:2] == [(True, []), (True, [])]
    assert [(line["marking"], line["status"]) for line in lines(desk)] == [("AMBER", 200), ("RED", 200), ("CLEAR", 400)]


def test_what_reads_no_store_leaves_no_line(own: tuple[Settings, Desk, Path]) -> None:
    settings, desk, table = own
    about = ("--kind", "agencies", "--marking", "CLEAR")
    for words in (("load", str(table), *about, "--dry-run"), ("check", str(table), *about), ("ask",), ("measure",)):
        assert inside(settings, *words).code == 0
    inside(settings, "show", "--help")
    inside(settings, "show")
    assert lines(desk) == []


def test_who_cannot_write_the_audit_reads_all_the_same(store: Store, scratch_settings: Settings) -> None:
    assert store
    path = Desk(scratch_settings).path
    path.unlink()
    path.mkdir()
    try:
        told = inside(scratch_settings, "status")
    finally:
        path.rmdir()
    assert (told.code, len(told.complaints)) == (0, 1)
    assert told.complaints[0].startswith("The audit can't be written")


@pytest.mark.parametrize("words", sorted(LEAVES))
def test_every_command_has_its_line_or_a_reason(words: str) -> None:
    from api.cli.audited import NAMING, AuditedCommand

    command = LEAVES[words]
    assert isinstance(command, AuditedCommand) != (words in NO_STORE)
    if words not in NO_STORE:
        given = {p.name for p in command.params if p.param_type_name == "argument"}
        assert given <= {*NAMING, *PLACES}
