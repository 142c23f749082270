"""Names of any script, malice or length find what they name, or nothing; terminals see no control characters."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import UnknownName
from graph.find import find
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.conftest import empty
from tests.inside import inside

pytestmark = pytest.mark.neo4j
NAMES = (
    "กรมอุทยานแห่งชาติ สัตว์ป่า และพันธุ์พืช",
    "国家林业和草原局",
    "الهيئة السعودية للحياة الفطرية",
    "राष्ट्रिय निकुञ्ज तथा वन्यजन्तु संरक्षण विभाग",
    "क्‍षेत्रीय वन कार्यालय",  # with a zero-width joiner, which belongs to the spelling
    "سازمان حفاظت محیط‌زیست",  # with a zero-width non-joiner
    "Служба охраны природы",
    'Dept. of "Forests" & Parks (D\'Ivoire)',
    "Robert'); MATCH (n) DETACH DELETE n; //",
    "name:* OR text:/.*/ ~2 AND NOT \\ {x} [y]",
    "$c `tick` {id: $id} %s %d ${HOME}",
    "<script>alert(1)</script>",
    "[red]rich markup[/red]",
    "=cmd|' /C calc'!A0",
)
ABSENT = (
    "' OR 1=1 //",
    '" }) RETURN n //',
    "*",
    "%",
    ".*",
    "$c",
    "`",
    "\\",
    "\\u0027",
    "(a OR b) AND c*~",
    "line\nbreak",
    "\x1b[31mred\x1b[0m",
    "\u202eesrever",
    "\x00",
    "\x7f\x9b31m",
    "a" * 10_000,
    "é" * 10_000,
    " ".join(["word"] * 2000),
    "agency:" * 1000,
    ":",
    "country:",
    "agency:agency:kws",
    "@",
    "",
    "   ",
    "ไม่มีหน่วยงานนี้",
    "不存在的机构",
    "\ud800",
    "a\udcffb",
)
STEERING = {
    chr(code) for code in (*range(32), *range(127, 160), 0x202A, 0x202B, 0x202D, 0x202E, 0x2066, 0x2067, 0x2028)
}


@pytest.fixture(scope="module")
def named(_scratch: Store, scratch_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with an agency for each name, members of one network."""
    empty(_scratch, Marking.RED)
    folder = tmp_path_factory.mktemp("names")
    agencies = [{"id": f"a-{at}", "name": name, "source_url": "https://a.example/"} for at, name in enumerate(NAMES)]
    members = [{"member_id": f"a-{at}", "network_id": "net"} for at in range(len(NAMES))]
    for kind, rows in (("agencies", agencies), ("memberships", members)):
        with (folder / f"{kind}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        told = inside(scratch_settings, "load", str(folder / f"{kind}.csv"), "--marking", "CLEAR", "--strict")
        assert told.code == 0, told.all
    yield _scratch
    empty(_scratch, Marking.RED)


@pytest.mark.parametrize("at", range(len(NAMES)))
def test_a_name_finds_its_entity(named: Store, scratch_settings: Settings, at: int) -> None:
    wanted = f"agency:a-{at}"
    assert find(named, NAMES[at], 0).id == wanted
    assert find(named, NAMES[at].upper(), 0, ("Agency",)).id == wanted
    for line in (("show", NAMES[at]), ("evidence", NAMES[at]), ("ask", "memberships-of", "-p", f"entity={NAMES[at]}")):
        told = inside(scratch_settings, *line, "--json")
        assert told.code == 0, told.err
    shown = inside(scratch_settings, "show", wanted)
    assert shown.out.startswith(f"{NAMES[at]}  [Agency, {wanted}]"), "the name is shown as it is written"


@pytest.mark.parametrize("text", ABSENT, ids=range(len(ABSENT)))
def test_a_name_that_nothing_has_is_unknown(named: Store, scratch_settings: Settings, text: str) -> None:
    with pytest.raises(UnknownName):
        find(named, text, 0)
    for line in (("show", "--", text), ("evidence", "--", text), ("ask", "network-members", "-p", f"network={text}")):
        told = inside(scratch_settings, *line)
        assert told.code == 2, told.all
        assert told.out == ""
        assert told.err.count("\n") == 1
        assert not STEERING & set(told.err.removesuffix("\n"))


@pytest.mark.parametrize("name", ["x", "../x", "network-members.cypher", "'; //", "\x1b[2J"])
def test_a_question_that_does_not_exist(named: Store, scratch_settings: Settings, name: str) -> None:
    told = inside(scratch_settings, "ask", "--", name)
    assert named
    assert told.code == 2
    assert not STEERING & set(told.err.removesuffix("\n"))


@pytest.mark.parametrize("value", ["9999-99-99", "yesterday", "2013'; //", "\u0661\u0662\u0663\u0664", "0000", "10000"])
def test_a_date_that_is_none(named: Store, scratch_settings: Settings, value: str) -> None:
    for line in (
        ("ask", "meetings-of", "-p", "entity=a-0", "-p", f"from={value}"),
        ("show", "a-0", "--as-of", value),
    ):
        told = inside(scratch_settings, *line)
        assert named
        assert told.code in (1, 2), told.all
        assert told.err.count("\n") == 1


def test_bytes_that_are_no_text(named: Store, scratch_settings: Settings) -> None:
    environment = os.environ | {
        "WENGRAPH_HOME": str(scratch_settings.home),
        "WENGRAPH_CACHE": str(scratch_settings.cache),
    }
    line = [str(Path(sys.executable).parent / "wengraph"), "show", b"caf\xe9 \xff"]
    told = subprocess.run(line, env=environment, capture_output=True, timeout=60, check=False)
    assert named
    assert told.returncode == 2, told.stderr
    assert b"Traceback" not in told.stderr


def test_control_characters_of_the_data_reach_no_terminal(named: Store, scratch_settings: Settings) -> None:
    """Written past the loader, which refuses them, as another program's data might be."""
    steering = "a\x1b[31mb\x9b2Jc\u202ed\u2066e\x7ff\rg\u2028h"
    named.writing(
        lambda tx: tx.run(
            "MATCH (e:Entity {id: 'agency:a-0'}) SET e.names = [x IN e.names | $text] WITH e "
            "MATCH (c:Claim {start: e.id})-[:FROM]->(s) SET c.quote = $text, c.value = $text, s.title = $text",
            text=steering,
        )
    )
    lines = [("show", "a-0"), ("evidence", "a-0"), ("show", "net"), ("ask", "network-members", "-p", "network=net")]
    lines += [("cypher", "MATCH (n:Claim) RETURN n.value, n.quote", "--clearance", "RED")]
    for line in lines:
        for json in ((), ("--json",)):
            told = inside(scratch_settings, *line, *json)
            assert told.code == 0
            assert not (STEERING - {"\n"}) & set(told.all), (line, json)
