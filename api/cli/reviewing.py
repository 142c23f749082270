"""Commands on what was read in documents: list, show, accept, edit, reject, undo; nothing enters the graph unjudged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import audited, output, session
from api.cli.audited import AuditedCommand
from graph.errors import UsageError

if TYPE_CHECKING:
    from graph.by_hand import Hand
    from graph.deciding import Decided
    from graph.review import Item, Shown
    from graph.store.bolt import Store

app = typer.Typer(help="Judge what was read in documents.", no_args_is_help=True)
Proposal = Annotated[str, typer.Argument(help="A proposal's id (see `wengraph review list`).")]
Several = Annotated[list[str] | None, typer.Argument(help="Proposals' ids (see `wengraph review list`).")]
Document = Annotated[str, typer.Option("--document", help="Only of this document: its id, file name or title.")]
Rule = Annotated[str, typer.Option("--rule", help="Only what this rule read.")]
Predicate = Annotated[str, typer.Option("--predicate", help="Only this link, property or sort of name.")]
Kind = Annotated[str, typer.Option("--kind", help="Only what speaks of this kind of thing, such as Agency.")]
_SHOWN = 5
"""Claims that a line names."""
_ALL = 10_000
"""Proposals of one document at the most."""
Who = Annotated[str, typer.Option("--as", help="Who judges. Default: WENGRAPH_AUTHOR, else your login name.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept with the decision.")]


@app.command("list", cls=AuditedCommand)
def list_proposals(
    document: Document = "",
    rule: Rule = "",
    predicate: Predicate = "",
    state: Annotated[str, typer.Option("--state", help="open, accepted, rejected, or all.")] = "open",
    kind: Kind = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
    limit: session.Limit = 50,
) -> None:
    """Proposals that wait, in the order of their documents; or those decided on."""
    from graph.review import listed
    from graph.store.proposals import Wanted

    who = session.reader(clearance)
    wanted = Wanted(document, rule, predicate, "" if state == "all" else state, kind)
    with session.store() as store:
        told = listed(store, wanted, who.clearance, limit=limit)
    audited.tell(*(item.kept.id for item in told.items), rows=len(told.items))
    if as_json:
        items = [item.as_json() for item in told.items]
        output.write_json({"proposals": items, "total": told.total, "truncated": len(items) < told.total})
        return
    rows = [_row(item) for item in told.items]
    output.table(("id", "state", "says", "quote", "rule", "score", "document", "marking", "by"), rows)
    cut = f", {len(rows)} shown (--limit)" if len(rows) < told.total else ""
    output.write(f"{output.count(told.total, 'proposal')}{cut}; read at {who.clearance}.")


def _row(item: Item) -> list[str]:
    kept = item.kept
    told = [kept.id, kept.state, item.says, kept.claim.quote, kept.rule, f"{kept.score:.2f}"]
    return [*told, kept.document_name or kept.document_title, str(kept.level), kept.decided_by or item.held_by]


@app.command("show", cls=AuditedCommand)
def show_proposal(proposal: Proposal, clearance: session.Clearance = "", as_json: session.Json = False) -> None:
    """One proposal: its sentence and quote, what accepting it would change, and what speaks against it."""
    from graph.review import show

    who = session.reader(clearance)
    with session.store() as store:
        told = show(store, proposal, who.clearance)
    if as_json:
        output.write_json(told.as_json())
    else:
        _write(told)


def _write(told: Shown) -> None:
    kept = told.item.kept
    output.write(told.item.says)
    output.write(f"  “{kept.claim.quote}”")
    place = f"{kept.document_title}, {kept.claim.locator}, characters {kept.start} to {kept.end}"
    output.write(f"  {place} ({kept.document_name}, {kept.document})")
    output.write(f"  rule {kept.rule}, score {kept.score:.2f}; marked {kept.level}; {kept.state}")
    if told.item.held_by:
        output.write(f"  In the hands of {told.item.held_by} until {kept.locked_until[11:16]} UTC.")
    if kept.decided_by:
        output.write(f"  {kept.state} by {kept.decided_by} on {kept.decided_at[:10]}: {kept.reason}")
    if kept.original:
        output.write(f"  As read: {told.item.as_json()['as_read']}")
    output.write("Accepting it adds: " + "; ".join(told.changes) + ".")
    for why, saying in told.conflicts:
        when = f", {saying.period}" if saying.period else ""
        output.write(f"Against it ({why}): {saying.says}{when} — {saying.title or 'a source'}, claim {saying.claim}")


@app.command("accept", cls=AuditedCommand)
def accept_proposals(
    proposals: Several = None,
    document: Document = "",
    rule: Rule = "",
    predicate: Predicate = "",
    kind: Kind = "",
    who: Who = "",
    reason: Reason = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Accept proposals by their ids, or all that wait of a document, rule, predicate or kind."""
    from graph.deciding import accept, accept_all
    from graph.store.proposals import Wanted

    if bool(proposals) == bool(document or rule or predicate or kind):
        raise UsageError("Accept which?", mend="Give ids, or one of --document, --rule, --predicate and --kind.")
    hand = session.actor(who, reason or "accepted as read", clearance)
    with session.store() as store:
        if proposals:
            told = accept(store, proposals, hand)
        else:
            told = accept_all(store, Wanted(document, rule, predicate, kind=kind), hand)
    _said(told, "accepted", as_json=as_json)


