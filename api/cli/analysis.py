"""Commands that compute on the graph: path, measure, gaps; each at a clearance, as text or JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from api.cli import audited, output, session
from api.cli.reading import source_titles, tell_of, write_answer

if TYPE_CHECKING:
    from graph.analysis.measures import Ranking
    from graph.analysis.paths import Path, Paths
    from graph.analysis.to_networkx import Scope

MEMBERS: Final = 8
Thing = Annotated[str, typer.Argument(help="An id such as agency:kws, or a name.", show_default=False)]
Rung = Annotated[str, typer.Option(help="The weakest tie that counts, such as attended; see the officer's page.")]
Through = Annotated[list[str] | None, typer.Option(help="Only through things of this kind; repeat it for several.")]


def path(
    a: Thing,
    b: Thing,
    k: Annotated[int, typer.Option("--k", "--limit", min=1, help="Paths to show at the most.")] = 3,
    max_hops: Annotated[int, typer.Option(min=1, max=6, help="Links that a path has at the most.")] = 4,
    rung: Rung = "no tie",
    through: Through = None,
    through_hubs: Annotated[
        bool, typer.Option("--through-hubs", help="Also through countries, subjects, large events and large bodies.")
    ] = False,
    clearance: session.Clearance = "",
    as_of: session.AsOf = "",
    known_by: session.KnownBy = "",
    as_json: session.Json = False,
) -> None:
    """The shortest ways from one thing to another, each step with its evidence."""
    from graph.analysis.paths import find_paths

    who = session.reader(clearance, as_of, known_by)
    scope = _scope(who, rung, through or [])
    with session.view(who) as store:
        told = find_paths(store, a, b, scope=scope, k=k, max_hops=max_hops, through_hubs=through_hubs)
    audited.tell(told.start.id, told.end.id, rows=len(told.paths))
    if as_json:
        output.write_json(told.as_json())
    else:
        _write_paths(told)


def measure(
    name: Annotated[str, typer.Argument(help="A measure's name; leave it out for the list.")] = "",
    kind: Annotated[str, typer.Option(help="Rank only things of this kind.")] = "",
    rung: Rung = "invited",
    through: Through = None,
    sources: Annotated[
        int | None, typer.Option(min=0, help="Sources to drop in turn for the band, most ties first. Default: many.")
    ] = None,
    clearance: session.Clearance = "",
    as_of: session.AsOf = "",
    known_by: session.KnownBy = "",
    as_json: session.Json = False,
    limit: session.Limit = 20,
) -> None:
    """Who is central, what holds together; each rank with its band when any one source is dropped."""
    from api.audit import named_in
    from graph.analysis import measures
    from graph.analysis.to_networkx import PARTIES, read_kinds

    if not name:
        _list_measures(as_json=as_json)
        return
    audited.tell(question=f"measure {name}")
    ranked = read_kinds([kind])[0] if kind else ""
    ends = (ranked,) if ranked else PARTIES
    who = session.reader(clearance, as_of, known_by)
    scope = _scope(who, rung, [*through, *ends] if through else [])
    with session.view(who) as store, output.progress("Dropping sources in turn") as step:
        told = measures.measure(store, name, scope=scope, kind=ranked, limit=limit, drops=sources, on_progress=step)
    audited.tell(*named_in(told.rows), rows=len(told.rows))
    if as_json:
        output.write_json(told.as_json())
    else:
        _write_ranking(told)


def gaps(
    target: Annotated[str, typer.Option(help="Only against this crime type or taxon.")] = "",
    country: Annotated[str, typer.Option(help="Only pairs with this country.")] = "",
    clearance: session.Clearance = "",
    as_of: session.AsOf = "",
    known_by: session.KnownBy = "",
    as_json: session.Json = False,
    limit: session.Limit = 10,
) -> None:
    """Countries that fought the same crime but share no network, agreement or meeting on record."""
    from graph.analysis import gaps as search

    audited.tell(question="gaps")
    who = session.reader(clearance, as_of, known_by)
    with session.view(who) as store:
        told = search.gaps(store, clearance=who.clearance, as_of=who.as_of, target=target, country=country, limit=limit)
        titles = source_titles(store, told)
    tell_of(told)
    if as_json:
        output.write_json(told.as_json())
        return
    place = told.columns.index("links")
    rows = tuple(row[:place] + row[place + 1 :] for row in told.rows)
    shown = replace(told, columns=told.columns[:place] + told.columns[place + 1 :], rows=rows)
    write_answer(shown, search.COVERS, titles)


def _scope(who: session.Reader, rung: str, kinds: list[str]) -> Scope:
    from graph.analysis.to_networkx import Scope, read_kinds, read_rung

    return Scope(who.clearance, who.as_of, read_rung(rung), read_kinds(kinds))


def _write_paths(told: Paths) -> None:
    numbers = {source: n for n, source in enumerate(told.titles, start=1)}
    for place, one in enumerate(told.paths, start=1):
        output.write(f"{place}. {_summary(one)}")
        output.table(
            ("what", "when", "tie", "grade and basis", "says", "link"),
            [
                (
                    link["says"],
                    link["when"] or link["dated"],
                    link["rung"],
                    ", ".join((link["grade"], *(basis for basis in link["basis"] if basis != "stated"))),
                    " ".join(f"[{numbers[source]}]" for source in link["sources"] if source in numbers),
                    link["id"],
                )
                for hop in one.hops
                for link in hop.links
            ],
        )
        output.write()
    for source, n in numbers.items():
        output.source_line(n, told.titles[source]["title"], told.titles[source]["url"] or "")
    output.write(_searched(told))


def _summary(path: Path) -> str:
    told = path.as_json()
    hops, judged = output.count(told["hops"], "hop"), told["hops"] - told["not_judged"]
    grade = f"weakest judged grade: {told['grade']}; {told['not_judged']} not judged" if judged else "none judged"
    return f"{hops}; weakest tie: {told['rung']}; {grade}"


def _searched(told: Paths) -> str:
    """What was searched, what was left out and why, and at which clearance."""
    ends = f"from {told.start.name} ({told.start.id}) to {told.end.name} ({told.end.id})"
    total = output.count(told.total, "path") if told.total else "No path"
    found = f"{'' if told.counted else 'At least '}{total} of up to {output.count(told.searched, 'hop')} {ends}"
    found += f", {len(told.paths)} shown (--k)" if told.truncated else ""
    longer = "; longer ones were not looked for" if told.searched < told.max_hops else ""
    hubs = ", ".join(f"{count} × {rule}" for rule, count in told.excluded.items())
    passed = f"; not passed through (--through-hubs): {hubs}" if hubs else ""
    return f"{found}{longer}{passed}; {_read_at(told.scope)}. {told.as_json()['covers']}"


def _read_at(scope: Scope) -> str:
    """What a scope leaves out, and at which clearance it was read."""
    from graph.schema import KINDS, RUNGS

    ties = f"ties from {RUNGS[scope.rung]} on; " if scope.rung else ""
    kinds = f"only things of kind {', '.join(scope.kinds)}; " if len(scope.kinds) < len(KINDS) else ""
    return f"{ties}{kinds}read at {scope.clearance}" + (f", as of {scope.as_of.isoformat()}" if scope.as_of else "")


def _list_measures(*, as_json: bool) -> None:
    from graph.analysis.measures import MEASURES

    known = [{"measure": m.name, "asks": m.title, "score": m.unit} for m in MEASURES.values()]
    if as_json:
        output.write_json(known)
        return
    output.table(
        ("measure", "asks", "score", "example"),
        [(*m.values(), f"wengraph measure {m['measure']}") for m in known],
    )


def _write_ranking(told: Ranking) -> None:
    first = told.rows[0] if told.rows else {}
    columns = [name for name in ("name", "kind", "a_name", "b_name", "members", "grade") if name in first]
    ids = [name for name in ("id", "a", "b", "links") if name in first]
    head = ["rank", "±" if told.sampled else "band", told.measure.unit, *columns, *ids]
    output.table(
        head,
        [
            [row["rank"], _band(row), _rounded(row["score"]), *(row[name] for name in columns + ids)]
            for row in map(_members, told.rows)
        ],
    )
    output.write()
    cut = f", {len(told.rows)} shown (--limit)" if told.truncated else ""
    size = f"{output.count(told.things, 'thing')} and {output.count(told.ties, 'tie')}"
    rows = f"{output.count(told.total, 'row')}{cut}; {size}; {_dropped(told)}"
    output.write(f"{rows}; {_read_at(told.scope)}. {told.as_json()['covers']}")


def _band(row: dict[str, Any]) -> str:
    if "error" in row:
        return f"{row['error']:.4f}"
    return f"{row['best']}–{'gone' if row['worst'] is None else row['worst']}"


def _rounded(score: float) -> str:
    return f"{score:.4f}".rstrip("0").rstrip(".")


def _members(row: dict[str, Any]) -> dict[str, Any]:
    """A row with the first members of a community by name; the number of all stands beside them as the score."""
    if "members" not in row:
        return row
    names = [member["name"] for member in row["members"]]
    return row | {"members": names[:MEMBERS] + (["…"] if len(names) > MEMBERS else [])}


def _dropped(told: Ranking) -> str:
    if told.sampled:
        return "too large to count all ways: estimated from samples, no band; 19 in 20 scores are off by no more than ±"
    which = f"the {told.dropped} with most ties" if told.dropped < told.droppable else "each"
    return f"band: of {output.count(told.droppable, 'source')} that alone carry ties {which} dropped in turn"
