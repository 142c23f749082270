"""Neo4j's jar files: a repository on the loopback interface in, a checked folder or a clear sentence out."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph.errors import StoreError
from graph.settings import Settings
from graph.store.artefacts import (
    LIST,
    Artefact,
    ensure_jars,
    fetch,
    fetch_into,
    java_binary,
    kernel_version,
    read_list,
)


@dataclass(slots=True)
class Repository:
    """What a small Maven repository serves, and which paths it was asked for."""

    bodies: dict[str, bytes]
    asked: list[str] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=dict)  # answers 503 so many times before the body


def _path(artefact: Artefact) -> str:
    return f"/{artefact.group.replace('.', '/')}/{artefact.name}/{artefact.version}/{artefact.file}"


def _made(name: str, classifier: str = "") -> tuple[Artefact, bytes]:
    body = f"the jar {name} {classifier}".encode() * 500
    return Artefact("org.some.group", name, "1.2", classifier, hashlib.sha256(body).hexdigest(), len(body)), body


@pytest.fixture
def artefacts() -> tuple[Artefact, ...]:
    return tuple(_made(f"part{i}", "linux-x86_64" if i == 3 else "")[0] for i in range(5))


@pytest.fixture
def repository(
    tmp_path: Path, artefacts: tuple[Artefact, ...], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Repository]:
    """A repository on the loopback interface, named in jgo's settings file as an office would name its mirror."""
    served = Repository({_path(a): _made(a.name, a.classifier)[1] for a in artefacts})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append(self.path)
            if served.failures.get(self.path, 0):
                served.failures[self.path] -= 1
                self.send_error(503)
            elif self.path in served.bodies:
                self.send_response(200)
                self.send_header("Content-Length", str(len(served.bodies[self.path])))
                self.end_headers()
                self.wfile.write(served.bodies[self.path])
            else:
                self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    _use_repository(tmp_path, monkeypatch, server.server_address[1])
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


def _use_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    config = tmp_path / "jgo.conf"
    config.write_text(f"[repositories]\nmirror = http://127.0.0.1:{port}/\n")
    monkeypatch.setenv("JGO_CONFIG_FILE", str(config))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def _settings(tmp_path: Path, jars: Path | None = None) -> Settings:
    return Settings(home=tmp_path / "home", cache=tmp_path / "cache", neo4j_jars=jars)


def test_the_committed_list_is_sound() -> None:
    lines = [line for line in LIST.read_text().splitlines() if not line.startswith("#")]
    assert len(lines) == 216
    assert lines == sorted(set(lines))
    assert all(re.fullmatch(r"[\w.-]+:[\w.-]+:[\w.-]+(:[\w.-]+)? [0-9a-f]{64} [1-9]\d*", line) for line in lines)
    files = {a.file for a in read_list()}
    assert len(files) == 216
    assert {"neo4j-5.26.30.jar", "neo4j-bolt-5.26.30.jar", "neo4j-kernel-5.26.30.jar"} <= files


def test_the_committed_list_holds_no_address() -> None:
    assert not re.search(r"//|www\.", LIST.read_text())


def test_fetching_fills_the_folder_and_reports(
    tmp_path: Path, repository: Repository, artefacts: tuple[Artefact, ...]
) -> None:
    told: list[tuple[int, int, int]] = []
    fetch(artefacts, tmp_path / "jars", lambda *step: told.append(step))
    for artefact in artefacts:
        assert (tmp_path / "jars" / artefact.file).read_bytes() == repository.bodies[_path(artefact)]
    assert [step[:2] for step in told] == [(i, 5) for i in range(1, 6)]
    assert told[-1][2] == sum(a.size for a in artefacts)
    assert not list((tmp_path / "jars").glob("*.part"))


def test_a_second_fetch_asks_for_nothing(
    tmp_path: Path, repository: Repository, artefacts: tuple[Artefact, ...]
) -> None:
    fetch(artefacts, tmp_path / "jars")
    repository.asked.clear()
    fetch(artefacts, tmp_path / "jars")
    assert repository.asked == []


def test_an_interrupted_fetch_goes_on_where_it_was(
    tmp_path: Path, repository: Repository, artefacts: tuple[Artefact, ...]
) -> None:
    """Two sound files, one cut short and one altered without a stamp: the sound ones are kept."""
    folder = tmp_path / "jars"
    folder.mkdir()
    for artefact in artefacts[:2]:
        (folder / artefact.file).write_bytes(repository.bodies[_path(artefact)])
    (folder / artefacts[2].file).write_bytes(b"cut short")
    (folder / artefacts[3].file).write_bytes(b"x" * artefacts[3].size)
    fetch(artefacts, folder)
    assert sorted(repository.asked) == sorted(_path(a) for a in artefacts[2:])
    assert (folder / artefacts[3].file).read_bytes() == repository.bodies[_path(artefacts[3])]


