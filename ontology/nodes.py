"""What is said of a claim's, a source's or a judgement's node in, the value that it describes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pyoxigraph import Literal

from graph.errors import DataError
from graph.judgements import Judgement, Verdict
from graph.schema import KINDS, LINKS, NAME_SORTS, kinds_of
from graph.values.claims import BASES, Basis, Claim, Mention, Source
from graph.values.dates import PartialDate, Period
from graph.values.grades import SCHEMES, check_code
from graph.values.markings import Marking
from graph.values.names import is_key
from ontology import terms
from ontology.mentions import Told, iri, iris, local, mention_of, mention_written, text
from ontology.terms import DCTERMS, PROV, RDF, WEN, wen
from ontology.values import TYPES

MARKINGS: Final = {name: Marking(rank) for rank, name in enumerate(terms.MARKINGS)}
LOADER: Final = "rdf"
CLASSES: Final = frozenset({terms.ATTRIBUTE, *terms.BY_CLASS})
_VERDICTS: Final[dict[str, Verdict]] = {"same": "same", "different": "different", "unsure": "unsure"}


def source(told: Told, least: Marking) -> Source:
    """The document that a node describes, marked at least so. Raises DataError."""
    title = text(told, DCTERMS + "title")
    if not title:
        raise DataError("a source needs a dcterms:title")
    return Source(
        dataset=text(told, wen("dataset")) or "rdf",
        title=title,
        publisher=text(told, wen("publisherName")),
        url=text(told, wen("address")),
        published=text(told, DCTERMS + "issued"),
        sha256=text(told, wen("sha256")),
        mirror_of=text(told, wen("mirrorOf")),
        marking=max(_marking(told, least), least),
    )


def claim(told: Told, described: Mapping[str, Told], sources: Mapping[str, Source], origin: Source) -> Claim:
    """The claim that a node describes, on the word of its source, else of the file. Raises DataError."""
    subject = mention_written("subject", told) or _end(told, "subject", described)
    predicate, thing, value = _stated(told, described, subject)
    return Claim(
        subject,
        predicate,
        _graded(told, _source(told, sources, origin)),
        object=thing,
        value=value,
        role=_role(told, predicate),
        period=Period(_day(told, "validFrom"), _day(told, "validTo")),
        record=text(told, wen("recordKind")),
        locator=text(told, wen("locator")),
        quote=text(told, wen("quote")),
        basis=_basis(told),
        credibility=_credibility(told),
        marking=max(_marking(told, origin.marking), origin.marking),
        released_to=tuple(sorted(word.value for word in told.get(wen("releasedTo"), ()) if isinstance(word, Literal))),
        classification=text(told, wen("classification")),
        loader=LOADER,
        first_recorded=text(told, wen("recordedAt")),
    )


def judgement(told: Told, described: Mapping[str, Told], origin: Source) -> Judgement:
    """The word on identity that a node describes. Raises DataError."""
    left, right = (_judged(told, side, described) for side in ("left", "right"))
    verdict = _VERDICTS.get(local(told, wen("verdict"), "verdict"))
    if verdict is None:
        raise DataError("a judgement needs a wen:verdict")
    undone = iri(told, wen("undoes"))
    return Judgement(
        left,
        right,
        verdict,
        text(told, wen("author")),
        text(told, wen("reason")),
        text(told, wen("recordedAt")),
        level=max(_marking(told, origin.marking), origin.marking),
        undoes=undone.rpartition("/id/judgement-")[2],
    )


def _judged(told: Told, side: str, described: Mapping[str, Told]) -> str:
    mention = _end(told, side, described)
    if not mention.key:
        raise DataError(f"wen:{side} of a judgement is no id of ours")
    return f"{KINDS[mention.kind].prefix}:{mention.key}"


def _end(told: Told, side: str, described: Mapping[str, Told]) -> Mention:
    found = told.get(wen(side), ())
    if len(found) != 1:
        raise DataError(f"wen:{side} is given {len(found)} times, not once")
    return mention_of(found[0], described)


def _stated(told: Told, described: Mapping[str, Told], subject: Mention) -> tuple[str, Mention | None, str]:
    """Predicate, object and value of a claim."""
    classes = [name for name in iris(told, RDF + "type") if name.removeprefix(WEN) in CLASSES]
    if len(classes) != 1:
        raise DataError("a claim is of one class of claims")
    name, value = classes[0].removeprefix(WEN), text(told, wen("value"))
    if name == terms.ATTRIBUTE:
        named = iri(told, wen("property")).removeprefix(WEN)
        return checked(subject, terms.BY_PROPERTY_TERM.get(named, named), value), None, value
    link = terms.BY_CLASS[name]
    thing = mention_written("object", told) or _end(told, "object", described)
    check_ends(link, subject, thing)
    return link, thing, value


def checked(subject: Mention, predicate: str, value: str) -> str:
    """The predicate, if a thing of this kind has it and its value can be of its type. Raises DataError."""
    if predicate == "alias_id" and not is_key(value):
        raise DataError(f"{value!r} is no key of an id")
    if predicate in NAME_SORTS:
        if not value.strip():
            raise DataError("a name is empty")
        return predicate
    if not any(predicate in KINDS[kind].properties for kind in kinds_of(subject.kind)):
        raise DataError(f"{predicate!r} is nothing that can be said of a {subject.kind}")
    if TYPES[predicate] == "date":
        PartialDate(value)
    if TYPES[predicate] in ("integer", "amount"):
        try:
            float(value)
        except ValueError as error:
            raise DataError(f"{value!r} is no number") from error
    return predicate


def check_ends(link: str, start: Mention, end: Mention) -> None:
    """Raise DataError where a link can't join these two."""
    for mention, allowed in ((start, LINKS[link].start), (end, LINKS[link].end)):
        if not set(kinds_of(mention.kind)) & set(allowed):
            raise DataError(f"{link} takes {' or '.join(allowed)} here, not {mention.kind}")
    if start.key and (start.kind, start.key) == (end.kind, end.key):
        raise DataError(f"{link} can't join a thing to itself")


