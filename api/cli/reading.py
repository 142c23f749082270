"""Commands that read the graph: status, show, evidence, ask, cypher; each at a clearance, as text or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli import audited, output, session
from graph.values.markings import join

if TYPE_CHECKING:
    from graph.ask import Answer

Parameters = Annotated[
    list[str] | None, typer.Option("-p", help="A parameter of the question, as key=value; repeat it.")
]


def status(
    clearance: session.Clearance = "",
    as_of: session.AsOf = "",
    known_by: session.KnownBy = "",
    as_json: session.Json = False,
    limit: session.Limit = 20,
) -> None:
    """What the store holds, by kind, link and dataset, and what is mentioned but not described by any record."""
    from graph.store import reads

    who = session.reader(clearance, as_of, known_by)
    with session.view(who) as store:
        counts = reads.counts(store, int(who.clearance), who.as_of.isoformat() if who.as_of else None)
        loose = reads.unresolved(store, int(who.clearance), limit)
        audited.tell(rows=len(loose), marking=str(who.clearance))
        total = reads.count_unresolved(store, int(who.clearance))
    if as_json:
        output.write_json({"clearance": str(who.clearance), **counts, "unresolved": loose, "unresolved_total": total})
        return
    for title, rows in counts.items():
        output.write(title.capitalize())
        output.table(list(rows[0]) if rows else [], [list(row.values()) for row in rows])
        output.write()
    output.write(f"Unresolved: {total} mentioned, but described by no record" + (":" if total else "."))
    output.table(["id", "name", "kind", "links"], [list(row.values()) for row in loose])
    if total > len(loose):
        output.write(f"… and {total - len(loose)} more (--limit).")


def show(
    entity: Annotated[str, typer.Argument(help="An id such as agency:kws, or a name.")],
    clearance: session.Clearance = "",
    as_of: session.AsOf = "",
    known_by: session.KnownBy = "",
    as_json: session.Json = False,
    limit: session.Limit = 200,
) -> None:
    """All facts about an entity, by relation, each with date, grade and source."""
    from api.cli.card import write_card
    from graph.describe import describe

    who = session.reader(clearance, as_of, known_by)
    with session.view(who) as store:
        told = describe(store, entity, clearance=who.clearance, as_of=who.as_of, limit=limit)
    audited.tell(told.entity.id, rows=len(told.sayings) + len(told.facts))
    if as_json:
        output.write_json(told.as_json())
    else:
        write_card(told)


def evidence(
    what: Annotated[str, typer.Argument(help="A link's id, as `show` prints it, or an entity's id or name.")],
    clearance: session.Clearance = "",
    as_of: session.AsOf = "",
    known_by: session.KnownBy = "",
    as_json: session.Json = False,
) -> None:
    """Who says so: every claim behind a link, or behind what is said of an entity itself."""
    from api.cli.card import write_claims
    from graph.describe import evidence as find_evidence

    who = session.reader(clearance, as_of, known_by)
    with session.view(who) as store:
        claims = find_evidence(store, what, clearance=who.clearance, as_of=who.as_of)
    audited.tell(rows=len(claims), marking=str(join(claim.marking for claim in claims)))
    if as_json:
        output.write_json([claim.as_json() for claim in claims])
    else:
        write_claims(claims)


def ask(
    question: Annotated[str, typer.Argument(help="A question's name; leave it out for the list.")] = "",
    parameters: Parameters = None,
    clearance: session.Clearance = "",
    as_of: session.AsOf = "",
    known_by: session.KnownBy = "",
    as_json: session.Json = False,
    limit: session.Limit = 1000,
) -> None:
    """Ask a named question; without a name, list the questions."""
    from graph.ask import ask as put
    from graph.ask import questions

    if not question:
        _list_questions(as_json=as_json)
        return
    audited.tell(question=question)
    who = session.reader(clearance, as_of, known_by)
    given = session.parameters(parameters or [])
    with session.view(who) as store:
        answer = put(store, question, given, clearance=who.clearance, as_of=who.as_of, limit=limit)
        titles = source_titles(store, answer)
    tell_of(answer)
    _write_answer(answer, as_json=as_json, covers=questions()[question].covers, titles=titles)


def changes(
    since: Annotated[str, typer.Option("--from", help="The first day.")],
    until: Annotated[str, typer.Option("--to", help="The last day. Default: today.")] = "",
    clock: Annotated[
        str, typer.Option(help="known: recorded, graded, marked, withdrawn here; true: begun and ended in the world.")
    ] = "known",
    clearance: session.Clearance = "",
    known_by: session.KnownBy = "",
    as_json: session.Json = False,
    limit: session.Limit = 1000,
) -> None:
    """What changed between two days, on either clock; the question what-changed in short."""
    given = [f"from={since}", f"clock={clock}", *([f"to={until}"] if until else [])]
    ask("what-changed", given, clearance=clearance, known_by=known_by, as_json=as_json, limit=limit)


def cypher(
    text: Annotated[str, typer.Argument(help="A Cypher text that only reads; it may use $c and $as_of.")],
    clearance: session.Clearance = "",
    as_of: session.AsOf = "",
    known_by: session.KnownBy = "",
    as_json: session.Json = False,
    limit: session.Limit = 1000,
) -> None:
    """Run Cypher of your own: read-only, guarded, with a deadline."""
    from graph.ask import run_cypher

    audited.tell(query=text)
    who = session.reader(clearance, as_of, known_by)
    with session.view(who) as store:
        answer = run_cypher(store, text, clearance=who.clearance, as_of=who.as_of, limit=limit)
    tell_of(answer)
    _write_answer(answer, as_json=as_json)


def tell_of(answer: Answer) -> None:
    """Tell the audit which things an answer names, and how many rows it has."""
    from api.audit import named_in

    audited.tell(*named_in([answer.parameters, answer.rows]), rows=len(answer.rows))


def source_titles(store: Any, answer: Answer) -> dict[str, dict[str, Any]]:
    """Title and address of each source that an answer cites."""
    from graph.store import reads

    if "sources" not in answer.columns:
        return {}
    place = answer.columns.index("sources")
    return reads.sources_by_id(store, {s for row in answer.rows for s in row[place]}, int(answer.clearance))


def _list_questions(*, as_json: bool) -> None:
    from graph.ask import questions

    known = questions().values()
    if as_json:
        output.write_json(
            [
                {
                    "question": q.name,
                    "title": q.title,
                    "parameters": [
                        {"name": p.name, "optional": p.optional, "help": p.help, "choices": list(p.choices)}
                        for p in q.parameters
                    ],
                    "columns": list(q.columns),
                    "example": f"wengraph ask {q.example}",
                    "covers": q.covers,
                }
                for q in known
            ]
        )
        return
    output.table(("question", "asks", "example"), [(q.name, q.title, f"wengraph ask {q.example}") for q in known])


_HIDDEN_COLUMNS = ("claims", "sources", "origins")


def _write_answer(
    answer: Answer, *, as_json: bool, covers: str = "", titles: dict[str, dict[str, Any]] | None = None
) -> None:
    if as_json:
        output.write_json(answer.as_json())
        return
    write_answer(answer, covers, titles or {})


def write_answer(answer: Answer, covers: str, titles: dict[str, dict[str, Any]]) -> None:
    """Rows as a table whose last column numbers the sources, and the sources below it."""
    numbers = {source: n for n, source in enumerate(titles, start=1)}
    empty = {c for i, c in enumerate(answer.columns) if all(not output.cell(row[i]) for row in answer.rows)}
    skip = {*_HIDDEN_COLUMNS, *empty} if titles else set()
    shown = [i for i, column in enumerate(answer.columns) if column not in skip]
    rows = [[row[i] for i in shown] for row in answer.rows]
    columns = [answer.columns[i] for i in shown]
    if titles:
        place = answer.columns.index("sources")
        for row, full in zip(rows, answer.rows, strict=True):
            row.append(" ".join(f"[{n}]" for n in sorted({numbers[s] for s in full[place] if s in numbers})))
        columns.append("says")
    output.table(columns, rows)
    output.write()
    for source, n in numbers.items():
        output.source_line(n, titles[source]["title"], titles[source]["url"] or "")
    found = output.count(answer.total, "row")
    cut = f", {len(answer.rows)} shown (--limit)" if answer.truncated else ""
    when = f", as of {answer.as_of}" if answer.as_of else ""
    output.write(f"{found}{cut}; read at {answer.clearance}{when}." + (f" {covers}" if covers else ""))
