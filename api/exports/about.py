"""Who hands out what to whom in, the lines that stand in every file of it out."""

from __future__ import annotations

from dataclasses import dataclass

from graph.values.markings import Marking
from graph.values.names import slug


@dataclass(frozen=True, slots=True)
class About:
    """A handing-over: its number, of what, to whom, why, by whom, when (UTC text), at what marking, as of when."""

    number: str
    title: str
    recipient: str
    reason: str
    author: str
    made_at: str
    marking: Marking
    as_of: str = ""
    known_by: str = ""

    def lines(self) -> dict[str, str]:
        """What a file says of itself."""
        told = {
            "marking": f"TLP:{self.marking}",
            "title": self.title,
            "recipient": self.recipient,
            "reason": self.reason,
            "handed out by": self.author,
            "made at": self.made_at,
            "as of": self.as_of,
            "known by": self.known_by,
            "export": self.number,
        }
        return {name: text for name, text in told.items() if text}

    def file_name(self, suffix: str) -> str:
        """A file name that carries the marking of what is in the file."""
        mark = str(self.marking).replace("+", "-")
        return f"{slug(self.title) or 'export'}-{self.number}-TLP-{mark}.{suffix}"
