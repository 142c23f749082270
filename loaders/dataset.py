"""A dataset folder or a single table in, what to read with which spec and what its rows inherit out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import DataError, MarkingError, UsageError
from graph.values.grades import check_code
from graph.values.markings import parse_marking
from graph.values.names import slug
from loaders.base import Origin, Spec, declared
from loaders.claims import columns_of
from loaders.readers.rows import shown
from loaders.tables import SPECS

SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".jsonl", ".ndjson", ".json")
BUNDLED: Final = Path(__file__).parent / "datasets"


class Expectation(BaseModel):
    """How many rows a table should have; a load outside it stops before anything is written."""

    model_config = ConfigDict(extra="forbid")
    min: int = 0
    max: int | None = None


class Judged(BaseModel):
    """Somebody's judgement of a publisher, with the reason in words."""

    model_config = ConfigDict(extra="forbid")
    code: str
    why: str = Field(min_length=10)


class DatasetFile(BaseModel):
    """The contents of `dataset.toml`."""

    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=3)
    marking: str
    subject: str = ""
    licence: str = ""
    collected: date | None = None
    coverage: str = ""
    scheme: str = "admiralty"
    reliability: dict[str, Judged] = {}
    mirror_of: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    ignore: dict[str, list[str]] = {}
    expect: dict[str, Expectation] = {}


@dataclass(frozen=True, slots=True)
class TableFile:
    """One file to read, as which record kind, with foreign headers mapped to our columns."""

    path: Path
    spec: Spec
    columns: dict[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    expect: Expectation = field(default_factory=Expectation)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Tables that are loaded together, and what their rows inherit."""

    id: str
    origin: Origin
    tables: tuple[TableFile, ...]
    coverage: str = ""


def open_datasets(paths: list[Path], *, kind: str = "", marking: str = "", reliability: str = "") -> list[Dataset]:
    """What the given paths hold: folders with a dataset.toml (or folders of such), or single tables with `kind`.

    Raises UsageError, DataError or MarkingError before anything is read.
    """
    found: list[Dataset] = []
    for path in paths:
        if not _exists(path):
            raise UsageError("There is no such file or folder.", where=shown(str(path)))
        if path.is_dir():
            if kind or marking or reliability:
                raise UsageError(
                    "A dataset folder says its own kinds, marking and reliability in dataset.toml.",
                    where=str(path),
                    mend="Leave --kind, --marking and --reliability out, or load its tables one by one.",
                )
            folders = (
                [path] if (path / "dataset.toml").is_file() else sorted(p.parent for p in path.glob("*/dataset.toml"))
            )
            if not folders:
                raise DataError("This folder has no dataset.toml.", where=str(path), mend=_TOML_HELP)
            found += [_folder(folder) for folder in folders]
        else:
            found.append(_single(path, kind, marking, reliability))
    twice = next((d.id for d in found if sum(d.id == other.id for other in found) > 1), None)
    if twice:
        raise UsageError(f"Two of these are called {twice!r}.", mend="Load them apart, or rename one.")
    return found


_TOML_HELP: Final = 'Write one with at least: title = "…" and marking = "CLEAR". See docs/loaders.md.'


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long, a link that leads to itself
        return False


def _folder(folder: Path) -> Dataset:
    place = str(folder / "dataset.toml")
    try:
        told = DatasetFile.model_validate(tomllib.loads((folder / "dataset.toml").read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"This is not valid TOML: {error}.", where=place) from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(DatasetFile.model_fields)
            raise DataError(f"{name} is not a key that I know.", where=place, mend=f"Known: {known}.") from error
        raise DataError(f"{name}: {first['msg']}.", where=place, mend=_TOML_HELP) from error
    try:
        marking = parse_marking(told.marking)
        by_host = {host: check_code(told.scheme, "reliability", one.code) for host, one in told.reliability.items()}
    except (MarkingError, DataError) as error:
        raise DataError(error.what, where=place, mend=error.mend) from error
    origin = Origin(
        dataset=folder.name,
        title=told.title,
        marking=marking,
        scheme=told.scheme,
        by_host=by_host,
        mirror_of=told.mirror_of,
    )
    return Dataset(folder.name, origin, tuple(_tables(folder, told)), told.coverage)


def _tables(folder: Path, told: DatasetFile) -> list[TableFile]:
    files = sorted(
        p for p in folder.iterdir() if not p.is_dir() and p.name != "dataset.toml" and not p.name.startswith(".")
    )
    strange = [p for p in files if p.stem not in SPECS or p.suffix.lower() not in SUFFIXES]
    if strange:
        raise DataError(
            "This file is no table that I know.",
            where=str(strange[0]),
            mend=f"Name it after its record kind ({', '.join(SPECS)}) or take it out of the folder.",
        )
    if not files:
        raise DataError("This dataset has no tables.", where=str(folder), mend=f"Known: {', '.join(SPECS)}.")
    for name in {*told.expect, *told.columns, *told.ignore} - {p.stem for p in files}:
        raise DataError(f"dataset.toml speaks of {name}, but there is no such table.", where=str(folder))
    for table, columns in told.columns.items():
        unknown = next((name for name in columns.values() if name not in columns_of(SPECS[table])), None)
        if unknown is not None:
            place = str(folder / "dataset.toml")
            raise DataError(f"columns.{table}: a table of {table} has no column {unknown!r}.", where=place)
    return [
        TableFile(
            path,
            SPECS[path.stem],
            told.columns.get(path.stem, {}),
            frozenset(told.ignore.get(path.stem, [])),
            told.expect.get(path.stem, Expectation()),
        )
        for path in files
    ]


def _single(path: Path, kind: str, marking: str, reliability: str) -> Dataset:
    wanted = kind or path.stem
    if wanted not in SPECS:
        raise UsageError(
            f"{wanted!r} is not a record kind.", where=str(path), mend=f"Say --kind with one of {', '.join(SPECS)}."
        )
    level, code = declared(marking, reliability, str(path))
    origin = Origin(dataset=slug(path.stem) or "table", title=shown(path.name), marking=level, reliability=code)
    return Dataset(origin.dataset, origin, (TableFile(path, SPECS[wanted]),))
