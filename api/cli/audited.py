"""What a command did in, its line of the audit out: of each one that uses the store, or that is refused."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperCommand

from api.cli import output
from graph.errors import MarkingError, WengraphError
from graph.settings import load_settings
from graph.values.markings import Marking, parse_marking

if TYPE_CHECKING:
    from api.audit import Entry
    from api.desk import Desk
    from graph.settings import Settings

NAMING: Final = (
    "entity", "subject", "a", "b", "left", "right", "things", "what", "claim", "proposal", "proposals", "watch",
)  # fmt: skip
"""Arguments that name things; what else is given may be a text of somebody's own, and stays out of the audit."""
LEVELS: Final = ("clearance", "marking", "level")
"""Options and arguments that hold a marking: what is named may be marked as high as the highest of them."""
STOPPED: Final = 499
"""The status of a command that somebody stopped by Ctrl-C."""


@dataclass(slots=True)
class Line:
    """What is known of a command so far; one that neither used the store nor was refused needs no line."""

    needed: bool = False
    things: list[str] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)


_LINE: ContextVar[Line | None] = ContextVar("line", default=None)


def tell(*things: str, **told: Any) -> None:
    """Say what the line of this command is to hold, by the names of an entry; from now on it needs one.

    Without things, those are named that the command's arguments name. `query` is a text, of which the hash is kept.
    """
    line = _LINE.get()
    if line:
        line.needed = True
        line.things += things
        line.told |= told


def written() -> None:
    """Say that this command has written its line itself."""
    line = _LINE.get()
    if line:
        line.needed = False


def who(settings: Settings) -> str:
    """Who is at the command line, as the audit names them."""
    return settings.author or "somebody at the command line"


class AuditedCommand(TyperCommand):
    """A command that leaves a line in the audit, however it ends."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command, then write its line."""
        line, status = Line(), 200
        token = _LINE.set(line)
        try:
            return super().invoke(ctx)
        except WengraphError as error:
            line.needed, status = True, _status(error)
            raise
        except typer.Exit:
            raise
        except KeyboardInterrupt:
            status = STOPPED
            raise
        except BaseException:
            status = 500
            raise
        finally:
            _LINE.reset(token)
            if line.needed:
                _write(ctx, line, status)


def _status(error: WengraphError) -> int:
    from api.answers import status_of

    return status_of(error)


def _write(ctx: Any, line: Line, status: int) -> None:
    """Write it; a reader who can't write to the desk is told so, and the command stands."""
    try:
        settings = load_settings()
    except WengraphError:  # which refused the command, and says where no desk is
        return
    from api.audit import write
    from api.desk import Desk

    try:
        desk = Desk(settings)
        write(desk, _entry(ctx, line, status, settings, desk))
    except (OSError, WengraphError) as error:
        output.say(f"The audit can't be written, so no line tells of this: {error}".replace("\n", " "))


def _entry(ctx: Any, line: Line, status: int, settings: Settings, desk: Desk) -> Entry:
    from api.audit import Entry, keyed, shortened

    given, told = ctx.params, dict(line.told)
    levels = {name: _level(given.get(name)) for name in LEVELS}
    reach = [levels.pop("clearance") or settings.clearance, *(level for level in levels.values() if level)]
    reach.append(told.pop("clearance", Marking.CLEAR))
    marking = next((str(level) for level in levels.values() if level is not None), "")
    query = told.pop("query", "")
    common: dict[str, Any] = {
        "marking": marking,
        "status": status,
        "question": given.get("question") or "",
        "reason": given.get("reason") or "",
    }
    return Entry(
        who=who(settings),
        act=f"wengraph {ctx.command_path.removeprefix(ctx.find_root().command_path).strip()}",
        things=shortened(line.things or _named(given)),
        query=keyed(desk, query) if query else "",
        clearance=str(max(reach)),
        **(common | told),
    )


def _level(text: str | None) -> Marking | None:
    try:
        return parse_marking(text) if text else None
    except MarkingError:
        return None


def _named(given: dict[str, Any]) -> Iterable[str]:
    for name in NAMING:
        value = given.get(name)
        yield from [value] if isinstance(value, str) else value or ()
