"""Labelled documents in, the score of each read without the lookups and rules that serve it alone out.

Run as a program with a file of entries to leave out and a document, it prints that document's labels: the lookups are
read once a process, so that each reading needs one of its own.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from loaders.documents import lookups as shelf

TABLES = ("bodies", "agreements", "species")
Entry = tuple[str, str, str]
"""Table, key and value of one lookup; for a rule, which is left out with all its wordings, `rules`, its name and ''."""


def entries(told: dict[str, Any]) -> list[Entry]:
    """All lookups and rules, one by one."""
    found = [(table, key, name) for table in TABLES for key, names in told[table].items() for name in names]
    found += [("crime_types", key, pattern) for key, patterns in told["crime_types"].items() for pattern in patterns]
    return found + [("rules", rule["name"], "") for rule in told["rules"]]


def without(told: dict[str, Any], left: Iterable[Entry]) -> dict[str, Any]:
    """The lookups without some entries."""
    gone = set(left)
    for table in (*TABLES, "crime_types"):
        told[table] = {k: [v for v in vs if (table, k, v) not in gone] for k, vs in told[table].items()}
        told[table] = {k: vs for k, vs in told[table].items() if vs or table == "crime_types"}
    told["rules"] = [rule for rule in told["rules"] if ("rules", rule["name"], "") not in gone]
    return told


def served(texts: dict[str, str], tagged: dict[str, list[str]]) -> dict[str, set[Entry]]:
    """By document, the entries that are found in it and in no other."""
    from loaders.documents.statements import pattern_of

    told = tomllib.loads(shelf.FILE.read_text(encoding="utf-8"))
    wordings = {rule["name"]: rule["patterns"] for rule in told["rules"]}
    where: dict[Entry, set[str]] = defaultdict(set)
    for entry in entries(told):
        table, key, value = entry
        for name, text in texts.items():
            if table == "rules":
                found = any(pattern_of(p).search(sentence) for p in wordings[key] for sentence in tagged[name])
            elif table == "crime_types":
                found = re.search(value, text.lower()) is not None
            else:
                found = re.search(rf"\b{re.escape(value)}s?\b", text, re.IGNORECASE) is not None
            if found:
                where[entry].add(name)
    alone: dict[str, set[Entry]] = defaultdict(set)
    for entry, names in where.items():
        if len(names) == 1:
            alone[next(iter(names))].add(entry)
    return alone


def _toml(told: dict[str, Any]) -> str:
    """As much TOML as lookups need: JSON's texts, numbers and lists are TOML's."""
    lines: list[str] = []
    for table, values in told.items():
        for rule in values if table == "rules" else ():
            lines += ["[[rules]]", *(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in rule.items())]
        if table != "rules":
            lines += [f"[{table}]", *(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in values.items())]
    return "\n".join(lines)


def main(left_out: str, document: str) -> None:
    """Print the labels of a document, read without the entries of a file."""
    gone = [tuple(entry) for entry in json.loads(Path(left_out).read_text(encoding="utf-8"))]
    told = without(tomllib.loads(shelf.FILE.read_text(encoding="utf-8")), gone)  # type: ignore[arg-type]
    reduced = Path(left_out).with_suffix(".toml")
    reduced.write_text(_toml(told), encoding="utf-8")
    shelf.FILE = reduced  # type: ignore[misc]
    from loaders.documents.gold import labels
    from loaders.documents.reading import bundled_reader
    from loaders.readers.document import open_document

    path = Path(document)
    sys.stdout.write(json.dumps(labels(bundled_reader().read(open_document(path)), path.name)))


if __name__ == "__main__":
    main(*sys.argv[1:])
