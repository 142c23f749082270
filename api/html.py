"""The one place for HTML escaping: a template and what it shows in, a page in which nothing of a record runs out."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.cli.output import clean
from graph.values.markings import Marking

SAFE_IN_JSON: Final = "<>&"
MARKINGS: Final = tuple(f"TLP:{marking}" for marking in Marking)


def page(template: str, **told: Any) -> str:
    """A page of ours; every text in it is escaped and rid of characters that no eye can see."""
    return _environment().get_template(template).render(**told)


def web_address(url: str) -> bool:
    """Whether a source's address may become a link: the web alone, never a script or a file."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def static(name: str) -> str:
    """A file of ours that pages use: a style or a script."""
    return (files("api") / "static" / name).read_text(encoding="utf-8")


def paper(marking: str) -> Markup:
    """The style that puts a marking at the top and the foot of every printed page, with the number of the page."""
    assert marking in MARKINGS  # noqa: S101 — one of our words, so nothing in it ends the style
    return Markup(static("paper.css").replace("MARKING", marking))  # noqa: S704


def script(text: str) -> Markup:
    """A script of ours or of vis-network as it stands; none of them holds what would end its element."""
    assert "</script" not in text.casefold() and "<!--" not in text  # noqa: S101, PT018
    return Markup(text)  # noqa: S704


def json_in_page(data: dict[str, Any]) -> Markup:
    """Data as JSON that can't end its element or begin another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in SAFE_IN_JSON:
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 — escaped above


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_plain,
    )
    found.tests["web_address"] = web_address
    found.globals["paper"] = paper
    return found


def _plain(value: Any) -> Any:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value
