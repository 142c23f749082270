"""Datasets in; every table read through before anything is written, then claims in slices to the store; reports out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from graph.commit import SLICE, Landed, commit
from graph.errors import DataError
from graph.store.bolt import Store
from graph.values.claims import Claim
from loaders.base import FieldError, Fields, Problem
from loaders.claims import claims_of_row, columns_of
from loaders.dataset import Dataset, TableFile
from loaders.readers.detect import open_table
from loaders.readers.rows import BadRow, Row
from loaders.tables import SPECS

Progress = Callable[[int, int], None]
"""Called with rows done and rows in all."""


@dataclass(slots=True)
class Report:
    """What a load did: rows read and rejected by table, claims by fate, problems, and what the reader should know."""

    dataset: str
    rows: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    claims: int = 0
    landed: Landed = field(default_factory=Landed)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The report as `--json` prints it."""
        landed = self.landed
        return {
            "dataset": self.dataset,
            "read": sum(self.rows.values()),
            "rows": dict(self.rows),
            "rejected": sum(self.rejected.values()),
            "claims": self.claims,
            "new": landed.new,
            "changed": landed.changed,
            "unchanged": landed.unchanged,
            "problems": [str(p) for p in self.problems],
            "notes": self.notes,
        }


def check(datasets: Sequence[Dataset], on_progress: Progress | None = None) -> list[Report]:
    """Read datasets through, every row made into claims, without a store."""
    reports = {dataset.id: Report(dataset.id) for dataset in datasets}
    total = _count(datasets, reports)
    for claims, done in _slices(datasets, reports):
        for claim in claims:
            reports[claim.source.dataset].claims += 1
        if on_progress:
            on_progress(done, total)
    return list(reports.values())


def load(
    store: Store, datasets: Sequence[Dataset], *, strict: bool = False, on_progress: Progress | None = None
) -> list[Report]:
    """Load datasets together: bad rows are reported and left out; `strict` writes nothing where there is one.

    Raises DataError, with nothing written, for an unreadable file or a table outside its expected size.
    """
    if strict:
        checked = check(datasets)
        if any(report.problems for report in checked):
            return checked
    reports = {dataset.id: Report(dataset.id) for dataset in datasets}
    total = _count(datasets, reports)
    for claims, done in _slices(datasets, reports):
        for claim in claims:
            reports[claim.source.dataset].claims += 1
        for name, landed in commit(store, claims).items():
            reports[name].landed += landed
        if on_progress:
            on_progress(done, total)
    return list(reports.values())


def _count(datasets: Sequence[Dataset], reports: dict[str, Report]) -> int:
    """Read every file to its end, so that a broken one stops the load before it begins; hold rows to expectations."""
    total = 0
    for dataset, table in _in_order(datasets):
        count = sum(1 for _ in _rows(table, reports[dataset.id]))
        low, high = table.expect.min, table.expect.max
        if count < low or (high is not None and count > high):
            wanted = f"at least {low}" if high is None else f"{low} to {high}"
            raise DataError(
                f"The table has {count} rows where dataset.toml expects {wanted}; nothing was loaded.",
                where=str(table.path),
                mend="Complete the table, or correct [expect].",
            )
        total += count
    for report in reports.values():
        report.notes.clear()
    return total


def _in_order(datasets: Sequence[Dataset]) -> list[tuple[Dataset, TableFile]]:
    """All tables, those that name entities first, so that little is resolved twice."""
    order = list(SPECS)
    pairs = [(dataset, table) for dataset in datasets for table in dataset.tables]
    return sorted(pairs, key=lambda pair: order.index(pair[1].spec.name))


def _slices(datasets: Sequence[Dataset], reports: dict[str, Report]) -> Iterator[tuple[list[Claim], int]]:
    """Batches of claims with the number of rows done; never all claims in memory."""
    done = 0
    batch: list[Claim] = []
    for dataset, table in _in_order(datasets):
        report = reports[dataset.id]
        for item in _rows(table, report):
            done += 1
            report.rows[table.spec.name] += 1
            batch += _claims(dataset, table, item, report)
            while len(batch) >= SLICE:
                yield batch[:SLICE], done
                batch = batch[SLICE:]
    yield batch, done


def _rows(table: TableFile, report: Report) -> Iterator[Row | BadRow]:
    known = columns_of(table.spec) | table.columns.keys()
    for opened in open_table(table.path, known=known):
        header = [table.columns.get(name, name) for name in opened.header]
        missing = [name for name in table.spec.required if opened.header and name not in header]
        if missing:
            raise DataError(
                f"The column {missing[0]} is missing.",
                where=f"{table.path}, row {opened.header_row}",
                mend=f"A table of {table.spec.name} needs {', '.join(table.spec.required)}.",
            )
        report.notes += [f"{table.path.name}: {note}" for note in opened.notes]
        strange = [name for name in header if name and name not in known and name not in table.ignore]
        if strange:
            report.notes.append(f"{table.path.name}: I do not know the column {', '.join(strange)}; it was not loaded.")
        yield from opened.rows


def _claims(dataset: Dataset, table: TableFile, item: Row | BadRow, report: Report) -> list[Claim]:
    if isinstance(item, BadRow):
        expected = f"{item.what} {item.mend}".strip()
        return _reject(table, report, item.number, item.column, item.value, expected)
    fields = Fields({table.columns.get(name, name): cell for name, cell in item.cells.items()})
    try:
        return claims_of_row(table.spec, fields, dataset.origin, f"{table.path.name} row {item.number}")
    except FieldError as error:
        return _reject(table, report, item.number, error.column, error.value, error.what)


def _reject(table: TableFile, report: Report, row: int, column: str, value: str, expected: str) -> list[Claim]:
    report.rejected[table.spec.name] += 1
    report.problems.append(Problem(str(table.path), row, column, value, expected))
    return []
