"""A thousand attacks on guarded Cypher: none changes, administers or calls out; unguarded, they do what they mean."""

from __future__ import annotations

import random
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import httpx
import pytest
from neo4j.exceptions import DriverError, Neo4jError

from api.desk import Desk
from api.keys import add_key
from graph.ask import _PROCEDURES, run_cypher
from graph.errors import QueryRefused
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.attacks import Attack, attacks, procedure_calls
from tests.conftest import empty
from tests.inside import whole_graph
from tests.serving import served
from tests.test_api import NEXT_WEEK

pytestmark = pytest.mark.neo4j
BATCH = 100
OVER_HTTP = 100
TEETH = 0.8


@dataclass(slots=True)
class Listener:
    """A socket on loopback that counts who calls."""

    address: str
    hits: int = 0


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """The listener that attacks are to call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Listener(f"http://127.0.0.1:{server.getsockname()[1]}/stowaway.csv")

        def listen() -> None:
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                found.hits += 1
                caller.close()

        threading.Thread(target=listen, daemon=True).start()
        yield found
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def target(_scratch: Store) -> Iterator[Store]:
    """A store with two things and a link: enough to see any change."""
    _fill(_scratch)
    yield _scratch
    empty(_scratch, Marking.RED)


def _fill(store: Store) -> None:
    empty(store, Marking.RED)
    told = "CREATE (:Entity {id: 'a:1', level: 0})-[:LED {level: 0}]->(:Entity {id: 'a:2', level: 1})"
    store.writing(lambda tx: tx.run(told))


def _state(store: Store, listener: Listener) -> tuple[str, list[dict[str, object]], int]:
    """All that no attack may change: graph, schema and users as a hash, the server's settings, who called."""
    settings = store.read("SHOW SETTINGS YIELD name, value RETURN name, value ORDER BY name")
    return whole_graph(store), settings, listener.hits


def _listed(store: Store) -> list[Attack]:
    rows = store.read("SHOW PROCEDURES YIELD name, argumentDescription RETURN name, size(argumentDescription) AS n")
    return procedure_calls([(row["name"], row["n"]) for row in rows if row["name"] not in _PROCEDURES])


def test_there_are_many_attacks_and_always_the_same(listener: Listener) -> None:
    told = attacks(listener.address)
    assert told == attacks(listener.address)
    assert len({one.text for one in told}) == len(told) >= 1000
    assert sum(one.aim != "nothing" for one in told) > len(told) * 2 / 3


def test_no_attack_gets_past_the_guard(target: Store, listener: Listener) -> None:
    told = iter([*attacks(listener.address), *_listed(target)])
    before = _state(target, listener)
    while batch := list(islice(told, BATCH)):
        passed = [one.text for one in batch if not _refused(target, one.text)]
        assert not passed
        assert _state(target, listener) == before


def _refused(store: Store, text: str) -> bool:
    try:
        run_cypher(store, text, clearance=Marking.RED)
    except QueryRefused as error:
        return "configuration property" not in error.what  # the guard's own word, not the server's settings'
    return False


def test_no_attack_gets_past_the_service(target: Store, scratch_settings: Settings, listener: Listener) -> None:
    desk = Desk(scratch_settings)
    day = NEXT_WEEK
    head = {"Authorization": f"Bearer {add_key(desk, 'eve', Marking.RED, 'reader', day)[1]}"}
    told = random.Random(7).sample([*attacks(listener.address), *_listed(target)], OVER_HTTP)  # noqa: S311
    before = _state(target, listener)
    with served(scratch_settings) as address, httpx.Client(base_url=address, headers=head, timeout=60) as client:
        for one in told:
            answer = client.post("/api/v1/cypher", json={"text": one.text})
            assert (answer.status_code, answer.json()["code"]) == (400, "query-refused"), one.text
    assert _state(target, listener) == before
    desk.path.unlink()


def test_unguarded_the_attacks_do_what_they_mean(target: Store, listener: Listener) -> None:
    done, meant, idle = Counter[str](), Counter[str](), []
    for one in attacks(listener.address):
        if one.aim == "nothing":
            continue
        meant[one.aim] += 1
        if _does(target, one):
            done[one.aim] += 1
        else:
            idle.append(one.text)
    shares = {aim: done[aim] / meant[aim] for aim in meant}
    assert min(shares.values()) >= TEETH, (shares, idle[:20])


def _does(store: Store, attack: Attack) -> bool:
    """Send a text with no guard, in a session that may write, and take back what it did."""
    with store._driver.session(database=store._database) as session:
        try:
            if attack.aim == "change":
                return _changes(session, attack.text)
            session.run(attack.text).consume()
        except (Neo4jError, DriverError) as error:
            # The settings of the local server are a second wall; the text was read, understood and begun.
            walls = ("configuration property", "blocklist", "blocked")
            return attack.aim == "call out" and any(word in str(error) for word in walls)
    return _taken_back(store, attack)


def _changes(session: object, text: str) -> bool:
    with session.begin_transaction() as tx:  # type: ignore[attr-defined]
        counters = tx.run(text).consume().counters
        changed = bool(counters.contains_updates)
        tx.rollback()
    return changed


def _taken_back(store: Store, attack: Attack) -> bool:
    if attack.aim == "users":
        found = store.read("SHOW USERS YIELD user WHERE user = 'eve' RETURN user")
        store.define("DROP USER eve IF EXISTS")
        return bool(found)
    left = "MATCH (n:Entity {level: 0}) OPTIONAL MATCH (n)-[l]->(m:Entity {level: 1}) "
    untouched = store.read(
        left + "RETURN count(l) AS links, COUNT { MATCH (c:Stowaway) RETURN c } AS new, keys(n) AS keys"
    )
    _fill(store)
    return untouched != [{"links": 1, "new": 0, "keys": ["id", "level"]}]
