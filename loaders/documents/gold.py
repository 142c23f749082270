"""A reading in, its labels in the scorer's format out: what `wengraph extract` writes."""

from __future__ import annotations

from typing import Any, Final

from loaders.documents.consolidating import consolidated
from loaders.documents.reading import Reading

_KINDS: Final = {"Taxon": "Species"}
_LABELLED: Final = {"Agency", "Country", "Network", "Operation", "Meeting", "Agreement", "CrimeType", "Taxon"}
_SCORED: Final = {
    "LED",
    "ORGANISED",
    "HELD_IN",
    "MEMBER_OF",
    "SIGNED",
    "TOOK_PART_IN",
    "ATTENDED",
    "SUPPORTED",
    "TARGETED",
}
_LINKS: Final = {
    "TOOK_PART_IN": "PARTICIPATED_IN",
    "ATTENDED": "PARTICIPATED_IN",
    "SUPPORTED": "PARTICIPATED_IN",
    "TARGETED": "TARGETS",
}


def labels(reading: Reading, name: str) -> dict[str, Any]:
    """Entities with every form in which they stand, relations and dates, each once, in the order of the text."""
    text = reading.document.text
    entities = {
        (_KINDS.get(m.term.kind, m.term.kind), form, m.term.key): None
        for m in reading.mentions
        if m.term.kind in _LABELLED and not (m.inside and m.term.kind not in ("CrimeType", "Taxon"))
        for form in _forms(text[m.start : m.end])
    }
    told = consolidated(reading)
    scored = [s for s in told.statements if s.link in _SCORED]
    relations = {(_LINKS.get(s.link, s.link), s.subject.key, s.object.key): None for s in scored}
    dates = {(d.event.key, str(d.period.start or ""), str(d.period.end or "")): None for d in told.dates}
    return {
        "doc": name,
        "entities": [{"type": kind, "text": form, "canonical_id": key} for kind, form, key in entities],
        "relations": [{"type": link, "source": source, "target": target} for link, source, target in relations],
        "dates": [{"of": of, "start": start, "end": end or None} for of, start, end in dates],
    }


def _forms(words: str) -> list[str]:
    """`Name (LETTERS)` stands for itself, for the name and for the letters."""
    name, bracket, rest = words.partition(" (")
    return [words, name, rest.removesuffix(")")] if bracket and words.endswith(")") else [words]
