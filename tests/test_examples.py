"""The examples of the description can be sent as they stand: what is read answers, what is written is taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from api.app import create_app
from api.description import ANSWERS
from api.desk import Desk
from graph.ask import questions
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from loaders.dataset import BUNDLED, open_datasets
from loaders.run import load
from tests.conftest import empty
from tests.serving import served

pytestmark = pytest.mark.neo4j
TOLD = create_app().openapi()
KEPT = ("{proposal}", "{saved_id}", "{watch}", "{job}")
"""Where an example can't work: what these name is made by the service, under a number drawn by lot."""
READ = [path for path, verbs in TOLD["paths"].items() if "get" in verbs and not any(name in path for name in KEPT)]
SENT = (
    "cypher",
    "claims",
    "notes",
    "saved",
    "watches",
    "export/preview",
    "export",
    "grades/{what}",
    "judgements",
    "judgements/undo",
    "claims/{claim}/withdraw",
    "marks/{what}",
)
"""What is written by its examples, in an order in which each finds what it needs: the last hides it."""


@pytest.fixture(scope="module")
def reads(bundled: Store, bundled_settings: Settings) -> Iterator[httpx.Client]:
    """The bundled records, without keys."""
    assert bundled
    with served(bundled_settings) as address, httpx.Client(base_url=address, timeout=90) as client:
        yield client


def address_of(path: str, operation: dict[str, Any], *, needed: bool) -> tuple[str, list[tuple[str, Any]]]:
    """The path with its examples in place, and the examples of its other parameters, or of those it needs."""
    asked: list[tuple[str, Any]] = []
    for one in operation.get("parameters", ()):
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", quote(one["example"], safe=":"))
        elif one.get("required") or not needed:
            told = one["example"] if isinstance(one["example"], list) else [one["example"]]
            asked += [(one["name"], value) for value in told]
    return path, asked


@pytest.mark.parametrize("needed", [True, False], ids=["needed", "all"])
@pytest.mark.parametrize("path", READ)
def test_the_examples_of_what_is_read_answer(reads: httpx.Client, path: str, needed: bool) -> None:
    address, asked = address_of(path, TOLD["paths"][path]["get"], needed=needed)
    answer = reads.get(address, params=httpx.QueryParams(asked))
    assert answer.status_code == 200, (address, asked, answer.text[:500])


@pytest.mark.parametrize("path", json.loads(ANSWERS.read_text(encoding="utf-8")))
def test_the_answer_that_the_description_shows_has_the_parts_of_a_real_one(reads: httpx.Client, path: str) -> None:
    operation = TOLD["paths"][path]["get"]
    shown = operation["responses"]["200"]["content"]["application/json"]["example"]
    address, asked = address_of(path, operation, needed=True)
    real = reads.get(address, params=httpx.QueryParams(asked)).json()
    assert shown.keys() == real.keys()
    for name, part in shown.items():
        if isinstance(part, list) and part and isinstance(part[0], dict):
            assert part[0].keys() == real[name][0].keys(), name


@pytest.mark.parametrize("name", questions())
def test_each_question_is_told_with_an_address_that_answers(reads: httpx.Client, name: str) -> None:
    told = TOLD["paths"]["/api/v1/questions/{name}"]["get"]["description"]
    line = next(line for line in told.splitlines() if line.startswith((f"- `{name}`", f"- `{name}?")))
    answer = reads.get(f"/api/v1/questions/{line.split('`')[1]}")
    assert answer.status_code == 200, answer.text
    assert all(f"`{parameter.name}`" in line for parameter in questions()[name].parameters)


def test_the_examples_of_what_is_written_are_taken(store: Store, scratch_settings: Settings) -> None:
    empty(store, Marking.CLEAR)
    load(store, open_datasets([BUNDLED / name for name in ("latf", "sawen")]))
    Desk(scratch_settings).path.unlink()
    with served(scratch_settings) as address, httpx.Client(base_url=address, timeout=90) as client:
        for path in SENT:
            operation = TOLD["paths"][f"/api/v1/{path}"]["post"]
            place, _ = address_of(f"/api/v1/{path}", operation, needed=True)
            answer = client.post(place, json=_body(operation))
            assert answer.status_code in (200, 201), (path, answer.text)
    Desk(scratch_settings).path.unlink()
    empty(store, Marking.RED)


def _body(operation: dict[str, Any]) -> dict[str, Any]:
    """All fields of the body with their examples."""
    name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return {key: field["examples"][0] for key, field in TOLD["components"]["schemas"][name]["properties"].items()}
