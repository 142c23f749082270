"""Saved things, watch lists, notes, candidates and maps over a real service: whose they are, and who may see what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.desk import Desk
from api.keys import add_key
from graph.by_hand import Hand, mark
from graph.commit import commit, retract
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from tests.conftest import Run
from tests.test_api import MEMBER, NEXT_WEEK, OPEN, PAGE, SECRET, served

pytestmark = pytest.mark.neo4j

LATER = Claim(Mention("Agency", "open-unit"), "note", Source("two", "Other page"), value="moved to the coast")
WORLD = "/api/v1"


@pytest.fixture(scope="module")
def keyed(_scratch: Store, scratch_settings: Settings) -> Iterator[tuple[httpx.Client, Desk]]:
    """A service with keys over the store that tests write to."""
    assert _scratch
    Desk(scratch_settings).path.unlink()
    desk = Desk(scratch_settings)
    add_key(desk, "first", Marking.CLEAR, "reader", NEXT_WEEK)
    with served(scratch_settings) as address, httpx.Client(base_url=address + WORLD, timeout=60) as client:
        yield client, desk
    desk.path.unlink()


@pytest.fixture
def service(keyed: tuple[httpx.Client, Desk], store: Store) -> tuple[httpx.Client, Desk, Store]:
    """That service, its store holding the same few claims for each test."""
    commit(store, [OPEN, SECRET, MEMBER])
    return *keyed, store


def key(desk: Desk, name: str, clearance: Marking = Marking.CLEAR, role: str = "reader") -> dict[str, str]:
    """The header of a new key of that person."""
    return {"X-API-Key": add_key(desk, name, clearance, role, NEXT_WEEK)[1]}


KEPT: dict[str, Any] = {
    "title": "Secret members",
    "kind": "question",
    "name": "network-members",
    "parameters": {"network": "open-unit"},
    "note": "words about Secret Unit",
}


@pytest.mark.parametrize(
    ("marking", "shared", "clearance", "seen"),
    [
        ("", True, Marking.AMBER, True),
        ("", True, Marking.GREEN, False),
        ("", False, Marking.RED, False),
        ("CLEAR", True, Marking.CLEAR, True),
    ],
)
def test_a_saved_thing_is_shown_to_whom_it_is_shared_with(
    service: tuple[httpx.Client, Desk, Store], marking: str, shared: bool, clearance: Marking, seen: bool
) -> None:
    client, desk, _ = service
    owner, other = key(desk, f"maker {clearance}", Marking.AMBER), key(desk, "other", clearance)
    made = client.post("/saved", json=KEPT | {"marking": marking, "shared": shared}, headers=owner)
    assert (made.status_code, made.json()["marking"]) == (201, marking or "AMBER"), made.text
    address = f"/saved/{made.json()['id']}"
    assert (made.json()["total"], made.json()["truncated"], made.json()["highest_marking"]) == (
        1,
        False,
        marking or "AMBER",
    )
    mine = client.get(address, headers=owner).json()
    assert {name: mine[name if name != "kind" else "sort"] for name in KEPT} == KEPT
    assert client.get(address, headers=other).status_code == (200 if seen else 404)
    listed = client.get("/saved", headers=other).text
    assert ("Secret members" in listed) == seen
    assert client.delete(address, headers=other).status_code == (400 if seen else 404)
    assert client.delete(address, headers=owner).status_code == 200
    assert client.get(address, headers=owner).status_code == 404


def test_a_saved_thing_is_changed_by_its_owner_and_hidden_from_a_lowered_one(
    service: tuple[httpx.Client, Desk, Store],
) -> None:
    client, desk, _ = service
    owner = key(desk, "changer", Marking.AMBER)
    address = f"/saved/{client.post('/saved', json=KEPT, headers=owner).json()['id']}"
    assert client.put(address, json=KEPT | {"title": "Renamed"}, headers=owner).json()["title"] == "Renamed"
    lowered = key(desk, "changer", Marking.GREEN)
    assert client.get(address, headers=lowered).status_code == 404
    assert client.put(address, json=KEPT, headers=lowered).status_code == 404
    assert client.post("/saved", json=KEPT | {"marking": "RED"}, headers=owner).status_code == 400


def test_a_watch_tells_what_is_new_and_counts_what_is_gone(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, store = service
    me = key(desk, "watcher one")
    made = client.post("/watches", json={"entity": "Open Unit"}, headers=me)
    assert made.status_code == 201, made.text
    address = f"/watches/{made.json()['id']}"
    assert (made.json()["total"], made.json()["truncated"]) == (1, False)
    assert told(client, address, me) == ([], 0)
    commit(store, [LATER])
    assert told(client, address, me) == (["note: moved to the coast"], 0)
    assert client.post(f"{address}/seen", headers=me).json()["seen"] == 2
    assert told(client, address, me) == ([], 0)
    retract(store, source="source:" + LATER.source.id.removeprefix("source:"), author="a", reason="b")
    assert told(client, address, me) == ([], 1)
    assert client.get(f"{address}/new", headers=key(desk, "stranger", Marking.RED)).status_code == 404
    assert client.delete(address, headers=me).status_code == 200
    assert client.get("/watches", headers=me).json()["total"] == 0


def told(client: httpx.Client, address: str, headers: dict[str, str]) -> tuple[list[str], int]:
    """What a watch says: the new rows' words, and how many are gone."""
    news = client.get(f"{address}/new", headers=headers).json()
    return [row["says"] for row in news["items"]], news["gone"]


