"""A partner's quads in; the claims and judgements that they state out, and what of them could not be taken, by name.

What a claim node of the file accounts for (shortcut triples, labels, kinds) is not taken twice; a plain triple becomes
a claim of the file itself, which nobody has judged. Nothing is marked lower than the file was declared to be.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pyoxigraph import NamedNode, Quad, Triple

from graph.errors import WengraphError
from graph.judgements import Judgement
from graph.values.claims import Claim, Source
from graph.values.markings import Marking
from ontology import nodes
from ontology.mentions import Term, Told, iris
from ontology.plain import Accounted, Plain
from ontology.terms import RDF, WEN

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refused:
    """A subject that could not be taken, and why."""

    subject: str
    why: str


@dataclass(slots=True)
class Ingested:
    """What a file states: claims, judgements, subjects that could not be taken, and unknown terms with how often.

    `plain` counts the claims that were made of plain triples.
    """

    claims: list[Claim] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    plain: int = 0


def ingest(quads: Iterable[Quad], origin: Source, *, refuse: Mapping[str, str] | None = None) -> Ingested:
    """Read a file's quads. `origin` is the file itself: its marking is the least that anything of it gets.

    `refuse` names subjects that are not to be taken, with the reason (such as what a validation found).
    """
    described, markings, graphs = _described(quads)
    found = Ingested()
    unfit = dict(refuse or {})
    accounted = Accounted()
    sources = _each(described, {"SourceDocument"}, unfit, found, lambda _, told: nodes.source(told, origin.marking))
    judged = _each(described, {"Judgement"}, unfit, found, lambda _, told: nodes.judgement(told, described, origin))
    said = _each(described, nodes.CLASSES, unfit, found, lambda _, told: nodes.claim(told, described, sources, origin))
    found.judgements = list(judged.values())
    found.claims = [claim if claim.locator else _located(claim, subject, origin) for subject, claim in said.items()]
    for subject in said:
        accounted.claim(described[subject], said[subject])
    taken = {*sources, *judged, *said, *unfit, *graphs}
    plain = Plain(described, accounted, origin, found.unknown)
    for claim in plain.claims(taken):
        found.claims.append(replace(claim, marking=max(markings[claim.locator], origin.marking)))
        found.plain += 1
    return found


def _located(claim: Claim, subject: str, origin: Source) -> Claim:
    """A claim on the file's own word stands at its node in the file."""
    return replace(claim, locator=subject) if claim.source.id == origin.id else claim


def _described(quads: Iterable[Quad]) -> tuple[dict[str, Told], dict[str, Marking], set[str]]:
    """What is said of each subject, each value once; the highest marking of the graphs that each stands in; graphs."""
    told: dict[str, dict[str, dict[Term, None]]] = defaultdict(lambda: defaultdict(dict))
    markings: dict[str, Marking] = defaultdict(lambda: Marking.CLEAR)
    graphs: set[str] = set()
    for quad in quads:
        if not isinstance(quad.subject, NamedNode) or isinstance(quad.object, Triple):
            continue
        subject = quad.subject.value
        told[subject][quad.predicate.value][quad.object] = None  # not a list: a subject may have a million values
        if isinstance(quad.graph_name, NamedNode):
            graphs.add(quad.graph_name.value)
            markings[subject] = max(markings[subject], _marking(quad.graph_name.value))
    listed: dict[str, Told] = {
        subject: {name: [*values] for name, values in said.items()} for subject, said in told.items()
    }
    return listed, markings, graphs


def _marking(graph: str) -> Marking:
    """The marking that a named graph of our making carries in its name; another one says nothing."""
    return nodes.MARKINGS.get(graph.rpartition("/graph/")[2], Marking.CLEAR)


def _each(
    described: Mapping[str, Told],
    classes: Iterable[str],
    unfit: dict[str, str],
    found: Ingested,
    read: Callable[[str, Told], T],
) -> dict[str, T]:
    """What can be read of each subject of one of these classes; the others are refused by name."""
    wanted = {WEN + name for name in classes}
    taken: dict[str, T] = {}
    for subject, told in described.items():
        if not wanted & {*iris(told, RDF + "type")}:
            continue
        try:
            if subject in unfit:
                found.refused.append(Refused(subject, unfit[subject]))
                continue
            taken[subject] = read(subject, told)
        except WengraphError as error:
            unfit[subject] = str(error)
            found.refused.append(Refused(subject, str(error)))
    return taken
