"""The bundled datasets hold every row of the records once, and nothing else but what one seed page adds.

Plain CSV reading, no store. The golden files are written by hand: a new body or an id that resolves nowhere is
added there by whoever adds the row, so that both are seen in review.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from graph.schema import CRIME_TYPES

ROOT = Path(__file__).parents[1]
DATASETS = ROOT / "loaders" / "datasets"
GOLDEN = Path(__file__).parent / "golden"
RECORDS = Path(__file__).parents[2] / "shared" / "records"

SEED = "nwcu-news-page"
"""Written from one page; the only dataset that may repeat an id (it is a second source of that thing)."""

DERIVED = {("networks-africa", "tool_access")}
"""Tables that the records lack and that were drawn from one of their rows."""

AGENCY_KINDS = {"igo", "ngo", "secretariat", "national-unit"}
TEXT_COLUMNS = ("note", "outcome", "outcome_note", "text_in_own_words", "what")
KEYS = {"title", "subject", "marking", "licence", "collected", "coverage", "expect"}
IDENTIFIED = ("networks", "agencies", "meetings", "agreements", "operations", "incidents", "posts", "tools")
REFERENCES = {
    "networks": ("parent_id", "succeeded_by"),
    "agencies": ("parent_id", "succeeded_by"),
    "memberships": ("member_id", "network_id"),
    "meetings": ("organiser_ids", "follows"),
    "attendance": ("meeting_id", "attendee_id"),
    "agreements": ("parties", "follows"),
    "recommendations": ("meeting_id", "addressed_to_id", "concerns"),
    "operations": ("lead_ids", "crime_types"),
    "operation_participants": ("operation_id", "participant_id"),
    "incidents": ("reported_by", "crime_type"),
    "posts": ("body_id", "concerns"),
    "tools": ("offered_by",),
    "tool_access": ("who_id", "tool_id"),
    "aliases": ("id",),
}


def read(path):
    """The rows of one table; a short or long row is an error, not a guess."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert all(None not in row and None not in row.values() for row in rows), f"{path}: ragged rows"
    return rows


FOLDERS = sorted(path for path in DATASETS.iterdir() if path.is_dir())
TABLES = [(folder.name, path.stem, read(path)) for folder in FOLDERS for path in sorted(folder.glob("*.csv"))]


def rows_of(table, *, seed=True):
    """(dataset, row) of every table of this name."""
    return [(name, row) for name, stem, rows in TABLES if stem == table for row in rows if seed or name != SEED]


def records(table):
    """One table of the records; the test is skipped where they are not at hand."""
    path = RECORDS / f"{table}.csv"
    if not path.exists():
        pytest.skip(f"the records are not beside this repository ({table}.csv)")
    return read(path)


def comparable(row, columns):
    """A row as a tuple of the records' columns, without the role that the rules change for the NEST initiative."""
    changed = {"role"} if row.get("network_id") == "interpol-nest" else set()
    return tuple("" if column in changed else row.get(column) or "" for column in columns)


RECORD_TABLES = {
    "networks": 88,
    "agencies": 228,
    "memberships": 415,
    "meetings": 199,
    "attendance": 951,
    "agreements": 58,
    "recommendations": 60,
    "operations": 102,
    "operation_participants": 750,
    "species": 81,
    "id_aliases": 42,
}


@pytest.mark.parametrize("table", RECORD_TABLES)
def test_every_row_of_the_records_is_bundled_once(table):
    wanted = records(table)
    columns = list(wanted[0])
    ours = rows_of("aliases" if table == "id_aliases" else table, seed=False)
    expected = Counter(comparable(row, columns) for row in wanted)
    found = Counter(comparable(row, columns) for _, row in ours)
    assert expected - found == Counter(), "lost"
    assert found - expected == Counter(), "doubled or made up"
    assert len(ours) == RECORD_TABLES[table]


