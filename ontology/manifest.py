"""What a package holds and for whom it is in, its manifest (DCAT), checksums and first page out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from ontology import terms
from ontology.terms import DCTERMS, RDF, XSD, wen

if TYPE_CHECKING:
    from ontology.package import Packed

DCAT: Final = "http://www.w3.org/ns/dcat#"
SPDX: Final = "http://spdx.org/rdf/terms#"


@dataclass(frozen=True, slots=True)
class Handed:
    """A handing-over: its number, to whom, why, by whom, when (UTC text), and of which day's knowledge it is."""

    number: str
    recipient: str
    reason: str
    author: str
    made_at: str
    known_by: str = ""


def manifest(data: Path, media_type: str, base: str, handed: Handed, packed: Packed) -> bytes:
    """The package as a dcat:Dataset with one dcat:Distribution."""
    node, part, check = NamedNode(f"{base}export/{handed.number}"), BlankNode("data"), BlankNode("sum")
    told: list[tuple[NamedNode | BlankNode, str, NamedNode | BlankNode | Literal]] = [
        (node, RDF + "type", NamedNode(DCAT + "Dataset")),
        (node, DCTERMS + "title", Literal(f"wengraph export for {handed.recipient}", language="en")),
        (node, DCTERMS + "audience", Literal(handed.recipient)),
        (node, DCTERMS + "description", Literal(handed.reason)),
        (node, DCTERMS + "creator", Literal(handed.author)),
        (node, DCTERMS + "issued", Literal(handed.made_at, datatype=NamedNode(XSD + "dateTime"))),
        (node, DCTERMS + "conformsTo", NamedNode(f"{terms.WEN.rstrip('#')}/{terms.VERSION}")),
        (node, DCTERMS + "identifier", Literal(f"rdfc-1.0-sha256:{packed.canonical}")),
        (node, wen("marking"), NamedNode(terms.marking_code(packed.marking))),
        (node, DCAT + "distribution", part),
        (part, RDF + "type", NamedNode(DCAT + "Distribution")),
        (part, DCTERMS + "title", Literal(data.name)),
        (part, DCAT + "mediaType", NamedNode(f"https://www.iana.org/assignments/media-types/{media_type}")),
        (part, DCAT + "byteSize", Literal(str(data.stat().st_size), datatype=NamedNode(XSD + "nonNegativeInteger"))),
        (part, SPDX + "checksum", check),
        (check, RDF + "type", NamedNode(SPDX + "Checksum")),
        (check, SPDX + "algorithm", NamedNode(SPDX + "checksumAlgorithm_sha256")),
        (check, SPDX + "checksumValue", Literal(_sha256(data), datatype=NamedNode(XSD + "hexBinary"))),
    ]
    triples = [Triple(subject, NamedNode(predicate), value) for subject, predicate, value in told]
    names = {"dcat": DCAT, "dcterms": DCTERMS, "spdx": SPDX, "wen": terms.WEN, "xsd": XSD}
    text = serialize(triples, format=RdfFormat.TURTLE, prefixes=names)
    assert text is not None  # noqa: S101 — without an output it is returned
    return text


def checksums(data: Path, texts: Mapping[str, bytes]) -> bytes:
    """A line for each file, as `sha256sum --check` reads them."""
    sums = {name: hashlib.sha256(text).hexdigest() for name, text in texts.items()} | {data.name: _sha256(data)}
    return "".join(f"{told}  {name}\n" for name, told in sorted(sums.items())).encode()


def readme(data: str, handed: Handed, packed: Packed, names: Sequence[str]) -> str:
    """What a partner reads first: the marking, what is in it, and how to begin."""
    queries = [name for name in names if name.startswith("queries/")]
    first = queries[0] if queries else "queries/…"
    known = f" It tells what was known by {handed.known_by}." if handed.known_by else ""
    told = {
        "marking": str(packed.marking),
        "number": handed.number,
        "made_at": handed.made_at,
        "recipient": _line(handed.recipient),
        "reason": _line(handed.reason),
        "known": known,
        "quads": f"{packed.quads:,}",
        "data": data,
        "first": first,
    }
    return Template((files("ontology") / "readme.md").read_text(encoding="utf-8")).substitute(told)


def _line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
