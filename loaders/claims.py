"""One row of a table and its spec in, the claims it makes out; raises FieldError for a cell that can't be taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.schema import KINDS, LINKS, kinds_of
from graph.values.claims import BASES, Basis, Claim, Mention, Source
from graph.values.dates import UNDATED, Period
from graph.values.markings import Marking, marking_in_data
from graph.values.names import slug
from loaders.base import FieldError, Fields, Link, Origin, Ref, Spec
from loaders.cells import check_order, grade_code, number, period, web_address
from loaders.mentions import KIND_WORDS, check_key, country, mention_name, mentions

LOADER: Final = "tables/1"
COMMON_COLUMNS: Final = (
    "source_url",
    "source_title",
    "source_publisher",
    "source_published",
    "retrieved_on",
    "confidence",
    "basis",
    "credibility",
    "marking",
    "quote",
    "locator",
    "released_to",
    "classification",
)
"""Columns that any table may have, beside those of its record kind."""

_CONFIDENCE: Final[dict[str, Basis]] = {"confirmed": "stated", "probable": "inferred"}


@dataclass(frozen=True, slots=True)
class _Told:
    """What all claims of a row share."""

    record: str
    source: Source
    locator: str
    quote: str
    basis: Basis
    credibility: str
    marking: Marking
    released_to: tuple[str, ...]
    classification: str

    def claim(
        self,
        subject: Mention,
        predicate: str,
        thing: Mention | None = None,
        *,
        value: str = "",
        role: str = "",
        span: Period = UNDATED,
        basis: Basis | None = None,
    ) -> Claim:
        return Claim(
            subject,
            predicate,
            self.source,
            object=thing,
            value=value,
            role=role,
            period=span,
            record=self.record,
            locator=self.locator,
            quote=self.quote,
            basis=basis or self.basis,
            credibility=self.credibility,
            marking=self.marking,
            released_to=self.released_to,
            classification=self.classification,
            loader=LOADER,
        )


def columns_of(spec: Spec) -> frozenset[str]:
    """All columns that a table of this record kind may have."""
    told = {*COMMON_COLUMNS, *spec.parts, *spec.names, *spec.properties, spec.country_in}
    told |= {spec.id_in} if spec.kind else set()
    told |= {"kind"} if spec.kind_by or spec.name == "aliases" else set()
    for link in spec.links:
        told |= {link.role_in, link.since_in, link.until_in, link.value_in, link.basis_in}
        for ref in (link.start, link.end):
            told |= {ref.id, ref.name, ref.kind_in} if ref else set()
    return frozenset(told - {""})


def claims_of_row(spec: Spec, fields: Fields, origin: Origin, place: str) -> list[Claim]:
    """The claims of one row, in `place` ("meetings.csv row 12"); a row of a link table makes at least one link."""
    told = _told(spec, fields, origin, place)
    subject = _subject(spec, fields) if spec.kind else None
    claims = list(_card(spec, fields, told, subject)) if subject else []
    for link in spec.links:
        claims += _link(link, fields, told, subject)
    if not claims:
        raise FieldError("", "", "this row says nothing that I can load")
    return claims


def _told(spec: Spec, fields: Fields, origin: Origin, place: str) -> _Told:
    url = web_address("source_url", fields.pop("source_url"))
    title = fields.pop("source_title")
    published = period("source_published", fields.pop("source_published"))
    source = origin.source(
        url=url,
        title=title,
        publisher=fields.pop("source_publisher"),
        published=str(published.start or ""),
        retrieved=_retrieved(fields.pop("retrieved_on")),
    )
    locator = fields.pop("locator")
    return _Told(
        record=spec.name,
        source=source,
        locator=f"{place}; {locator}" if locator else place,
        quote=fields.pop("quote"),
        basis=_basis(fields, cited=bool(url or title)),
        credibility=_credibility(fields.pop("credibility"), origin.scheme),
        marking=marking_in_data(fields.pop("marking"), origin.marking),
        released_to=tuple(sorted(fields.list("released_to"))),
        classification=fields.pop("classification"),
    )


def _retrieved(text: str) -> str:
    day = period("retrieved_on", text).start
    if day and day.earliest > date.today():
        raise FieldError("retrieved_on", text, "this day is still to come")
    return str(day or "")


def _credibility(text: str, scheme: str) -> str:
    """A table may say how credible its claims are, but not that other sources confirm them: a person finds that."""
    code = grade_code("credibility", text, scheme)
    if (scheme, code) == ("admiralty", "1"):
        raise FieldError("credibility", text, "1 (confirmed by others) is a reviewer's word; a table may say 2 to 6")
    return code


def _basis(fields: Fields, *, cited: bool) -> Basis:
    confidence, basis = fields.pop("confidence").casefold(), _known_basis("basis", fields)
    if basis:
        return basis
    if confidence and confidence not in _CONFIDENCE:
        raise FieldError("confidence", confidence, f"expected one of {', '.join(_CONFIDENCE)}")
    if confidence == "probable" and not cited:
        return "common-knowledge"
    return _CONFIDENCE.get(confidence, "stated")


def _known_basis(column: str, fields: Fields) -> Basis | None:
    word = fields.pop(column).casefold() if column else ""
    found = next((basis for basis in BASES if basis == word), None)
    if word and not found:
        raise FieldError(column, word, f"expected one of {', '.join(BASES)}")
    return found


def _subject(spec: Spec, fields: Fields) -> Mention:
    word = fields.pop("kind").casefold()
    kind = spec.kind_by.get(word, spec.kind)
    if spec.name == "aliases" and word:
        if word not in KIND_WORDS:
            raise FieldError("kind", word, f"expected one of {', '.join(KIND_WORDS)}")
        kind = KIND_WORDS[word]
    home = country(fields.pop(spec.country_in), spec.country_in).key if fields.pop(spec.country_in) else ""
    given = fields.need(spec.id_in) if spec.id_in in spec.required else fields.pop(spec.id_in) if spec.id_in else ""
    key = given.removeprefix(f"{KINDS[kinds_of(kind)[0]].prefix}:")
    if key:
        return Mention(kind, check_key(key, spec.id_in), country=home)
    parts = [fields.need(part) for part in spec.parts] or [fields.need(next(iter(spec.names)))]
    made = "-".join(slug(part) for part in ([home] if home and not spec.parts else []) + parts)
    if not slug(parts[-1]):
        raise FieldError(
            spec.id_in or spec.parts[-1], parts[-1], "no id can be made of this name: give one in column id"
        )
    return Mention(kind, made, country=home)


def _card(spec: Spec, fields: Fields, told: _Told, subject: Mention) -> Iterator[Claim]:
    """The claims that name and describe the row's own entity."""
    for column, sort in spec.names.items():
        text = fields.pop(column)
        if text:
            value = check_key(text, column) if sort == "alias_id" else text
            yield told.claim(subject, sort, value=value)
    kind = kinds_of(subject.kind)[0]
    for column, name in spec.properties.items():
        text = fields.pop(column)
        if name == "kind":
            name = f"{kind.lower()}_kind"
        for prop, value in _values(kind, column, name, text):
            yield told.claim(subject, prop, value=value)
    _check_span(spec, kind, fields)


