"""An entity or its evidence in, text for a person out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from api.cli import output
from graph.describe import Description, Saying


def write_card(told: Description) -> None:
    """An entity: what is said of it, then its facts by relation, then the sources by number."""
    output.write(f"{told.entity.name}  [{told.entity.kind}, {told.entity.id}]")
    numbers = {source: n for n, source in enumerate(told.titles, start=1)}
    for predicate, sayings in groupby(told.sayings, key=lambda s: s.says.partition(": ")[0]):
        values = dict.fromkeys(s.says.partition(": ")[2] for s in sayings)
        output.write(f"  {predicate}: {'; '.join(values)}")
    for phrase, facts in groupby(told.facts, key=lambda f: f.phrase):
        output.write(f"\n{phrase}")
        output.table(
            ("who or what", "role", "when", "remarks", "grade and basis", "says", "link"),
            [
                (
                    f.other_name,
                    f.role,
                    f.when or f.dated,
                    list(f.remarks),
                    ", ".join((f.grade, *(basis for basis in f.basis if basis != "stated"))),
                    " ".join(f"[{numbers[s]}]" for s in f.sources if s in numbers),
                    f.id,
                )
                for f in facts
            ],
        )
    output.write()
    for source, n in numbers.items():
        output.source_line(n, told.titles[source]["title"], told.titles[source]["url"] or "")
    cut = f", {len(told.facts)} shown (--limit)" if len(told.facts) < told.total else ""
    when = f", as of {told.as_of}" if told.as_of else ""
    output.write(
        f"{output.count(told.total, 'fact')}{cut}; read at {told.clearance}{when}. Who says so: wengraph evidence LINK"
    )


def write_claims(claims: Sequence[Saying]) -> None:
    """Claims one by one: what is said, when, on whose word, where it stands."""
    for claim in claims:
        output.write(claim.says + (f", {claim.period}" if claim.period else ""))
        output.write(f"  {claim.basis}; {claim.grade}; TLP:{claim.marking}" + _also(claim))
        output.write(f"  source: {claim.title}" + (f" — {claim.url}" if claim.url else ""))
        dates = [f"published {claim.published}" if claim.published else ""]
        dates += [f"retrieved {claim.retrieved}" if claim.retrieved else "", f"recorded {claim.recorded_at}"]
        output.write(f"  {'; '.join(part for part in dates if part)}; {claim.dataset}: {claim.locator}")
        if claim.quote:
            output.write(f"  “{claim.quote}”")
        output.write(f"  claim {claim.claim}\n")
    output.write(f"{output.count(len(claims), 'claim')}.")


def _also(claim: Saying) -> str:
    released = f"released to {', '.join(claim.released_to)}" if claim.released_to else ""
    return "".join(f"; {part}" for part in (claim.classification, released) if part)
