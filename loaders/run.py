"""Datasets in; every table read through before anything is written, then claims in slices to the store; reports out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from graph.commit import SLICE, check_ceiling, commit
from graph.errors import DataError
from graph.landed import Landed
from graph.store.bolt import Store
from graph.store.lookups import live_claims, store_identity
from graph.values.claims import Claim
from graph.values.markings import Marking, marking_in_data
from loaders.base import FieldError, Fields, Problem
from loaders.claims import claims_of_row, columns_of
from loaders.dataset import Dataset, TableFile
from loaders.readers.detect import open_table
from loaders.readers.rows import BadRow, Row, Table, shown
from loaders.tables import SPECS

Progress = Callable[[int, int], None]
"""Called with rows done and rows in all."""


@dataclass(slots=True)
class Report:
    """What a load did: rows read and rejected by table, claims by fate, problems, and what the reader should know.

    `marking` is the highest of its claims.
    """

    dataset: str
    rows: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    claims: int = 0
    landed: Landed = field(default_factory=Landed)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    marking: Marking = Marking.CLEAR

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
            "raised": landed.raised,
            "problems": [str(p) for p in self.problems],
            "notes": self.notes,
        }


def check(datasets: Sequence[Dataset], on_progress: Progress | None = None) -> list[Report]:
    """Read datasets through, every row made into claims, without a store."""
    reports = {dataset.id: Report(dataset.id) for dataset in datasets}
    total = _count(datasets, reports)
    for claims, done in _slices(datasets, reports):
        _tally(claims, reports)
        if on_progress:
            on_progress(done, total)
    return list(reports.values())


def load(
    store: Store,
    datasets: Sequence[Dataset],
    *,
    strict: bool = False,
    on_progress: Progress | None = None,
    clearance: Marking = Marking.RED,
    begun: list[Report] | None = None,
) -> list[Report]:
    """Load datasets together: bad rows are reported and left out; `strict` writes nothing where there is one.

    The reports tell nothing of what is held above the clearance. `begun` gets them before anything is written:
    they tell what has landed when an exception out of `on_progress` ends the load half-way.
    Raises DataError, with nothing written, for an unreadable file or a table outside its expected size.
    """
    if strict:
        checked = check(datasets)
        if any(report.problems for report in checked):
            if begun is not None:
                begun.extend(checked)
            return checked
    reports = {dataset.id: Report(dataset.id) for dataset in datasets}
    total = _count(datasets, reports, Marking(store_identity(store)["ceiling"]))
    if begun is not None:
        begun.extend(reports.values())
    for claims, done in _ahead(_slices(datasets, reports)):
        _tally(claims, reports)
        for name, landed in commit(store, claims, clearance=clearance).items():
            reports[name].landed += landed
        if on_progress:
            on_progress(done, total)
    for report in reports.values():
        _remark(store, report, clearance)
    return list(reports.values())


def _remark(store: Store, report: Report, clearance: Marking) -> None:
    """Say in its notes what a load did to earlier ones of the same dataset, and what of those it does not hold."""
    if report.landed.raised:
        report.notes.append(
            f"{report.landed.raised} claims of earlier loads of {report.dataset} rest on sources that this load "
            "marks higher; they are marked as high now."
        )
    told = report.landed.new + report.landed.changed + report.landed.unchanged - report.landed.unseen
    left = live_claims(store, report.dataset, clearance) - told
    if left > 0:
        report.notes.append(
            f"{left} claims of an earlier load of {report.dataset} are in none of its rows now; they stay until "
            f"`wengraph retract {report.dataset}` and a new load."
        )


def _tally(claims: Sequence[Claim], reports: Mapping[str, Report]) -> None:
    for claim in claims:
        report = reports[claim.source.dataset]
        report.claims, report.marking = report.claims + 1, max(report.marking, claim.level)


def _count(datasets: Sequence[Dataset], reports: dict[str, Report], ceiling: Marking = Marking.RED) -> int:
    """Read every file to its end before a row of it is written, so that nothing is half done.

    Raises DataError for a broken file or a table outside its expected size, MarkingError for a row above the ceiling.
    """
    total = 0
    for dataset, table in _in_order(datasets):
        count = 0
        for item in _rows(table, reports[dataset.id]):
            count += 1
            if isinstance(item, Row):
                check_ceiling(marking_in_data(item.cells.get("marking", ""), dataset.origin.marking), ceiling)
        check_ceiling(dataset.origin.marking, ceiling)
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
        report.problems.clear()
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


def _ahead(slices: Iterator[tuple[list[Claim], int]]) -> Iterator[tuple[list[Claim], int]]:
    """The same slices, each read while the store is busy with the one before."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = reader.submit(next, slices, None)
        while (ready := coming.result()) is not None:
            coming = reader.submit(next, slices, None)
            yield ready


def _rows(table: TableFile, report: Report) -> Iterator[Row | BadRow]:
    """The rows of a file, their cells under our column names; complains of columns that nobody will take."""
    known = columns_of(table.spec)
    for opened in open_table(table.path, known=known | table.columns.keys()):
        names = {name: _column(table, name, known) for name in opened.header}
        strange = [name for name, ours in names.items() if name and ours not in known and name not in table.ignore]
        if opened.header:
            _check_header(table, opened, set(names.values()), strange)
        report.notes += [f"{table.path.name}: {note}" for note in opened.notes]
        expected = f"a table of {table.spec.name} has no such column; its cells were not loaded"
        report.problems += [Problem(str(table.path), opened.header_row, name, "", expected) for name in strange]
        same = all(raw == ours for raw, ours in names.items())
        yield from opened.rows if same else (_renamed(item, names) for item in opened.rows)


def _check_header(table: TableFile, opened: Table, have: set[str], strange: Sequence[str]) -> None:
    """Refuse a table without the columns that every row of it needs."""
    needed = [{name} for name in table.spec.required]
    if not table.spec.kind:
        needed += [{ref.id, ref.name} - {""} for link in table.spec.links for ref in (link.start, link.end) if ref]
    for either in needed:
        if not either & have:
            unknown = f" I do not know {', '.join(strange)}." if strange else ""
            raise DataError(
                f"The column {' or '.join(sorted(either))} is missing.{unknown}",
                where=f"{table.path}, row {opened.header_row}",
                mend="Name the column so, or map its header in dataset.toml.",
            )


def _renamed(item: Row | BadRow, names: Mapping[str, str]) -> Row | BadRow:
    if isinstance(item, BadRow):
        return item
    return Row(item.number, {names[name]: cell for name, cell in item.cells.items()})


def _claims(dataset: Dataset, table: TableFile, item: Row | BadRow, report: Report) -> list[Claim]:
    if isinstance(item, BadRow):
        expected = f"{item.what} {item.mend}".strip()
        return _reject(table, report, item.number, item.column, item.value, expected)
    fields = Fields(item.cells)
    try:
        return claims_of_row(table.spec, fields, dataset.origin, f"{shown(table.path.name)} row {item.number}")
    except FieldError as error:
        return _reject(table, report, item.number, error.column, error.value, error.what)


def _column(table: TableFile, name: str, known: Collection[str]) -> str:
    """Our name for a column: as dataset.toml maps it, else as it is, else without capitals and blanks."""
    mapped = table.columns.get(name, name)
    plain = mapped.casefold().replace(" ", "_")
    return plain if mapped not in known and plain in known else mapped


def _reject(table: TableFile, report: Report, row: int, column: str, value: str, expected: str) -> list[Claim]:
    report.rejected[table.spec.name] += 1
    report.problems.append(Problem(str(table.path), row, column, value, expected))
    return []
