"""The parts of a workbook that its sheets need, in; the sheets' names, shared texts and date styles out."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from loaders.readers.rows import Limits
from loaders.readers.xlsx_sheet import SheetTrouble, read_strings

# Dates in Chinese, Japanese, Korean and Thai editions of Excel, whose formats are not written in the file.
EASTERN_DATE_FORMATS = frozenset({*range(27, 37), *range(50, 59), *range(71, 82)})
YES = ("1", "true")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet's name, whether a person sees it, and the part of the package that holds it."""

    title: str
    hidden: bool
    part: str


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook without its cells; `dates` and `durations` are the styles under which a number is a date or a span."""

    sheets: tuple[SheetPart, ...]
    strings: list[str]
    dates: frozenset[int]
    durations: frozenset[int]
    epoch: datetime


def read_book(path: Path, workbook: str, limits: Limits) -> Book:
    """The workbook whose main part is `workbook`; parts are found by what they are for, as the format asks."""
    with zipfile.ZipFile(path) as package:
        root = _xml(package, workbook)
        relations = _relations(package, workbook)
        strings: list[str] = []
        dates: frozenset[int] = frozenset()
        durations: frozenset[int] = frozenset()
        for kind, part in relations.values():
            if kind == "sharedStrings":
                with package.open(part) as source:
                    strings = read_strings(source, limits)
            elif kind == "styles":
                dates, durations = _date_styles(_xml(package, part))
    mac = any(found.get("date1904") in YES for found in _all(root, "workbookPr"))
    return Book(_sheets(root, relations), strings, dates, durations, MAC_EPOCH if mac else WINDOWS_EPOCH)


def _xml(package: zipfile.ZipFile, part: str) -> Element:
    root = fromstring(package.read(part), forbid_dtd=True)
    if root is None:
        raise SheetTrouble(f"{part} is empty")
    return root


def _tag(element: Element) -> str:
    """The tag without its namespace, which differs between the two forms of the format."""
    return element.tag.rpartition("}")[2]


def _all(root: Element, tag: str) -> list[Element]:
    return [element for element in root.iter() if _tag(element) == tag]


def _relations(package: zipfile.ZipFile, workbook: str) -> dict[str, tuple[str, str]]:
    """Id → (what it is for, part); what lies outside the file is left out."""
    folder, name = posixpath.split(workbook)
    relations: dict[str, tuple[str, str]] = {}
    for relation in _all(_xml(package, f"{folder}/_rels/{name}.rels"), "Relationship"):
        if relation.get("TargetMode") != "External":
            part = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            relations[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], part)
    return relations


def _sheets(root: Element, relations: dict[str, tuple[str, str]]) -> tuple[SheetPart, ...]:
    found: list[SheetPart] = []
    for sheet in _all(root, "sheet"):
        identifier = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        kind, part = relations.get(identifier, ("", ""))
        if kind == "worksheet":
            found.append(SheetPart(sheet.get("name", ""), sheet.get("state", "visible") != "visible", part))
    return tuple(found)


def _date_styles(root: Element) -> tuple[frozenset[int], frozenset[int]]:
    codes = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    codes |= {found.get("numFmtId", ""): found.get("formatCode", "") for found in _all(root, "numFmt")}
    dates: set[int] = set()
    durations: set[int] = set()
    styles = [style for group in _all(root, "cellXfs") for style in group if _tag(style) == "xf"]
    for index, style in enumerate(styles):
        number = style.get("numFmtId", "0")
        code = codes.get(number, "")
        if is_timedelta_format(code):
            durations.add(index)
        if is_date_format(code) or (not code and number.isdecimal() and int(number) in EASTERN_DATE_FORMATS):
            dates.add(index)
    return frozenset(dates), frozenset(durations)
