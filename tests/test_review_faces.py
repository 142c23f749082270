"""Reviewing as people and other tools meet it: the command line, and HTTP with keys, roles and an audit."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from api.desk import Desk
from api.keys import add_key
from graph.proposals import propose
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.inside import inside
from tests.papers import of_mist, paper
from tests.serving import served
from tests.snapshots import snapshots
from tests.test_api import NEXT_WEEK

pytestmark = pytest.mark.neo4j
REVIEW = "/api/v1/review"


@pytest.fixture
def read(store: Store) -> list[str]:
    """Ids of what was read in a CLEAR release (name, two who took part, date), and of one that is RED."""
    found = []
    for number, marking in ((1, Marking.CLEAR), (2, Marking.RED)):
        document, source = paper(number, marking)
        told = of_mist(source)
        propose(store, document, told)
        found += [proposal.id for proposal in told]
    return found


# The command line


def test_a_document_is_reviewed_on_the_command_line(store: Store, scratch_settings: Settings, read: list[str]) -> None:
    bare = snapshots(store)
    told = inside(scratch_settings, "review", "list", "--json").json
    assert sorted(p["id"] for p in told["proposals"]) == sorted(read[:4])
    assert (told["total"], told["truncated"]) == (4, False)
    assert "last month" in inside(scratch_settings, "review", "list", "--rule", "dated").out
    shown = inside(scratch_settings, "review", "show", read[1]).out
    for words in ("took part in", "“The service”", "release-1.pdf", "characters 4 to 15", "a new link", "score 0.80"):
        assert words in shown
    done = inside(scratch_settings, "review", "accept", read[1], "--as", "Ann", "--reason", "as it says")
    assert "1 proposal accepted, and with them 1 that name" in done.out
    done = inside(scratch_settings, "review", "edit", read[2], "--role", "coordinator", "--json", "--as", "Ann")
    assert done.json["proposals"] == [read[2]]
    assert "rejected" in inside(scratch_settings, "review", "reject", read[3], "--reason", "no year is told").out
    states = inside(scratch_settings, "review", "list", "--state", "all", "--json").json["proposals"]
    assert {(p["state"], p["decided_by"] == "Ann") for p in states} == {("accepted", True), ("rejected", False)}
    assert "As read: Customs Authority" in inside(scratch_settings, "review", "show", read[2]).out
    assert "1 of 1" in inside(
        scratch_settings, "ask", "operation-participants", "-p", "operation=operation-mist"
    ).out or ("operation-mist" in inside(scratch_settings, "show", "operation-mist").out)
    undone = inside(scratch_settings, "review", "undo", *read[1:4], "--json").json
    assert undone["implied"] == [read[0]]
    assert snapshots(store) == bare


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (("accept",), "Accept which?"),
        (("accept", "x", "--rule", "dated"), "Accept which?"),
        (("accept", "0123456789abcdef0123"), "There is no proposal"),
        (("reject", "0123456789abcdef0123"), "who and why"),
        (("list", "--state", "done"), "no state"),
        (("edit", "0123456789abcdef0123", "--marking", "pink"), "not a marking"),
    ],
)
def test_what_can_not_be_done_is_said(
    scratch_settings: Settings, read: list[str], line: tuple[str, ...], says: str
) -> None:
    assert read
    told = inside(scratch_settings, "review", *line)
    assert told.code == 2
    assert says in told.err


def test_all_of_a_rule(scratch_settings: Settings, read: list[str]) -> None:
    assert read
    told = inside(scratch_settings, "review", "accept", "--rule", "took-part", "--clearance", "RED", "--json").json
    assert len(told["proposals"]) == 4
    assert len(told["implied"]) == 2


# HTTP


@pytest.fixture(scope="module")
def service(_scratch: Store, scratch_settings: Settings) -> Iterator[tuple[httpx.Client, Desk]]:
    """A service with keys."""
    desk = Desk(scratch_settings)
    desk.path.unlink()
    desk = Desk(scratch_settings)
    with served(scratch_settings) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client, desk
    desk.path.unlink()


def key(desk: Desk, name: str, clearance: Marking = Marking.CLEAR, role: str = "reviewer") -> dict[str, str]:
    """The header of a new key."""
    return {"Authorization": f"Bearer {add_key(desk, name, clearance, role, NEXT_WEEK)[1]}"}


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("analyst", 403), ("reviewer", 200), ("admin", 200)])
def test_reviewing_needs_its_role(service: tuple[httpx.Client, Desk], read: list[str], role: str, status: int) -> None:
    client, desk = service
    who = key(desk, f"a {role}", role=role)
    assert client.get(REVIEW, headers=who).status_code == status
    assert client.get(f"{REVIEW}/{read[0]}", headers=who).status_code == status
    for deed in ("take", "accept", "undo"):
        assert client.post(f"{REVIEW}/{read[0]}/{deed}", headers=who, json={}).status_code == status
    assert client.get(REVIEW).status_code == 401


def test_a_document_is_reviewed_over_http(service: tuple[httpx.Client, Desk], store: Store, read: list[str]) -> None:
    client, desk = service
    ann, ben = key(desk, "ann"), key(desk, "ben")
    bare = snapshots(store)
    first = client.get(REVIEW, headers=ann, params={"limit": 3}).json()
    rest = client.get(REVIEW, headers=ann, params={"limit": 3, "cursor": first["next"]}).json()
    assert (first["total"], first["truncated"], first["highest_marking"]) == (4, True, "CLEAR")
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [3, 1, None]
    shown = client.get(f"{REVIEW}/{read[1]}", headers=ann).json()
    assert shown["changes"][-1] == "a new link"
    until = client.post(f"{REVIEW}/{read[1]}/take", headers=ann).json()["until"]
    taken = client.post(f"{REVIEW}/{read[1]}/accept", headers=ben, json={})
    assert (taken.status_code, taken.headers["content-type"]) == (409, "application/problem+json")
    assert (taken.json()["code"], until[11:16] in taken.json()["detail"]) == ("taken", True)
    done = client.post(f"{REVIEW}/{read[1]}/accept", headers=ann, json={"reason": "as it says"}).json()
    assert done["implied"] == [read[0]]
    again = client.post(f"{REVIEW}/{read[1]}/accept", headers=ann, json={})
    assert again.status_code == 409
    edited = client.post(f"{REVIEW}/{read[2]}/edit", headers=ben, json={"role": "coordinator", "since": "2019-05"})
    assert edited.json()["proposals"] == [read[2]]
    claim = client.get(f"{REVIEW}/{read[2]}", headers=ann).json()
    assert (claim["role"], claim["since"], claim["decided_by"]) == ("coordinator", "2019-05", "ben")
    assert client.post(f"{REVIEW}/{read[3]}/reject", headers=ben, json={}).status_code == 422
    assert client.post(f"{REVIEW}/{read[3]}/reject", headers=ben, json={"reason": "no year"}).status_code == 200
    for proposal in read[1:4]:
        assert client.post(f"{REVIEW}/{proposal}/undo", headers=ben, json={}).status_code == 200
    assert snapshots(store) == bare
    lines = client.get("/api/v1/audit", headers=key(desk, "chief", Marking.RED, "admin"), params={"limit": 40}).json()
    acts = [(line["act"].rpartition("/")[2], line["status"]) for line in lines["items"]]
    assert {("accept", 200), ("accept", 409), ("edit", 200), ("reject", 200), ("undo", 200), ("take", 200)} <= set(acts)
    assert any(read[1] in line["things"] and line["reason"] == "as it says" for line in lines["items"])


def test_several_at_once_over_http(service: tuple[httpx.Client, Desk], read: list[str]) -> None:
    client, desk = service
    ann = key(desk, "ann")
    for body in ({}, {"proposals": read[:1], "rule": "dated"}):
        assert client.post(f"{REVIEW}/accept", headers=ann, json=body).status_code == 400
    hidden = client.post(f"{REVIEW}/accept", headers=ann, json={"proposals": [read[0], read[4]]})
    assert hidden.status_code == 404
    assert client.get(REVIEW, headers=ann).json()["total"] == 4
    done = client.post(f"{REVIEW}/accept", headers=ann, json={"document": "release-1.pdf"}).json()
    assert sorted(done["proposals"]) == sorted(read[:4])
    assert client.get(REVIEW, headers=ann).json()["total"] == 0
    assert client.get(REVIEW, headers=key(desk, "chief", Marking.RED)).json()["total"] == 4


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"marking": "pink"}, 400),
        ({"predicate": "nonsense"}, 400),
        ({"since": "some day"}, 422),
        ({"object": "operation:none"}, 404),
        ({"role": "x" * 100}, 422),
    ],
)
def test_an_edit_that_makes_no_sense(
    service: tuple[httpx.Client, Desk], read: list[str], body: dict[str, str], status: int
) -> None:
    client, desk = service
    told = client.post(f"{REVIEW}/{read[1]}/edit", headers=key(desk, "ann"), json=body)
    assert told.status_code == status, told.text
    assert told.headers["content-type"] == "application/problem+json"


def test_a_cursor_of_another_answer(service: tuple[httpx.Client, Desk], read: list[str]) -> None:
    assert read
    client, desk = service
    for cursor in ("!", "WyJhIiwgImIiXQ=="):
        assert client.get(REVIEW, headers=key(desk, "ann"), params={"cursor": cursor}).status_code == 400
