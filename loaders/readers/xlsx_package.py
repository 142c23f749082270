"""A file with a zip's magic in, its parts' names (or its workbook's) out if it is safe to unpack, else a DataError."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

from graph.errors import DataError
from loaders.readers.rows import Limits, shown

# Some programs number the part.
WORKBOOK = re.compile(r"xl/workbook\d{0,3}\.xml")
MAX_PARTS = 10_000
SMALL_BYTES = 10_000_000
ENCRYPTED_FLAG = 0x1
SAVE_AS_XLSX = "Open it in a spreadsheet program and save it as .xlsx."
# A part whose name begins so, when there is no workbook: what the file is instead.
OTHER_PACKAGES = (
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file (.ods or .odt)"),
    ("Index/", "an Apple Numbers or Pages file"),
)


def check_package(path: Path, limits: Limits) -> str:
    """Refuses a zip that is damaged, locked, a bomb, sly about names, or no workbook at all."""
    return _workbook(path, check_parts(path, limits))


def check_parts(path: Path, limits: Limits, kind: str = "workbook") -> list[str]:
    """The names of a zip's parts; refuses one that is damaged, locked, a bomb, or sly about names."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            _check_names(path, parts, kind)
            _check_sizes(path, parts, limits, kind)
            return package.namelist()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise DataError(
            f"The {kind} is damaged or cut short.", where=str(path), mend="Fetch or save the file anew."
        ) from error


def _check_names(path: Path, parts: list[zipfile.ZipInfo], kind: str) -> None:
    seen: set[str] = set()
    if len(parts) > MAX_PARTS:
        raise DataError(f"The zip holds {len(parts):,} files; a {kind} doesn't.", where=str(path))
    for part in parts:
        name = part.orig_filename
        if ".." in PurePosixPath(name.replace("\\", "/")).parts or name.startswith(("/", "\\")) or ":" in name:
            raise DataError(f"The zip holds a file that points outside it: '{shown(name)}'.", where=str(path))
        if name.casefold() in seen:
            raise DataError(f"The zip holds '{shown(name)}' twice.", where=str(path), mend=f"Save the {kind} anew.")
        seen.add(name.casefold())
        if part.flag_bits & ENCRYPTED_FLAG:
            raise DataError("The file is locked with a password.", where=str(path), mend="Save it without a password.")


def _check_sizes(path: Path, parts: list[zipfile.ZipInfo], limits: Limits, kind: str) -> None:
    """Sizes as declared: zipfile never unpacks more than a part declares."""
    total = sum(part.file_size for part in parts)
    if total > limits.max_unpacked_bytes:
        raise DataError(
            f"The {kind} unpacks to {total:,} bytes; at most {limits.max_unpacked_bytes:,} are read.",
            where=str(path),
            mend="Split it, or save what is needed as plain text (a sheet as CSV UTF-8).",
        )
    for part in parts:
        ratio = part.file_size / max(1, part.compress_size)
        if part.file_size > SMALL_BYTES and ratio > limits.max_unpacked_ratio:
            raise DataError(
                f"'{shown(part.filename)}' unpacks to {ratio:,.0f} times its size, as a zip bomb does.",
                where=str(path),
                mend=f"Save the {kind} anew.",
            )
        if part.file_size > _most_bytes(part.filename, limits):
            raise DataError(
                f"'{shown(part.filename)}' in the {kind} is {part.file_size:,} bytes: too large.",
                where=str(path),
                mend="Split it, or save what is needed as plain text (a sheet as CSV UTF-8).",
            )


def _most_bytes(name: str, limits: Limits) -> int:
    """Sheets are read as a stream; shared texts, styles and the rest are held in memory."""
    plain = name.casefold()
    if plain.endswith("sharedstrings.xml"):
        return limits.max_strings_bytes
    small = plain.endswith((".xml", ".rels", ".vml")) and not plain.startswith("xl/worksheets/")
    return limits.max_small_part_bytes if small else limits.max_unpacked_bytes


def _workbook(path: Path, names: list[str]) -> str:
    for name in names:
        if WORKBOOK.fullmatch(name):
            return name
    for start, kind in OTHER_PACKAGES:
        if any(name.startswith(start) for name in names):
            raise DataError(f"This is {kind}, not an .xlsx workbook.", where=str(path), mend=SAVE_AS_XLSX)
    raise DataError(
        "This is a zip archive, not a workbook.", where=str(path), mend="Unpack it and hand in the files inside."
    )
