"""`wengraph validate` as a person runs it: each format, what it tells, and files that try to harm it."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import RDF, SH, Graph, URIRef

from graph.errors import UsageError
from graph.schema import KINDS
from graph.settings import Settings
from ontology import vocabulary
from ontology.files import CONTEXT, FORMATS
from ontology.rdflib_graphs import LARGEST, as_graph
from ontology.terms import CLAIM_CLASSES, DCTERMS, LINK_TERMS, PROPERTY_TERMS, PROV, SKOS, WEN
from ontology.validate import validate
from tests.conftest import CHECKOUT, Run, settings_for

BLOCKS = re.compile(r"^```(trig|json)\n(.*?)^```", re.M | re.S)
EXAMPLES = dict(BLOCKS.findall((CHECKOUT / "docs" / "ontology.md").read_text(encoding="utf-8")))
GOOD = EXAMPLES["trig"]
BAD = GOOD.replace("wen:role wen:role-party", "wen:role wen:role-speaker")
ROLE = (
    "The role here is member, party, signatory, host, partner or observer: "
    "take its code, or give another as wen:roleText."
)
SKOS_NOTATION = URIRef(SKOS + "notation")
D = "https://data.example.org/id/"


@pytest.fixture
def settings() -> Settings:
    """Settings whose store is never started."""
    return settings_for("none")


def written(folder: Path, text: str, suffix: str) -> Path:
    """TriG as a file of another format; named graphs become plain triples where the format has none."""
    form, path = FORMATS[suffix], folder / f"data{suffix}"
    quads: Any = ox.parse(text, format=ox.RdfFormat.TRIG)
    ox.serialize(quads if form.supports_datasets else (quad.triple for quad in quads), output=path, format=form)
    return path


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_is_read_alike(tmp_path: Path, suffix: str) -> None:
    assert validate(written(tmp_path, GOOD, suffix)).conforms
    (finding,) = validate(written(tmp_path, BAD, suffix)).findings
    assert (finding.focus, finding.path, finding.value) == (f"{D}claim-1", "wen:role", "wen:role-speaker")
    assert (finding.component, finding.severity, finding.message) == (
        "sh:InConstraintComponent",
        "sh:Violation",
        ROLE,
    )


def test_the_json_of_the_page_is_the_claim_that_its_turtle_shows(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonld"
    path.write_text(EXAMPLES["json"], encoding="utf-8")
    assert validate(path).conforms
    assert CONTEXT in EXAMPLES["json"]


def test_a_person_reads_what_is_wrong_and_a_program_gets_a_report(
    command: Run, settings: Settings, tmp_path: Path
) -> None:
    data, report = written(tmp_path, BAD, ".trig"), tmp_path / "out.ttl"
    told = command(settings, "validate", str(data), "--report", str(report))
    assert (told.returncode, told.stderr) == (1, "")
    assert told.stdout == f"{D}claim-1\n  wen:role wen:role-speaker: {ROLE}\n1 finding.\n"
    graph = as_graph(report.read_bytes(), ox.RdfFormat.TURTLE, where="report")
    (whole,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert str(graph.value(whole, SH.conforms)) == "false"
    assert [str(graph.value(one, SH.focusNode)) for one in graph.objects(whole, SH.result)] == [f"{D}claim-1"]
    as_json = command(settings, "validate", str(data), "--json")
    assert as_json.returncode == 1
    found = json.loads(as_json.stdout)
    assert (found["conforms"], found["findings"][0]["message"]) == (False, ROLE)


def test_what_conforms_ends_well(command: Run, settings: Settings, tmp_path: Path) -> None:
    told = command(settings, "validate", str(written(tmp_path, GOOD, ".trig")))
    assert (told.returncode, told.stdout, told.stderr) == (0, "The data conforms.\n", "")


def test_an_ill_typed_value_is_told_as_it_is_written(command: Run, settings: Settings, tmp_path: Path) -> None:
    data = written(tmp_path, GOOD.replace('"1996"^^xsd:gYear', '"last year"^^xsd:gYear'), ".ttl")
    told = command(settings, "validate", str(data))
    assert told.returncode == 1
    assert 'wen:validFrom "last year"^^xsd:gYear' in told.stdout
    assert told.stderr == ""


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix : <https://shapes.example/> .
:one a sh:NodeShape ; sh:targetSubjectsOf skos:prefLabel ;
    sh:property [ sh:path skos:prefLabel ; sh:pattern "^K" ; sh:message "Names begin with K here." ] .
"""


