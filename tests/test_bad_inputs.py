"""Every malformed input gets one sentence that names the place, a non-zero exit, and leaves the whole graph as it was.

Rows that are bad among good ones are left out; with `--strict` nothing is written at all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.conftest import empty
from tests.inside import Told, inside, whole_graph

pytestmark = pytest.mark.neo4j
BAD = Path(__file__).parent / "samples" / "bad"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((BAD / "EXPECTED.toml").read_text(encoding="utf-8"))
HEAD = "member_kind,member_id,member_name,network_id,role,valid_from,source_url,source_title,retrieved_on,confidence\n"
GOOD = "country,KE,Kenya,sawen,member,2011,https://www.nwcu.police.uk/events/,INTERPOL report,2026-11-01,confirmed\n"


@pytest.fixture(scope="module")
def holding(_scratch: Store, scratch_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A RED store that holds one good table."""
    empty(_scratch, Marking.RED)
    path = tmp_path_factory.mktemp("good") / "memberships.csv"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    assert inside(scratch_settings, "load", str(path), "--marking", "CLEAR").code == 0
    yield _scratch
    empty(_scratch, Marking.RED)


def sentences(told: Told) -> list[str]:
    """What a `--json` load complains of: its one error, or its problems."""
    if not told.out:
        error = told.error
        return [" ".join(error[part] for part in ("where", "what", "mend"))]
    return [problem for report in told.json for problem in report["problems"]]


def assert_one_sentence(told: Told, *words: str) -> str:
    """Not zero, one sentence with these words, on one line, no traceback."""
    assert told.code in (1, 2), told.all
    assert "Traceback" not in told.all
    found = sentences(told)
    assert len(found) == 1, found
    assert "\n" not in found[0].strip()
    assert not [word for word in words if word not in found[0]], found[0]
    return found[0]


def test_there_are_enough_bad_files() -> None:
    assert len(EXPECTED) >= 30
    assert {path.name for path in BAD.iterdir()} == EXPECTED.keys() | {"EXPECTED.toml"}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bad_file_changes_nothing(holding: Store, scratch_settings: Settings, name: str) -> None:
    told, path = EXPECTED[name], BAD / name
    line = ("load", str(path), "--kind", told["kind"], "--marking", "CLEAR", "--strict")
    before = whole_graph(holding)
    as_json, as_text = inside(scratch_settings, *line, "--json"), inside(scratch_settings, *line)
    assert whole_graph(holding) == before
    said = assert_one_sentence(as_json, name).replace(str(path), "")
    assert told["says"] in said
    if "row" in told:
        assert re.search(rf"\brow {told['row']}\b", said), said
    if "column" in told:
        assert f"column {told['column']}" in said
    assert as_text.code == as_json.code
    assert len(as_text.complaints) == 1, as_text.err
    assert told["says"] in as_text.err.replace(str(path), "")


@pytest.mark.parametrize("name", [name for name, told in EXPECTED.items() if "row" in told])
def test_a_bad_row_is_left_out(holding: Store, scratch_settings: Settings, name: str) -> None:
    before = whole_graph(holding)
    told = inside(
        scratch_settings, "load", str(BAD / name), "--kind", EXPECTED[name]["kind"], "--marking=CLEAR", "--json"
    )
    assert_one_sentence(told, name, f"row {EXPECTED[name]['row']}")
    if told.out:
        (report,) = told.json
        assert report["rejected"] == 1
        assert report["read"] > 1 or whole_graph(holding) == before


@pytest.mark.parametrize("name", ["nul_byte.csv", "cut_short.xlsx", "unknown_country.csv", "array_cut_short.json"])
def test_the_same_through_the_real_command(
    holding: Store, scratch_settings: Settings, command: Callable[..., Any], name: str
) -> None:
    before = whole_graph(holding)
    done = command(scratch_settings, "load", str(BAD / name), "--kind", EXPECTED[name]["kind"], "--marking", "CLEAR")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert EXPECTED[name]["says"] in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.strip()]) == 1, done.stderr
    assert whole_graph(holding) == before


def folder_of(tmp_path: Path, toml: str | bytes | None, **tables: str) -> Path:
    """A dataset folder."""
    folder = tmp_path / "records"
    folder.mkdir()
    if toml is not None:
        (folder / "dataset.toml").write_bytes(toml if isinstance(toml, bytes) else toml.encode())
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


