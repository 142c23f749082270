"""Terms and a folded text in, the places where they are named out: the longest name that stands in its own capitals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import ahocorasick

from loaders.documents.terms import Term
from loaders.documents.words import Folded, fold_name

PROPER: Final = frozenset({"Country", "Agency", "Network", "Meeting", "Operation", "Agreement"})
"""Kinds whose names begin with a capital wherever they stand."""
_LEAST: Final = 3
_ACRONYM_LENGTH: Final = 7


@dataclass(frozen=True, slots=True)
class Hit:
    """A span of a text and the terms that it may name; `inside` where it lies within the name of a meeting.

    `home` where the name stands for them only in texts on their own country.
    """

    start: int
    end: int
    terms: tuple[Term, ...]
    inside: bool = False
    home: bool = False


@dataclass(slots=True)
class _Entry:
    terms: list[Term] = field(default_factory=list)
    capitals: bool = True
    letters: bool = True
    home: bool = True


class Lexicon:
    """An Aho-Corasick automaton over folded names; built once, read by many."""

    def __init__(self, terms: Sequence[Term], traps: Iterable[str], spelling: Mapping[str, str]) -> None:
        entries: dict[str, _Entry] = {}
        for term in terms:
            for name in term.names:
                for form in _forms(term, name):
                    _enter(entries, term, form, spelling)
        homely = [(term, name) for term in terms for name in term.at_home]
        for term, name in homely:
            _enter(entries, term, name, spelling, home=True)
        for trap in traps:
            key = fold_name(trap, spelling)
            entries[key] = _Entry([], trap[:1].isupper(), False)
        self._automaton = ahocorasick.Automaton()
        for key, entry in entries.items():
            self._automaton.add_word(key, (len(key), entry))
        self._automaton.make_automaton()

    def find(self, text: str, folded: Folded) -> list[Hit]:
        """The longest names, in the order of the text; a trap takes its place and gives nothing."""
        found: list[tuple[int, int, _Entry]] = []
        for last, (length, entry) in self._automaton.iter(folded.text):
            start, end = folded.span(last + 1 - length, last + 1)
            if _stands(text[start:end], entry):
                found.append((start, end, entry))
        found.sort(key=lambda hit: (hit[0], -hit[1]))
        hits: list[Hit] = []
        free = 0
        for start, end, entry in found:
            if start >= free:
                free = end
                if entry.terms:
                    hits.append(Hit(start, end, tuple(entry.terms), home=entry.home))
            elif hits and end <= hits[-1].end and hits[-1].terms[0].kind == "Meeting" and entry.terms:
                hits.append(Hit(start, end, tuple(entry.terms), inside=True))
        return hits


def _enter(
    entries: dict[str, _Entry], term: Term, form: str, spelling: Mapping[str, str], *, home: bool = False
) -> None:
    key = fold_name(form, spelling)
    if len(key) - 2 < _LEAST - (form.isupper()):
        return
    entry = entries.setdefault(key, _Entry())
    entry.home &= home
    if all(t.id != term.id for t in entry.terms):
        entry.terms.append(term)
    entry.capitals &= term.kind in PROPER
    entry.letters &= _is_acronym(form)


def _is_acronym(form: str) -> bool:
    return form.isupper() and len(form) <= _ACRONYM_LENGTH and " " not in form


def _stands(written: str, entry: _Entry) -> bool:
    """Whether a name is written as one: letters in capitals, proper names with a capital at the beginning."""
    if entry.letters:
        letters = [c for c in written if c.isalpha()]
        return sum(c.isupper() for c in letters) * 2 > len(letters) or (len(letters) > 5 and letters[0].isupper())
    return not entry.capitals or written[:1].isupper() or written[:1].isdigit()


def _forms(term: Term, name: str) -> list[str]:
    """The forms of a name: species, save by their scientific names, have plurals."""
    if term.kind != "Taxon" or name == term.names[0]:
        return [name.removeprefix("The ").removeprefix("the ")]
    return [name, *_plurals(name)]


def _plurals(name: str) -> list[str]:
    if name.endswith(("s", "x", "ch", "sh")):
        return [f"{name}es"]
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return [f"{name[:-1]}ies"]
    return [f"{name}s"]