def _source(told: Told, sources: Mapping[str, Source], origin: Source) -> Source:
    named = iri(told, PROV + "wasDerivedFrom")
    if named and named not in sources:
        raise DataError(f"its source {named} is not described in the file")
    return sources[named] if named else origin


def _graded(told: Told, source_told: Source) -> Source:
    """The source with the grade and the day of retrieval that this claim gives it."""
    scheme = local(told, wen("gradeScheme"), "scheme")
    if not scheme and wen("reliability") not in told:
        return source_told
    scheme = scheme or "admiralty"
    if scheme not in SCHEMES:
        raise DataError(f"{scheme!r} is not a grading scheme")
    letter = check_code(scheme, "reliability", local(told, wen("reliability"), f"{scheme}-reliability"))
    return replace(source_told, scheme=scheme, reliability=letter, retrieved=text(told, wen("retrieved")))


def _credibility(told: Told) -> str:
    scheme = local(told, wen("gradeScheme"), "scheme") or "admiralty"
    return check_code(scheme, "credibility", local(told, wen("credibility"), f"{scheme}-credibility"))


def _role(told: Told, predicate: str) -> str:
    role = local(told, wen("role"), "role") or text(told, wen("roleText"))
    if role and predicate not in LINKS:
        raise DataError("only a claim of a link has a role")
    return role


def _basis(told: Told) -> Basis:
    word = local(told, wen("basis"), "basis") or "stated"
    for basis in BASES:
        if basis == word:
            return basis
    raise DataError(f"{word!r} is no basis")


def _day(told: Told, name: str) -> PartialDate | None:
    word = text(told, wen(name))
    return PartialDate(word) if word else None


def _marking(told: Told, missing: Marking) -> Marking:
    """A marking that is missing is the file's; an unknown one is RED."""
    named = iri(told, wen("marking"))
    return MARKINGS.get(named.removeprefix(f"{WEN}marking-"), Marking.RED) if named else missing
