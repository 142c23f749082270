"""Commands for files of RDF: serve one by SPARQL, convert one to another format."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from api.cli import output
from graph.errors import UsageError

app = typer.Typer(help="Serve and convert files of RDF; no graph store is needed.", no_args_is_help=True)
PORT: Final = 8322
Data = Annotated[list[Path], typer.Option("--data", help="A file of RDF; repeat it.")]
Named = Annotated[list[str] | None, typer.Option("--named", help="IRI=FILE: a file as a named graph; repeat it.")]


@app.command("serve")
def serve(
    data: Data,
    named: Named = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = PORT,
    host: Annotated[str, typer.Option(help="Address to listen on; there are no keys.")] = "127.0.0.1",
    seconds: Annotated[float, typer.Option(min=0.1, help="How long a query may take.")] = 10,
) -> None:
    """Serve files of RDF by SPARQL until stopped with Ctrl-C."""
    from api.rdf_serving import file_app, graphs_of
    from api.serving import listen
    from ontology.sparql.limits import Limits

    app_ = file_app(data, graphs_of(named or []), Limits(seconds=seconds))
    if host not in ("127.0.0.1", "localhost", "::1"):
        output.say("There are no keys here: whoever reaches this address may ask.")
    listen(app_, host, port, lambda address: output.write(f"Serving {address}/sparql"))


@app.command("convert")
def convert(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of RDF.")],
    form: Annotated[str, typer.Option("--to", help="turtle, trig, nquads, ntriples, jsonld or rdfxml.")] = "turtle",
    to: Annotated[Path | None, typer.Option("--output", "-o", help="The file. Default: standard output.")] = None,
    base: Annotated[str, typer.Option(help="What relative IRIs are relative to.")] = "",
) -> None:
    """Convert a file of RDF, letter by letter; exit 1 with line and column where it can't be read."""
    from pyoxigraph import serialize

    from ontology.files import quads_of
    from ontology.package import FORMS

    if form not in FORMS:
        raise UsageError(f"{form!r} is no format.", where="--to", mend=f"Known: {', '.join(FORMS)}.")
    wanted = FORMS[form]
    quads = quads_of(file, base or file.absolute().as_uri())
    told = quads if wanted.graphs else (quad.triple for quad in quads)
    if to is None:
        serialize(told, output=sys.stdout.buffer, format=wanted.format)
        return
    try:
        with to.open("wb") as stream:
            serialize(told, output=stream, format=wanted.format)
    except OSError as error:
        raise UsageError(f"The file can't be written: {error.strerror}.", where=str(to)) from error
