"""Documents are read as they stand: paragraphs with places, no menus; what hurts ends in one sentence, in time."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from graph.errors import DataError
from loaders.readers.detect import open_table
from loaders.readers.document import Limits, document_of_text, is_document, open_document
from loaders.readers.prose import Document
from tests.documents import (
    CLUTTER,
    COUNTRIES,
    MENU,
    RUNNING_TITLE,
    SAMPLES,
    STORY,
    TABLE,
    drawn,
    mail,
    minutes,
    pdf,
    text_file,
    web_page,
    word_bytes,
    word_document,
)

TEXTS = (
    Path(__file__).parent.parent.parent / "shared" / "corpus" / "dev"
)  # beside the checkout; skipped where it is not
SECONDS = 10
ROWS = [" | ".join(row) for row in TABLE]


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Document]:
    """Reads bytes as the file of a name."""

    def opened(name: str, data: bytes, limits: Limits | None = None) -> Document:
        path = tmp_path / name
        path.write_bytes(data)
        found = open_document(path, limits) if limits else open_document(path)
        assert places_hold(found)
        return found

    return opened


def places_hold(document: Document) -> bool:
    text = document.text
    return all(text[p.start : p.end] == p.text and p.text and "\n" not in p.text for p in document.paragraphs)


def told(document: Document, sort: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.sort == sort]


@pytest.mark.parametrize("name", SAMPLES)
def test_each_format_tells_the_same(name: str, opened: Callable[..., Document]) -> None:
    found = opened(name, SAMPLES[name])
    assert found.name == name
    assert len(found.sha256) == 64
    assert found.language == "en"
    for country in COUNTRIES[:2]:
        assert country in " ".join(told(found, "item"))


def test_a_text(opened: Callable[..., Document]) -> None:
    found = opened("story.txt", text_file())
    assert (found.url, found.title, found.retrieved) == (
        "https://example.org/thunder",
        "Operation Thunder",
        "2026-11-23",
    )
    assert [(p.sort, p.text) for p in found.paragraphs] == [
        ("heading", "Who took part"),
        ("text", STORY),
        *(("item", f"- {country}") for country in COUNTRIES),
        ("text", "The end."),
    ]
    assert found.locator(found.text.index("Customs"), 20) == "characters 14-20"


@pytest.mark.parametrize(
    ("text", "title", "first"),
    [
        ("title: A\nretrieved: 2026-01-02\n\nBody of it.", "A", "Body of it."),
        ("url: https://example.org\n\nBody of it.", "", "Body of it."),
        ("URL: https://example.org\nTitle:  A \n\n\nBody of it.", "A", "Body of it."),
        ("Note: this is no header.\n\nBody of it.", "", "Note: this is no header."),
        ("title: alone\n\nBody of it.", "", "title: alone"),
        ("title: A\nnote: B\n\nBody of it.", "", "title: A"),
        ("title: A\nurl: https://example.org", "", "title: A"),
    ],
)
def test_a_header_has_known_keys_alone(text: str, title: str, first: str) -> None:
    found = document_of_text(text, "pasted")
    assert (found.title, found.paragraphs[0].text) == (title, first)


@pytest.mark.parametrize(
    ("told_date", "kept"),
    [("2024-03", "2024-03"), ("5 March 2024", "2024-03-05"), ("2024", "2024"), ("03/05/2024", ""), ("soon", "")],
)
def test_a_date_of_publication_is_iso_or_a_note(told_date: str, kept: str) -> None:
    found = document_of_text(f"url: https://example.org\npublished: {told_date}\n\nBody.", "pasted")
    assert found.published == kept
    assert bool(found.notes) is not bool(kept)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Kenya Wildlife Service", "Uganda Wildlife Authority"], 2),
        (["The police of Kenya said on Monday in Nairobi that five men had", "been arrested at the airport."], 1),
        (["The police of Kenya said on Monday in Nairobi that five men were", "- arrested"], 2),
        (["A sentence of its own that is long enough to look like a full line.", "Another one."], 2),
    ],
)
def test_only_wrapped_lines_are_joined(lines: list[str], expected: int) -> None:
    found = document_of_text("\n".join(lines), "pasted")
    assert len(found.paragraphs) == expected


@pytest.mark.parametrize("mark", ["- ", "• ", "1. ", "2) ", "(a) ", "(iv) ", "1.2 "])
def test_items_of_a_list(mark: str) -> None:
    assert told(document_of_text(f"{mark}Kenya\n{mark}Uganda", "pasted"), "item") == [f"{mark}Kenya", f"{mark}Uganda"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_of_a_text(codec: str, opened: Callable[..., Document]) -> None:
    text = "La opération a été menée par la Côte d’Ivoire, où la douane a saisi de l’ivoire."
    found = opened("letter.txt", text.encode(codec))
    assert found.text == text
    assert bool(found.notes) is (codec in ("cp1252", "utf-16-le"))


def test_unseen_marks_and_blanks_go() -> None:
    found = document_of_text("Tan\u00adza\u200bnia\u00a0 and\tCo\u0302te\x00 d'Ivoire\ufeff.", "pasted")
    assert found.text == "Tanzania and Côte d'Ivoire."


def test_joiners_stay_where_they_spell() -> None:
    nepali = "\u0930\u094d\u200d\u092f"
    assert document_of_text(f"{nepali} Ken\u200dya", "pasted").text == f"{nepali} Kenya"


@given(st.text(st.characters(), max_size=400))
def test_any_text_has_places(text: str) -> None:
    assert places_hold(document_of_text(text, "pasted"))


@given(st.lists(st.sampled_from(["- ", "1. ", "word " * 12, "Kenya", "\n", "\n\n", ". ", "url: x\n", "\u200b"])))
def test_no_word_of_a_text_is_lost(parts: list[str]) -> None:
    text = "".join(parts)
    found = document_of_text(text, "pasted")
    assert places_hold(found)
    if not found.url:
        assert found.text.split() == text.replace("\u200b", "").split()


def test_marks_upon_marks_take_no_time() -> None:
    begun = time.monotonic()
    found = document_of_text("a" + "\u0301\u0323" * 500_000, "pasted")
    assert len(found.text) < 100
    assert time.monotonic() - begun < SECONDS


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The police of Kenya said that five men had been arrested at the airport with ivory."),
        ("es", "La policía de Colombia informó que los agentes incautaron el marfil en el aeropuerto de la ciudad."),
        ("fr", "La douane a saisi de l'ivoire dans le port et les agents ont été aidés par la police du pays."),
        (
            "pt",
            "A polícia do Brasil apreendeu o marfim no porto e os agentes foram ajudados por uma equipe da Interpol.",
        ),
        (
            "it",
            "La polizia ha sequestrato avorio nel porto e gli agenti sono stati aiutati dalla dogana della Germania.",
        ),
        (
            "pl",
            "Policja poinformowała, że na lotnisku w Warszawie zatrzymano trzy osoby, które przewoziły kość słoniową.",
        ),
        (
            "de",
            "Die Polizei hat mitgeteilt, dass am Flughafen drei Männer mit Elfenbein festgenommen wurden.",
        ),
        (
            "",
            "De politie heeft meegedeeld dat er op het vliegveld drie mannen met ivoor zijn aangehouden.",
        ),
        ("", "เจ้าหน้าที่ตำรวจไทยจับกุมผู้ต้องหาสามคนที่สนามบิน"),
        ("", "Operation Cobra II"),
        ("", "Kenya Uganda Tanzania Rwanda Burundi Ethiopia Malawi Zambia Botswana Namibia"),
    ],
)
def test_languages(language: str, text: str) -> None:
    assert document_of_text(text, "pasted").language == language


def test_a_web_page(opened: Callable[..., Document]) -> None:
    found = opened("story.html", web_page())
    assert (found.title, found.url) == ("Operation Thunder: 20 arrests", "https://example.org/news/thunder")
    assert (found.publisher, found.published) == ("Example Agency", "2024-03-05")
    assert told(found, "heading") == ["Operation Thunder: 20 arrests", "Who took part"]
    assert told(found, "item") == list(COUNTRIES)
    assert told(found, "cell") == ROWS
    assert STORY in told(found, "text")
    assert not [word for word in (*CLUTTER, *MENU, "Related", "script", "Accept") if word in found.text]


def test_a_page_too_large_for_an_article_loses_its_menu_too(opened: Callable[..., Document]) -> None:
    found = opened("large.html", web_page(article="<p>One more line of text.</p>" * 12_000))
    assert STORY in told(found, "text")
    assert told(found, "cell") == ROWS
    assert any("menus may stand" in note for note in found.notes)
    assert not [word for word in (*CLUTTER, *MENU, "Accept") if word in found.text]


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("iso-8859-1", "cp1252"), ("utf-8", "utf-8"), ("windows-1250", "cp1250"), ("no-such", "utf-8")],
)
def test_character_sets_of_pages(declared: str, codec: str, opened: Callable[..., Document]) -> None:
    source = f"<html><head><meta charset={declared}></head><body><p>„Łódź“ war das Ziel.</p></body></html>"
    words = source if codec != "cp1252" else source.replace("Łódź", "Köln")
    assert ("Köln" if codec == "cp1252" else "Łódź") in opened("a.html", words.encode(codec)).text


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta name="date" content="2019-07-01">', "2019-07-01"),
        ('<meta name="DC.date" content="2019-07">', "2019-07"),
        ('<meta name="date" content="01/07/2019">', ""),
        (
            '<script type="application/ld+json">{"@graph": [{"datePublished": "2018-02-03T01:00:00Z"}]}</script>',
            "2018-02-03",
        ),
        ('<script type="application/ld+json">{"datePublished": ["x"]}</script>', ""),
        (f'<script type="application/ld+json">{"[" * 9_000}</script>', ""),
        ("", ""),
    ],
)
def test_the_date_of_a_page_is_stated_or_missing(head: str, published: str, opened: Callable[..., Document]) -> None:
    page = f"<html><head>{head}</head><body><p>{STORY} In 2015 it was otherwise. © 2021</p></body></html>"
    assert opened("a.html", page.encode()).published == published


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/news", "http://[", "https://a b"])
def test_a_strange_address_is_none(address: str, opened: Callable[..., Document]) -> None:
    page = f'<html><head><link rel="canonical" href="{address}"></head><body><p>{STORY}</p></body></html>'
    assert opened("a.html", page.encode()).url == ""


def test_a_pdf(opened: Callable[..., Document]) -> None:
    found = opened("minutes.pdf", minutes())
    assert found.title == "Minutes of the spring meeting"
    assert [(p.page, p.sort, p.text) for p in found.paragraphs] == [
        (1, "heading", "Participants"),
        (
            1,
            "text",
            "The Kenya Wildlife Service and the Uganda Wildlife Authority met in Nairobi on 13 May 2013 to plan "
            "the next operation against the trade in ivory.",
        ),
        (1, "item", "- Kenya"),
        (1, "item", "- Uganda"),
        (
            2,
            "text",
            "The second day was about training of officers at borders and in airports, and ended early.",
        ),
        (3, "heading", "Results"),
        *((3, "cell", row) for row in ROWS),
    ]
    assert any("page 4 has no text" in note for note in found.notes)
    assert any(RUNNING_TITLE in note for note in found.notes)
    assert found.locator(found.text.index("Results"), 300).startswith("page 3, ")


def test_pages_beyond_the_limit_are_named(opened: Callable[..., Document]) -> None:
    found = opened("long.pdf", pdf([drawn([f"This is what page {n} says."]) for n in range(1, 6)]), Limits(pages=2))
    assert {p.page for p in found.paragraphs} == {1, 2}
    assert "Left unread: pages 3 to 5." in found.notes


@pytest.mark.parametrize(("password", "opens"), [("", True), ("secret", False)])
def test_a_pdf_with_a_password(password: str, opens: bool, opened: Callable[..., Document]) -> None:
    writer = PdfWriter(PdfReader(BytesIO(pdf([drawn(["A line of text."])]))))
    writer.encrypt(password, owner_password="owner")  # noqa: S106 — of a file that the test makes
    stream = BytesIO()
    writer.write(stream)
    if opens:
        assert opened("locked.pdf", stream.getvalue()).text == "A line of text."
    else:
        with pytest.raises(DataError, match=r"locked\.pdf.*password"):
            opened("locked.pdf", stream.getvalue())


def test_a_pdf_that_would_take_minutes(opened: Callable[..., Document]) -> None:
    begun = time.monotonic()
    with pytest.raises(DataError, match=r"slow\.pdf.*seconds"):
        opened("slow.pdf", pdf(["BT /F1 11 Tf 60 700 Td (x) Tj ET\n" * 600_000]), Limits(seconds=2))
    assert time.monotonic() - begun < SECONDS


def test_a_mail_that_would_take_minutes(opened: Callable[..., Document]) -> None:
    begun = time.monotonic()
    with pytest.raises(DataError, match=r"slow\.eml.*seconds"):
        opened("slow.eml", b"Content-Type: text/plain; " + b"a*0=b; " * 100_000 + b"\n\nHello", Limits(seconds=2))
    assert time.monotonic() - begun < SECONDS


def test_a_word_document(opened: Callable[..., Document]) -> None:
    found = opened("story.docx", word_bytes())
    assert found.title == "Operation Thunder"
    assert [(p.sort, p.text) for p in found.paragraphs] == [
        ("heading", "Who took part"),
        ("text", STORY),
        *(("item", country) for country in COUNTRIES),
        *(("cell", row) for row in ROWS),
        ("text", "The end."),
    ]


def test_what_was_struck_is_not_read_and_what_was_added_is(opened: Callable[..., Document]) -> None:
    document = word_document()
    paragraph = document.add_paragraph("Kept ")
    for tag, text in (("ins", "t"), ("del", "delText")):
        change = docx.oxml.OxmlElement(f"w:{tag}")
        run = docx.oxml.OxmlElement("w:r")
        words = docx.oxml.OxmlElement(f"w:{text}")
        words.text = f"by {tag}"
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    assert opened("a.docx", word_bytes(document)).paragraphs[-1].text == "Kept by ins"


def with_body(body: bytes) -> bytes:
    """A Word document with another main part."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(word_bytes())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, body if name == "word/document.xml" else old.read(name))
    return stream.getvalue()


