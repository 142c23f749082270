"""A store that hangs, or is started again amid requests: a clear problem, and nothing that was sent is lost."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx
import psutil
import pytest

from graph.commit import commit
from graph.settings import Settings
from graph.store.local import ensure_running, stop
from graph.store.opening import open_store
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from tests.conftest import empty, opened, settings_for
from tests.serving import served

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
SENT = 12


def things() -> Iterator[Claim]:
    """Units and the network that they are going to be members of."""
    source = Source("troubles", "Page")
    yield Claim(Mention("Network", "net"), "name", source, value="The Net")
    for number in range(SENT):
        yield Claim(Mention("Agency", f"unit-{number}"), "name", source, value=f"Unit {number}")


@pytest.fixture
def told() -> Iterator[tuple[Settings, httpx.Client]]:
    """A service over a store of its own, whose server may be troubled."""
    settings = settings_for("troubled")
    with opened(settings, Marking.RED) as store:
        empty(store, Marking.RED)
        commit(store, things())
    try:
        with served(settings) as address, httpx.Client(base_url=f"{address}/api/v1", timeout=120) as client:
            yield settings, client
    finally:
        stop(settings)


def is_problem(answer: httpx.Response) -> bool:
    """Whether an answer says that the store did not answer, when to ask again, and under which number."""
    clear = answer.headers["content-type"] == "application/problem+json" and answer.json()["request_id"]
    return bool(clear and answer.status_code == 503 and int(answer.headers["retry-after"]) > 0)


def test_a_store_that_hangs_is_told_and_answers_again_when_it_wakes(told: tuple[Settings, httpx.Client]) -> None:
    settings, client = told
    assert client.get("/status").status_code == 200
    server = psutil.Process(ensure_running(settings).pid)
    server.suspend()
    try:
        assert is_problem(client.get("/status"))
    finally:
        server.resume()
    assert client.get("/status").status_code == 200


def until(done: Callable[[], bool], ask: Callable[[int], httpx.Response]) -> list[httpx.Response]:
    """The answers to request after request, until it is done."""
    return [ask(number) for number in itertools.takewhile(lambda _: not done(), itertools.count())]


def test_a_restart_amid_requests_loses_nothing(told: tuple[Settings, httpx.Client]) -> None:
    settings, client = told
    started = Event()

    def add(number: int) -> httpx.Response:
        fact = {"subject": f"unit-{number % SENT}", "predicate": "MEMBER_OF", "object": "net", "role": "observer"}
        return client.post("/claims", json=fact | {"marking": "CLEAR", "reason": "a restart"})

    with ThreadPoolExecutor(2) as threads:
        added = threads.submit(until, started.is_set, add)
        read = threads.submit(until, started.is_set, lambda _: client.get("/entities/net"))
        stop(settings)
        with open_store(settings):
            started.set()
    sent, seen = added.result(), read.result()
    assert all(answer.status_code in (200, 201) or is_problem(answer) for answer in (*sent, *seen))
    assert {answer.status_code // 100 for answer in sent} == {2, 5} == {answer.status_code // 100 for answer in seen}
    landed = {answer.json()["claim"] for answer in sent if answer.status_code < 300}
    assert landed <= claims_of(client, "net")
    assert {add(number).status_code for number in range(SENT)} <= {200, 201}
    assert len(claims_of(client, "net")) == SENT


def claims_of(client: httpx.Client, thing: str) -> set[str]:
    """The claims by which a thing is linked."""
    return {claim for fact in client.get(f"/entities/{thing}/links").json()["items"] for claim in fact["claims"]}
