"""The unit of truth: who says what of whom, as written, with source, clocks, grade and marking; ids are hashes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from graph.values.dates import UNDATED, Period
from graph.values.markings import Marking
from graph.values.names import digest, normal_form

Basis = Literal["stated", "inferred", "common-knowledge"]
BASES: Final[tuple[Basis, ...]] = ("stated", "inferred", "common-knowledge")


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity as a source names it: a kind (or `Body`, `Party`), an id's key or a name as written, a country code."""

    kind: str
    key: str = ""
    name: str = ""
    country: str = ""

    @property
    def token(self) -> str:
        """What the mention is looked up by."""
        return f"id:{self.key}" if self.key else f"name:{normal_form(self.name)}"

    def as_list(self) -> list[str]:
        """As the store keeps it: kind, key, name, country."""
        return [self.kind, self.key, self.name, self.country]


@dataclass(frozen=True, slots=True)
class Source:
    """One document as one dataset cites it; copies of a document share an `origin`, so they count as one voice.

    `copy_of` is the origin of another document whose wording this one repeats, where that was found out by comparing.
    """

    dataset: str
    title: str
    publisher: str = ""
    url: str = ""
    published: str = ""
    retrieved: str = ""
    sha256: str = ""
    mirror_of: str = ""
    scheme: str = "admiralty"
    reliability: str = ""
    marking: Marking = Marking.CLEAR
    copy_of: str = ""
    id: str = field(init=False)

    def __post_init__(self) -> None:
        # When it was fetched and what its bytes hashed to are run metadata: in the id they would make each load new.
        parts = (self.dataset, self.title, self.publisher, self.url, self.published, self.mirror_of)
        object.__setattr__(self, "id", "source:" + digest(*parts, size=16))

    @property
    def origin(self) -> str:
        """An opaque key of the document it goes back to: its original's address, else its own, else its content."""
        own = self.mirror_of or self.url or self.sha256 or f"{self.dataset}\x1f{self.title}"
        return self.copy_of or digest(own, size=16)


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one source. `object` is set for a link, `value` for a property; a link may carry both.

    `record` is the kind of record that states it (`attendance`): a meeting's row and an attendance list are two claims.
    `first_recorded` is when another office recorded it (UTC text), for a claim that came from there.

    The id leaves out everything that is not content: marking, grade, locator, quote, loader and the clock of recording.
    """

    subject: Mention
    predicate: str
    source: Source
    object: Mention | None = None
    value: str = ""
    role: str = ""
    period: Period = UNDATED
    record: str = ""
    locator: str = ""
    quote: str = ""
    basis: Basis = "stated"
    credibility: str = ""
    marking: Marking = Marking.CLEAR
    released_to: tuple[str, ...] = ()
    classification: str = ""
    loader: str = ""
    first_recorded: str = ""
    id: str = field(init=False)

    def __post_init__(self) -> None:
        thing = self.object.as_list() if self.object else []
        dates = (str(self.period.start or ""), str(self.period.end or ""))
        parts = (
            *self.subject.as_list(),
            self.predicate,
            *thing,
            self.value,
            self.role,
            *dates,
            self.record,
            self.source.id,
        )
        object.__setattr__(self, "id", digest(*parts))

    @property
    def level(self) -> Marking:
        """Who may read it: never below its source's marking."""
        return max(self.marking, self.source.marking)
