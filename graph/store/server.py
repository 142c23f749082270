"""One Neo4j process: a home folder, jar files and a port in; a started, watched or ended `java` process out."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.errors import StoreError
from graph.store.artefacts import java_binary

if TYPE_CHECKING:
    from psutil import Process

MAIN_CLASS: Final = "org.neo4j.server.CommunityEntryPoint"
STOP_SECONDS: Final = 30.0
GIB: Final = 1 << 30
LOOPBACK: Final = "127.0.0.1"
QUOTED_LINES: Final = 3
QUOTED_CHARACTERS: Final = 300

# What a local store needs (small files, loopback only, no report to anybody), and what keeps a reader's Cypher from
# reading files or addresses, from running for ever and from eating the memory. The timeout is the longest that any
# transaction may ask for: readers ask for far less. A server that works says so every few seconds, and the
# driver gives up on one that is silent for twice as long.
CONF: Final = """\
server.bolt.listen_address={address}
server.bolt.advertised_address={address}
server.bolt.connection_keep_alive_for_requests=ALL
server.bolt.connection_keep_alive=10s
server.bolt.connection_keep_alive_probes=2
server.http.enabled=false
server.https.enabled=false
server.config.strict_validation.enabled=true
server.memory.pagecache.size=256m
dbms.usage_report.enabled=false
dbms.memory.transaction.total.max=512m
dbms.security.allow_csv_import_from_file_urls=false
internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0
db.transaction.timeout=600s
db.tx_log.preallocate=false
db.tx_log.rotation.size=32m
db.tx_log.rotation.retention_policy=100M size
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
internal.server.bolt.thread_pool_shutdown_wait_time=1s
"""
OPENED: Final = ("java.nio", "java.io", "sun.nio.ch", "java.lang")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a local store keeps what belongs to it; everything in it is private to its user."""

    root: Path

    @property
    def conf(self) -> Path:
        """Neo4j's configuration, written anew at every start."""
        return self.root / "conf" / "neo4j.conf"

    @property
    def password(self) -> Path:
        """The password the server has accepted."""
        return self.root / "password"

    @property
    def new_password(self) -> Path:
        """A password the server may not know yet: its first start was not seen to end."""
        return self.root / "password.new"

    @property
    def state(self) -> Path:
        """Which process serves this folder, on which port."""
        return self.root / "server.json"

    @property
    def log(self) -> Path:
        """What the process says."""
        return self.root / "server.log"

    @property
    def version(self) -> Path:
        """The newest Neo4j that has written the data."""
        return self.root / "neo4j-version"

    @property
    def has_data(self) -> bool:
        """Has a server ever written here?"""
        return (self.root / "data" / "databases").is_dir()


def launch(place: Place, jars: Path, port: int) -> Process:
    """Start the server on a port of the loopback interface; it outlives this process."""
    import psutil

    place.conf.parent.mkdir(exist_ok=True)
    place.conf.write_text(CONF.format(address=f"{LOOPBACK}:{port}"), encoding="utf-8")
    with place.log.open("wb") as log:
        child = subprocess.Popen(  # noqa: S603  our own Java with arguments of our own
            _command(place),
            cwd=jars,  # so that `-cp *` finds the jar files whatever characters the folder's name has
            env={"LC_ALL": "C.UTF-8"},  # for names of folders; nothing else of the caller's environment leaks in
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
        )
    process = psutil.Process(child.pid)
    threading.Thread(target=child.wait, daemon=True).start()  # reaps the child should it end before we do
    return process


