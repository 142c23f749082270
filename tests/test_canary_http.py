"""A word of its own in every field of every marking: no answer of the service shows one above its reader's clearance.

One service runs while the store is filled marking by marking. What a reader is told before anything above their
clearance is there is what they are told when all is there, to the letter.
"""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import httpx
import pytest

from api.app import create_app
from api.desk import Desk
from api.exports.handing import FORMATS
from api.keys import add_key
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.canaries import LEVELS, MARKINGS, Planter, plant_file, plant_folder, plant_mixed, plant_papers
from tests.conftest import empty
from tests.inside import inside
from tests.recipes import DEEDS, ELSEWHERE, MOVING, READS, World, routes
from tests.serving import served
from tests.test_api import NEXT_WEEK

pytestmark = pytest.mark.neo4j
ALONE = (0, 2)
TOKEN = re.compile(r"\d{4}-\d\d-\d\d|[a-z0-9]+")
CHANGING = re.compile(r'nonce[-=]"?[\w+/=-]+"?|\d{4}-\d\d-\d\dT[\d:.]+Z|"request_id":"\w+"|<code>[0-9a-f]{16}</code>')
MARKED = re.compile(r'"highest_marking":"([A-Z+]+)"|<title>TLP:([A-Z+]+)')
CURSOR = re.compile(r'"next":"([\w=-]+)"')


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer: its status, and all its text: body, opened cursors, headers."""

    status: int
    body: str
    headers: str

    @property
    def lasting(self) -> tuple[int, str]:
        """What stays the same when the same is asked again: no clock, no number of a request, no nonce."""
        return self.status, CHANGING.sub("", self.body)

    @property
    def words(self) -> set[str]:
        """Every word, day and figure of it."""
        cursors = [base64.urlsafe_b64decode(found).decode() for found in CURSOR.findall(self.body)]
        return set(TOKEN.findall(" ".join([self.body, self.headers, *cursors]).casefold()))


@dataclass(slots=True)
class Served:
    """The running service, the keys of each clearance, and what was heard before and after the rest was loaded."""

    settings: Settings
    client: httpx.Client
    world: World
    log: Path
    keys: dict[int, dict[str, str]] = field(default_factory=dict)
    alone: dict[int, dict[str, Heard]] = field(default_factory=dict)
    full: dict[int, dict[str, Heard]] = field(default_factory=dict)

    def send(self, method: str, address: str, level: int, body: Any = None) -> httpx.Response:
        """A request with the key of a clearance."""
        return self.client.request(method, address, headers=self.keys[level], json=body)

    def ask_all(self, level: int, *, moving: bool) -> dict[str, Heard]:
        """All reading recipes at a clearance."""
        found = {}
        for path, recipe in READS.items():
            for address in recipe(self.world, level) if moving or path not in MOVING else ():
                told = self.send("GET", address, level)
                found[address] = Heard(told.status_code, told.text, str(told.headers))
        return found

    def typed(self, address: str, level: int) -> str:
        """What a reader put into a request; the audit shows them what they and those below put into any."""
        asked = [address]
        if "/audit?" in address:
            asked = [one for at in range(level + 1) for one in self.full[at]]
        return unquote_plus(" ".join(asked)).casefold()


@pytest.fixture(scope="module")
def told(_scratch: Store, scratch_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Plant level by level; ask everything at a clearance while nothing above it is there, then again at the end."""
    empty(_scratch, Marking.RED)
    Desk(scratch_settings).path.unlink()
    desk, root = Desk(scratch_settings), tmp_path_factory.mktemp("canaries")
    world, rows = World(Planter()), []  # type: ignore[var-annotated]
    folders = [(plant_folder(world.planter, root, at), plant_file(world.planter, root, at)) for at in range(5)]
    log = root / "service.log"
    with served(scratch_settings, log=log) as address, httpx.Client(base_url=address, timeout=120) as client:
        found = Served(scratch_settings, client, world, log)
        for level, marking in enumerate(MARKINGS):
            key = add_key(desk, f"reader {level}", Marking(level), "admin", NEXT_WEEK)[1]
            found.keys[level] = {"X-API-Key": key}
            mixed = plant_mixed(world.planter, root, level, rows)
            _load(scratch_settings, folders[level][0], mixed)
            _load(scratch_settings, folders[level][1], "--kind", "memberships", "--marking", marking)
            _keep(found, level)
            plant_papers(world.planter, _scratch, level)
            if level in ALONE:
                found.alone[level] = found.ask_all(level, moving=False)
        _find_ids(world, _scratch)
        # From above down, so that the newest lines of the audit that a reader gets hold some of who may read more.
        found.full = {level: found.ask_all(level, moving=True) for level in reversed(range(5))}
        yield found
    desk.path.unlink()
    empty(_scratch, Marking.RED)