def test_tables_that_the_records_lack_are_known():
    known = {"aliases", *RECORD_TABLES}
    extra = {(name, stem) for name, stem, _ in TABLES if stem not in known and name != SEED}
    assert extra == DERIVED


def test_every_headline_is_carried_once_with_its_values():
    carried = {}
    for table in ("incidents", "operations", "posts", "networks"):
        for name, row in rows_of(table):
            if name == SEED:
                assert row["locator"] not in carried, row["locator"]
                carried[row["locator"]] = (table, row)
    wanted = {f"headline {row['n']}": row for row in records("headlines")}
    assert set(carried) == set(wanted)
    for locator, headline in wanted.items():
        table, row = carried[locator]
        text = {"incidents": "what", "operations": "outcome_note"}.get(table, "note")
        assert row[text] == headline["what"]
        assert (row["source_url"], row["source_title"]) == (headline["source_url"], headline["source_title"])
        if table == "incidents":
            assert row["reported_by"] == headline["agency"]
            for column in ("kind", "country_iso2", "place", "crime_type", "species", "amount", "currency"):
                assert row[column] == headline[column], (locator, column)


def test_headline_figures_have_their_own_columns():
    figures = ("quantity", "persons_arrested", "persons_summoned", "persons_convicted", "persons_released", "amount")
    found = {row["locator"]: {f: row[f] for f in figures if row[f]} for _, row in rows_of("incidents")}
    assert {locator: values for locator, values in found.items() if values} == {
        "headline 2": {"quantity": "1"},
        "headline 7": {"quantity": "1", "persons_convicted": "1"},
        "headline 9": {"quantity": "2"},
        "headline 11": {"amount": "163776"},
        "headline 12": {"persons_released": "2"},
        "headline 15": {"quantity": "200"},
        "headline 16": {"quantity": "80"},
        "headline 19": {"persons_arrested": "3", "persons_summoned": "7"},
        "headline 20": {"quantity": "1"},
    }


def bodies():
    """id → Agency or Network, for every body of every dataset."""
    kinds = {row["id"]: "Agency" for _, row in rows_of("agencies")}
    for _, row in rows_of("networks"):
        assert row["id"] not in kinds, row["id"]
        kinds[row["id"]] = "Agency" if row["kind"] in AGENCY_KINDS else "Network"
    return kinds


def test_every_body_is_an_agency_or_a_network_as_listed():
    listed = [line.split("\t") for line in (GOLDEN / "bodies.tsv").read_text(encoding="utf-8").splitlines()]
    assert sorted(bodies().items()) == [(identifier, kind) for identifier, kind in listed]


def test_the_nest_initiative_tells_members_steps_and_supporters_apart():
    rows = [row for _, row in rows_of("memberships") if row["network_id"] == "interpol-nest"]
    assert {row["member_id"] for row in rows if row["role"] == "national-task-force"} == {"canada-cnrlec"}
    assert {row["member_id"]: row["step"] for row in rows if row["member_kind"] == "country"} == {
        "CA": "task force named by a source",
        "CN": "seminar planned",
        "EC": "seminar held",
        "FI": "comparable group cited",
        "MZ": "seminar held",
    }
    supporters = {row["member_id"] for row in rows if row["role"] == "supporter"}
    agencies = {"be-fedpol", "ca-eccc", "gb-defra", "us-epa", "us-usaid"}
    assert supporters == agencies | {"freeland", "ifaw", "norad", "nz-weg", "world-bank"}


