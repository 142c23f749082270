"""The local server: homes of all sorts in; for each a private, hardened Neo4j out, found again after every mishap."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import neo4j
import psutil
import pytest
from neo4j.exceptions import Neo4jError

from graph.errors import StoreError
from graph.settings import Settings, load_settings
from graph.store.local import Server, ensure_running, find_running, stop
from graph.store.login import wait_ready
from graph.store.server import Place

pytestmark = pytest.mark.neo4j
ODD = "a b ünï 野 50% #1"


def _settings(home: Path) -> Settings:
    """A home of the test's own; the downloaded files are shared by all."""
    return Settings(home=home, cache=load_settings().cache, neo4j_jars=load_settings().neo4j_jars)


@contextmanager
def _stopped_after(*homes: Settings) -> Iterator[None]:
    try:
        yield
    finally:
        for settings in homes:
            stop(settings)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """One server for the tests that leave it as it is, in a folder with an awkward name."""
    settings = _settings(tmp_path_factory.mktemp("shared") / ODD)
    with _stopped_after(settings):
        ensure_running(settings)
        yield settings


def _ask(server: Server, text: str, **parameters: object) -> list[list[object]]:
    login = (server.user, server.password)
    with neo4j.GraphDatabase.driver(server.uri, auth=login, max_transaction_retry_time=0) as driver:
        return [record.values() for record in driver.execute_query(text, parameters).records]  # type: ignore[arg-type]


def _state(settings: Settings) -> Path:
    return settings.home / "store" / "server.json"


def _kill(server: Server) -> None:
    """End a server that this test has started as a crash would."""
    os.kill(server.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(server.pid)] if psutil.pid_exists(server.pid) else [], timeout=10)


def test_an_awkward_folder_works_and_the_server_is_found_again(shared: Settings) -> None:
    server = ensure_running(shared)
    assert not server.started
    assert server == replace(ensure_running(shared), memory=server.memory, age=server.age)
    found = find_running(shared)
    assert found is not None
    assert found.pid == server.pid
    assert _ask(server, "MATCH (s:Store) RETURN s.id") == [[server.store_id]]
    assert 50_000_000 < server.memory < 2_000_000_000


