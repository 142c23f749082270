"""The service answers as its description says, whatever it is asked: generated requests, without and with keys."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from api.desk import Desk
from api.keys import add_key
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.test_api import NEXT_WEEK, served
from tests.test_docs import LEAVES

CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", 400, 401, 403, 404, 409, 422, 429, 503]
"""
"""A name, a day or a query is any text in the schema and is judged by what the store holds: it may be refused in any of
the documented ways. That these are the documented ones, the other checks hold."""

NO_ROUTE = {
    "demo": "sets up and serves on the operator's machine",
    "doctor": "looks at the operator's machine",
    "serve": "is the service",
    "keys add": "an operator's: a key must not make keys",
    "keys list": "an operator's",
    "keys revoke": "an operator's",
    "audit anchor": "GET /audit/verify says it too",
    "validate": "looks at a file alone, before it is sent",
    "rdf serve": "is a service of its own, over files",
    "rdf convert": "looks at a file alone",
    "extract": "looks at a file alone; what a document proposes is told by POST /ingest/check",
}
ROUTE = {
    "export": "POST /export",
    "audit sent": "GET /sent",
    "load": "POST /ingest",
    "check": "POST /ingest/check",
    "retract": "POST /retract",
    "status": "GET /status",
    "show": "GET /entities/{entity}",
    "evidence": "GET /evidence",
    "ask": "GET /questions/{name}",
    "changes": "GET /changes",
    "cypher": "POST /cypher",
    "candidates": "GET /candidates",
    "path": "GET /paths",
    "measure": "GET /measures/{name}",
    "gaps": "GET /gaps",
    "view": "GET /views/graph",
    "add": "POST /claims",
    "note": "POST /notes",
    "withdraw": "POST /claims/{claim}/withdraw",
    "mark": "POST /marks/{what}",
    "grade": "POST /grades/{what}",
    "history": "GET /history",
    "same": "POST /judgements",
    "different": "POST /judgements",
    "unsure": "POST /judgements",
    "explode": "POST /judgements/explode/{entity}",
    "undo": "POST /judgements/undo",
    "review list": "GET /review",
    "review show": "GET /review/{proposal}",
    "review accept": "POST /review/accept",
    "review edit": "POST /review/{proposal}/edit",
    "review reject": "POST /review/{proposal}/reject",
    "review undo": "POST /review/{proposal}/undo",
    "watch add": "POST /watches",
    "watch list": "GET /watches",
    "watch new": "GET /watches/{watch}/new",
    "watch seen": "POST /watches/{watch}/seen",
    "watch remove": "DELETE /watches/{watch}",
    "audit list": "GET /audit",
    "audit verify": "GET /audit/verify",
}


@pytest.mark.parametrize("words", LEAVES)
def test_what_the_command_line_does_the_service_does(words: str) -> None:
    if words.startswith("store "):  # an operator's: the server, its files and backups are not the graph
        return
    assert (words in ROUTE) != (words in NO_ROUTE), f"wengraph {words} has no route and no reason why"
    if words in ROUTE:
        verb, _, path = ROUTE[words].partition(" ")
        assert verb.lower() in create_app().openapi()["paths"][f"/api/v1{path}"]


def test_every_route_tells_its_problems_and_gives_examples() -> None:
    told = create_app().openapi()
    for path, verbs in told["paths"].items():
        for verb, operation in verbs.items():
            assert {"400", "401", "403", "404", "422", "429", "503"} <= operation["responses"].keys(), path
            assert all("example" in parameter for parameter in operation.get("parameters", ())), f"{verb} {path}"
    bodies = [schema for name, schema in told["components"]["schemas"].items() if name != "Problem"]
    assert all("examples" in field for body in bodies for field in body.get("properties", {}).values())
    assert set(told["components"]["securitySchemes"]) == {"HTTPBearer", "APIKeyHeader"}


@pytest.fixture(scope="module")
def described(_scratch: Store, scratch_settings: Settings) -> Iterator[tuple[str, Desk]]:
    """A service over a store that may be written to, its desk without keys at first."""
    assert _scratch
    desk = Desk(scratch_settings)
    desk.path.unlink()
    desk = Desk(scratch_settings)
    with served(scratch_settings) as address:
        assert httpx.get(f"{address}/readyz").status_code == 200
        yield address, desk
    desk.path.unlink()


@pytest.mark.neo4j
@pytest.mark.slow
@pytest.mark.parametrize("role", ["", "reader", "analyst", "reviewer", "admin"])
def test_generated_requests_get_what_the_description_says(
    described: tuple[str, Desk], role: str, tmp_path: Path
) -> None:
    address, desk = described
    key = add_key(desk, f"a {role}", Marking.AMBER, role, NEXT_WEEK)[1] if role else ""
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG + (f'[auth.openapi.HTTPBearer]\nbearer = "{key}"\n' if key else ""), encoding="utf-8")
    line = [str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(config)]
    line += ["run", f"{address}/api/v1/openapi.json", "--checks", "all", "--phases", "examples,fuzzing"]
    line += [] if key else ["--exclude-checks", "ignored_auth"]  # the local user needs none
    line += ["--seed", "1", "--generation-deterministic", "--max-examples", "3", "--suppress-health-check", "all"]
    line += ["--continue-on-failure", "--exclude-path-regex", "/events$"]
    told = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-1000:]
