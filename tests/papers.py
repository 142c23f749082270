"""Documents and proposals for tests: claims about operations as a reader of prose would propose them."""

from __future__ import annotations

from collections.abc import Sequence

from graph.values.alike_texts import signature
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import UNDATED, Period
from graph.values.markings import Marking
from graph.values.proposals import Document, Proposal

RELEASE = (
    "The wildlife service and the customs authority carried out Operation Mist in three provinces last month. Officers "
    "searched markets, ports and warehouses, seized ivory and pangolin scales, and handed the cases to prosecutors. "
    "Both agencies thanked the regional network for passing on what its members knew about the routes of the traders."
)
OTHER = (
    "A meeting of heads of delegation agreed to set up a joint desk for requests about timber. Its secretariat will "
    "report each spring. Members were asked to name a contact before the end of the year, and to pay their share."
)


def paper(number: int = 1, marking: Marking = Marking.CLEAR, text: str = RELEASE) -> tuple[Document, Source]:
    """A document of this number, and the source that its claims cite."""
    title, sha = f"Release {number}", f"{number:064x}"
    source = Source("papers", title, url=f"https://paper.example/{number}", sha256=sha, marking=marking)
    return Document(source.id, sha, f"release-{number}.pdf", title, signature(text), marking), source


def link(
    source: Source,
    subject: Mention,
    predicate: str,
    thing: Mention,
    *,
    role: str = "",
    period: Period = UNDATED,
    start: int = 0,
    quote: str = "",
    rule: str = "took-part",
    score: float = 0.8,
    marking: Marking = Marking.CLEAR,
) -> Proposal:
    """A proposed link."""
    words = quote or f"{subject.name} and {thing.name}"
    claim = Claim(
        subject,
        predicate,
        source,
        object=thing,
        role=role,
        period=period,
        locator="page 1",
        quote=words,
        marking=marking,
        loader="prose/1",
    )
    return Proposal(claim, rule, score, start, start + len(words))


def saying(
    source: Source,
    subject: Mention,
    predicate: str,
    value: str,
    *,
    start: int = 0,
    quote: str = "",
    rule: str = "named",
    marking: Marking = Marking.CLEAR,
) -> Proposal:
    """A proposed name or property."""
    words = quote or value
    claim = Claim(
        subject, predicate, source, value=value, locator="page 1", quote=words, marking=marking, loader="prose/1"
    )
    return Proposal(claim, rule, 0.9, start, start + len(words))


MIST = Mention("Operation", "operation-mist")
SERVICE = Mention("Agency", name="Kenya Wildlife Service")
CUSTOMS = Mention("Party", name="Customs Authority")


def of_mist(source: Source, marking: Marking = Marking.CLEAR) -> Sequence[Proposal]:
    """What is read in a release on Operation Mist: its name, who took part, when."""
    return (
        saying(source, MIST, "name", "Operation Mist", start=40, marking=marking),
        link(source, SERVICE, "TOOK_PART_IN", MIST, role="participant", start=4, quote="The service", marking=marking),
        link(source, CUSTOMS, "TOOK_PART_IN", MIST, role="participant", start=20, quote="customs", marking=marking),
        saying(source, MIST, "start_date", "2019-05", start=60, quote="last month", rule="dated", marking=marking),
    )
