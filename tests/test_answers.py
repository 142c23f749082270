"""Answers over the bundled records: each question's example against its golden file and against the records."""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections.abc import Callable
from datetime import date

import pytest

from graph.ask import ask, questions, run_cypher
from graph.errors import QueryRefused, UnknownName, UsageError
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.dates import parse_period
from graph.values.markings import Marking
from loaders.dataset import BUNDLED
from tests.conftest import CHECKOUT, Run

pytestmark = pytest.mark.neo4j
CLEAR = Marking.CLEAR
TODAY = date(2026, 6, 30)
"""The day for which questions that reckon from today are answered, so that their golden answers stay true."""
SILENT = {"sent-to"}
"""Questions to which the bundled records have no answer."""
SAWEN = {"AF", "BD", "BT", "IN", "LK", "MV", "NP", "PK"}


def rows(table: str, **where: str) -> list[dict[str, str]]:
    """Rows of a bundled table, of all datasets, with these values."""
    found: list[dict[str, str]] = []
    for path in sorted(BUNDLED.glob(f"*/{table}.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found += [row for row in csv.DictReader(stream) if all(row.get(k) == v for k, v in where.items())]
    return found


def keys(store: Store, name: str, column: str, **given: str) -> set[str]:
    """The keys of the ids in one column of an answer."""
    answer = ask(store, name, given, clearance=CLEAR)
    place = answer.columns.index(column)
    return {row[place].partition(":")[2] for row in answer.rows}


@pytest.mark.parametrize("name", sorted(questions()))
def test_each_example_gives_its_golden_answer(name: str, bundled: Store, golden: Callable[[str, str], None]) -> None:
    words = shlex.split(questions()[name].example)
    given = dict(word.split("=", 1) for word in words[1:] if word != "-p")
    as_of = TODAY if "$day" in questions()[name].text else None
    answer = ask(bundled, words[0], given, clearance=CLEAR, as_of=as_of)
    assert (answer.total > 0) == (name not in SILENT)
    assert answer.columns == questions()[name].columns
    golden(f"answers/{name}.json", json.dumps(answer.as_json(), ensure_ascii=False, indent=1) + "\n")


def test_the_participants_of_cobra_ii_are_those_of_the_records(bundled: Store) -> None:
    told = rows("operation_participants", operation_id="operation-cobra-ii-2014")
    aliases = {row["alias_id"]: row["id"] for row in rows("aliases") if "alias_id" in row}
    expected = {aliases.get(row["participant_id"], row["participant_id"]) for row in told}
    lead = rows("operations", id="operation-cobra-ii-2014")[0]["lead_ids"].split(";")
    expected |= {aliases.get(key, key) for key in lead if key}
    assert keys(bundled, "operation-participants", "participant", operation="Operation COBRA II") == expected
    assert len([key for key in expected if key.isupper()]) == 29


def test_the_meeting_of_2013_has_six_countries_eight_bodies_host_and_organisers(bundled: Store) -> None:
    answer = ask(bundled, "meeting-attendance", {"meeting": "m-interpol-fam-2013"}, clearance=CLEAR)
    role = answer.columns.index("role")
    by_role: dict[str, set[str]] = {}
    for row in answer.rows:
        by_role.setdefault(row[role], set()).add(row[0])
    bodies = {"lusaka-latf", "sawen", "asean-wen", "unodc", "wco", "cites-secretariat", "freeland", "ifaw"}
    assert {i.partition(":")[2] for i in by_role["participant"]} == {"CN", "KE", "NP", "TH", "US", "GB"} | bodies
    assert by_role["host"] == {"agency:interpol"}
    assert by_role["organiser"] == {"agency:interpol", "agency:interpol-environmental-security"}


def test_sawen_has_its_eight_countries(bundled: Store) -> None:
    assert keys(bundled, "network-members", "member", network="SAWEN") == SAWEN


def test_an_organiser_named_twice_is_one_link_with_two_claims(bundled: Store) -> None:
    link = bundled.read(
        "MATCH (:Entity {id: 'agency:interpol-environmental-security'})-[l:ORGANISED]->(m:Meeting) "
        "WHERE m.id = 'meeting:m-interpol-fam-2013' RETURN l.claims AS claims"
    )
    assert len(link) == 1
    assert len(link[0]["claims"]) == 2


@pytest.mark.parametrize(
    ("day", "there"),
    [("2010", True), ("2004", False), ("2020", False), ("2005-06", False)],
)
def test_a_membership_counts_as_of_a_day_within_its_dates(day: str, there: bool, bundled: Store) -> None:
    """ASEAN-WEN was founded in December 2005 and gave way to the working group in 2016."""
    end = parse_period(day).end
    assert end is not None
    answer = ask(bundled, "network-members", {"network": "asean-wen"}, clearance=CLEAR, as_of=end.latest)
    dated = [row for row in answer.rows if row[answer.columns.index("since")]]
    ends = [row for row in dated if row[answer.columns.index("until")]]
    assert bool([row for row in ends if row[0] == "country:TH"]) == there


def test_an_undated_fact_is_kept_and_flagged(bundled: Store) -> None:
    day = parse_period("2014").end
    assert day is not None
    answer = ask(bundled, "nest-countries", {}, clearance=CLEAR, as_of=day.latest)
    flags = {row[0]: row[answer.columns.index("dated")] for row in answer.rows}
    assert flags["country:CA"] == "date unknown"
    assert flags["country:CN"] == ""


def test_a_limit_says_that_rows_are_missing(bundled: Store) -> None:
    answer = ask(bundled, "operations-targeting", {"target": "ivory"}, clearance=CLEAR, limit=3)
    assert (len(answer.rows), answer.truncated) == (3, True)
    assert answer.total > 3


@pytest.mark.parametrize(
    ("name", "given", "error"),
    [
        ("no-such-question", {}, UnknownName),
        ("network-members", {}, UsageError),
        ("network-members", {"network": "SAWEN", "colour": "red"}, UsageError),
        ("network-members", {"network": "No Such Network"}, UnknownName),
        ("network-members", {"network": "Kenya"}, UnknownName),
        ("shared-networks", {"a": "Korea", "b": "Kenya"}, UnknownName),
        ("posts", {"status": "empty"}, UsageError),
        ("strongest-ties", {"parties": "many"}, UsageError),
        ("strongest-ties", {"parties": "-1"}, UsageError),
        ("strongest-ties", {"parties": "٣"}, UsageError),
        ("overlapping-operations", {}, UsageError),
        ("overlapping-operations", {"country": ""}, UsageError),
        ("what-changed", {"to": "2016"}, UsageError),
    ],
)
def test_what_cannot_be_asked_is_an_error(name: str, given: dict[str, str], error: type, bundled: Store) -> None:
    with pytest.raises(error):
        ask(bundled, name, given, clearance=CLEAR)


def readme_blocks(language: str) -> list[str]:
    """The fenced blocks of the README in a language."""
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)


@pytest.mark.usefixtures("bundled")
def test_the_readmes_answer_is_the_real_one(bundled_settings: Settings, command: Run) -> None:
    shown, by_cypher = readme_blocks("console")
    line, _, expected = shown.partition("\n")
    told = command(bundled_settings, *shlex.split(line.removeprefix("$ wengraph ")))
    assert told.returncode == 0, told.stderr
    assert told.stdout.split() == expected.split()
    told = command(bundled_settings, "cypher", readme_blocks("cypher")[0])
    assert told.stdout.split() == by_cypher.split()


def test_the_readmes_cypher_gives_the_rows_of_the_question(bundled: Store) -> None:
    free = run_cypher(bundled, readme_blocks("cypher")[0], clearance=CLEAR)
    asked = ask(bundled, "shared-operations", {"a": "Kenya", "b": "China"}, clearance=CLEAR)
    assert [row[0] for row in free.rows] == [row[asked.columns.index("operation_name")] for row in asked.rows]


def test_free_cypher_needs_the_ceiling(store: Store) -> None:
    with pytest.raises(QueryRefused):
        run_cypher(store, "MATCH (n) RETURN n.id LIMIT 1", clearance=CLEAR)