def test_another_name_of_the_same_home_gets_the_same_server(shared: Settings, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(shared.home)
    assert ensure_running(_settings(tmp_path / "alias")).pid == ensure_running(shared).pid


def test_it_listens_on_the_loopback_interface_only(shared: Settings) -> None:
    server = ensure_running(shared)
    listening = [c for c in psutil.Process(server.pid).net_connections("inet") if c.status == psutil.CONN_LISTEN]
    assert [(c.laddr.ip.removeprefix("::ffff:"), c.laddr.port) for c in listening] == [("127.0.0.1", server.port)]


def test_its_files_are_private_and_the_password_is_nowhere_else(shared: Settings) -> None:
    server, root = ensure_running(shared), shared.home / "store"
    assert root.stat().st_mode & 0o777 == 0o700
    assert (root / "password").stat().st_mode & 0o777 == 0o600
    assert server.password not in repr(server)
    assert server.password not in " ".join(psutil.Process(server.pid).cmdline())
    for path in (root / "server.json", root / "server.log", *(root / "logs").iterdir()):
        assert server.password not in path.read_text(errors="replace"), path.name


def test_the_environment_does_not_leak_into_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Dleaked=yes")
    monkeypatch.setenv("NEO4J_server_http_enabled", "true")
    settings = _settings(tmp_path / "home")
    with _stopped_after(settings):
        server = ensure_running(settings)
        assert server.started
        assert set(psutil.Process(server.pid).environ()) <= {"LC_ALL", "NLSPATH", "XFILESEARCHPATH"}
        assert "JAVA_TOOL_OPTIONS" not in (settings.home / "store" / "server.log").read_text()


@pytest.mark.parametrize(
    "text",
    [
        "LOAD CSV FROM $file AS row RETURN row",
        "LOAD CSV FROM 'http://127.0.0.1:1/x.csv' AS row RETURN row",
        "LOAD CSV FROM 'ftp://127.0.0.1:1/x.csv' AS row RETURN row",
        "UNWIND range(1, 100000000) AS i WITH collect(i) AS l RETURN size(l)",
    ],
)
def test_a_query_cannot_read_files_or_addresses_or_eat_the_memory(shared: Settings, tmp_path: Path, text: str) -> None:
    (tmp_path / "secret.csv").write_text("secret")
    with pytest.raises(Neo4jError) as caught:
        _ask(ensure_running(shared), text, file=(tmp_path / "secret.csv").as_uri())
    assert "secret" not in str(caught.value).replace("secret.csv", "")


def test_the_starting_password_is_gone(shared: Settings) -> None:
    with (
        pytest.raises(neo4j.exceptions.AuthError),
        neo4j.GraphDatabase.driver(ensure_running(shared).uri, auth=("neo4j", "neo4j")) as driver,
    ):
        driver.verify_connectivity()


STARTER = """
import sys
from pathlib import Path
from graph.settings import Settings
from graph.store.local import ensure_running
home, cache, jars = sys.argv[1:]
server = ensure_running(Settings(home=Path(home), cache=Path(cache), neo4j_jars=Path(jars) if jars else None))
print(server.pid, server.store_id, server.started)
"""


def test_processes_that_start_at_once_share_one_server_that_outlives_them(tmp_path: Path) -> None:
    settings = _settings(tmp_path / "home")
    with _stopped_after(settings):
        command = [
            sys.executable,
            "-c",
            STARTER,
            str(settings.home),
            str(settings.cache),
            str(settings.neo4j_jars or ""),
        ]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        starters = [subprocess.Popen(command, **pipes) for _ in range(4)]  # type: ignore[call-overload]
        told = [starter.communicate(timeout=300) for starter in starters]
        assert [err for _, err in told] == [""] * 4
        words = [out.split() for out, _ in told]
        assert len({(pid, store_id) for pid, store_id, _ in words}) == 1
        assert sorted(started for *_, started in words) == ["False", "False", "False", "True"]
        server = ensure_running(settings)
        assert str(server.pid) == words[0][0]
        assert not server.started


@pytest.fixture(scope="module")
def crashing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A home for the tests that do harm; each begins by seeing a server run there."""
    settings = _settings(tmp_path_factory.mktemp("crashing") / "home")
    with _stopped_after(settings):
        yield settings


def test_a_killed_server_is_started_again_with_its_data(crashing: Settings) -> None:
    before = ensure_running(crashing)
    _ask(before, "CREATE (:Kept {n: 1})")
    _kill(before)
    assert find_running(crashing) is None
    after = ensure_running(crashing)
    assert after.started
    assert after.pid != before.pid
    assert after.store_id == before.store_id
    assert _ask(after, "MATCH (k:Kept) RETURN k.n") == [[1]]


@pytest.mark.parametrize("harm", ["deleted", "garbled", "other process", "other port"])
def test_a_lost_or_wrong_state_file_leads_back_to_the_running_server(crashing: Settings, harm: str) -> None:
    before = ensure_running(crashing)
    state = json.loads(_state(crashing).read_text())
    if harm == "deleted":
        _state(crashing).unlink()
    elif harm == "garbled":
        _state(crashing).write_text('{"pid": ')
    elif harm == "other process":
        mine = psutil.Process()
        _state(crashing).write_text(json.dumps(state | {"pid": mine.pid, "created": mine.create_time()}))
    else:
        _state(crashing).write_text(json.dumps(state | {"port": 1}))
    after = ensure_running(crashing)
    assert (after.pid, after.port, after.store_id) == (before.pid, before.port, before.store_id)
    assert not after.started
    assert json.loads(_state(crashing).read_text())["pid"] == before.pid


def test_a_stranger_on_the_port_of_a_dead_server_is_not_taken_for_ours(crashing: Settings) -> None:
    before = ensure_running(crashing)
    _kill(before)
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", before.port))
        stranger.listen()
        after = ensure_running(crashing)
        assert after.port != before.port
        assert after.store_id == before.store_id


def test_two_homes_have_two_servers_and_stopping_ends_one(shared: Settings, crashing: Settings) -> None:
    one, two = ensure_running(shared), ensure_running(crashing)
    assert one.pid != two.pid
    assert one.port != two.port
    assert one.store_id != two.store_id
    assert one.password != two.password
    assert stop(crashing)
    assert not psutil.pid_exists(two.pid)
    assert find_running(crashing) is None
    assert not _state(crashing).exists()
    assert not stop(crashing)
    assert ensure_running(shared).pid == one.pid


def test_a_first_start_cut_short_is_finished_by_the_next(tmp_path: Path) -> None:
    """Before the password was changed, and after it was changed but before that was written down."""
    settings = _settings(tmp_path / "home")
    command = [sys.executable, "-c", STARTER, str(settings.home), str(settings.cache), str(settings.neo4j_jars or "")]
    root = settings.home / "store"
    with _stopped_after(settings):
        starter = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not (root / "data" / "databases").is_dir():
            assert starter.poll() is None
        starter.kill()
        starter.wait()
        first = ensure_running(settings)
        assert _ask(first, "RETURN 1") == [[1]]
        stop(settings)
        (root / "password").rename(root / "password.new")
        second = ensure_running(settings)
        assert second.started
        assert second.store_id == first.store_id
        assert not (root / "password.new").exists()


def test_data_that_cannot_be_served_is_refused_in_a_sentence(crashing: Settings) -> None:
    """Data of a newer Neo4j; data that another Neo4j has open; a lost password."""
    ensure_running(crashing)
    stop(crashing)
    root = crashing.home / "store"
    version = (root / "neo4j-version").read_text()
    (root / "neo4j-version").write_text("2031.1.0")
    with pytest.raises(StoreError, match=r"written by Neo4j 2031\.1\.0"):
        ensure_running(crashing)
    (root / "neo4j-version").write_text(version)
    (root / "password").rename(root / "kept")
    with pytest.raises(StoreError, match="password file is gone"):
        ensure_running(crashing)
    (root / "kept").rename(root / "password")


def test_data_in_use_by_another_server_is_refused_in_a_sentence(shared: Settings, tmp_path: Path) -> None:
    ensure_running(shared)
    settings = _settings(tmp_path / "home")
    (settings.home / "store").mkdir(parents=True)
    shutil.copy(shared.home / "store" / "password", settings.home / "store" / "password")
    (settings.home / "store" / "data").symlink_to(shared.home / "store" / "data")
    with _stopped_after(settings), pytest.raises(StoreError, match="in use by another Neo4j"):
        ensure_running(settings)
    assert find_running(settings) is None


def test_broken_files_of_neo4j_are_told_with_its_last_words(tmp_path: Path) -> None:
    jars = tmp_path / "jars"
    jars.mkdir()
    (jars / "neo4j-kernel-5.26.30.jar").touch()
    settings = replace(_settings(tmp_path / "home"), neo4j_jars=jars)
    with _stopped_after(settings), pytest.raises(StoreError, match=r"ended at its start.*CommunityEntryPoint"):
        ensure_running(settings)


@pytest.mark.parametrize(
    ("below", "words"), [("file/home", "can't be used"), ("/".join(["long" * 50] * 20), "too long")]
)
def test_a_home_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path, below: str, words: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=words) as caught:
        ensure_running(_settings(tmp_path / below))
    assert "WENGRAPH_HOME" in caught.value.mend


def test_asking_about_a_home_that_is_not_there_makes_nothing(tmp_path: Path) -> None:
    settings = _settings(tmp_path / "nowhere")
    assert find_running(settings) is None
    assert not stop(settings)
    assert not settings.home.exists()


def test_a_process_without_arguments_yet_is_waited_for(tmp_path: Path) -> None:
    with subprocess.Popen(["/bin/sleep", "30"]) as just_begun:  # what a new process looks like until it has its own
        try:
            with pytest.raises(StoreError, match="did not answer"):
                wait_ready(psutil.Process(just_begun.pid), Place(tmp_path), 1, 0.5)
        finally:
            just_begun.kill()
