"""Documents that tests read: a page, a PDF written byte by byte, a Word document, a mail, each with the same story."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from io import BytesIO

import docx
from docx.document import Document as WordDocument

STORY = (
    "Customs and police of twelve countries seized ivory and pangolin scales in an action that lasted from "
    "1 to 28 February 2024, and the task force was told of it in Nairobi."
)
COUNTRIES = ("Kenya", "Uganda", "Viet Nam")
TABLE = (("Country", "Arrests"), ("Kenya", "12"), ("Uganda", "8"))
RUNNING_TITLE = "Wildlife Task Force - minutes of the spring meeting"
MENU = ("Home", "News", "About us")
CLUTTER = ("We use cookies to improve your visit.", "Share on Twitter", "Privacy policy", "An old story on elephants")


def text_file() -> bytes:
    """A text with a header, items and hard-wrapped lines."""
    words, lines = STORY.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) + 1 > 72:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    items = "\n".join(f"- {country}" for country in COUNTRIES)
    head = "url: https://example.org/thunder\ntitle: Operation Thunder\nretrieved: 2026-11-23"
    return "\n".join([head, "", "Who took part", "", *lines, "", items, "", "The end.", ""]).encode()


def web_page(*, article: str = "", head: str = "") -> bytes:
    """A page of news with a menu, a cookie banner, links for sharing and related stories."""
    menu = "".join(f'<li><a href="/x">{word}</a></li>' for word in MENU)
    items = "".join(f"<li>{country}</li>" for country in COUNTRIES)
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Operation Thunder | Example</title>
<link rel="canonical" href="https://example.org/news/thunder"><meta property="og:site_name" content="Example Agency">
<meta property="og:title" content="Operation Thunder: 20 arrests">
<meta property="article:published_time" content="2024-03-05T10:00:00Z">{head}
<script>alert("script")</script></head><body>
<div class="cookie-consent"><p>{CLUTTER[0]}</p><button>Accept</button></div><nav><ul>{menu}</ul></nav>
<main><article><h1>Operation Thunder: 20 arrests</h1><p>{STORY}</p><h2>Who took part</h2><ul>{items}</ul>
<table>{rows}</table>{article}<p>Further actions are to follow in May, as the task force agreed with its partners.</p>
<div class="share"><a href="https://example.com/t">{CLUTTER[1]}</a></div></article></main>
<aside><h3>Related</h3><ul><li><a href="/1">{CLUTTER[3]}</a></li></ul></aside><footer><p>{CLUTTER[2]}</p></footer>
</body></html>""".encode()


def drawn(lines: Sequence[str], table: Sequence[Sequence[str]] = (), foot: str = "") -> str:
    """The drawing of a page: lines of text from the top, then a ruled table, and a line at its foot."""
    steps, y = [], 780
    for line in lines:
        if line:
            steps.append(_written(line, 60, y))
        y -= 16
    width, height = 120, 20
    for row in range(len(table) + 1 if table else 0):
        steps.append(f"60 {y - row * height} m {60 + len(table[0]) * width} {y - row * height} l S")
    for column in range(len(table[0]) + 1 if table else 0):
        steps.append(f"{60 + column * width} {y} m {60 + column * width} {y - len(table) * height} l S")
    for at, cells in enumerate(table):
        steps.extend(_written(cell, 64 + n * width, y - at * height - 14) for n, cell in enumerate(cells))
    if foot:
        steps.append(_written(foot, 60, 40))
    return "\n".join(steps)


def _written(text: str, x: int, y: int) -> str:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 11 Tf {x} {y} Td ({escaped}) Tj ET"


def pdf(pages: Sequence[str], title: str = "Minutes of the spring meeting") -> bytes:
    """A PDF of drawn pages."""
    numbers = range(5, 5 + 2 * len(pages), 2)
    things = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{n} 0 R' for n in numbers)}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) >>",
    ]
    for number, page in zip(numbers, pages, strict=True):
        font = "/Resources << /Font << /F1 3 0 R >> >>"
        things.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {font} /Contents {number + 1} 0 R >>")
        things.append(f"<< /Length {len(page.encode('cp1252'))} >>\nstream\n{page}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, thing in enumerate(things, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{thing}\nendobj\n".encode("cp1252")
    listed = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer\n<< /Size {len(things) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(things) + 1}\n0000000000 65535 f \n{listed}{end}".encode()


def minutes() -> bytes:
    """A PDF of four pages: text with a word parted by a line's end, text, a ruled table, a scan."""

    first = (
        "Participants",
        "The Kenya Wildlife Service and the Uganda Wildlife Authority met in Nairobi on",
        "13 May 2013 to plan the next opera-",
        "tion against the trade in ivory.",
        "- Kenya",
        "- Uganda",
    )
    second = ("The second day was about training of officers at borders and in airports, and", "ended early.")
    told = ((first, ()), (second, ()), (("Results",), TABLE))
    pages = [
        drawn([RUNNING_TITLE, "", *lines], table, f"Page {number} of 4")
        for number, (lines, table) in enumerate(told, 1)
    ]
    return pdf([*pages, ""])


def word_document() -> WordDocument:
    """A Word document with headings, items and a table between paragraphs."""
    document = docx.Document()
    document.core_properties.title = "Operation Thunder"
    document.add_heading("Who took part", 1)
    document.add_paragraph(STORY)
    for country in COUNTRIES:
        document.add_paragraph(country, style="List Bullet")
    table = document.add_table(rows=0, cols=2)
    for row in TABLE:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    document.add_paragraph("The end.")
    return document


def word_bytes(document: WordDocument | None = None) -> bytes:
    """A Word document as it is saved."""
    stream = BytesIO()
    (document or word_document()).save(stream)
    return stream.getvalue()


def mail(*, plain: str = STORY, page: bytes = b"") -> bytes:
    """A mail with an attached picture."""
    message = EmailMessage()
    message["Subject"] = "Operation Thünder"
    message["From"] = "press@example.org"
    message["Date"] = "Tue, 05 Mar 2024 23:30:00 +0100"
    if plain:
        message.set_content(f"{plain}\n\n- Kenya\n- Uganda\n")
    if page:
        (message.add_alternative if plain else message.set_content)(page.decode(), subtype="html")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="map.png")
    return message.as_bytes()


SAMPLES = {
    "story.txt": text_file(),
    "story.html": web_page(),
    "story.pdf": minutes(),
    "story.docx": word_bytes(),
    "story.eml": mail(page=web_page()),
}
"""One file of each format by its name."""