@app.command("edit", cls=AuditedCommand)
def edit_proposal(
    proposal: Proposal,
    subject: Annotated[str | None, typer.Option(help="Another thing by id, or its name.")] = None,
    predicate: Annotated[str | None, typer.Option(help="Another link, property or sort of name.")] = None,
    thing: Annotated[str | None, typer.Option("--object", help="The link's other end by id, or its name.")] = None,
    role: Annotated[str | None, typer.Option(help="The link's role; '' for none.")] = None,
    value: Annotated[str | None, typer.Option(help="The property's value, or a remark on a link.")] = None,
    since: Annotated[
        str | None, typer.Option(help="From when it holds (2013, 2013-05, 2013-05-13); '' for none.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Until when it holds; '' for none.")] = None,
    credibility: Annotated[str | None, typer.Option(help="How credible it is, in the scheme's code.")] = None,
    marking: Annotated[str, typer.Option("--marking", help="A higher marking (TLP 2.0).")] = "",
    who: Who = "",
    reason: Reason = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Change what was read and accept it; what was read is kept beside it, quote and place stay."""
    from graph.amend import Amendment
    from graph.deciding import edit
    from graph.values.markings import parse_marking

    level = parse_marking(marking) if marking else None
    told = Amendment(subject, predicate, thing, role, value, since, until, credibility, level)
    hand = session.actor(who, reason or "corrected", clearance)
    with session.store() as store:
        done = edit(store, proposal, told, hand)
    _said(done, "accepted as changed", as_json=as_json)


@app.command("reject", cls=AuditedCommand)
def reject_proposals(
    proposals: Several = None,
    who: Who = "",
    reason: Reason = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Reject proposals, with a reason; the same words are not proposed again, also not from a copy."""
    from graph.deciding import reject

    hand = session.actor(who, reason, clearance)
    with session.store() as store:
        told = reject(store, proposals or [], hand)
    _said(told, "rejected", as_json=as_json)


@app.command("undo", cls=AuditedCommand)
def undo_decisions(
    proposals: Several = None,
    document: Document = "",
    who: Who = "",
    reason: Reason = "",
    clearance: session.Clearance = "",
    as_json: session.Json = False,
) -> None:
    """Take back decisions, by ids or all on a document: the proposals wait again, and the graph is as it was before."""
    from graph.deciding import undo

    if bool(proposals) == bool(document):
        raise UsageError("Take back which?", mend="Give ids, or --document.")
    hand = session.actor(who, reason or "taken back", clearance)
    with session.store() as store:
        told = undo(store, proposals or _accepted(store, document, hand), hand)
    _said(told, "open again", as_json=as_json)


def _accepted(store: Store, document: str, hand: Hand) -> list[str]:
    """What was accepted of a document, as far as the reviewer may see it."""
    from graph.review import listed
    from graph.store.proposals import Wanted

    told = listed(store, Wanted(document, state="accepted"), hand.clearance, limit=_ALL)
    if not told.items:
        raise UsageError("Nothing of this document was accepted.", where=document)
    return [item.kept.id for item in told.items]


def _said(told: Decided, what: str, *, as_json: bool) -> None:
    audited.tell(*told.proposals, rows=len(told.claims))
    if as_json:
        output.write_json(told.as_json())
        return
    along = f", and with them {len(told.implied)} that name what they speak of" if told.implied else ""
    output.write(f"{output.count(len(told.proposals), 'proposal')} {what}{along}.")
    if told.claims:
        cut = f" … and {len(told.claims) - _SHOWN} more (--json lists them)" if len(told.claims) > _SHOWN else ""
        which = told.proposals[0] if len(told.proposals) == 1 else "--document NAME"
        back = f" To take it back: wengraph review undo {which}" if what.startswith("accepted") else ""
        output.write(f"Claims: {', '.join(told.claims[:_SHOWN])}{cut}.{back}")