def test_a_lowered_reader_learns_nothing_of_what_lies_above(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, store = service
    low = key(desk, "watcher two")
    address = f"/watches/{client.post('/watches', json={'entity': 'open-unit'}, headers=low).json()['id']}"
    high = key(desk, "watcher two", Marking.AMBER)
    assert told(client, address, high)[0] == ["Secret Unit is a member of Open Unit (member)"]
    assert client.post(f"{address}/seen", headers=high).json()["seen"] == 2
    assert told(client, address, high) == ([], 0)
    assert told(client, address, low) == ([], 0)
    mark(store, MEMBER.id, Marking.RED, Hand("somebody", "because", Marking.RED))
    assert told(client, address, high) == ([], 1)
    answer = client.get(f"{address}/new", headers=low)
    assert (answer.json()["items"], answer.json()["gone"], "ecret" in answer.text) == ([], 0, False)
    above = client.post("/watches", json={"entity": "secret-unit"}, headers=high).json()
    assert client.get(f"/watches/{above['id']}/new", headers=low).status_code == 404
    assert "secret" not in client.get("/watches", headers=low).text.casefold()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"question": "network-members", "entity": "open-unit"}, 400),
        ({"question": "no-such-question"}, 404),
        ({"entity": "secret-unit"}, 404),
        ({"question": "network-members", "parameters": {"nonsense": "x"}}, 400),
        ({"saved": "0123456789abcdef"}, 404),
    ],
)
def test_what_can_not_be_watched_is_refused(
    service: tuple[httpx.Client, Desk, Store], body: dict[str, Any], status: int
) -> None:
    client, desk, _ = service
    assert client.post("/watches", json=body, headers=key(desk, "watcher three")).status_code == status
    assert client.get("/watches", headers=key(desk, "watcher three")).json()["total"] == 0


def test_a_saved_question_can_be_watched(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, _ = service
    me = key(desk, "watcher four", Marking.AMBER)
    kept = client.post("/saved", json=KEPT | {"name": "what-changed", "parameters": {"from": "2016"}}, headers=me)
    made = client.post("/watches", json={"saved": kept.json()["id"]}, headers=me)
    assert (made.status_code, made.json()["title"]) == (201, "Secret members"), made.text
    view = client.post("/saved", json=KEPT | {"kind": "view"}, headers=me).json()
    assert client.post("/watches", json={"saved": view["id"]}, headers=me).status_code == 400


def test_watches_from_the_command_line(store: Store, command: Run, scratch_settings: Settings) -> None:
    commit(store, [OPEN, SECRET, MEMBER])
    who = {"WENGRAPH_AUTHOR": "line watcher"}
    made = json.loads(command(scratch_settings, "watch", "add", "open-unit", "--json", **who).stdout)
    assert made["title"] in command(scratch_settings, "watch", "list", **who).stdout
    commit(store, [LATER])
    assert "moved to the coast" in command(scratch_settings, "watch", "new", made["id"], **who).stdout
    assert command(scratch_settings, "watch", "seen", made["id"], **who).stdout.startswith("2 rows")
    news = json.loads(command(scratch_settings, "watch", "new", made["id"], "--json", **who).stdout)
    assert (news["items"], news["gone"]) == ([], 0)
    assert command(scratch_settings, "watch", "new", made["id"], WENGRAPH_AUTHOR="another").returncode == 2
    assert command(scratch_settings, "watch", "remove", made["id"], **who).returncode == 0
    assert "0 watched things" in command(scratch_settings, "watch", "list", **who).stdout


def test_notes_are_those_that_the_reader_may_see(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, store = service
    hidden = Claim(Mention("Agency", "open-unit"), "note", PAGE, value="a secret word", marking=Marking.AMBER)
    commit(store, [LATER, hidden])
    low, high = key(desk, "note reader"), key(desk, "note reader", Marking.AMBER)
    assert client.get("/notes?entity=open-unit", headers=low).json()["total"] == 1
    assert "secret" not in client.get("/notes?entity=open-unit", headers=low).text
    first = client.get("/notes?entity=open-unit&limit=1", headers=high).json()
    assert (first["total"], first["truncated"]) == (2, True)
    assert client.get("/notes", params={"entity": "open-unit", "cursor": first["next"]}, headers=high).json()["items"]
    assert client.get("/notes?entity=secret-unit", headers=low).status_code == 404


def test_candidates_are_for_analysts_and_cut_to_them(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, store = service
    twins = [
        Claim(Mention("Agency", f"ivory-unit-{n}"), "name", PAGE, value="Ivory Crime Unit of Ruritania", marking=level)
        for n, level in ((1, Marking.CLEAR), (2, Marking.AMBER))
    ]
    commit(store, twins)
    low, high = key(desk, "judge", role="analyst"), key(desk, "judge", Marking.AMBER, "analyst")
    assert client.get("/candidates", headers=key(desk, "judge")).status_code == 403
    assert client.get("/candidates", headers=low).json()["total"] == 0
    found = client.get("/candidates?kind=agency", headers=high).json()["items"]
    assert {found[0]["left"]["id"], found[0]["right"]["id"]} == {"agency:ivory-unit-1", "agency:ivory-unit-2"}
    assert client.get("/candidates?kind=Country", headers=high).status_code == 400