def _load(settings: Settings, *arguments: object) -> None:
    done = inside(settings, "load", *map(str, arguments), "--json")
    assert done.code == 0, done.all


def _keep(found: Served, level: int) -> None:
    """Load a table over HTTP, save and watch something, with words of this marking."""
    word = f"canary{LEVELS[level]}kept"
    found.world.planter.level[word] = level
    table = f"member_kind,member_id,network_id,remark\nagency,shared-agencies,shared-networks,{word}\nagency,{word},\n"
    form = {"marking": MARKINGS[level], "kind": "memberships"}
    files = {"file": (f"{word}.csv", table)}
    job = found.client.post("/api/v1/ingest", data=form, files=files, headers=found.keys[level]).json()["job"]
    assert '"done"' in found.send("GET", f"/api/v1/jobs/{job}/events", level).text
    question = {"question": "network-members", "parameters": {"network": "shared-networks"}, "title": word}
    saved = {"kind": "question", "name": word, "parameters": {word: word}, "title": word, "note": word, "shared": True}
    kept = found.world.kept
    kept["job"][level] = job
    kept["saved"][level] = found.send("POST", "/api/v1/saved", level, saved).json()["id"]
    kept["watch"][level] = found.send("POST", "/api/v1/watches", level, question).json()["id"]
    found.world.planter.shown.add(word)


def _find_ids(world: World, store: Store) -> None:
    for name, text in (
        ("links", "MATCH (:Entity)-[x]->(:Entity) RETURN x.id AS id, min(x.level) AS level"),
        ("claims", "MATCH (x:Claim) RETURN x.id AS id, x.level AS level"),
        ("proposals", "MATCH (x:Proposal) RETURN x.id AS id, x.level AS level"),
        ("sources", "MATCH (c:Claim)-[:FROM]->(x:Source) RETURN x.id AS id, min(c.level) AS level"),
    ):
        getattr(world, name).update({row["id"]: row["level"] for row in store.read(text)})


def test_every_route_has_its_recipe() -> None:
    found = {f"{method} {path}" for method, path in routes(create_app())}
    known = {f"GET {path}" for path in READS} | DEEDS.keys() | ELSEWHERE.keys()
    assert len(found) > 50
    assert found == known


@pytest.mark.parametrize("level", range(5), ids=MARKINGS)
def test_no_answer_shows_a_word_above_its_reader(told: Served, level: int) -> None:
    planted = told.world.planter.level
    for address, heard in told.full[level].items():
        typed = set(TOKEN.findall(told.typed(address, level)))
        above = {word for word in (planted.keys() & heard.words) - typed if planted[word] > level}
        assert not above, (address, sorted(above)[:5])
        assert heard.status < 500, address


@pytest.mark.parametrize("level", range(5), ids=MARKINGS)
def test_no_answer_holds_a_part_of_a_hidden_word(told: Served, level: int) -> None:
    signs = [f"canary{name}" for name in LEVELS[level + 1 :]]
    for address, heard in told.full[level].items():
        typed = told.typed(address, level)
        text = (heard.body + heard.headers).casefold()
        assert not [sign for sign in signs if sign in text and sign[:8] not in typed], address


@pytest.mark.parametrize("level", range(5), ids=MARKINGS)
def test_an_answer_is_marked_as_high_as_what_it_shows(told: Served, level: int) -> None:
    planted, low = told.world.planter.level, []
    for address, heard in told.full[level].items():
        typed = set(TOKEN.findall(told.typed(address, level)))
        shown = {word: planted[word] for word in (planted.keys() & heard.words) - typed}
        for marked in MARKED.findall(heard.body):
            above = sorted(word for word in shown if shown[word] > MARKINGS.index("".join(marked)))
            low += [(address, marked, above[:3])] if above else []
    assert not low, f"{len(low)}: {low[:40]}"


@pytest.mark.parametrize("level", range(5), ids=MARKINGS)
def test_everything_of_the_readers_own_marking_is_shown(told: Served, level: int) -> None:
    seen: set[str] = set().union(*(heard.words for heard in told.full[level].values()))
    wanted = {word for word in told.world.planter.shown if told.world.planter.level[word] == level}
    missing = sorted(wanted - seen)
    assert not missing, f"{len(missing)} of {len(wanted)}: {missing[:40]}"


@pytest.mark.parametrize("level", ALONE, ids=[MARKINGS[level] for level in ALONE])
def test_answers_are_those_of_a_store_without_what_is_hidden(told: Served, level: int) -> None:
    assert len(told.alone[level]) > 150
    for address, before in told.alone[level].items():
        assert told.full[level][address].lasting == before.lasting, address


