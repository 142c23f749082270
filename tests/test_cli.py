"""The command line as a person meets it: exit codes, JSON, what `show` and `evidence` say, loading and taking back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.settings import Settings
from graph.store.bolt import Store
from tests.conftest import Run

pytestmark = [pytest.mark.neo4j, pytest.mark.usefixtures("bundled")]
MEMBERS = "member_kind,member_id,member_name,network_id,role,valid_from,source_url,source_title,confidence\n"


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (["ask", "network-members", "-p", "network=SAWEN"], 0, "Bhutan"),
        (["ask"], 0, "shared-operations"),
        (["status"], 0, "Unresolved"),
        (["store", "status"], 0, "127.0.0.1"),
        (["retract", "no-such-dataset"], 1, "No live claim"),
        (["ask", "no-such-question"], 2, "network-members"),
        (["ask", "network-members"], 2, "-p network="),
        (["show", "Korea Custom Service"], 2, "Nothing here is called"),
        (["show", "KWS", "--clearance", "PURPLE"], 2, "CLEAR, GREEN, AMBER"),
        (["show", "KWS", "--as-of", "soon"], 2, "YYYY-MM-DD"),
        (["cypher", "CREATE (n)"], 2, "Only queries that read"),
        (["no-such-command"], 2, "No such command"),
    ],
)
def test_exit_codes(line: list[str], code: int, says: str, bundled_settings: Settings, command: Run) -> None:
    told = command(bundled_settings, *line)
    assert told.returncode == code, told.stderr
    assert says in told.stdout + told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("uri", ["bolt://127.0.0.1:1", "http://127.0.0.1:1"])
def test_a_store_that_is_not_there_is_one_sentence(uri: str, bundled_settings: Settings, command: Run) -> None:
    told = command(bundled_settings, "status", "--json", WENGRAPH_NEO4J_URI=uri)
    assert told.returncode == (3 if uri.startswith("bolt") else 2)
    assert json.loads(told.stderr)["error"]["mend"]


def test_show_reads_well(bundled_settings: Settings, command: Run) -> None:
    out = command(bundled_settings, "show", "Kenya Wildlife Service").stdout
    assert out.startswith("Kenya Wildlife Service  [Agency, agency:kws]")
    for words in ("took part in", "Operation Baba", "2008-11-15", "not judged", "https://", "read at CLEAR"):
        assert words in out
    by_id = command(bundled_settings, "show", "agency:kws").stdout
    assert by_id == out == command(bundled_settings, "show", "ke-kws").stdout


def test_evidence_of_a_link_names_document_and_row(bundled_settings: Settings, command: Run) -> None:
    shown = json.loads(command(bundled_settings, "show", "KWS", "--json").stdout)
    link = next(fact for fact in shown["facts"] if fact["other_name"] == "Operation Baba")
    claims = json.loads(command(bundled_settings, "evidence", link["id"], "--json").stdout)
    assert [c["claim"] for c in claims] == link["claims"]
    assert claims[0]["says"] == "Kenya Wildlife Service took part in Operation Baba (participant)"
    assert claims[0]["locator"].startswith("operation_participants.csv row ")
    assert claims[0]["url"].startswith("http")
    text = command(bundled_settings, "evidence", link["id"]).stdout
    assert claims[0]["url"] in text
    assert "stated; not judged; TLP:CLEAR" in text


def test_the_answer_has_the_agreed_form(bundled_settings: Settings, command: Run) -> None:
    told = json.loads(command(bundled_settings, "ask", "network-members", "-p", "network=SAWEN", "--json").stdout)
    keys = ["question", "parameters", "clearance", "as_of", "columns", "rows", "total", "truncated"]
    assert list(told) == keys
    assert told["parameters"] == {"network": "network:sawen"}
    assert {"grade", "sources", "claims"} <= set(told["columns"])
    assert all(len(row) == len(told["columns"]) for row in told["rows"])


def test_load_say_what_happened_and_take_back(
    store: Store, scratch_settings: Settings, command: Run, tmp_path: Path
) -> None:
    table = tmp_path / "memberships.csv"
    table.write_text(
        MEMBERS
        + "country,KE,Kenya,rangers,member,2013,https://page.example,Page,confirmed\n"
        + "country,,Congo,rangers,member,,https://page.example,Page,confirmed\n"
        + "organisation,,Ranger Union,rangers,partner,,https://page.example,Page,confirmed\n"
    )
    assert command(scratch_settings, "load", str(table)).returncode == 2
    first = command(scratch_settings, "load", str(table), "--marking", "GREEN", "--json")
    report = json.loads(first.stdout)[0]
    assert first.returncode == 1
    assert (report["read"], report["rejected"], report["new"]) == (3, 1, 3)
    assert "row 3, column member_name" in report["problems"][0]
    assert "CD" in report["problems"][0]
    again = json.loads(command(scratch_settings, "load", str(table), "--marking", "GREEN", "--json").stdout)[0]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 3)
    assert command(scratch_settings, "show", "rangers").returncode == 2
    shown = command(scratch_settings, "show", "rangers", "--clearance", "GREEN").stdout
    assert "Ranger Union" in shown
    assert "Kenya" in shown
    assert "3 claims taken back" in command(scratch_settings, "retract", "memberships").stdout
    assert command(scratch_settings, "show", "rangers", "--clearance", "GREEN").returncode == 2
    assert store.read("MATCH (c:Claim) WHERE c.level < 9 RETURN count(*) AS n")[0]["n"] == 0


def test_a_dry_run_and_a_check_need_no_store(bundled_settings: Settings, command: Run, tmp_path: Path) -> None:
    table = tmp_path / "memberships.csv"
    table.write_text(MEMBERS + "country,KE,Kenya,rangers,chief,2013,https://page.example,Page,confirmed\n")
    nowhere = {"WENGRAPH_NEO4J_URI": "bolt://127.0.0.1:1"}
    for line in (["check", str(table)], ["load", str(table), "--marking", "RED", "--dry-run"]):
        told = command(bundled_settings, *line, **nowhere)
        assert told.returncode == 1
        assert "row 2, column role: 'chief'" in told.stderr
