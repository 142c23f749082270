"""Words of hand work, one for each marking: no command shows one above its reader's clearance, all others are shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.canaries import LEVELS, MARKINGS
from tests.conftest import empty
from tests.inside import Told, inside

pytestmark = pytest.mark.neo4j
FIELDS = ("remark", "quote", "source", "author", "reason", "note", "judge", "why", "graded", "gone", "name")


@dataclass(slots=True)
class Hands:
    """The store, and the ids of the claims that hands added at each marking: a link, a withdrawn one, a name."""

    settings: Settings
    store: Store
    links: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    told: dict[int, str] = field(default_factory=dict)

    def run(self, *line: str, level: int = 4) -> Told:
        """A command at a clearance."""
        return inside(self.settings, *line, "--clearance", MARKINGS[level])

    def does(self, *line: str) -> Told:
        """A command that has to go well."""
        told = self.run(*line)
        assert told.code == 0, told.all
        return told


def word(level: int, name: str) -> str:
    """The canary of a marking and a field."""
    return f"canary{LEVELS[level]}hand{name}"


@pytest.fixture(scope="module")
def hands(_scratch: Store, scratch_settings: Settings) -> Iterator[Hands]:
    """Two bodies that everybody knows; then, marking by marking, all that hands can do to them."""
    empty(_scratch, Marking.RED)
    found = Hands(scratch_settings, _scratch)
    for key in ("hands", "other"):
        found.does("add", f"agency:shared-{key}", "name", f"Shared {key}", "--marking", "CLEAR", "--reason", "to begin")
    for level in range(5):
        _plant(found, level)
    for level in range(5):
        found.told[level] = "".join(found.run(*line, level=level).all for line in _lines(found))
    yield found
    empty(_scratch, Marking.RED)


def _plant(found: Hands, level: int) -> None:
    marked = ("--marking", MARKINGS[level])
    by = ("--author", word(level, "author"), "--reason", word(level, "reason"))
    fact = ("shared-hands", "PART_OF", "shared-other", "--remark", word(level, "remark"))
    said = ("--quote", word(level, "quote"), "--source", word(level, "source"))
    found.links.append(json.loads(found.does("add", *fact, *said, *by, *marked, "--json").out)["claim"])
    found.does("grade", found.links[-1], "--credibility", "3", "--reason", word(level, "graded"))
    found.does("note", "shared-hands", word(level, "note"), *marked)
    found.does("add", f"agency:own-{level}", "name", word(level, "name"), *marked, "--reason", "new")
    pair = ("shared-hands", f"agency:own-{level}")
    found.does("different", *pair, "--author", word(level, "judge"), "--reason", word(level, "why"), *marked)
    gone = found.does("note", "shared-other", f"old {level}", *marked, "--json")
    found.gone.append(json.loads(gone.out)["claim"])
    found.does("withdraw", found.gone[-1], "--reason", word(level, "gone"))


def _lines(found: Hands) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = [("history", f"shared-{end}", "--json") for end in ("hands", "other")]
    lines += [("history", claim) for claim in (*found.links, *found.gone)]
    lines += [("changes", "--from", "2020", "--json"), ("changes", "--from", "2020"), ("candidates", "--json")]
    lines += [("candidates", "--judged"), ("ask", "conflicts", "--json"), ("status", "--json")]
    for more in ((), ("--known-by", "2100"), ("--known-by", "2020")):
        lines += [("show", "shared-hands", "--json", *more), ("evidence", "shared-hands", *more)]
    lines += [("path", "shared-hands", "shared-other", "--json"), ("measure", "degree", "--json"), ("gaps", "--json")]
    lines += [("show", f"own-{level}") for level in range(5)]
    return lines


@pytest.mark.parametrize("level", range(5), ids=MARKINGS)
def test_nothing_above_is_shown_and_nothing_else_is_missing(hands: Hands, level: int) -> None:
    told = hands.told[level]
    shown = {(at, name) for at in range(5) for name in FIELDS if word(at, name) in told}
    assert shown == {(at, name) for at in range(level + 1) for name in FIELDS}


@pytest.mark.parametrize("level", range(4), ids=MARKINGS[:4])
@pytest.mark.parametrize(
    "line",
    [("history",), ("withdraw",), ("mark", "RED"), ("grade", "--credibility", "3"), ("evidence",)],
    ids=lambda line: line[0],
)
def test_hidden_and_absent_claims_get_the_same_words(hands: Hands, level: int, line: tuple[str, ...]) -> None:
    hidden, absent = hands.links[level + 1], "0" * 20
    verb, *rest = line
    reason = () if verb in ("history", "evidence") else ("--reason", "because")
    one, other = (hands.run(verb, claim, *rest, *reason, level=level) for claim in (hidden, absent))
    assert (one.code, one.all.replace(hidden, absent)) == (other.code, other.all)
    assert one.code == 2


def test_joining_something_hidden_is_joining_something_absent(hands: Hands) -> None:
    one, other = (hands.run("same", "shared-hands", f"own-{end}", "--reason", "x", level=0) for end in ("4", "9"))
    assert (one.code, one.all.replace("own-4", "own-9")) == (2, other.all)


def test_what_stands_against_is_told_to_those_who_may_know(hands: Hands) -> None:
    for level, told in ((0, "own-0"), (3, "own-3")):
        line = ("same", "shared-hands", f"agency:{told}", "--reason", "alike", "--json")
        seen = hands.run(*line, level=level)
        assert (seen.code, word(level, "why") in seen.out) == (1, True)


def test_a_backup_names_the_highest_marking_and_tells_nothing_more(hands: Hands, tmp_path: Path) -> None:
    told = inside(hands.settings, "store", "backup", str(tmp_path))
    assert "canary" not in told.all
    assert "TLP-RED" in told.out
    (path,) = tmp_path.iterdir()
    assert path.stat().st_mode & 0o077 == 0