def test_shapes_of_others_see_the_data_alone(command: Run, settings: Settings, tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES, encoding="utf-8")
    told = command(settings, "validate", str(written(tmp_path, GOOD, ".nq")), "--shapes", str(shapes))
    assert told.returncode == 1
    assert re.findall(r"^https\S+", told.stdout, re.M) == [f"{D}network-latf"]
    assert "Names begin with K here." in told.stdout


REFUSED_SHAPES = {
    "a query": ':one sh:sparql [ sh:select "SELECT $this { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }" ] .',
    "a component with a query": ':c a sh:ConstraintComponent ; sh:validator [ sh:ask "ASK { ?s ?p ?o }" ] .',
    "a target with a query": ':one sh:target [ sh:select "SELECT ?this { ?this ?p ?o }" ] .',
    "a script": ':one sh:js [ sh:jsFunctionName "f" ] .',
    "a rule": ':one sh:rule [ sh:construct "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }" ] .',
}


@pytest.mark.parametrize("sort", REFUSED_SHAPES)
def test_shapes_that_would_run_something_are_refused(
    command: Run, settings: Settings, tmp_path: Path, sort: str
) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES + REFUSED_SHAPES[sort], encoding="utf-8")
    told = command(settings, "validate", str(written(tmp_path, GOOD, ".ttl")), "--shapes", str(shapes))
    assert (told.returncode, told.stdout) == (2, "")
    assert "Say it in SHACL Core." in told.stderr


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
RDF_XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
HOSTILE: dict[str, tuple[str, bytes, int, str]] = {
    "wrong Turtle": (".ttl", b"<a> <b> .", 1, "This is no Turtle"),
    "wrong bytes": (".nt", b"\xff\xfe", 1, "This is no N-Triples"),
    "entities": (".rdf", (BOMB + RDF_XML).encode(), 1, "Take it out of the file."),
    "entities in another encoding": (".rdf", (BOMB + RDF_XML).encode("utf-16"), 1, "Save it as UTF-8."),
    "a context elsewhere": (".jsonld", b'{"@context": "http://127.0.0.1:9/c", "@type": "x"}', 1, "This is no JSON-LD"),
    "no JSON": (".jsonld", b"{", 1, "This is no JSON"),
    "JSON too deep": (".jsonld", b"[" * 200_000, 1, "This is no JSON"),
    "no format": (".docx", b"", 2, "Use: .ttl"),
    "too large": (".nt", b"#" * (LARGEST + 1), 2, "Split it"),
}


@pytest.mark.parametrize("sort", HOSTILE)
def test_what_cant_be_read_is_told_in_one_line(command: Run, settings: Settings, tmp_path: Path, sort: str) -> None:
    suffix, data, code, words = HOSTILE[sort]
    path = tmp_path / f"data{suffix}"
    path.write_bytes(data)
    told = command(settings, "validate", str(path))
    assert (told.returncode, told.stdout) == (code, "")
    assert words in told.stderr
    assert told.stderr.count("\n") == 1
    assert path.name in told.stderr


def test_a_missing_file_is_told(command: Run, settings: Settings, tmp_path: Path) -> None:
    told = command(settings, "validate", str(tmp_path / "none.ttl"))
    assert told.returncode == 2
    assert "can't be opened" in told.stderr


def test_imports_are_not_fetched(tmp_path: Path) -> None:
    data = GOOD + "<https://x.example/o> a <http://www.w3.org/2002/07/owl#Ontology> ;"
    data += " <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/other.ttl> ."
    assert validate(written(tmp_path, data, ".ttl")).conforms


def test_a_check_without_end_is_ended(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES.replace('"^K"', '"^(a+)+$"'), encoding="utf-8")
    data = tmp_path / "data.ttl"
    data.write_text(f'<https://x.example/a> <{SKOS}prefLabel> "{"a" * 60}!" .', encoding="utf-8")
    begun = time.monotonic()
    with pytest.raises(UsageError, match="longer than 4 seconds"):
        validate(data, shapes, seconds=4)
    assert time.monotonic() - begun < 30


