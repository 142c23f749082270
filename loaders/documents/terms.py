"""Records and lookups in, the things that texts may name out: each with all the forms in which it is written."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from graph.values.countries import country_name, names_of_countries, other_names
from graph.values.names import normal_form, slug
from loaders.dataset import BUNDLED
from loaders.documents.lookups import Lookups, lookups
from loaders.tables import AGENCY_KINDS_OF_NETWORKS


@dataclass(frozen=True, slots=True)
class Term:
    """One thing with a name: its kind, its key within the kind, its names as written.

    `at_home` are names that only texts on its own country use: `Ministry of Forestry`.
    `country` is the code of the country that it belongs to or happened in, `city` and `start` place an event, `sort`
    is what the records call it (police, customs …). `known` is false for what only a text names.
    """

    kind: str
    key: str
    name: str
    names: tuple[str, ...] = ()
    at_home: tuple[str, ...] = ()
    country: str = ""
    city: str = ""
    start: str = ""
    end: str = ""
    sort: str = ""
    known: bool = True

    @property
    def id(self) -> tuple[str, str]:
        """What tells it from all others."""
        return self.kind, self.key


def merged(terms: Iterable[Term]) -> dict[tuple[str, str], Term]:
    """Terms by what they stand for, each once with all its names; what is said first of its place and days holds."""
    found: dict[tuple[str, str], Term] = {}
    for term in terms:
        old = found.get(term.id)
        found[term.id] = _joined(old, term) if old else term
    return found


def _joined(old: Term, new: Term) -> Term:
    return replace(
        old,
        names=tuple(dict.fromkeys((*old.names, *new.names))),
        at_home=tuple(dict.fromkeys((*old.at_home, *new.at_home))),
        country=old.country or new.country,
        city=old.city or new.city,
        start=old.start or new.start,
        end=old.end or new.end,
        sort=old.sort or new.sort,
    )


@cache
def bundled_terms() -> tuple[Term, ...]:
    """What the bundled records and the shipped lookups name."""
    return tuple(with_lookups(_records(), lookups()))


def with_lookups(terms: Iterable[Term], words: Lookups) -> Iterator[Term]:
    """The terms, with countries and with the lookups' names joined to those that bear one of them already."""
    known = merged(terms)
    further: list[Term] = []
    named = {
        (kind, normal_form(name)): term.key
        for term in known.values()
        for kind in ({"Agency", "Network"} if term.kind in ("Agency", "Network") else {term.kind})
        for name in term.names
        if term.kind == kind
    }
    for kind, table in (("Agency", words.bodies), ("Network", words.networks), ("Agreement", words.agreements)):
        for key, names in table.items():
            kinds = (kind, "Network") if kind == "Agency" else (kind,)
            found = next(((k, named[k, n]) for k in kinds for n in map(normal_form, names) if (k, n) in named), None)
            found = found or next(((k, key) for k in kinds if (k, key) in known), (kind, key))
            further.append(Term(*found, names[0], names))
    for scientific, names in words.species.items():
        further.append(Term("Taxon", slug(scientific), names[0], (scientific, *names)))
    yield from merged((*known.values(), *further)).values()
    yield from _countries(words)


def _countries(words: Lookups) -> Iterator[Term]:
    further: dict[str, list[str]] = {}
    for name, code in words.countries.items():
        further.setdefault(code, []).append(name)
    barred = {normal_form(name) for name in words.traps["never"]}
    for code in sorted(set().union(*names_of_countries().values())):
        shown = country_name(code)
        names = [shown, *other_names(code), *further.get(code, ()), *(t[code] for t in _territories() if code in t)]
        names = [name for name in names if normal_form(name) not in barred and (len(name) > 3 or name.isupper())]
        yield Term(
            "Country", code, shown, tuple(dict.fromkeys(n for n in names if words.countries.get(n, code) == code))
        )


@cache
def _territories() -> tuple[Mapping[str, str], ...]:
    """Names of countries in the languages that lookups have words for and that the register asks for last."""
    from babel import Locale

    return tuple(Locale(language).territories for language in ("it", "pl", "de"))


