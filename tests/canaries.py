"""Datasets with a unique word, day or figure in every field of every record kind, for each marking; all planted.

The columns come from `loaders.tables`, so a column added there is planted here without a change.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from graph.by_hand import Hand
from graph.deciding import accept, reject, take
from graph.proposals import propose
from graph.schema import KINDS, kinds_of
from graph.store.bolt import Store
from graph.values.alike_texts import signature
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from graph.values.proposals import Document, Proposal
from loaders.claims import columns_of
from loaders.tables import SPECS

LEVELS = ("clear", "green", "amber", "strict", "red")
MARKINGS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
COUNTRIES = (("BT", "Bhutan"), ("MN", "Mongolia"), ("SR", "Suriname"), ("GY", "Guyana"), ("PW", "Palau"))
STARTS = {"founded", "start_date", "valid_from", "signed_on", "date", "source_published", "retrieved_on"}
ENDS = {"ended", "end_date", "valid_to"}
FIXED = {"confidence": "confirmed", "basis": "stated", "addressed_basis": "inferred", "marking": "", "credibility": ""}
KIND_COLUMNS = {"member_kind", "attendee_kind", "participant_kind", "who_kind"}
ROLES = {
    "memberships": "member",
    "attendance": "speaker",
    "operation_participants": "coordinator",
    "tool_access": "has",
}
ROLE_COLUMNS = {"role", "access"}
UNSAID = {"licence", "subject", "coverage", "why", "mirror"}
"""What a dataset.toml says that no command shows."""

OWN = {"memberships": "network_id", "attendance": "meeting_id", "operation_participants": "operation_id"} | {
    "tool_access": "tool_id"
}
"""For tables that only link: the column whose entity stands for the row."""


class Planter:
    """Makes words and remembers each with its level; `shown` are those that some command has to show."""

    def __init__(self) -> None:
        self.level: dict[str, int] = {}
        self.shown: set[str] = set()
        self.own: dict[int, list[str]] = {level: [] for level in range(5)}
        self.names: dict[int, list[str]] = {level: [] for level in range(5)}
        self.shared: set[str] = set()
        self.days = 0

    def plant(self, text: str, level: int, column: str) -> str:
        """Remember a text."""
        assert text not in self.level, text
        self.level[text] = level
        if column not in UNSAID:
            self.shown.add(text)
        return text

    def word(self, level: int, column: str) -> str:
        """A new word such as `canaryamber007name`."""
        plain = column.replace("_", "")
        return self.plant(f"canary{LEVELS[level]}{len(self.level):04d}{plain}", level, column)

    def day(self, level: int, column: str) -> str:
        """A new day; ends are years later than starts."""
        self.days += 1
        place = self.days + (3000 if column in ENDS else 0)
        return self.plant(str(date(1930 + 18 * level, 1, 1) + timedelta(place)), level, column)

    def figure(self, level: int, column: str) -> str:
        """A new number of eight digits."""
        return self.plant(f"{level + 1}{len(self.level):05d}77", level, column)

    def cell(self, kind: str, level: int, column: str) -> str:
        """A unique cell of the sort that a column takes."""
        if column in FIXED:
            return FIXED[column]
        if column in STARTS | ENDS:
            return self.day(level, column)
        if column in KIND_COLUMNS:
            return "agency"
        if column in ROLE_COLUMNS:
            return ROLES[kind]
        if column.endswith("country_iso2"):
            return COUNTRIES[level][0]
        sort = _property_types(kind).get(column, "text")
        if sort in ("integer", "amount"):
            return self.figure(level, column)
        if sort == "url" or column == "source_url":
            return f"https://{self.word(level, column)}.example/page"
        return self.word(level, column)

    def row(self, kind: str, level: int, *, shared: bool) -> dict[str, str]:
        """A row of a record kind full of new words; a shared one is about the same things at every level."""
        fixed = _shared(kind) if shared else {}
        if kind == "aliases":
            fixed = {"kind": "agency"} | fixed
        columns = sorted(columns_of(SPECS[kind]) - _unused(kind))
        row = {column: fixed[column] if column in fixed else self.cell(kind, level, column) for column in columns}
        self._note(kind, level, row, shared=shared)
        return row

    def _note(self, kind: str, level: int, row: dict[str, str], *, shared: bool) -> None:
        spec = SPECS[kind]
        if shared:
            told = _shared(kind)
            self.shared |= {told[column] for column in told.keys() - {"number", "kind"}}
            self.shared |= {f"{told['meeting_id']}-{told['number']}"} if "number" in told else set()
            return
        own = row.get(OWN.get(kind) or spec.id_in or "", "") or next(iter(spec.names), "")
        self.own[level].append(row.get(own, own))
        self.names[level] += [row[column] for column, sort in spec.names.items() if row.get(column)]


def _property_types(kind: str) -> dict[str, str]:
    spec = SPECS[kind]
    known = KINDS[kinds_of(spec.kind)[0]].properties if spec.kind else {}
    return {column: known[name] for column, name in spec.properties.items() if name in known}


def _unused(kind: str) -> set[str]:
    """Columns that any table may have, but that say nothing in one of this kind."""
    spec = SPECS[kind]
    unused = set() if "kind" in spec.properties or kind == "aliases" else {"kind"}
    return unused | (set() if spec.kind and spec.id_in else {"id"})


def _shared(kind: str) -> dict[str, str]:
    """The cells that name the same entity whatever the level."""
    return {
        "aliases": {"id": "shared-agencies"},
        "species": {"scientific_name": "Panthera sharedia"},
        "recommendations": {"meeting_id": "shared-meetings", "number": "1", "kind": "obstacle"},
        "memberships": {"member_id": "shared-agencies", "network_id": "shared-networks"},
        "attendance": {"attendee_id": "shared-agencies", "meeting_id": "shared-meetings"},
        "operation_participants": {"participant_id": "shared-agencies", "operation_id": "shared-operations"},
        "tool_access": {"who_id": "shared-agencies", "tool_id": "shared-tools"},
    }.get(kind, {"id": f"shared-{kind}"})


def write_table(path: Path, rows: list[dict[str, str]]) -> None:
    """Rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def plant_folder(planter: Planter, root: Path, level: int) -> Path:
    """A dataset folder of one marking: each record kind twice, about its own things and about the shared ones."""
    folder = root / planter.word(level, "dataset")
    folder.mkdir()
    for kind in SPECS:
        rows = [planter.row(kind, level, shared=shared) for shared in (False, True)]
        if kind == "aliases":
            planter.own[level][-1] = rows[0]["id"]
        write_table(folder / f"{kind}.csv", rows)
    host, original = planter.word(level, "why"), planter.word(level, "mirror")
    told = {key: planter.word(level, key) for key in ("licence", "subject", "coverage")}
    lines = [f'{key} = "{value}"' for key, value in told.items()]
    lines += [f'title = "{planter.word(level, "why")}"', f'marking = "{MARKINGS[level]}"', "[reliability]"]
    lines += [f'"{host}.example" = {{ code = "A", why = "{host} and more" }}', "[mirror_of]"]
    lines += [f'"https://{original}.example/a" = "https://{original}.example/b"']
    (folder / "dataset.toml").write_text("\n".join(lines), encoding="utf-8")
    planter.level[COUNTRIES[level][1].lower()] = level
    planter.shown.add(COUNTRIES[level][1].lower())
    return folder


