"""An e-mail in, the document of its body out: the subject is its title, attachments are named, not opened."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.utils import parsedate_to_datetime

from graph.errors import DataError
from loaders.readers.blocks import plain
from loaders.readers.plain_text import read_text
from loaders.readers.prose import Document
from loaders.readers.prose_limits import Clock, Limits
from loaders.readers.web_page import read_page


def read_mail(data: bytes, name: str, limits: Limits, clock: Clock) -> Document:
    """The document of a message: its plain text, else its HTML. Raises DataError where it has neither."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        if not message.keys():
            raise DataError("This is not an e-mail.", mend="Save the message as .eml.")
        body = message.get_body(preferencelist=("plain", "html"))
        subject, sent = plain(str(message["subject"] or "")), _day(str(message["date"] or ""))
        attached = [plain(part.get_filename() or part.get_content_type()) for part in message.iter_attachments()]
        content = body.get_content() if body is not None else ""
        sort = body.get_content_type() if body is not None else ""
    except DataError:
        raise
    except Exception as error:
        raise DataError("This e-mail is broken.", mend="Save the message anew, or hand in its text.") from error
    clock.check()
    text = content if isinstance(content, str) else ""
    if sort == "text/html":
        found = read_page(text.encode("utf-8", "replace"), name, limits, clock)
    else:
        found = read_text(text, name, limits)
    notes = found.notes
    if attached:
        notes = (*notes, f"Not opened, hand them in by themselves: {', '.join(attached[:20])}.")
    return replace(found, title=subject or found.title, published=sent or found.published, notes=notes)


def _day(text: str) -> str:
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return ""
