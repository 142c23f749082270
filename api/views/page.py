"""A sheet in, one HTML page out that needs nothing from anywhere: for a file, and for a route with its header."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from api import html
from api.views import svg
from api.views.sheet import Sheet

POLICY: Final = (
    "default-src 'none'; script-src 'nonce-{0}'; style-src 'nonce-{0}'; img-src data: blob:; "
    "connect-src 'none'; base-uri 'none'; form-action 'none'"
)
"""The policy of a page that is one file; `{0}` stands for its nonce."""


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page, its name as a file, and the policy that a route sends with it as Content-Security-Policy."""

    html: str
    file_name: str
    policy: str


def render(sheet: Sheet, nonce: str = "", ways: Sequence[tuple[str, str]] = ()) -> Page:
    """The page of a sheet; the nonce is made anew for each page unless one is given.

    `ways` are links (words, address) to other pages of the service; a file has none.
    """
    once = nonce or secrets.token_urlsafe(18)
    policy = POLICY.format(once)
    text = html.page(
        "sheet.html",
        sheet=sheet,
        ways=ways,
        nonce=once,
        policy=policy,
        marking=f"TLP:{sheet.cited.marking}",
        picture=svg.markup(sheet.picture),
        legend=svg.markup(sheet.legend),
        numbers={source: n for n, source in enumerate(sheet.cited.sources, start=1)},
        style=Markup(html.static("sheet.css")),  # noqa: S704 — our own file
        panel=html.script(html.static("panel.js")),
        vis=html.script(_vis()) if sheet.data else None,
        chart=html.script(html.static("chart.js")) if sheet.data else None,
        data=html.json_in_page(sheet.data) if sheet.data else None,
    )
    return Page(text, sheet.file_name("html"), f"{policy}; frame-ancestors 'none'")


def static_chart(sheet: Sheet) -> str:
    """The picture of a sheet as an SVG file: marking above and below, legend, what is left out."""
    lines = [sheet.read_at, *sheet.said]
    return str(svg.framed(sheet.picture, sheet.title, str(sheet.cited.marking), lines, sheet.legend))


def _vis() -> str:
    from api.views.draw import vis_script

    return vis_script()