def _values(kind: str, column: str, name: str, text: str) -> list[tuple[str, str]]:
    """A property's value in its type; a span in the column of an event's first day fills both its days."""
    if not text:
        return []
    sort = KINDS[kind].properties[name]
    if sort == "date":
        told = period(column, text)
        dates = KINDS[kind].dates or (name, name)
        if told.start != told.end and len(set(dates)) == 1:
            raise FieldError(column, text, "expected one date, not a span")
        if told.start == told.end or name != dates[0]:
            return [(name, str(told.end if name == dates[1] else told.start))]
        return [(prop, str(day)) for prop, day in zip(dates, (told.start, told.end), strict=True) if day]
    if sort in ("integer", "amount"):
        return [(name, number(column, text, whole=sort == "integer"))]
    return [(name, web_address(column, text) if sort == "url" else text)]


def _check_span(spec: Spec, kind: str, fields: Fields) -> None:
    """Refuse an event that ends before it starts."""
    dates = KINDS[kind].dates
    columns = [column for name in dates or () for column, prop in spec.properties.items() if prop == name]
    if len(columns) == 2:
        check_order(columns[1], period(columns[0], fields.pop(columns[0])), period(columns[1], fields.pop(columns[1])))


def _link(link: Link, fields: Fields, told: _Told, subject: Mention | None) -> list[Claim]:
    starts, ends = _ends(link.start, fields, subject), _ends(link.end, fields, subject)
    if not subject:
        for ref, found in ((link.start, starts), (link.end, ends)):
            if ref and not found:
                raise FieldError(ref.id or ref.name, "", f"give an id in {ref.id} or a name in {ref.name}")
    if not starts or not ends:
        return []
    name, role = _role(link, fields)
    span = _span(link, fields)
    basis = _known_basis(link.basis_in, fields) or link.default_basis
    value = fields.pop(link.value_in) if link.value_in else ""
    for start in starts:
        for end in ends:
            _check_ends(name, start, end, link)
    claims = [
        told.claim(start, name, end, value=value, role=role, span=span, basis=basis) for start in starts for end in ends
    ]
    return claims + _passing_names(link, fields, told, starts, ends)


def _ends(ref: Ref | None, fields: Fields, subject: Mention | None) -> list[Mention]:
    if ref is None:
        return [subject] if subject else []
    return mentions(ref, fields)


def _passing_names(link: Link, fields: Fields, told: _Told, starts: list[Mention], ends: list[Mention]) -> list[Claim]:
    """A name written beside an id, or instead of one, is a name of what it mentions."""
    claims = []
    for ref, found in ((link.start, starts), (link.end, ends)):
        for mention in found if ref else []:
            name = mention.name or (mention_name(ref, fields) if ref else "")
            if name and mention.kind != "Country":
                claims.append(told.claim(mention, "mentioned_as", value=name))
    return claims


def _role(link: Link, fields: Fields) -> tuple[str, str]:
    word = fields.pop(link.role_in).casefold() if link.role_in else ""
    found = link.roles.get(word)
    if found is None:
        known = ", ".join(role for role in link.roles if role)
        raise FieldError(link.role_in, word, f"expected one of {known}")
    return found


def _span(link: Link, fields: Fields) -> Period:
    if not link.since_in:
        return UNDATED
    since = period(link.since_in, fields.pop(link.since_in))
    if not link.until_in:
        return Period(since.start, None)
    until = period(link.until_in, fields.pop(link.until_in))
    check_order(link.until_in, since, until)
    return Period(since.start, until.end)


def _check_ends(name: str, start: Mention, end: Mention, link: Link) -> None:
    for mention, allowed, ref in ((start, LINKS[name].start, link.start), (end, LINKS[name].end, link.end)):
        if not set(kinds_of(mention.kind)) & set(allowed):
            column = ref.id or ref.name if ref else ""
            raise FieldError(column, mention.key or mention.name, f"{name} takes {' or '.join(allowed)} here")
    if start.key and (start.kind, start.key) == (end.kind, end.key):
        raise FieldError((link.start or link.end or Ref("")).id, start.key, f"{name} can't join a thing to itself")