def test_successions_are_those_that_the_notes_state():
    found = {row["id"]: row["succeeded_by"] for _, row in rows_of("networks") if row.get("succeeded_by")}
    assert found == {
        "asean-aeg-cites": "asean-awg-cites-we",
        "asean-wen": "asean-awg-cites-we",
        "interpol-ecc": "interpol-ecec",
        "philippines-epetf": "philippines-eleps",
        "tanzania-ntsciu": "tanzania-ntap",
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_dataset_file_is_whole_and_its_expectations_hold(folder):
    about = tomllib.loads((folder / "dataset.toml").read_text(encoding="utf-8"))
    assert set(about) - {"mirror_of", "reliability", "columns"} == KEYS
    assert about["marking"] == "CLEAR"
    assert all(str(about[key]).strip() for key in KEYS)
    sizes = {stem: len(rows) for name, stem, rows in TABLES if name == folder.name}
    assert set(about["expect"]) == set(sizes)
    for table, bounds in about["expect"].items():
        assert bounds["min"] <= sizes[table] <= bounds["max"], table
    cited = {row.get("source_url") for name, _, rows in TABLES if name == folder.name for row in rows}
    for copy, original in about.get("mirror_of", {}).items():
        assert {copy, original} <= cited, f"{copy}: both addresses are cited here"


def test_no_copied_address_is_cited_by_a_dataset_that_does_not_map_it():
    for folder in FOLDERS:
        copies = set(tomllib.loads((folder / "dataset.toml").read_text(encoding="utf-8")).get("mirror_of", {}))
        for name, stem, rows in TABLES:
            stray = copies & {row.get("source_url") for row in rows}
            assert name == folder.name or not stray, (name, stem, stray)


def test_every_row_names_its_source_or_is_common_knowledge():
    for name, stem, rows in TABLES:
        for row in rows:
            if stem == "aliases" and name != SEED:
                continue  # the same thing under another slug of the records: a matter of naming, not a fact
            sourced = bool(row.get("source_url"))
            assert sourced or row.get("confidence") == "probable", (name, stem, row)


def test_files_are_plain_utf8_with_sorted_rows():
    for path in DATASETS.glob("*/*.csv"):
        raw = path.read_bytes()
        assert b"\r" not in raw, f"{path.name}: lines end with LF"
        assert not raw.startswith(b"\xef\xbb\xbf"), f"{path.name}: no byte order mark"
        assert raw.endswith(b"\n"), path.name
    for name, stem, rows in TABLES:
        if stem in IDENTIFIED and name != SEED:
            ids = [row["id"] for row in rows]
            assert ids == sorted(ids), (name, stem)


def test_ids_are_unique_per_kind_across_folders():
    for table in IDENTIFIED:
        counts = Counter(row["id"] for _, row in rows_of(table, seed=False))
        assert [identifier for identifier, count in counts.items() if count > 1] == [], table
        seeded = Counter(row["id"] for name, row in rows_of(table) if name == SEED)
        assert all(count == 1 for count in seeded.values()), table
    ours = {row["id"] for table in IDENTIFIED for _, row in rows_of(table, seed=False)}
    seeded = {row["id"] for table in IDENTIFIED for name, row in rows_of(table) if name == SEED}
    assert ours & seeded == {"m-interpol-fam-2013", "operation-easter", "operation-wingspan-2020"}


def references():
    """Every id that a row refers to, without its `kind:` where it has one."""
    for table, columns in REFERENCES.items():
        for _, row in rows_of(table):
            for column in columns:
                for value in (row.get(column) or "").split(";"):
                    if value:
                        yield value.partition(":")[2] or value


def test_references_resolve_or_are_listed():
    known = {row["id"] for table in IDENTIFIED for _, row in rows_of(table)} | set(CRIME_TYPES)
    known |= {row["alias_id"] for _, row in rows_of("aliases", seed=False)}
    unresolved = {ref for ref in references() if ref not in known and not re.fullmatch("[A-Z]{2}", ref)}
    assert sorted(unresolved) == (GOLDEN / "unresolved_ids.txt").read_text(encoding="utf-8").splitlines()


def test_texts_are_short_and_hold_no_machine_path():
    for name, stem, rows in TABLES:
        for row in rows:
            for column in TEXT_COLUMNS:
                assert len((row.get(column) or "").split()) <= 15, (name, stem, row[column])
    for path in DATASETS.glob("*/*"):
        assert not re.search(r"(?<![\w.:/-])/(work|root|tmp|home)/", path.read_text(encoding="utf-8")), path.name