def plant_file(planter: Planter, root: Path, level: int) -> Path:
    """A single table whose file name is a word; its rows cite no document, so the file's name is their source."""
    path = root / f"{planter.word(level, 'file')}.csv"
    row = planter.row("memberships", level, shared=True)
    dropped = [key for key in row if key.startswith(("source_", "retrieved"))]
    for key in dropped:
        planter.level.pop(row[key].removeprefix("https://").removesuffix(".example/page"), None)
    planter.shown &= planter.level.keys()
    write_table(path, [{key: value for key, value in row.items() if key not in dropped}])
    return path


def plant_mixed(planter: Planter, root: Path, level: int, rows: list[dict[str, str]]) -> Path:
    """One table of one dataset whose rows cite one page but have markings of their own, up to a level."""
    row = planter.row("memberships", level, shared=True)
    for column in ("source_url", "source_title", "source_publisher", "source_published"):
        planter.level.pop(row[column].removeprefix("https://").removesuffix(".example/page"), None)
    planter.shown &= planter.level.keys()
    row |= {"source_url": "https://mixed.example/", "source_title": "Mixed", "source_publisher": "", "marking": ""}
    row |= {"source_published": "2001-02-03", "marking": MARKINGS[level] if level < 4 else "no such marking"}
    rows.append(row)
    folder = root / "mixed"
    folder.mkdir(exist_ok=True)
    (folder / "dataset.toml").write_text('title = "Mixed"\nmarking = "CLEAR"\n', encoding="utf-8")
    write_table(folder / "memberships.csv", rows)
    return folder


RELEASED = "a release that the same office posted under each of its markings, with the same words all through"


def plant_papers(planter: Planter, store: Store, level: int) -> None:
    """Two documents of one marking, both about shared things and worded as those of all other markings.

    Of what was read in each, one proposal is accepted, one rejected, one in a reviewer's hands, and two wait.
    """
    hand = Hand(planter.word(level, "reviewer"), planter.word(level, "reason"), Marking(level))
    for number in range(2):
        told = [planter.word(level, f"paper{part}") for part in ("title", "name")]
        source = Source("papers", told[0], url=f"https://paper.example/{level}/{number}", marking=Marking(level))
        document = Document(source.id, f"{number:064x}", told[1], told[0], signature(RELEASED), Marking(level))
        read = [_read(planter, source, level, at) for at in range(5)]
        propose(store, document, read)
        accept(store, [read[0].id], hand)
        reject(store, [read[1].id], hand)
        take(store, read[2].id, hand)


def _read(planter: Planter, source: Source, level: int, at: int) -> Proposal:
    """A proposal with words of its own in each part that a reader may see."""
    operation = Mention("Operation", "shared-operations")
    told = {part: planter.word(level, f"read{part}") for part in ("quote", "locator", "rule")}
    if at % 2:
        claim = Claim(operation, "note", source, value=planter.word(level, "readvalue"))
    else:
        body = Mention("Body", name=planter.word(level, "readsubject"))
        claim = Claim(body, "TOOK_PART_IN", source, object=operation, role="participant")
    claim = replace(claim, quote=told["quote"], locator=told["locator"], marking=Marking(level))
    return Proposal(claim, told["rule"], 0.5, at, at + 9)
