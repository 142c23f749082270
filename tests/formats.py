"""The same release in each format that readers of prose take, made on the spot."""

from __future__ import annotations

import io
from email.message import EmailMessage

import docx
from pypdf import PdfReader, PdfWriter

TITLE = "Rangers and customs close Operation Marula"
LINES = (
    "Gaborone, 3 June 2019. Operation Marula, led by INTERPOL, ran from 6 to 17 May 2019 in Botswana and Zambia.",
    "The Lusaka Agreement Task Force (LATF) gave support.",
)
ITEMS = ("12 arrests in Botswana", "40 kg of ivory in Zambia")


def text() -> bytes:
    """Plain text, with a header."""
    items = "\n".join(f"- {item}" for item in ITEMS)
    body = "\n\n".join((TITLE, *LINES, "Results:", items))
    return f"url: https://releases.example/marula\ntitle: {TITLE}\n\n{body}\n".encode()


def page() -> bytes:
    """A web page with a menu, a cookie notice, share links and a table around its article."""
    paragraphs = "".join(f"<p>{line}</p>" for line in LINES) + "<p>The work goes on in all three countries.</p>" * 3
    items = "".join(f"<li>{item}</li>" for item in ITEMS)
    return f"""<!DOCTYPE html><html lang="en"><head><title>{TITLE}</title>
<link rel="canonical" href="https://releases.example/marula">
<meta property="article:published_time" content="2019-06-03">
</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/shop">Shop for badges</a></li></ul></nav>
<div id="cookie-banner" class="cookie-consent"><p>We use cookies to follow you around.</p></div>
<article><h1>{TITLE}</h1>{paragraphs}<h2>Results</h2><ul>{items}</ul>
<table><tr><th>Country</th><th>Arrests</th></tr><tr><td>Botswana</td><td>12</td></tr></table></article>
<div class="share-links"><a href="#">Share on Facebook</a></div>
<footer>All rights reserved</footer></body></html>""".encode()


def word() -> bytes:
    """A DOCX with a heading, a list and a table."""
    made = docx.Document()
    made.core_properties.title = TITLE
    made.add_heading(TITLE, 1)
    for line in LINES:
        made.add_paragraph(line)
    for item in ITEMS:
        made.add_paragraph(item, style="List Bullet")
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Botswana", "12"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def mail() -> bytes:
    """A message with an attachment."""
    message = EmailMessage()
    message["Subject"], message["Date"] = TITLE, "Mon, 03 Jun 2019 09:00:00 +0200"
    message["From"], message["To"] = "press@releases.example", "desk@releases.example"
    message.set_content("\n\n".join(LINES) + "\n")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="annex.pdf")
    return bytes(message)


def pdf(*pages: tuple[str, ...]) -> bytes:
    """A PDF of these pages' lines, by hand: the readers are tried on what they did not write themselves."""
    pages = pages or ((TITLE, *LINES, *ITEMS),)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = b"".join(b"(%s) Tj 0 -14 Td " % _escaped(part) for line in lines for part in _wrapped(line))
        stream = b"BT /F1 10 Tf 50 780 Td " + shown + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return _file(objects)


def _wrapped(line: str) -> list[str]:
    words, lines = line.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 80:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _escaped(line: str) -> bytes:
    return line.encode("latin-1").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: list[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return body + head + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))


def locked_pdf() -> bytes:
    """The PDF with a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


FORMATS = {".txt": text, ".html": page, ".docx": word, ".eml": mail, ".pdf": pdf}
