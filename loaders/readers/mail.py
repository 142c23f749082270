"""A mail as it was saved (.eml) in, its text out as blocks: subject, date, sender's name, what was attached."""

from __future__ import annotations

import email
import email.message
import email.policy
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

from graph.errors import DataError
from loaders.readers.blocks import Clock, Limits, Reading
from loaders.readers.encoded import decoded, decoded_page
from loaders.readers.plain_text import read_text
from loaders.readers.rows import shown
from loaders.readers.web_page import read_page

MOST_PARTS: Final = 200
MOST_NAMED: Final = 20


def read_mail(path: Path, clock: Clock, limits: Limits) -> Reading:
    """The text of a mail; attachments are named in the notes, not read.

    Raises DataError for bytes that hold no mail.
    """
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        parts = _parts(message)
        subject, published = _header(message, "subject"), _day(_header(message, "date"))
    except Exception as error:  # the parser of the standard library breaks in ways of its own on hostile headers
        raise DataError("The mail can't be read.", where=str(path), mend="Save it anew as .eml.") from error
    if not message.keys():
        raise DataError("This is no mail: it has no header.", where=str(path), mend="Save it anew as .eml.")
    inside = _text(parts, clock, limits)
    names = [shown(name) for part in parts if (name := _attached(part))]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    notes = (f"Attached, not read: {', '.join(names[:MOST_NAMED])}{more}.",) if names else ()
    return Reading(inside.blocks, title=subject, published=published, notes=(*inside.notes, *notes))


def _parts(message: email.message.EmailMessage) -> list[email.message.Message]:
    parts: list[email.message.Message] = []
    for part in message.walk():
        if not part.is_multipart():
            parts.append(part)
        if len(parts) == MOST_PARTS:
            break
    return parts


def _text(parts: list[email.message.Message], clock: Clock, limits: Limits) -> Reading:
    """The first part of plain text that holds something, else the first web page."""
    bodies = [part for part in parts if not _attached(part)]
    for kind in ("text/plain", "text/html"):
        for part in bodies:
            if part.get_content_type() != kind:
                continue
            data = _payload(part)[: 4 * limits.characters]
            charset = part.get_content_charset("") or ""
            if not data.strip():
                continue
            if kind == "text/plain":
                return read_text(decoded(data, charset), limits)
            return read_page(decoded(data, charset) if charset else decoded_page(data), clock, limits)
    return Reading((), notes=("The mail has no text.",))


def _payload(part: email.message.Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return found if isinstance(found, bytes) else b""


def _attached(part: email.message.Message) -> str:
    """The name of an attachment, or what it is if it has none; '' for a part that is the mail's own text."""
    try:
        name, held = part.get_filename(), part.get_content_disposition() == "attachment"
    except Exception:  # as above: a header of this part is broken
        return "a part with a broken name"
    if name or held:
        return " ".join(str(name or part.get_content_type()).split())
    return "" if part.get_content_maintype() == "text" else part.get_content_type()


def _header(message: email.message.EmailMessage, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _day(text: str) -> str:
    try:
        return parsedate_to_datetime(text).date().isoformat() if text else ""
    except (ValueError, OverflowError):
        return ""