@pytest.mark.parametrize("level", range(4), ids=MARKINGS[:4])
@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_done_to_hidden_things_is_done_to_absent_ones(told: Served, deed: str, level: int) -> None:
    method, _, path = deed.partition(" ")
    sort, body = DEEDS[deed]
    hidden = _hidden(told.world, sort, level)
    absent = "".join("0" if sign.isalnum() else sign for sign in hidden.partition(":")[2] or hidden)
    absent = f"{hidden.partition(':')[0]}:{absent}" if ":" in hidden else absent
    answers = []
    for thing in (hidden, absent):
        address = re.sub(r"\{[\w:]+\}", thing, path)
        given = json.loads(json.dumps(body).replace("{}", thing)) if body else {}
        got = told.send(method, address, level, given)
        assert got.status_code == 404, got.text
        answers.append(CHANGING.sub("", got.text).replace(thing, "…"))
    assert answers[0] == answers[1]


def _hidden(world: World, sort: str, level: int) -> str:
    if sort in world.kept:
        return world.kept[sort][level + 1]
    if sort == "claim":
        return next(claim for claim, at in world.claims.items() if at == level + 1)
    if sort == "proposal":
        return next(proposal for proposal, at in world.proposals.items() if at == level + 1)
    if sort == "dataset":
        return next(word for word, at in world.planter.level.items() if at == level + 1 and word.endswith("dataset"))
    return f"agency:{next(i for i in world.planter.own[level + 1] if i.endswith('id'))}"


@pytest.mark.parametrize("level", range(5), ids=MARKINGS)
@pytest.mark.parametrize("form", FORMATS)
def test_no_export_shows_a_word_above_its_marking_or_for_others(told: Served, form: str, level: int) -> None:
    planted = told.world.planter.level
    recipients = [word for word, at in planted.items() if word.endswith("releasedto") and at == level]
    seen: set[str] = set()
    for recipient in recipients[:3]:
        body = {"what": "everything", "format": form, "shape": "long", "to": recipient, "reason": "because"}
        got = told.send("POST", "/api/v1/export", level, body)
        if got.status_code == 400:  # a graph of this recipient's rows may have no link
            assert "nothing to hand out" in got.text
            continue
        assert got.status_code == 200, got.text
        words = set(TOKEN.findall(f"{_unpacked(got.content)} {got.headers}".casefold())) & planted.keys()
        assert not {word for word in words if planted[word] > level}
        assert not {word for word in words if word.endswith("releasedto")} - {recipient}
        seen |= words
    assert {planted[word] for word in seen} >= {level}


def _unpacked(content: bytes) -> str:
    """The text of a file, of all parts of an archive."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("level", range(5), ids=MARKINGS)
def test_the_audit_names_nothing_above_its_reader(told: Served, level: int) -> None:
    lines = json.loads(told.full[level]["/api/v1/audit?limit=1000"].body)["items"]
    for line in lines:
        if line["above"]:
            assert not any(line[name] for name in ("things", "question", "rows", "marking", "reason", "query"))
        else:
            assert Marking[line["clearance"].replace("+", "_")] <= level
    assert any(line["things"] for line in lines)
    assert any(line["above"] for line in lines) == (level < 4)


def test_the_log_of_the_service_names_nothing(told: Served) -> None:
    assert "canary" not in told.log.read_text(encoding="utf-8", errors="replace").casefold()


VIEWS = (
    ("shared-networks",),
    ("shared-agencies", "shared-operations", "--path"),
    ("shared-agencies", "--timeline"),
    ("shared-networks", "--map"),
    ("--question", "network-members", "-p", "network=shared-networks"),
)


@pytest.mark.parametrize("level", range(5), ids=MARKINGS)
@pytest.mark.parametrize("form", [(), ("--svg",)], ids=["html", "svg"])
def test_no_picture_shows_a_word_above_its_reader(
    told: Served, level: int, form: tuple[str, ...], tmp_path: Path
) -> None:
    planted, seen = told.world.planter.level, set[str]()
    for line in VIEWS:
        file = tmp_path / "picture"
        done = inside(told.settings, "view", *line, *form, "-o", str(file), "--clearance", MARKINGS[level])
        assert done.code == 0, done.all
        words = set(TOKEN.findall((done.all + file.read_text(encoding="utf-8")).casefold())) & planted.keys()
        assert not {word for word in words if planted[word] > level}, line
        seen |= words
    assert {planted[word] for word in seen} == set(range(level + 1)) or form
