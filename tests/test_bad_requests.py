"""The service under bad input, heavy load and without its store: a clear problem, and everybody else goes on."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest

from api import audit
from api.desk import Desk
from graph.settings import Settings
from graph.store.bolt import Store
from graph.store.local import stop
from graph.values.markings import Marking
from tests.conftest import opened, settings_for
from tests.test_api import served

pytestmark = pytest.mark.neo4j
QUESTION = "/api/v1/questions/what-changed"


@pytest.fixture(scope="module")
def reads(bundled: Store, bundled_settings: Settings) -> Iterator[httpx.Client]:
    """The bundled records, without keys."""
    assert bundled
    with served(bundled_settings) as address, httpx.Client(base_url=address, timeout=90) as client:
        yield client


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b'{"text": "RETURN 1"} trailing', 422),
        (b"\xff\xfe\x00", 400),
        (b'{"text": 7}', 422),
        (b'["RETURN 1"]', 422),
        (b'{"text": "RETURN 1", "limit": 1e99}', 422),
        (b'{"text": "RETURN \\u0000"}', 400),
        (b'{"text": "RETURN \'\\ud800\'"}', 422),
        (b'{"text": "RETURN 1", "limt": 5}', 422),
        (b"[" * 10_000 + b"]" * 10_000, 400),
        (b'{"text": "' + b"x" * 1_000_001 + b'"}', 413),
    ],
    ids=[
        "empty",
        "cut",
        "garbage",
        "bytes",
        "number",
        "list",
        "huge-limit",
        "nul",
        "surrogate",
        "misspelt",
        "deep",
        "oversized",
    ],
)
def test_a_body_that_can_not_be_read_is_a_problem(reads: httpx.Client, content: bytes, status: int) -> None:
    answer = reads.post("/api/v1/cypher", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{QUESTION}?from=9999-99-99", 422),
        (f"{QUESTION}?from=0000", 422),
        ("/api/v1/entities/KWS?as_of=9999-99-99", 400),
        ("/api/v1/entities/KWS?as_of=0000", 400),
        ("/api/v1/entities/KWS?known_by=0000", 400),
        ("/api/v1/entities/%00", 404),
        ("/api/v1/entities/%ED%A0%80", 404),
        ("/api/v1/entities/" + "a" * 5000, 404),
        ("/api/v1/claims/%00", 404),
        ("/api/v1/search?q=a&limit=9999999999999999999999", 422),
        ("/api/v1/search?q=a&limit=1.5", 422),
        ("/api/v1/paths?a=KWS&b=SAWEN&k=0", 422),
        ("/api/v1/map/KWS?measure=nonsense", 400),
        ("/api/v1/map/I-24%2F7?measure=nonsense", 400),
        ("/api/v1/map/no%2Fsuch%2Fthing", 404),
        ("/api/v1/entities/", 404),
        ("/api/v1/map/", 404),
        ("/api/v1/audit?before=-1", 422),
        ("/api/v1/search?q=a&limt=1", 400),
        ("/api/v1/entities/KWS?clearence=CLEAR", 400),
        ("/api/v1/audit/verify?anchor=nonsense", 400),
    ],
)
def test_an_address_that_makes_no_sense_is_a_problem(reads: httpx.Client, address: str, status: int) -> None:
    answer = reads.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text


def test_a_cursor_of_another_answer_is_refused(reads: httpx.Client) -> None:
    cursor = reads.get("/api/v1/evidence?of=KWS&limit=1").json()["next"]
    answer = reads.get("/api/v1/entities/KWS/links", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["where"]) == (400, "cursor")


@pytest.mark.parametrize(
    ("method", "address", "allow"),
    [
        ("DELETE", "/api/v1/judgements", "GET, HEAD, POST"),
        ("POST", "/api/v1/status", "GET, HEAD"),
        ("GET", "/api/v1/cypher", "POST"),
        ("POST", "/api/v1/saved/1", "GET, HEAD, PUT, DELETE"),
    ],
)
def test_a_method_that_is_not_taken_is_told_which_are(
    reads: httpx.Client, method: str, address: str, allow: str
) -> None:
    answer = reads.request(method, address)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)


@pytest.mark.parametrize("address", ["/healthz", "/api/v1/status", "/api/v1/search?q=KWS", "/api/v1/nowhere"])
def test_head_is_get_without_its_body(reads: httpx.Client, address: str) -> None:
    head, got = reads.head(address), reads.get(address)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize("chunks", [True, False], ids=["chunked", "no-number"])
def test_a_body_of_unknown_length_is_refused(reads: httpx.Client, chunks: bool) -> None:
    headers = {} if chunks else {"Content-Length": "x"}
    if chunks:
        assert reads.post("/api/v1/cypher", content=iter([b"{}"]), headers=headers).status_code == 411
        return
    assert b" 4" in raw(reads, b"Content-Length: x\r\n\r\n{}")


def raw(client: httpx.Client, rest: bytes) -> bytes:
    """What the service says to a request written by hand."""
    with dialled(client) as connection:
        connection.sendall(b"POST /api/v1/cypher HTTP/1.1\r\nHost: localhost\r\n" + rest)
        return connection.recv(65_536)


def dialled(client: httpx.Client) -> socket.socket:
    """A bare connection to the service."""
    place = urlsplit(str(client.base_url))
    return socket.create_connection((str(place.hostname), place.port or 0), timeout=60)


@pytest.mark.slow
@pytest.mark.parametrize("address", [b"/api/v1/cypher", b"/api/v1/ingest"])
def test_a_body_that_trickles_is_ended_and_holds_up_nobody(reads: httpx.Client, address: bytes) -> None:
    begun, slowest = time.monotonic(), 0.0
    with dialled(reads) as connection:
        connection.sendall(b"POST " + address + b" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n")
        connection.sendall(b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x")
        connection.settimeout(0.25)
        told = b""
        while not told and time.monotonic() - begun < 40:
            at = time.monotonic()
            assert reads.get("/healthz").status_code == 200
            slowest = max(slowest, time.monotonic() - at)
            connection.sendall(b"-")
            try:
                told = connection.recv(65_536)
            except TimeoutError:
                continue
    assert told.startswith(b"HTTP/1.1 408 "), told
    assert b"application/problem+json" in told
    assert 9 < time.monotonic() - begun < 20
    assert slowest < 1


def apart(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Run it in a thread of its own: beside an open browser this thread has a running loop already."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(lambda: asyncio.run(work())).result()


@pytest.mark.slow
def test_light_requests_are_answered_within_100_ms_beside_heavy_ones(reads: httpx.Client) -> None:
    base = str(reads.base_url)

    async def measure() -> tuple[list[int], list[float]]:
        async with httpx.AsyncClient(base_url=base, timeout=120) as client:
            heavy = [asyncio.create_task(client.get("/api/v1/measures/betweenness?sources=20")) for _ in range(8)]
            waits: list[float] = []
            while not all(task.done() for task in heavy):
                at = time.perf_counter()
                assert (await client.get("/healthz")).status_code == 200
                waits.append(time.perf_counter() - at)
                await asyncio.sleep(0.01)
            return [task.result().status_code for task in heavy], sorted(waits)

    statuses, waits = apart(measure)
    assert set(statuses) <= {200, 429}
    assert 200 in statuses
    assert len(waits) >= 100
    assert waits[int(len(waits) * 0.99)] <= 0.1, waits[-10:]


def computing() -> list[psutil.Process]:
    """The processes in which services of this test compute."""
    return [p for p in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(p.cmdline())]


@pytest.mark.slow
def test_a_measure_whose_process_dies_is_told_to_ask_again(reads: httpx.Client) -> None:
    address = "/api/v1/measures/betweenness?sources=0"
    assert reads.get(address).status_code == 200
    for process in computing():
        process.kill()
        process.wait(30)
    statuses = [reads.get(address).status_code for _ in range(3)]
    assert set(statuses) <= {200, 429}
    assert statuses[-1] == 200


@pytest.mark.slow
@pytest.mark.parametrize("end", [psutil.Process.terminate, psutil.Process.kill], ids=["stopped", "killed"])
def test_processes_that_compute_end_with_their_service(
    bundled: Store, bundled_settings: Settings, end: Callable[[psutil.Process], None]
) -> None:
    assert bundled
    before = computing()
    with served(bundled_settings) as address:
        assert httpx.get(f"{address}/api/v1/measures/degree?sources=0", timeout=90).status_code == 200
        mine = [process for process in computing() if process not in before]
        assert mine
        end(mine[0].parent() or mine[0])
        assert psutil.wait_procs(mine, timeout=30)[1] == []


@pytest.mark.slow
def test_more_heavy_requests_than_can_wait_are_told_when_to_ask_again(reads: httpx.Client) -> None:
    base = str(reads.base_url)

    async def burst() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=60)
        async with httpx.AsyncClient(base_url=base, timeout=120, limits=limits) as client:
            return await asyncio.gather(*(client.get("/api/v1/measures/betweenness?sources=3") for _ in range(40)))

    answers = apart(burst)
    refused = [answer for answer in answers if answer.status_code != 200]
    assert {answer.status_code for answer in refused} == {429}
    assert all(int(answer.headers["retry-after"]) > 0 and answer.json()["code"] == "busy" for answer in refused)
    assert len(answers) - len(refused) >= 2
    assert reads.get("/api/v1/measures/degree?sources=0").status_code == 200


@pytest.mark.slow
def test_a_store_that_is_down_is_a_problem_and_is_found_again(tmp_path: Path) -> None:
    assert tmp_path
    settings = settings_for("comes-and-goes")
    with opened(settings, Marking.RED):
        pass
    try:
        with served(settings) as address, httpx.Client(base_url=address, timeout=90) as client:
            assert client.get("/api/v1/status").status_code == 200
            stop(settings)
            answer = client.get("/api/v1/status")
            assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
            assert int(answer.headers["retry-after"]) > 0
            newest = audit.read(Desk(settings), before=2**62, limit=1, clearance=Marking.RED)[0][0]
            assert (newest["status"], newest["request"]) == (503, answer.json()["request_id"])
            assert (client.get("/readyz").status_code, client.get("/healthz").status_code) == (503, 200)
            with opened(settings, Marking.RED):
                assert client.get("/api/v1/status").status_code == 200
                assert client.get("/readyz").status_code == 200
    finally:
        stop(settings)


@pytest.mark.parametrize("address", ["map/SAWEN", "map/questions/network-members?network=SAWEN"])
def test_a_map_says_what_falls_on_each_country(reads: httpx.Client, address: str) -> None:
    told = reads.get(f"/api/v1/{address}").json()
    place = next(each for each in told["countries"] if each["name"] == "Bhutan")
    assert (place["count"], place["claims"] != [], told["highest_marking"]) == (len(place["things"]), True, "CLEAR")


def test_a_table_is_checked_and_nothing_of_it_is_loaded(reads: httpx.Client) -> None:
    table = "member_kind,member_id,network_id\nagency,new-unit,new-net\nagency,nobody,\n"
    before = reads.get("/api/v1/status").json()["unresolved_total"]
    files = {"file": ("table.csv", table)}
    answer = reads.post("/api/v1/ingest/check", data={"kind": "memberships", "marking": "CLEAR"}, files=files)
    assert (answer.status_code, answer.json()["reports"][0]["rejected"]) == (200, 1), answer.text
    assert reads.get("/api/v1/status").json()["unresolved_total"] == before