def body_with(declared: str, text: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return (
        f'<?xml version="1.0"?><!DOCTYPE a [{declared}]><w:document xmlns:w="{space}"><w:body><w:p><w:r>'
        f"<w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    ).encode()


LAUGHS = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize("declared", [LAUGHS, '<!ENTITY l11 SYSTEM "file:///etc/hostname">'], ids=["laughs", "outside"])
@pytest.mark.parametrize("format_", ["docx", "html"])
def test_entities_are_not_followed(declared: str, format_: str, opened: Callable[..., Document]) -> None:
    begun = time.monotonic()
    if format_ == "docx":
        data = with_body(body_with(declared, "before &l11; after"))
    else:
        data = f"<!DOCTYPE html [{declared}]><html><body><p>before &l11; after. {STORY}</p></body></html>".encode()
    try:
        text = opened(f"a.{format_}", data).text
    except DataError as error:
        text = str(error)
    assert "haha" not in text
    assert Path("/etc/hostname").read_text().strip() not in text
    assert time.monotonic() - begun < SECONDS


def test_a_zip_bomb(opened: Callable[..., Document]) -> None:
    with pytest.raises(DataError, match=r"a\.docx.*(bytes|bomb)"):
        opened("a.docx", with_body(b" " * 150_000_000))


def test_a_mail(opened: Callable[..., Document]) -> None:
    found = opened("a.eml", mail(page=web_page()))
    assert (found.title, found.published) == ("Operation Thünder", "2024-03-05")
    assert [p.text for p in found.paragraphs] == [STORY, "- Kenya", "- Uganda"]
    assert "Attached, not read: map.png." in found.notes


def test_a_mail_that_is_a_web_page(opened: Callable[..., Document]) -> None:
    found = opened("a.eml", mail(plain="", page=web_page()))
    assert told(found, "item") == list(COUNTRIES)
    assert found.title == "Operation Thünder"


@pytest.mark.parametrize(
    ("name", "data", "document"),
    [
        *((name, data, True) for name, data in SAMPLES.items()),
        ("prose.txt", STORY.encode(), True),
        ("commas.txt", b"Kenya, Uganda and Tanzania met on Monday.\nGhana and Togo did not.\n", True),
        ("table.txt", b"name,country\nKWS,KE\nUWA,UG\n", False),
        ("bars.txt", b"name|country\nKWS|KE\n", False),
        ("lines.txt", b'{"name": "KWS"}\n', False),
        ("table.csv", STORY.encode(), False),
        ("rows.jsonl", STORY.encode(), False),
        ("page.ttl", web_page(), False),
        ("page.rdf", web_page(), False),
        ("minutes.csv", minutes(), False),
        ("empty.txt", b"", True),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_tables_are_no_documents(name: str, data: bytes, document: bool, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert is_document(path) is document
    if not document and path.suffix == ".txt":
        assert open_table(path)


def test_a_workbook_named_docx_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes((Path(__file__).parent / "samples" / "bad" / "error_cell.xlsx").read_bytes())
    assert not is_document(path)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "empty"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"No PDF at all.", "no PDF"),
        ("a.pdf", b"%PDF-1.7\nnothing", "damaged"),
        ("a.docx", b"PK\x03\x04 cut", "damaged"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.html", b"\x89PNG\r\n", "picture"),
        ("a.txt", bytes(range(32)) * 30, "not a text"),
        ("a.eml", b"\n\nno header", "no mail"),
    ],
)
def test_what_can_not_be_read_is_named(name: str, data: bytes, words: str, opened: Callable[..., Document]) -> None:
    with pytest.raises(DataError, match=words) as refused:
        opened(name, data)
    assert name in refused.value.where
    assert refused.value.mend


def test_limits(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("A sentence of some length.\n\n" * 1000)
    found = open_document(path, Limits(characters=1000))
    assert len(found.text) <= 1000
    assert any("Left unread" in note for note in found.notes)
    with pytest.raises(DataError, match="at most 100"):
        open_document(path, Limits(bytes=100))


@pytest.mark.parametrize("name", ["/dev/zero", "."])
def test_a_device_and_a_folder(name: str) -> None:
    assert not is_document(Path(name))
    with pytest.raises(DataError):
        open_document(Path(name))


def test_a_short_text_takes_no_time() -> None:
    text = (STORY + "\n\n") * 6
    document_of_text(text, "pasted")
    begun = time.perf_counter()
    for _ in range(20):
        document_of_text(text, "pasted")
    assert (time.perf_counter() - begun) / 20 < 0.01


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.txt")), ids=lambda path: path.name)
def test_texts_of_the_corpus(path: Path) -> None:
    found = open_document(path)
    assert is_document(path)
    assert places_hold(found)
    assert found.language == "en"
    body = path.read_text(encoding="utf-8")
    if found.url:
        body = body.split("\n\n", 1)[1]
    assert found.text.split() == body.split()


def mutated(data: bytes, random: Random) -> bytes:
    """Some bytes turned, cut out, put in or repeated."""
    held = bytearray(data)
    for _ in range(random.randint(1, 12)):
        at = random.randrange(len(held) + 1)
        match random.randrange(4):
            case 0 if at < len(held):
                held[at] ^= 1 << random.randrange(8)
            case 1:
                del held[at : at + random.randint(1, 200)]
            case 2:
                held[at:at] = random.randbytes(random.randint(1, 50))
            case _:
                held[at:at] = held[at : at + random.randint(1, 300)] * random.randint(1, 5)
    return bytes(held[: random.randrange(len(held) + 1)] if random.random() < 0.1 else held)


def hurt(name: str, random: Random) -> bytes:
    """A mutated sample; of a Word document mostly its main part, since a zip notices each changed byte."""
    if name.endswith(".docx") and random.random() < 0.8:
        with zipfile.ZipFile(BytesIO(SAMPLES[name])) as package:
            body = package.read("word/document.xml")
        tokens = re.findall(rb"<[^>]*>|[^<]+", body)
        for _ in range(random.randint(1, 6)):
            at = random.randrange(len(tokens))
            other = tokens[random.randrange(len(tokens))]
            tokens[at] = random.choice([b"", other, tokens[at] * 3, tokens[at].replace(b"w:", b"w:x")])
        return with_body(b"".join(tokens))
    return mutated(SAMPLES[name], random)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_hurt_files_end_in_a_document_or_a_sentence(name: str, tmp_path: Path) -> None:
    def ends_well(path: Path) -> bool:
        try:
            return places_hold(open_document(path))
        except DataError as error:
            return path.name in error.where

    whole = tmp_path / name
    whole.write_bytes(SAMPLES[name])
    assert ends_well(whole)  # what is loaded once is no document's time
    for number in range(200):
        path = tmp_path / f"{number}{whole.suffix}"
        path.write_bytes(hurt(name, Random(f"{name} {number}")))  # noqa: S311 — not for secrets
        begun = time.monotonic()
        assert ends_well(path)
        assert time.monotonic() - begun < SECONDS
