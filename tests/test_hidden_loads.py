"""Whoever loads what is held above their clearance already is told what a store without it would have told them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.desk import Desk
from api.keys import add_key
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.conftest import empty
from tests.inside import inside
from tests.serving import last_word, served
from tests.test_api import NEXT_WEEK

pytestmark = pytest.mark.neo4j

TABLE = "member_kind,member_id,network_id\nagency,open-unit,new-net\nagency,other-unit,new-net\n"
RELEASE = "Operation Dry Leaf, led by INTERPOL, ran from 4 to 6 March 2024 in Kenya, Uganda and Zambia."
TRIPLES = (
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix w: <https://w3id.org/wengraph/ns#> .\n"
    '<https://partner.example/unit> a w:Agency ; rdfs:label "A partner\'s unit"@en .\n'
)
FILES = {"memberships.csv": TABLE, "leaf.txt": RELEASE, "partner.ttl": TRIPLES}


def decide(settings: Settings, decision: str) -> None:
    """Accept or reject the first of what is proposed at RED."""
    for item in inside(settings, "review", "list", "--clearance", "RED", "--json").json["proposals"][:1]:
        told = inside(settings, "review", decision, item["id"], "--reason", "seen", "--clearance", "RED")
        assert told.code == 0, told.err


@pytest.mark.parametrize(
    ("name", "decision"),
    [
        *((name, "") for name in FILES),
        ("leaf.txt", "reject"),
        ("leaf.txt", "accept"),
    ],
)
def test_the_command_line_tells_nothing_of_it(
    store: Store, scratch_settings: Settings, tmp_path: Path, name: str, decision: str
) -> None:
    path = tmp_path / name
    path.write_text(FILES[name], encoding="utf-8")

    def load(marking: str) -> list[dict[str, Any]]:
        told = inside(scratch_settings, "load", str(path), "--marking", marking, "--json")
        assert told.out, told.err
        return json.loads(told.out)  # type: ignore[no-any-return]

    alone = load("CLEAR")
    assert alone[0]["new"] > 0
    empty(store, Marking.RED)
    load("RED")
    if decision:
        decide(scratch_settings, decision)
    assert load("CLEAR") == alone
    assert load("RED")[0]["new"] == 0


@pytest.mark.parametrize("name", FILES)
def test_http_tells_nothing_of_it(store: Store, scratch_settings: Settings, new_desk: Desk, name: str) -> None:
    both = (Marking.CLEAR, Marking.RED)
    keys = {level: add_key(new_desk, str(level), level, "analyst", NEXT_WEEK)[1] for level in both}
    with served(scratch_settings) as address, httpx.Client(base_url=address, timeout=60) as client:

        def load(marking: Marking, clearance: Marking) -> dict[str, Any]:
            head = {"Authorization": f"Bearer {keys[clearance]}"}
            files = {"file": (name, FILES[name])}
            told = client.post("/api/v1/ingest", data={"marking": str(marking)}, files=files, headers=head)
            last = last_word(client, told.json()["job"], head)
            return {key: value for key, value in last.items() if key != "id"}

        alone = load(Marking.CLEAR, Marking.CLEAR)
        assert alone["reports"][0]["new"] > 0
        empty(store, Marking.RED)
        load(Marking.RED, Marking.RED)
        assert load(Marking.CLEAR, Marking.CLEAR) == alone
        assert load(Marking.CLEAR, Marking.RED)["reports"][0]["new"] == 0
