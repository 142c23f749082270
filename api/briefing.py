"""A thing with what is around it and to whom it goes in, a page to print out: the question, a chart, all evidence."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from api import html
from api.views import svg
from api.views.page import POLICY
from api.views.sheet import Sheet, chart_sheet
from graph.neighbourhood import Chart

CAP: Final = 60
"""So many things can be told apart on a printed page."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a briefing answers, for whom, why, by whom, when, and its number."""

    question: str
    recipient: str
    reason: str
    author: str
    made_at: str
    number: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """The page, its file name, and the policy that goes with it; the page needs nothing from anywhere."""

    html: str
    file_name: str
    policy: str


def briefing(chart: Chart, head: Letterhead, known_by: str = "") -> Briefing:
    """The page of a chart as a briefing. What the recipient may not have is not in the chart that comes in."""
    sheet: Sheet = chart_sheet(chart, known_by)
    focus = {thing.id for thing in chart.things if thing.focus}
    lines = zip(chart.ties, sheet.tables[0].lines, strict=True)
    nonce = secrets.token_urlsafe(18)
    policy = POLICY.format(nonce)
    text = html.page(
        "briefing.html",
        sheet=sheet,
        head=head,
        lines=[line for _, line in sorted(lines, key=lambda pair: not focus & {pair[0].start, pair[0].end})],
        nonce=nonce,
        policy=policy,
        marking=f"TLP:{sheet.cited.marking}",
        picture=svg.markup(svg.unlinked(sheet.picture)),
        legend=svg.markup(sheet.legend),
        numbers={source: n for n, source in enumerate(sheet.cited.sources, start=1)},
        style=Markup(html.static("briefing.css")),  # noqa: S704 — our own file
    )
    return Briefing(text, f"briefing-{head.number}-{sheet.file_name('html')}", f"{policy}; frame-ancestors 'none'")
