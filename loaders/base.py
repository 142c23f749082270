"""What all loading shares: what is said of a file, the spec of a record kind, one row's fields, problems found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from graph.errors import DataError, MarkingError, UsageError
from graph.values.claims import Basis, Source
from graph.values.grades import check_code
from graph.values.markings import Marking, parse_marking


@dataclass(frozen=True, slots=True)
class Ref:
    """Columns that mention entities: an id, a name or both; `kind_in` is a column saying country, agency …"""

    kind: str
    id: str = ""
    name: str = ""
    kind_in: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link that a row states, from `start` to `end`; None stands for the row's own entity.

    `roles` maps the words of `role_in` to (link type, role); without `role_in` the entry '' is taken.
    """

    roles: Mapping[str, tuple[str, str]]
    start: Ref | None = None
    end: Ref | None = None
    role_in: str = ""
    since_in: str = ""
    until_in: str = ""
    value_in: str = ""
    basis_in: str = ""
    default_basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Spec:
    """One record kind: the entity that a row is about (or none), its names and properties by column, and its links.

    `kind_by` maps words of the column `kind` to another kind of entity than `kind`. `parts` join to the row's key.
    """

    name: str
    required: tuple[str, ...]
    kind: str = ""
    id_in: str = "id"
    parts: tuple[str, ...] = ()
    kind_by: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    country_in: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: in which file, row (as a person sees it) and column, the value, and what was expected."""

    file: str
    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = (
            f"{self.file}"
            + (f", row {self.row}" if self.row else "")
            + (f", column {self.column}" if self.column else "")
        )
        shown = self.value if len(self.value) <= 80 else self.value[:79] + "…"
        return f"{place}: {shown!r}: {self.expected}" if shown else f"{place}: {self.expected}"


class FieldError(DataError):
    """A cell that can't be taken as it stands; raised while a row is read, collected as a Problem."""

    def __init__(self, column: str, value: str, expected: str) -> None:
        super().__init__(expected)
        self.column = column
        self.value = value


@dataclass(slots=True)
class Fields:
    """The cells of one row by our column names."""

    cells: dict[str, str]

    def pop(self, column: str) -> str:
        """The cell's text, '' where the table has no such column."""
        return self.cells.get(column, "")

    def need(self, column: str) -> str:
        """The cell's text; raises FieldError where it is empty."""
        text = self.pop(column)
        if not text:
            raise FieldError(column, "", "this cell may not be empty")
        return text

    def list(self, column: str) -> list[str]:
        """The cell's values, parted by semicolons."""
        return [part.strip() for part in self.pop(column).split(";") if part.strip()]


@dataclass(frozen=True, eq=False)
class Origin:
    """What a table's rows inherit: dataset, title, marking, reliability by publisher host, originals of copies."""

    dataset: str
    title: str
    marking: Marking
    scheme: str = "admiralty"
    reliability: str = ""
    by_host: Mapping[str, str] = field(default_factory=dict)
    mirror_of: Mapping[str, str] = field(default_factory=dict)

    @lru_cache(maxsize=10_000)  # noqa: B019 — an origin lives as long as its load; rows cite few sources many times
    def source(self, *, url: str, title: str, publisher: str, published: str, retrieved: str) -> Source:
        """The source that a row cites; a row that cites none rests on the dataset itself."""
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        return Source(
            dataset=self.dataset,
            title=title or url or self.title,
            publisher=publisher or host,
            url=url,
            published=published,
            retrieved=retrieved,
            mirror_of=self.mirror_of.get(url, ""),
            scheme=self.scheme,
            reliability=self.by_host.get(host, self.reliability),
            marking=self.marking,
        )


def declared(marking: str, reliability: str, where: str) -> tuple[Marking, str]:
    """The marking and the Admiralty reliability that a person states of a file that says neither itself.

    Raises MarkingError for none or an unknown marking, UsageError for an unknown code.
    """
    if not marking:
        mend = f"Say --marking with one of {', '.join(str(m) for m in Marking)}."
        raise MarkingError("No marking was given, and nothing is loaded without one.", where=where, mend=mend)
    try:
        code = check_code("admiralty", "reliability", reliability)
    except DataError as error:
        raise UsageError(error.what, where="--reliability", mend=error.mend) from error
    return parse_marking(marking), code