def test_text_that_steers_a_terminal_is_not_written(command: Run, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "data.nt"
    path.write_text(f'<{D}x> <{WEN}memberOf> "\\u001B[2Jgone" .\n', encoding="utf-8")
    told = command(settings, "validate", str(path))
    assert told.returncode == 1
    assert "\x1b" not in told.stdout


CODES = {
    "role": "observer",
    "basis": "inferred",
    "gradeScheme": "admiralty",
    "marking": "AMBER-STRICT",
    "verdict": "same",
}
GRADES = {"reliability": "admiralty-reliability-B", "ukCredibility": "uk-3x5x2-credibility-B"}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib warns of its own parser
@pytest.mark.parametrize("library", ["pyoxigraph", "rdflib"])
def test_plain_json_becomes_the_same_triples_in_both_libraries(library: str) -> None:
    given = {**CODES, **dict.fromkeys(GRADES, "B"), "validFromMonth": "2013-05", "validToYear": "2014", "label": "x"}
    given |= {"subject": f"{D}a", "source": f"{D}s", "title": "t", "property": "founded", "memberOf": f"{D}n"}
    given |= {"recordedAt": "2026-11-23T10:00:00Z", "published": "2013-05-13", "amount": "12.50", "countriesCount": 5}
    document = json.loads(vocabulary.context()) | {"id": f"{D}c", "type": "Membership", **given}
    text = json.dumps(document)
    if library == "rdflib":
        found = {(str(p), str(o)) for _, p, o in Graph().parse(data=text, format="json-ld")}
        found = {(p, o.replace("+00:00", "Z")) for p, o in found}  # rdflib writes the same moment so
    else:
        graph = as_graph(text.encode(), ox.RdfFormat.JSON_LD, where="text")
        found = {(str(p), str(o)) for p, o in graph.predicate_objects()}
    schemes = {"gradeScheme": "scheme"}
    wanted = {(WEN + name, f"{WEN}{schemes.get(name, name)}-{code}") for name, code in CODES.items()}
    wanted |= {(WEN + "reliability", WEN + GRADES["reliability"]), (WEN + "credibility", WEN + GRADES["ukCredibility"])}
    wanted |= {(WEN + "validFrom", "2013-05"), (WEN + "validTo", "2014"), (SKOS + "prefLabel", "x")}
    wanted |= {(WEN + "subject", f"{D}a"), (PROV + "wasDerivedFrom", f"{D}s"), (DCTERMS + "title", "t")}
    wanted |= {(WEN + "property", WEN + "founded"), (WEN + "memberOf", f"{D}n"), (WEN + "amount", "12.50")}
    wanted |= {(WEN + "recordedAt", "2026-11-23T10:00:00Z"), (DCTERMS + "issued", "2013-05-13")}
    wanted |= {(WEN + "countriesCount", "5"), (str(RDF.type), WEN + "Membership")}
    assert found == wanted


PARTS = ("subject", "object", "property", "role", "marking", "recordedAt", "validFrom", "address", "left", "verdict")


@pytest.mark.parametrize(
    "name", [*KINDS, *CLAIM_CLASSES.values(), *PARTS, *PROPERTY_TERMS.values(), *LINK_TERMS.values()]
)
def test_a_word_of_ours_means_the_term_of_that_name(name: str) -> None:
    document = json.loads(vocabulary.context()) | {"id": f"{D}c", "type": name, name: "x"}
    graph = as_graph(json.dumps(document).encode(), ox.RdfFormat.JSON_LD, where="text", base=D)
    assert set(graph.predicates()) == {RDF.type, URIRef(WEN + name)}
    assert set(graph.objects(None, RDF.type)) == {URIRef(WEN + name)}


def test_no_code_is_taken_for_a_term_of_the_context() -> None:
    keys = json.loads(vocabulary.context())["@context"].keys()
    codes = as_graph(vocabulary.text("codes"), ox.RdfFormat.TURTLE, where="codes")
    assert not keys & {str(notation) for notation in codes.objects(None, SKOS_NOTATION)}
