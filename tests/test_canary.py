"""A word, day or figure of its own in every field of every marking: no command shows one above its reader's clearance.

The same commands are run while the store holds only what is marked up to a clearance, and again when it holds all:
their answers are the same to the letter, so that nothing tells of what is hidden. Much of it runs in this process.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from graph.ask import questions
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.canaries import COUNTRIES, LEVELS, MARKINGS, Planter, plant_file, plant_folder, plant_mixed, plant_papers
from tests.conftest import empty
from tests.inside import Told, environment, inside

pytestmark = pytest.mark.neo4j
ALONE = (0, 2)
"""Clearances that are asked before anything above them is loaded, too."""

SECRET_KEYS = {"level", "below", "version", "first_day", "last_day", "ceiling", "stamp", "names", "short_labels"}
CLOCK = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TOKEN = re.compile(r"\d{4}-\d\d-\d\d|[a-z0-9]+")


@dataclass(slots=True)
class Planted:
    """The store with all canaries, and what each clearance was told before anything above it was loaded, and after."""

    settings: Settings
    store: Store
    planter: Planter
    links: dict[str, int] = field(default_factory=dict)
    alone: dict[int, dict[tuple[str, ...], Told]] = field(default_factory=dict)
    full: dict[int, dict[tuple[str, ...], Told]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def planted(_scratch: Store, scratch_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    """Plant level by level; ask everything at a clearance while nothing above it is there, then again at the end."""
    empty(_scratch, Marking.RED)
    found, rows = Planted(scratch_settings, _scratch, Planter()), []
    root = tmp_path_factory.mktemp("canaries")
    loads = [(plant_folder(found.planter, root, level), plant_file(found.planter, root, level)) for level in range(5)]
    from graph.store.local import find_running

    server = find_running(scratch_settings)
    assert server
    address = {"WENGRAPH_NEO4J_URI": server.uri, "WENGRAPH_NEO4J_PASSWORD": server.password}
    with environment(**address):  # spares each command the search for the server
        for level, (folder, file) in enumerate(loads):
            mixed = plant_mixed(found.planter, root, level, rows)
            _load(found, folder, mixed)
            _load(found, file, "--kind", "memberships", "--marking", MARKINGS[level])
            plant_papers(found.planter, _scratch, level)
            if level in ALONE:
                found.alone[level] = {line: _ask(found, line, level) for line in _lines(found, level)}
        found.links = _links(_scratch)
        for level in range(5):
            found.full[level] = {line: _ask(found, line, level) for line in _lines(found, level) + _deep(found, level)}
        yield found
    shutil.rmtree(root)


def _load(found: Planted, *arguments: object) -> Told:
    told = inside(found.settings, "load", *map(str, arguments), "--json")
    assert told.code == 0, told.all
    assert not any(report["problems"] for report in told.json)
    return told


def _ask(found: Planted, line: tuple[str, ...], level: int) -> Told:
    return inside(found.settings, *line, "--clearance", MARKINGS[level])


def _links(store: Store) -> dict[str, int]:
    """Link ids with the lowest level at which they are seen."""
    rows = store.read("MATCH (:Entity)-[l]->(:Entity) RETURN l.id AS id, min(l.level) AS level")
    return {row["id"]: row["level"] for row in rows}


def _lines(found: Planted, level: int) -> list[tuple[str, ...]]:
    """Commands whose answers must be the same whether or not the store holds more than their reader may see."""
    lines: list[tuple[str, ...]] = [("status",), ("status", "--json"), ("ask",), ("show", "canary")]
    for thing in sorted(found.planter.shared):
        lines += [("show", thing, "--json"), ("evidence", thing, "--json")]
    lines += [("show", "shared-networks"), ("evidence", "shared-networks"), ("evidence", "shared-agencies")]
    lines += [("show", "shared-networks", "--as-of", "2020-01-01", "--json")]
    lines += [("review", "list", "--state", state, "--json", "--limit", "200") for state in ("open", "all", "rejected")]
    lines += [("review", "list"), ("review", "list", "--kind", "Operation", "--limit", "1")]
    lines += [("candidates",), ("candidates", "--judged", "--json"), ("candidates", "shared-agencies", "--json")]
    for above in range(level + 1, 5):
        own = found.planter.own[above]
        lines += [("show", own[1], "--json"), ("show", own[6]), ("evidence", own[9]), ("show", own[12][:13])]
        lines += [("show", name) for name in found.planter.names[above][above::8]]
        lines += [("candidates", own[1]), ("candidates", found.planter.names[above][0], "--json")]
        lines += [("show", f"country:{COUNTRIES[above][0]}"), ("evidence", COUNTRIES[above][1], "--json")]
    return lines + _questions(found, level) + _analyses(found, level)


def _analyses(found: Planted, level: int) -> list[tuple[str, ...]]:
    """Paths between shared things and to hidden ones, every measure, and gaps."""
    lines: list[tuple[str, ...]] = [("gaps", "--json"), ("gaps", "--as-of", "2020-01-01")]
    for end in ("shared-operations", "shared-networks", "shared-meetings", "Bhutan"):
        lines.append(("path", "shared-agencies", end, "--k", "50", "--json"))
        lines.append(("path", end, "shared-agencies", "--through-hubs", "--as-of", "2020-01-01"))
    for name in ("degree", "betweenness", "communities", "bridges"):
        lines.append(("measure", name, "--json", "--limit", "100"))
        lines.append(("measure", name, "--rung", "no tie"))
    for above in range(level + 1, 5):
        lines.append(("path", "shared-agencies", found.planter.own[above][1]))
        lines.append(("gaps", "--country", f"country:{COUNTRIES[above][0]}", "--json"))
    return lines


def _questions(found: Planted, level: int) -> list[tuple[str, ...]]:
    """Every question about the shared things, and about hidden ones."""
    lines: list[tuple[str, ...]] = []
    things = {"network": "shared-networks", "operation": "shared-operations", "meeting": "shared-meetings"}
    things |= {"entity": "shared-agencies", "a": "shared-agencies", "b": "shared-agencies", "tool": "shared-tools"}
    things |= {"from": "1900", "parties": "99", "meetings": "1", "recipient": _recipient(found.planter, level)}
    for at, (name, question) in enumerate(questions().items()):
        given = {p.name: things[p.name] for p in question.parameters if p.name in things}
        lines.append(("ask", name, *_options(given), "--json"))
        if at % 4 == 0:
            lines.append(("ask", name, *_options(given), "--as-of", "2020-01-01"))
        if given and level < 4:
            own = found.planter.own[level + 1 + at % (4 - level)]
            hidden = own[at % len(own)]
            lines.append(("ask", name, *_options(given | {next(iter(given)): hidden})))
    return lines


def _recipient(planter: Planter, level: int) -> str:
    """A word that a record of this level names as its recipient."""
    return next(word for word, at in planter.level.items() if at == level and word.endswith("releasedto"))


def _options(given: dict[str, str]) -> list[str]:
    return [word for key, value in given.items() for word in ("-p", f"{key}={value}")]


def _deep(found: Planted, level: int) -> list[tuple[str, ...]]:
    """More commands for the full store: all that the reader may see, by id and by link, and free Cypher."""
    lines: list[tuple[str, ...]] = [("cypher", "MATCH (n) RETURN n", "--json")]
    for thing in found.planter.own[level]:
        lines += [("show", thing, "--json"), ("evidence", thing, "--json")]
    waiting = found.store.read("MATCH (p:Proposal) RETURN p.id AS id, p.level AS level ORDER BY level, id")
    for at in range(5):
        for row in [row for row in waiting if row["level"] == at][:4]:
            lines += [("review", "show", row["id"]), ("review", "show", row["id"], "--json")]
    shared = "MATCH (:Entity {id: 'network:shared-networks'})-[l:MEMBER_OF]-(:Entity) RETURN DISTINCT l.id AS id"
    return lines + [("evidence", row["id"], "--json") for row in found.store.read(shared)]


def _without_echo(line: tuple[str, ...], told: Told) -> str:
    """What a command said, less the words that its reader typed."""
    text = told.all
    for word in sorted((part for typed in line for part in typed.split("=")), key=len, reverse=True):
        text = text.replace(word, "")
    return text.casefold()


@pytest.mark.parametrize("level", range(5), ids=MARKINGS)
def test_nothing_above_the_clearance_is_shown(planted: Planted, level: int) -> None:
    above = [f"canary{name}" for name in LEVELS[level + 1 :]]
    for line, told in planted.full[level].items():
        text = _without_echo(line, told)
        assert not [word for word in above if word in text], (line, text)
        seen = planted.planter.level.keys() & set(TOKEN.findall(text))
        assert not {word for word in seen if planted.planter.level[word] > level}, line


@pytest.mark.parametrize("level", range(5), ids=MARKINGS)
def test_everything_of_the_readers_own_marking_is_found(planted: Planted, level: int) -> None:
    seen: set[str] = set()
    for told in planted.full[level].values():
        seen |= set(TOKEN.findall(told.all.casefold()))
    wanted = {word for word in planted.planter.shown if planted.planter.level[word] == level}
    missing = sorted(wanted - seen)
    assert not missing, f"{len(missing)} of {len(wanted)}: {missing[:40]}"


@pytest.mark.parametrize("level", ALONE, ids=[MARKINGS[level] for level in ALONE])
def test_answers_are_those_of_a_store_without_what_is_hidden(planted: Planted, level: int) -> None:
    for line, before in planted.alone[level].items():
        after = planted.full[level][line]
        assert after.code == before.code, line
        assert CLOCK.sub("", after.out) == CLOCK.sub("", before.out), line
        assert after.err == before.err, line


@pytest.mark.parametrize("level", range(5), ids=MARKINGS)
def test_hidden_and_absent_links_get_the_same_words(planted: Planted, level: int) -> None:
    absent = "0123456789abcdef"
    hidden = [link for link, lowest in planted.links.items() if lowest > level]
    for link in [*hidden[:3], *[link for link in hidden if "@" in link][:3]]:
        for told_as in ((), ("--json",)):
            one = _ask(planted, ("evidence", link, *told_as), level)
            other = _ask(planted, ("evidence", absent, *told_as), level)
            assert (one.code, one.out) == (other.code, other.out) == (2, "")
            assert one.err.replace(link, absent) == other.err


@pytest.mark.parametrize("level", range(5), ids=MARKINGS)
def test_no_answer_has_a_field_that_tells_of_levels(planted: Planted, level: int) -> None:
    for line, told in planted.full[level].items():
        if line[-1] == "--json" and told.code == 0 and line[0] != "cypher":
            assert not _keys(told.json) & SECRET_KEYS, line


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return {str(key) for key in value} | {key for part in value.values() for key in _keys(part)}
    return {key for part in value for key in _keys(part)} if isinstance(value, list) else set()


@pytest.mark.parametrize("level", range(4), ids=MARKINGS[:4])
def test_free_cypher_below_the_ceiling_gives_no_hint(planted: Planted, level: int) -> None:
    texts = (
        "MATCH (n) RETURN n",
        "RETURN 1",
        "this is no Cypher",
        "MATCH (n {id: 'network:shared-networks'}) RETURN n",
    )
    told = [_ask(planted, ("cypher", text, "--json"), level) for text in texts]
    assert {one.code for one in told} == {2}
    assert len({one.all for one in told}) == 1
    assert told[0].out == ""
    assert "RED" in told[0].error["what"]


def test_a_reader_of_the_ceiling_may_use_cypher(planted: Planted) -> None:
    told = _ask(planted, ("cypher", "MATCH (n:Network) RETURN n.id AS id", "--json"), 4)
    assert told.code == 0
    assert ["network:shared-networks"] in told.json["rows"]


def test_the_clearance_of_the_environment_counts_too(planted: Planted) -> None:
    told = inside(planted.settings, "show", "shared-networks", "--json", WENGRAPH_CLEARANCE="GREEN")
    assert told.out == planted.full[1]["show", "shared-networks", "--json"].out


def test_checks_of_the_machine_tell_nothing_of_what_is_hidden(planted: Planted) -> None:
    visible = sum(row["claims"] for row in planted.full[0]["status", "--json"].json["datasets"])
    for command in (("doctor",), ("doctor", "--json"), ("store", "status"), ("store", "status", "--json")):
        told = inside(planted.settings, *command)
        assert "canary" not in told.all
        counts = [int(n) for n in re.findall(r"(\d+) claims", told.all)]
        assert counts in ([], [visible]), "all claims were counted for a CLEAR reader"


def test_logs_hold_no_word_of_the_records(planted: Planted) -> None:
    store = planted.settings.home / "store"
    logs = [path for path in [*store.rglob("*.log*"), *(store / "logs").rglob("*")] if path.is_file()]
    assert logs
    for path in logs:
        assert "canary" not in path.read_text(encoding="utf-8", errors="replace").casefold(), path.name


def test_the_same_through_the_real_command(planted: Planted, command) -> None:  # type: ignore[no-untyped-def]
    for line in (("show", "shared-networks", "--json"), ("evidence", "shared-networks"), ("status", "--json")):
        told = command(planted.settings, *line, "--clearance", "AMBER")
        assert told.returncode == 0
        assert told.stdout == planted.full[2][line].out
    hidden, absent = planted.planter.own[4][0], "nothing-of-the-kind"
    told = [command(planted.settings, "show", name, "--json", "--clearance", "CLEAR") for name in (hidden, absent)]
    assert [one.returncode for one in told] == [2, 2]
    assert told[0].stderr.replace(hidden, absent) == told[1].stderr
    assert json.loads(told[0].stderr)["error"]["code"] == "unknown-name"


def test_a_hidden_judgement_of_a_source_changes_no_grade_below(planted: Planted, tmp_path: Path) -> None:
    """The last tests here load more: a RED dataset grades and marks a source that a CLEAR one cites as well."""
    _load_graded(planted, tmp_path / "graded.csv", "agency,shared-agencies,shared-grades", "CLEAR")
    before = _ask(planted, ("evidence", "shared-grades", "--json"), 0)
    _load_graded(planted, tmp_path / "closed.csv", "agency,another,shared-grades", "RED", "--reliability", "A")
    assert before.json[0]["grade"] == "not judged"
    assert _ask(planted, ("evidence", "shared-grades", "--json"), 0).out == before.out


def test_a_dataset_loaded_again_at_a_higher_marking_is_re_marked(planted: Planted, tmp_path: Path) -> None:
    """The same dataset's word for the same source: the highest marking holds for all of it, and the load says so."""
    path = tmp_path / "again.csv"
    _load_graded(planted, path, "agency,shared-agencies,shared-again", "CLEAR")
    assert _ask(planted, ("evidence", "shared-again", "--json"), 0).json[0]["marking"] == "CLEAR"
    (report,) = _load_graded(planted, path, "agency,another,shared-again", "RED").json
    assert (report["new"], report["raised"]) == (1, 1)
    assert "marks higher" in report["notes"][0]
    hidden = _ask(planted, ("evidence", "shared-again", "--json"), 0)
    absent = _ask(planted, ("evidence", "shared-never", "--json"), 0)
    assert (hidden.out, hidden.err) == (absent.out, absent.err.replace("shared-never", "shared-again"))


def _load_graded(planted: Planted, path: Path, row: str, marking: str, *options: str) -> Told:
    """Load a file of one membership that cites one and the same page."""
    head = "member_kind,member_id,network_id,source_url,source_title\n"
    path.write_text(f"{head}{row},https://graded.example/,Graded\n", encoding="utf-8")
    return _load(planted, path, "--kind", "memberships", "--marking", marking, *options)