START = 'title = "Records"\nmarking = "CLEAR"\n'
FOLDERS: dict[str, tuple[str | bytes | None, str]] = {
    "no dataset.toml": (None, "dataset.toml"),
    "not TOML": ("title = \n", "line 1"),
    "not UTF-8": (b'title = "Caf\xe9 records"\nmarking = "CLEAR"\n', "TOML"),
    "empty": ("", "title"),
    "unknown key": (START + 'colour = "red"\n', "colour"),
    "no marking": ('title = "Records"\n', "marking"),
    "empty marking": ('title = "Records"\nmarking = ""\n', "marking"),
    "unknown marking": ('title = "Records"\nmarking = "ORANGE"\n', "ORANGE"),
    "marking is a number": ('title = "Records"\nmarking = 3\n', "marking"),
    "half-empty table": (START + "[expect]\nmemberships = { min = 2 }\n", "1 rows"),
    "overfull table": (START + "[expect]\nmemberships = { max = 0 }\n", "1 rows"),
    "expected table missing": (START + "[expect]\nmeetings = { min = 1 }\n", "meetings"),
    "expectation of the wrong sort": (START + '[expect]\nmemberships = "two"\n', "memberships"),
    "columns of a missing table": (START + '[columns.meetings]\nTitel = "title"\n', "meetings"),
    "column mapped to nothing known": (START + '[columns.memberships]\nrole = "shoe_size"\n', "shoe_size"),
    "unknown scheme": (START + 'scheme = "stars"\n', "stars"),
    "reliability that is no code": (
        START + '[reliability]\n"a.example" = { code = "Z", why = "it is said so" }\n',
        "Z",
    ),
    "reliability without a reason": (START + '[reliability]\n"a.example" = { code = "A" }\n', "why"),
}


@pytest.mark.parametrize("case", FOLDERS)
def test_a_bad_dataset_changes_nothing(holding: Store, scratch_settings: Settings, tmp_path: Path, case: str) -> None:
    toml, says = FOLDERS[case]
    folder = folder_of(tmp_path, toml, memberships=HEAD + GOOD.replace("KE,Kenya", "TZ,Tanzania"))
    before = whole_graph(holding)
    told = inside(scratch_settings, "load", str(folder), "--json")
    assert whole_graph(holding) == before
    assert_one_sentence(told, "records", says)


def test_an_unknown_table_in_a_dataset_changes_nothing(
    holding: Store, scratch_settings: Settings, tmp_path: Path
) -> None:
    folder, before = folder_of(tmp_path, START, memberships=HEAD + GOOD, shoes="id\n1\n"), whole_graph(holding)
    assert_one_sentence(inside(scratch_settings, "load", str(folder), "--json"), "shoes.csv")
    assert whole_graph(holding) == before


def test_one_bad_table_stops_the_others(holding: Store, scratch_settings: Settings, tmp_path: Path) -> None:
    text = HEAD + GOOD.replace("KE,Kenya", "TZ,Tanzania")
    folder, before = folder_of(tmp_path, START, memberships=text, meetings=""), whole_graph(holding)
    assert_one_sentence(inside(scratch_settings, "load", str(folder), "--json"), "meetings.csv")
    assert whole_graph(holding) == before


OPTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "no marking": ((), "marking"),
    "unknown marking": (("--marking", "ORANGE"), "ORANGE"),
    "unknown reliability": (("--marking", "CLEAR", "--reliability", "Z"), "Z"),
    "unknown kind": (("--marking", "CLEAR", "--kind", "shoes"), "shoes"),
}


@pytest.mark.parametrize("case", OPTIONS)
def test_bad_options_change_nothing(holding: Store, scratch_settings: Settings, tmp_path: Path, case: str) -> None:
    path = tmp_path / "memberships.csv"
    path.write_text(HEAD + GOOD.replace("KE,Kenya", "TZ,Tanzania"), encoding="utf-8")
    options, says = OPTIONS[case]
    before = whole_graph(holding)
    assert_one_sentence(inside(scratch_settings, "load", str(path), *options, "--json"), says)
    assert whole_graph(holding) == before


@pytest.mark.parametrize("rows", [1, 2500], ids=["short", "longer than a batch"])
def test_a_table_above_the_ceiling_changes_nothing(
    holding: Store, scratch_settings: Settings, tmp_path: Path, rows: int
) -> None:
    path = tmp_path / "memberships.csv"
    lines = [f"agency,ranger-{at},,sawen,,,,,,,\n" for at in range(rows)] + ["agency,hidden,,sawen,,,,,,,AMBER\n"]
    path.write_text(HEAD.replace("\n", ",marking\n") + "".join(lines), encoding="utf-8")
    holding.writing(lambda tx: tx.run("MATCH (s:Store) SET s.ceiling = 1"))
    before = whole_graph(holding)
    told = inside(scratch_settings, "load", str(path), "--marking", "GREEN", "--json")
    after = whole_graph(holding)
    holding.writing(lambda tx: tx.run("MATCH (s:Store) SET s.ceiling = 4"))
    assert after == before
    assert told.code == 2
    assert "GREEN" in assert_one_sentence(told, "AMBER")


def test_a_pipe_gets_no_progress_bar(holding: Store, scratch_settings: Settings) -> None:
    told = inside(
        scratch_settings, "load", str(BAD / "unknown_role.csv"), "--kind=memberships", "--marking=CLEAR", "--json"
    )
    assert holding
    assert told.err == ""
