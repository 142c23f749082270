"""Files built to hurt: bombs, pipes, devices, names that point elsewhere; each is refused in one sentence."""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.settings import Settings
from graph.store.bolt import Store
from tests.inside import Told, inside, whole_graph

pytestmark = pytest.mark.neo4j
BAD = Path(__file__).parent / "samples" / "bad"
HEAD = "member_kind,member_id,member_name,network_id,role,source_url,source_title\n"
GOOD = "country,KE,Kenya,sawen,member,https://www.nwcu.police.uk/events/,INTERPOL report\n"
SHEET = "xl/worksheets/sheet1.xml"
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
)


def refused(settings: Settings, store: Store, path: Path, *words: str, kind: str = "memberships") -> str:
    """Load a file: not zero, one sentence on one line that names the file, and the graph as it was."""
    before, begun = whole_graph(store), time.monotonic()
    told = inside(settings, "load", str(path), "--kind", kind, "--marking", "CLEAR", "--strict", "--json")
    assert time.monotonic() - begun < 30
    assert whole_graph(store) == before
    assert told.code in (1, 2), told.all
    said = sentence(told)
    assert not [word for word in words if word not in said], said
    return said


def sentence(told: Told) -> str:
    """The one thing that a `--json` load complains of."""
    if told.out:
        problems = [problem for report in told.json for problem in report["problems"]]
        assert len(problems) == 1
        return str(problems[0])
    return " ".join(told.error[part] for part in ("where", "what", "mend"))


def workbook(path: Path, sheet: bytes | str | Callable[[zipfile.ZipFile], None], **more: str) -> Path:
    """A workbook of the samples with another first sheet."""
    with (
        zipfile.ZipFile(BAD / "error_cell.xlsx") as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, True, 1) as new,
    ):
        for name in old.namelist():
            if name != SHEET:
                new.writestr(name, old.read(name))
        if callable(sheet):
            sheet(new)
        else:
            new.writestr(SHEET, sheet)
        for name, text in more.items():
            new.writestr(name, text)
    return path


def test_a_zip_bomb(store: Store, scratch_settings: Settings, tmp_path: Path) -> None:
    def bomb(package: zipfile.ZipFile) -> None:
        with package.open(SHEET, "w", force_zip64=True) as part:
            part.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for _ in range(300):
                part.write(b" " * 1_000_000)

    path = workbook(tmp_path / "bomb.xlsx", bomb)
    assert path.stat().st_size < 5_000_000
    refused(scratch_settings, store, path, "bomb.xlsx")


def test_an_entity_that_reads_a_file(store: Store, scratch_settings: Settings, tmp_path: Path) -> None:
    said = refused(scratch_settings, store, workbook(tmp_path / "outside.xlsx", EXTERNAL), "outside.xlsx", "entities")
    assert Path("/etc/hostname").read_text().strip() not in said.replace(str(tmp_path), "")


@pytest.mark.parametrize("name", ["/etc/cron.d/job", "../../job", "..\\..\\job"])
def test_a_zip_that_points_outside(store: Store, scratch_settings: Settings, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(BAD / "error_cell.xlsx") as old:
        sheet = old.read(SHEET)
    refused(scratch_settings, store, workbook(tmp_path / "outside.xlsx", sheet, **{name: "x"}), "outside.xlsx", "job")


@pytest.mark.slow
@pytest.mark.parametrize("quote", ["", '"'], ids=["bare", "quoted"])
def test_a_cell_of_100_megabytes(store: Store, scratch_settings: Settings, tmp_path: Path, quote: str) -> None:
    path = tmp_path / "wide.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(HEAD + "country,KE," + quote)
        for _ in range(100):
            stream.write("x" * 1_000_000)
        stream.write(quote + ",sawen,member,,\n")
    refused(scratch_settings, store, path, "wide.csv", "row 2")


@pytest.mark.slow
def test_a_json_line_of_100_megabytes(store: Store, scratch_settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "wide.jsonl"
    path.write_text('{"member_id": "' + "x" * 100_000_000 + '", "network_id": "sawen"}\n', encoding="utf-8")
    refused(scratch_settings, store, path, "wide.jsonl", "row 1")


def test_deep_json(store: Store, scratch_settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "deep.jsonl"
    path.write_text('{"member_id": ' + "[" * 100_000 + "]" * 100_000 + "}\n", encoding="utf-8")
    refused(scratch_settings, store, path, "deep.jsonl", "row 1")


def test_a_pipe(store: Store, scratch_settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "memberships.csv"
    os.mkfifo(path)
    refused(scratch_settings, store, path, "memberships.csv", "pipe")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/urandom"])
def test_a_device(store: Store, scratch_settings: Settings, device: str) -> None:
    refused(scratch_settings, store, Path(device), device)


def test_a_pipe_in_a_dataset_is_no_table(store: Store, scratch_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text('title = "Records"\nmarking = "CLEAR"\n')
    os.mkfifo(tmp_path / "memberships.csv")
    before = whole_graph(store)
    told = inside(scratch_settings, "load", str(tmp_path), "--json")
    assert whole_graph(store) == before
    assert told.code in (1, 2), "the pipe was passed over in silence"


@pytest.mark.parametrize("target", ["nowhere", "loop"])
def test_a_link_that_leads_nowhere(store: Store, scratch_settings: Settings, tmp_path: Path, target: str) -> None:
    path = tmp_path / "loop.csv"
    path.symlink_to(path if target == "loop" else tmp_path / "nowhere.csv")
    refused(scratch_settings, store, path, "loop.csv")


@pytest.mark.parametrize("name", ["line\nbreak.csv", "steer\x1b[31m.csv", "turn\u202evsc.csv", "x" * 240 + ".csv"])
def test_a_strange_file_name(store: Store, scratch_settings: Settings, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("", encoding="utf-8")
    refused(scratch_settings, store, path, "empty")
    told = inside(scratch_settings, "load", str(path), "--kind", "memberships", "--marking", "CLEAR")
    assert len(told.complaints) == 1
    assert not {"\x1b", "\u202e"} & set(told.all)


def test_a_name_that_is_no_text(store: Store, scratch_settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.csv")
    path.write_text(HEAD + GOOD, encoding="utf-8")
    told = inside(scratch_settings, "load", str(path), "--kind", "memberships", "--marking", "CLEAR")
    assert told.code in (0, 1, 2)
    assert store.read("MATCH (c:Claim) RETURN count(c) > 0 AS some") == [{"some": told.code == 0}]


@pytest.mark.parametrize("path", ["", "no/such/file.csv", "x" * 5000])
def test_no_such_file(store: Store, scratch_settings: Settings, path: str) -> None:
    before = whole_graph(store)
    told = inside(scratch_settings, "load", path, "--kind", "memberships", "--marking", "CLEAR")
    assert told.code in (1, 2)
    assert len(told.complaints) == 1
    assert whole_graph(store) == before
