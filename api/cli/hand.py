"""Commands of hand work: add, note, withdraw, mark, grade, history; each with its author and reason in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import audited, output, session

if TYPE_CHECKING:
    from graph.by_hand import Hand
    from graph.values.claims import Claim

Author = Annotated[str, typer.Option("--author", help="Who does it. Default: WENGRAPH_AUTHOR, else your login name.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept with the act.")]
Marked = Annotated[str, typer.Option("--marking", help="The fact's marking (TLP 2.0).")]
What = Annotated[str, typer.Argument(help="A claim's id (see `wengraph evidence`), or a source's (source:…).")]


def add(
    subject: Annotated[
        str, typer.Argument(help="An entity by id or name; a new id such as agency:new-unit with name.")
    ],
    predicate: Annotated[str, typer.Argument(help="A link (MEMBER_OF, ATTENDED …), a property (city …) or name.")],
    thing: Annotated[str, typer.Argument(metavar="OBJECT", help="The link's other end by id or name, or the value.")],
    marking: Marked = "",
    reason: Reason = "",
    author: Author = "",
    role: Annotated[str, typer.Option(help="The link's role, such as observer.")] = "",
    since: Annotated[str, typer.Option(help="From when the link holds (2013, 2013-05, 2013-05-13).")] = "",
    until: Annotated[str, typer.Option(help="Until when it holds.")] = "",
    remark: Annotated[str, typer.Option(help="What the source says about the link itself.")] = "",
    source: Annotated[str, typer.Option(help="Title of the document that says so. Default: your own word.")] = "",
    url: Annotated[str, typer.Option(help="Its address.")] = "",
    published: Annotated[str, typer.Option(help="When it was published.")] = "",
    quote: Annotated[str, typer.Option(help="Its words.")] = "",
    credibility: Annotated[str, typer.Option(help="Admiralty credibility 2 to 6, if judged.")] = "",
    release: Annotated[str, typer.Option(help="Recipients it may be released to, parted by semicolons.")] = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Add one fact by hand, checked as a row of a table is."""
    cells = {"role": role, "since": since, "until": until, "value": remark, "source_title": source, "source_url": url}
    cells |= {"source_published": published, "quote": quote, "credibility": credibility, "released_to": release}
    _add(subject, predicate, thing, cells, session.actor(author, reason, clearance), marking, as_json=as_json)


def note(
    entity: Annotated[str, typer.Argument(help="An entity by id or name.")],
    text: Annotated[str, typer.Argument(help="The note.")],
    marking: Marked = "",
    reason: Reason = "",
    author: Author = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Write a note on an entity; it is a claim like any other, on your own word."""
    told = reason or "a note"
    _add(entity, "note", text, {}, session.actor(author, told, clearance), marking, as_json=as_json)


def _add(
    subject: str, predicate: str, thing: str, cells: dict[str, str], hand: Hand, marking: str, *, as_json: bool
) -> None:
    from graph.values.markings import parse_marking
    from loaders.by_hand import add_fact

    level = parse_marking(marking)
    with session.store() as store:
        claim, new = add_fact(store, subject, predicate, thing, hand, level, cells)
    audited.tell(subject, claim.id, rows=int(new))
    _said(claim, as_json=as_json, new=new)


def _said(claim: Claim, *, as_json: bool, new: bool) -> None:
    if as_json:
        output.write_json({"claim": claim.id, "source": claim.source.id, "new": new})
    else:
        output.write(f"Added as claim {claim.id}." if new else f"The graph holds this already: claim {claim.id}.")


def withdraw(
    claim: Annotated[str, typer.Argument(help="A claim's id (see `wengraph evidence`).")],
    reason: Reason = "",
    author: Author = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Take one claim back; `--known-by` an earlier day still shows it."""
    from graph.by_hand import withdraw as take_back

    with session.store() as store:
        take_back(store, claim, session.actor(author, reason, clearance))
    if as_json:
        output.write_json({"withdrawn": claim})
    else:
        output.write(f"Claim {claim} is withdrawn. wengraph history {claim} shows who did what.")


def mark(
    what: What,
    level: Annotated[str, typer.Argument(help="The new marking: CLEAR, GREEN, AMBER, AMBER+STRICT or RED.")],
    reason: Reason = "",
    author: Author = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Mark a claim, or a source with its claims, higher or lower."""
    from graph.by_hand import mark as re_mark
    from graph.values.markings import parse_marking

    wanted = parse_marking(level)
    with session.store() as store:
        count = re_mark(store, what, wanted, session.actor(author, reason, clearance))
    audited.tell(rows=count)
    _changed(what, f"marked {wanted}", count, as_json=as_json)


def grade(
    what: What,
    reliability: Annotated[str, typer.Option(help="How reliable a source is, in the scheme's code.")] = "",
    credibility: Annotated[str, typer.Option(help="How credible a claim is, in the scheme's code.")] = "",
    scheme: Annotated[str, typer.Option(help="admiralty or uk-3x5x2. Default: the claim's own, else admiralty.")] = "",
    reason: Reason = "",
    author: Author = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Grade a claim's credibility or a source's reliability; kept as given, never converted."""
    from graph.by_hand import grade as give

    hand = session.actor(author, reason, clearance)
    with session.store() as store:
        count = give(store, what, hand, scheme=scheme, reliability=reliability, credibility=credibility)
    audited.tell(rows=count)
    _changed(what, f"graded {reliability or credibility}", count, as_json=as_json)


def _changed(what: str, how: str, count: int, *, as_json: bool) -> None:
    if as_json:
        output.write_json({"about": what, "claims": count})
    else:
        output.write(f"{what} is {how}; {output.count(count, 'claim')} changed.")


def history(
    what: Annotated[str, typer.Argument(help="A claim, a source, a link, or an entity by id or name.")],
    clearance: session.Clearance = "",
    as_json: session.Json = False,
    limit: session.Limit = 200,
) -> None:
    """Who did what to a claim, a source, or to all that is said of an entity: acts and judgements, oldest first."""
    from graph.history import history as read

    who = session.reader(clearance)
    with session.store() as store:
        events = read(store, what, who.clearance)
    audited.tell(rows=min(len(events), limit))
    if as_json:
        told = [event.as_json() for event in events[:limit]]
        output.write_json({"events": told, "total": len(events), "truncated": len(told) < len(events)})
        return
    output.table(
        ("when", "who", "did", "to", "before", "after", "why"),
        [(e.at[:19] + "Z", e.who, e.did, e.about, e.before, e.after, e.why) for e in events[:limit]],
    )
    cut = f", {limit} shown (--limit)" if limit < len(events) else ""
    output.write(f"{output.count(len(events), 'event')}{cut}; read at {who.clearance}.")
