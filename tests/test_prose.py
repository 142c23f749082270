"""Documents of each format are read with their places; broken, locked and hostile ones give a sentence, no hang."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import DataError, WengraphError
from loaders.readers.document import document_of_text, is_document, open_document
from loaders.readers.prose import Document
from loaders.readers.prose_limits import Limits
from tests import formats

MUTANTS = 200
MOST_SECONDS = 10.0


def read(folder: Path, name: str, data: bytes, limits: Limits | None = None) -> Document:
    path = folder / name
    path.write_bytes(data)
    return open_document(path, limits) if limits else open_document(path)


def sound(document: Document) -> bool:
    """Every paragraph stands in the text where it says it does, and holds no line break."""
    text = document.text
    return all(text[p.start : p.end] == p.text and "\n" not in p.text for p in document.paragraphs)


@pytest.mark.parametrize("suffix", formats.FORMATS)
def test_the_same_release_is_read_from_every_format(tmp_path: Path, suffix: str) -> None:
    document = read(tmp_path, f"release{suffix}", formats.FORMATS[suffix]())
    assert sound(document)
    for line in formats.LINES:
        assert line in document.text
    assert document.sha256
    assert document.language == "en"


def test_what_a_document_says_of_itself(tmp_path: Path) -> None:
    page = read(tmp_path, "a.html", formats.page())
    assert (page.title, page.url, page.published) == (formats.TITLE, "https://releases.example/marula", "2019-06-03")
    mail = read(tmp_path, "a.eml", formats.mail())
    assert (mail.title, mail.published) == (formats.TITLE, "2019-06-03")
    assert "annex.pdf" in mail.notes[0]
    word = read(tmp_path, "a.docx", formats.word())
    assert word.title == formats.TITLE
    text = read(tmp_path, "a.txt", formats.text())
    assert (text.title, text.url) == (formats.TITLE, "https://releases.example/marula")
    assert "url:" not in text.text


def test_menus_cookies_and_share_links_are_dropped(tmp_path: Path) -> None:
    text = read(tmp_path, "a.html", formats.page()).text
    for clutter in ("Shop for badges", "cookies", "Share on Facebook", "All rights reserved"):
        assert clutter not in text
    assert "Botswana | 12" in text


def test_headings_items_and_cells_keep_their_sort(tmp_path: Path) -> None:
    sorts = {p.text: p.sort for p in read(tmp_path, "a.docx", formats.word()).paragraphs}
    assert sorts[formats.TITLE] == "heading"
    assert sorts[formats.ITEMS[0]] == "item"
    assert sorts["Botswana | 12"] == "cell"
    sorts = {p.text: p.sort for p in read(tmp_path, "a.txt", formats.text()).paragraphs}
    assert sorts[f"- {formats.ITEMS[0]}"] == "item"


def test_a_span_leads_back_to_its_page(tmp_path: Path) -> None:
    filler = tuple(f"Line {n} of the annex tells of nothing." for n in range(4))
    document = read(tmp_path, "a.pdf", formats.pdf(filler, (formats.LINES[0],)))
    start = document.text.index("Operation Marula")
    assert document.locator(start, start + 16) == f"page 2, characters {start}-{start + 16}"


def test_running_heads_are_dropped_and_words_joined(tmp_path: Path) -> None:
    subjects = ("rangers of the park", "prosecutors of the coast", "officers at the border", "guards of the forest")
    pages = [
        (f"Wildlife Bulletin, page {n}", f"The {who} met.", "They said it was confiden-", "tial.", f"{who} left.")
        for n, who in enumerate(subjects)
    ]
    text = read(tmp_path, "a.pdf", formats.pdf(*pages)).text
    assert "Wildlife Bulletin" not in text
    assert all(f"The {who} met." in text for who in subjects)
    assert "They said it was confidential." in text


def test_a_page_without_text_is_said(tmp_path: Path) -> None:
    document = read(tmp_path, "a.pdf", formats.pdf((formats.LINES[0],), ()))
    assert "page 2" in document.notes[0]
    with pytest.raises(DataError, match="no text") as refused:
        read(tmp_path, "scan.pdf", formats.pdf((), ()))
    assert "OCR" in str(refused.value)


def test_lines_broken_for_their_length_are_joined() -> None:
    text = (
        "Officers of the four countries met in Lusaka to agree on how they would\n"
        "work together along the border between Zambia and Botswana in the dry\n"
        "season, and closed with a plan.\n"
    )
    assert [p.text for p in document_of_text(text, "pasted").paragraphs] == [" ".join(text.split())]


def test_an_ordinary_first_line_is_no_header() -> None:
    document = document_of_text("Title: a word\n\nThe rest of it.", "pasted")
    assert document.paragraphs[0].text == "Title: a word"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"%PDF-1.4 and then nothing", "broken"),
        ("a.pdf", b"hello", "isn't one"),
        ("a.docx", b"PK\x03\x04cut", "damaged"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"),
        ("a.eml", b"", "empty"),
        ("a.txt", bytes(range(256)) * 20, "not a text file"),
        ("a.html", b"<html><body></body></html>", "no text"),
    ],
)
def test_broken_files_give_a_sentence(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    with pytest.raises(DataError, match=words) as refused:
        read(tmp_path, name, data)
    assert name in refused.value.where


def test_a_locked_pdf_is_said_to_be_locked(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="password"):
        read(tmp_path, "a.pdf", formats.locked_pdf())


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 300_000_000)
    with pytest.raises(DataError, match="unpacks"):
        read(tmp_path, "a.docx", stream.getvalue())


@pytest.mark.parametrize(
    "page",
    [
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><p>An entity: &x; stands here.</p>',
        "<!DOCTYPE lolz [<!ENTITY a 'ha'><!ENTITY x '&a;&a;&a;&a;'>]><html><p>An entity: &x; stands here.</p>",
    ],
)
def test_entities_do_nothing(tmp_path: Path, page: str) -> None:
    text = read(tmp_path, "a.html", page.encode()).text
    assert "root:" not in text
    assert "hahaha" not in text


def test_limits_are_said_not_silent(tmp_path: Path) -> None:
    long = "\n\n".join(f"Paragraph {n} says little." for n in range(100))
    document = read(tmp_path, "a.txt", long.encode(), Limits(characters=500))
    assert len(document.text) <= 500
    assert "500" in document.notes[0]
    with pytest.raises(DataError, match="bytes"):
        read(tmp_path, "b.txt", long.encode(), Limits(bytes=100))
    pages = read(tmp_path, "a.pdf", formats.pdf(*[(f"Page {n} speaks of it.",) for n in range(5)]), Limits(pages=2))
    assert "Only 2 of 5 pages" in " ".join(pages.notes)


def test_tables_and_folders_are_no_documents(tmp_path: Path) -> None:
    assert not is_document(tmp_path / "agencies.csv")
    assert not is_document(tmp_path)
    assert is_document(tmp_path / "minutes.PDF")


@given(st.text(max_size=2000))
def test_any_text_is_read_or_said_to_be_empty(text: str) -> None:
    try:
        document = document_of_text(text, "pasted")
    except DataError:
        return
    assert sound(document)


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=60), max_size=20))
def test_no_letter_of_a_text_is_lost(lines: list[str]) -> None:
    told = "\n".join(["The minutes of the day:", *lines])
    kept = set(document_of_text(told, "pasted").text)
    assert {c for c in told if c.isascii() and c.isalnum()} <= kept


@pytest.mark.slow
@pytest.mark.parametrize("suffix", formats.FORMATS)
def test_mutated_files_end_in_a_document_or_a_sentence(tmp_path: Path, suffix: str) -> None:
    whole, chance = formats.FORMATS[suffix](), random.Random(suffix)  # noqa: S311 — seeded, to be run again
    for number in range(MUTANTS):
        begun = time.monotonic()
        try:
            assert sound(read(tmp_path, f"m{number}{suffix}", mutated(whole, chance)))
        except WengraphError as error:
            assert error.what  # noqa: PT017 — either ending is fine, silence is not
        assert time.monotonic() - begun < MOST_SECONDS


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with bytes turned, cut out, doubled or put in."""
    changed = bytearray(data)
    deeds: list[Callable[[int, int], None]] = [
        lambda at, _: changed.__setitem__(at, chance.randrange(256)),
        lambda at, end: changed.__delitem__(slice(at, end)),
        lambda at, end: changed.__setitem__(slice(at, at), changed[at:end]),
        lambda at, end: changed.__setitem__(slice(at, at), bytes(chance.randrange(256) for _ in range(end - at))),
    ]
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(max(len(changed) - 1, 1))
        if changed:
            chance.choice(deeds)(at, min(at + chance.randrange(1, 60), len(changed)))
    return bytes(changed)