def _command(place: Place) -> list[str]:
    import psutil

    heap = min(GIB, max(GIB // 2, psutil.virtual_memory().total // 4)) >> 20
    return [
        str(java_binary()),
        f"-Xmx{heap}m",
        "-XX:+UseG1GC",  # as quick to start as the others, and half the memory after a load
        "-XX:-UsePerfData",
        f"-XX:ErrorFile={str(place.root).replace('%', '%%')}/crash.log",
        "-Djava.net.preferIPv4Stack=true",
        "-cp",
        "*",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
        MAIN_CLASS,
        _home_argument(place),
        f"--config-dir={place.conf.parent}",
        "--console-mode",  # what it says goes to our log, not only into its own
    ]


def _home_argument(place: Place) -> str:
    return f"--home-dir={place.root}"


def free_port(wanted: int | None = None) -> int:
    """A port that nobody listens on at this moment: the wanted one where it is free."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port whose server has just ended counts as free
        try:
            probe.bind((LOOPBACK, wanted or 0))
        except OSError:
            return free_port()
        port: int = probe.getsockname()[1]
        return port


def conf_port(place: Place) -> int | None:
    """The port that the last start asked for."""
    with contextlib.suppress(OSError):
        found = re.search(r"^server\.bolt\.listen_address=.*:(\d+)$", place.conf.read_text(encoding="utf-8"), re.M)
        return int(found[1]) if found else None
    return None


def lives(process: Process) -> bool:
    """Does this process still run, whoever it is? One that has just begun has no arguments yet for a moment."""
    import psutil

    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def serves(process: Process, place: Place) -> bool:
    """Is this process alive and the server of this very folder?"""
    import psutil

    try:
        return lives(process) and _home_argument(place) in process.cmdline()
    except psutil.Error:
        return False


def listens(process: Process, port: int) -> bool:
    """Does this process, and no other, hold the port?"""
    import psutil

    try:
        return any(c.status == psutil.CONN_LISTEN and c.laddr.port == port for c in process.net_connections("tcp"))
    except psutil.Error:
        return False


def processes_of(place: Place) -> list[Process]:
    """All processes that serve this folder, found by their arguments (slow: it looks at every process)."""
    import psutil

    wanted = _home_argument(place)
    return [p for p in psutil.process_iter(["cmdline"]) if wanted in (p.info["cmdline"] or ()) and serves(p, place)]


def end(process: Process) -> None:
    """End a server: kindly, and by force when it hasn't gone after half a minute."""
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS)


def died(place: Place) -> StoreError:
    """Why the server ended at its start, in a sentence that quotes its log's last lines."""
    text = place.log.read_text(encoding="utf-8", errors="replace")[-60_000:] if place.log.is_file() else ""
    for pattern, what, mend in CAUSES:
        if re.search(pattern, text, re.I):
            return StoreError(what, where=str(place.root), mend=mend)
    told = " | ".join(_meaningful(text)[-QUOTED_LINES:]) or "nothing"
    mend = f"Its log: {place.log} and {place.root / 'logs'}."
    return StoreError(f"Neo4j ended at its start. Its last words: {told}", where=str(place.root), mend=mend)


def taken(error: StoreError) -> bool:
    """Did the server end because somebody else was faster to take its port?"""
    return error.what == PORT_TAKEN


PORT_TAKEN: Final = "The port chosen for the local store was taken by another program."
CAUSES: Final = (
    (r"address already in use", PORT_TAKEN, "Try again."),
    (
        r"lock file has been locked|FileLockException|already locked by",
        "The data folder is in use by another Neo4j.",
        "End that one, or set WENGRAPH_HOME to another folder.",
    ),
    (r"no space left on device", "The disk is full.", "Make room there."),
    (
        r"OutOfMemoryError|could not reserve enough space|cannot allocate memory|insufficient memory",
        "There is too little free memory for Neo4j.",
        "It needs about 1.5 GB: end other programs, or set WENGRAPH_NEO4J_URI to a Neo4j elsewhere.",
    ),
)


def _meaningful(text: str) -> list[str]:
    lines = [line.strip()[:QUOTED_CHARACTERS] for line in text.splitlines() if line.strip()]
    plain = [line for line in lines if not line.startswith(("at ", "... "))]
    return [line for line in plain if re.search(r"error|exception|caused by|fail", line, re.I)] or plain


def make_private(folder: Path) -> None:
    """Make a folder that only its user may enter."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.stat(folder).st_mode & 0o077:
        folder.chmod(0o700)