def _records() -> Iterator[Term]:
    """Entities of the bundled tables, read by their name columns alone: a start of a second allows no more."""
    folders = sorted(p.parent for p in BUNDLED.glob("*/dataset.toml"))
    aliases = {row["alias_id"]: row["id"] for row in _rows(folders, "aliases") if row.get("alias_id")}
    for table, make in _TABLES.items():
        for row in _rows(folders, table):
            term = make(row)
            if term.name:
                yield replace(term, key=aliases.get(term.key, term.key))
    for row in _rows(folders, "aliases"):
        if row.get("alias"):
            yield Term(row["kind"].capitalize(), row["id"], row["alias"], (row["alias"],))


def _rows(folders: Iterable[Path], table: str) -> Iterator[dict[str, str]]:
    for folder in folders:
        path = folder / f"{table}.csv"
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                yield from csv.DictReader(file)


def _body(kind: str, row: dict[str, str]) -> Term:
    if kind == "Network" and row.get("kind", "") in AGENCY_KINDS_OF_NETWORKS:
        kind = "Agency"
    name = row.get("name", "")
    names = [*_split_aside(name), row.get("local_name", ""), row.get("acronym", "")]
    country = row.get("country_iso2") or ""
    at_home = [_without_country(n, country) for n in names[:1] if country]
    names += [_without_owner(n) for n in names[:1]]
    return Term(
        kind,
        row.get("id") or slug(name),
        name,
        tuple(n for n in names if n),
        tuple(n for n in at_home if n),
        country,
        row.get("headquarters_city") or "",
        sort=row.get("kind", ""),
    )


def _without_country(name: str, country: str) -> str:
    """`Wildlife Crime Control Bureau India` without its country, as the country's own texts write it."""
    for word in (country_name(country), *other_names(country)):
        bare = re.sub(rf"(?:^{re.escape(word)} | (?:of )?{re.escape(word)}$)", "", name)
        if bare != name and len(bare.split()) > 2:
            return bare
    return ""


def _without_owner(name: str) -> str:
    """`INTERPOL Wildlife Crime Working Group` without the body that it belongs to."""
    first, _, rest = name.partition(" ")
    return rest if first.isupper() and len(first) > 3 and len(rest.split()) > 3 else ""


def _agency(row: dict[str, str]) -> Term:
    return _body("Agency", row)


def _network(row: dict[str, str]) -> Term:
    return _body("Network", row)


def _event(kind: str, row: dict[str, str]) -> Term:
    name = row.get("name") or row.get("title") or ""
    return Term(
        kind,
        row.get("id") or slug(name),
        name,
        tuple(_split_aside(name)) if name else (),
        (),
        row.get("country_iso2") or "",
        row.get("city") or "",
        row.get("start_date") or row.get("signed_on") or "",
        row.get("end_date") or "",
        row.get("kind") or "",
    )


def _operation(row: dict[str, str]) -> Term:
    term = _event("Operation", row)
    bare = re.sub(r"\s*\([^)]*\)|\s(?:19|20)\d\d$", "", term.name).strip()
    names = dict.fromkeys((bare, *_split_aside(term.name)))
    short = bare.removeprefix("Operation ")
    if short != bare and len(re.split(r"[ -]", short)) > 1:
        names[short] = None
    return replace(term, names=tuple(names))


def _meeting(row: dict[str, str]) -> Term:
    return _event("Meeting", row)


def _agreement(row: dict[str, str]) -> Term:
    """With a resolution's number (`AGN/65/RES/25`) as a name of its own."""
    term = _event("Agreement", row)
    return replace(term, names=(*term.names, *re.findall(r"\b[A-Z]{2,}[-/][\w/-]*\d[\w/-]*", term.name)))


def _species(row: dict[str, str]) -> Term:
    scientific, common = row.get("scientific_name", ""), row.get("common_name") or ""
    return Term(
        "Taxon", slug(scientific), common or scientific, tuple(n for n in (scientific, *_split_aside(common)) if n)
    )


def _tool(row: dict[str, str]) -> Term:
    name = row.get("name", "")
    return Term("Tool", row.get("id") or slug(name), name, (name,) if name else ())


_TABLES: Final = {
    "networks": _network,
    "agencies": _agency,
    "meetings": _meeting,
    "operations": _operation,
    "agreements": _agreement,
    "species": _species,
    "tools": _tool,
}


def _split_aside(name: str) -> list[str]:
    """`Tibetan antelope (chiru)` gives both names, `Ministry (Kenya)` and `Group (CITES)` only the first."""
    match = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", name)
    if match is None:
        return [name] if name else []
    aside = match[2]
    told = aside.islower() or (aside.isupper() and aside[0] == match[1][0])
    return [match[1], aside] if told else [match[1]]
