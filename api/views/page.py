"""A sheet in, one HTML page out that needs nothing from anywhere: for a file, and for a route with its header."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.cli.output import clean
from api.views import svg
from api.views.sheet import Sheet

_POLICY: Final = (
    "default-src 'none'; script-src 'nonce-{0}'; style-src 'nonce-{0}'; img-src data: blob:; "
    "connect-src 'none'; base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page, its name as a file, and the policy that a route sends with it as Content-Security-Policy."""

    html: str
    file_name: str
    policy: str


def render(sheet: Sheet, nonce: str = "") -> Page:
    """The page of a sheet; the nonce is made anew for each page unless one is given."""
    once = nonce or secrets.token_urlsafe(18)
    policy = _POLICY.format(once)
    html = (
        _environment()
        .get_template("sheet.html")
        .render(
            sheet=sheet,
            nonce=once,
            policy=policy,
            marking=f"TLP:{sheet.cited.marking}",
            picture=svg.markup(sheet.picture),
            legend=svg.markup(sheet.legend),
            numbers={source: n for n, source in enumerate(sheet.cited.sources, start=1)},
            style=Markup(_static("sheet.css")),  # noqa: S704 — our own file
            panel=_script(_static("panel.js")),
            vis=_script(_vis()) if sheet.data else None,
            chart=_script(_static("chart.js")) if sheet.data else None,
            data=_json(sheet.data) if sheet.data else None,
        )
    )
    return Page(html, sheet.file_name("html"), f"{policy}; frame-ancestors 'none'")


def static_chart(sheet: Sheet) -> str:
    """The picture of a sheet as an SVG file: marking above and below, legend, what is left out."""
    lines = [sheet.read_at, *sheet.said]
    return str(svg.framed(sheet.picture, sheet.title, str(sheet.cited.marking), lines, sheet.legend))


def web_address(url: str) -> bool:
    """Whether a source's address may become a link: the web alone, never a script or a file."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


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
    return found


def _plain(value: Any) -> Any:
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _static(name: str) -> str:
    return (files("api") / "static" / name).read_text(encoding="utf-8")


def _vis() -> str:
    from api.views.draw import vis_script

    return vis_script()


def _script(text: str) -> Markup:
    """A script of ours or of vis-network as it stands; none of them holds what would end its element."""
    assert "</script" not in text.casefold() and "<!--" not in text  # noqa: S101, PT018
    return Markup(text)  # noqa: S704


def _json(data: dict[str, Any]) -> Markup:
    """Data as JSON that can't end its element or begin another."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 — escaped above