def test_a_file_lost_after_the_stamp_is_fetched_again(
    tmp_path: Path, repository: Repository, artefacts: tuple[Artefact, ...]
) -> None:
    fetch(artefacts, tmp_path / "jars")
    (tmp_path / "jars" / artefacts[4].file).unlink()
    repository.asked.clear()
    fetch(artefacts, tmp_path / "jars")
    assert repository.asked == [_path(artefacts[4])]


def test_a_passing_failure_is_tried_again(
    tmp_path: Path, repository: Repository, artefacts: tuple[Artefact, ...]
) -> None:
    repository.failures = {_path(artefacts[0]): 2}
    fetch(artefacts, tmp_path / "jars")
    assert repository.asked.count(_path(artefacts[0])) == 3


@pytest.mark.parametrize("body", [b"<html>please sign in</html>", b"y" * 10_000_000, b""])
def test_a_wrong_file_is_refused_by_name_and_removed(
    tmp_path: Path, repository: Repository, artefacts: tuple[Artefact, ...], body: bytes
) -> None:
    repository.bodies[_path(artefacts[1])] = body
    with pytest.raises(StoreError, match="wrong checksum") as caught:
        fetch(artefacts, tmp_path / "jars")
    assert caught.value.where == artefacts[1].file
    assert not (tmp_path / "jars" / artefacts[1].file).exists()
    assert not (tmp_path / "jars" / f"{artefacts[1].file}.part").exists()
    assert not (tmp_path / "jars" / "complete").exists()


def test_a_repository_without_the_file_is_named_as_such(
    tmp_path: Path, repository: Repository, artefacts: tuple[Artefact, ...]
) -> None:
    del repository.bodies[_path(artefacts[1])]
    with pytest.raises(StoreError, match="HTTP 404"):
        fetch(artefacts, tmp_path / "jars")


def test_no_network_names_the_way_over_the_air_gap(
    tmp_path: Path, artefacts: tuple[Artefact, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    _use_repository(tmp_path, monkeypatch, 1)  # nobody listens on port 1
    with pytest.raises(StoreError, match="no network") as caught:
        fetch(artefacts, tmp_path / "jars")
    assert "wengraph store fetch DIR" in caught.value.mend
    assert "WENGRAPH_NEO4J_JARS" in caught.value.mend


def test_a_full_disk_is_seen_before_the_first_byte(tmp_path: Path, repository: Repository) -> None:
    huge = Artefact("org.some.group", "huge", "1", "", "0" * 64, 10**18)
    with pytest.raises(StoreError, match="disk is too full: 1,000,000,000,050,000,000 bytes"):
        fetch((huge,), tmp_path / "jars")
    assert repository.asked == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, artefacts: tuple[Artefact, ...]) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="can't be written") as caught:
        fetch(artefacts, tmp_path / "file" / "jars")
    assert "WENGRAPH_CACHE" in caught.value.mend


def test_two_at_once_do_not_fight(tmp_path: Path, repository: Repository, artefacts: tuple[Artefact, ...]) -> None:
    threads = [threading.Thread(target=fetch, args=(artefacts, tmp_path / "jars")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(repository.asked) == sorted(_path(a) for a in artefacts)


@pytest.mark.parametrize("file", ["neo4j-kernel-5.26.0.jar", "neo4j-kernel-5.26.31.jar"])
def test_a_folder_from_over_the_air_gap_is_used_as_it_is(tmp_path: Path, file: str) -> None:
    (tmp_path / file).touch()
    (tmp_path / "neo4j-kernel-api-9.9.9.jar").touch()
    assert ensure_jars(_settings(tmp_path, jars=tmp_path)) == tmp_path
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("other-1.0.jar", "no Neo4j here"),
        ("neo4j-kernel-5.25.1.jar", "too old"),
        ("neo4j-kernel-4.4.40.jar", "too old"),
        ("neo4j-kernel-2026.05.0.jar", "can't be started"),
    ],
)
def test_a_folder_with_no_fit_neo4j_is_refused(tmp_path: Path, file: str, words: str) -> None:
    (tmp_path / file).touch()
    with pytest.raises(StoreError, match=words) as caught:
        ensure_jars(_settings(tmp_path, jars=tmp_path))
    assert caught.value.where == str(tmp_path)


def test_a_full_cache_is_carried_over_without_asking_anybody(tmp_path: Path, repository: Repository) -> None:
    """Only where this machine has the real files already: 140 MB are not fetched for a fast test."""
    from graph.settings import load_settings

    cache = load_settings().cache
    if not (cache / "neo4j-5.26.30" / "complete").is_file():
        pytest.skip("Neo4j is not in the cache of this machine")
    settings = Settings(home=tmp_path / "home", cache=cache)
    assert fetch_into(tmp_path / "carried", settings) == 216
    assert repository.asked == []
    assert kernel_version(ensure_jars(_settings(tmp_path, jars=tmp_path / "carried"))) == (5, 26, 30)


def test_java_comes_with_the_packages() -> None:
    assert java_binary().is_file()
