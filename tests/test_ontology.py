"""The ontology beside the one table of kinds and links, both ways; and what an ontology engineer would look for."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import DefinedNamespace

from graph.schema import ABSTRACT, CRIME_TYPES, KINDS, LINKS, NAME_SORTS, RUNGS, PropertyType
from graph.values.claims import BASES
from graph.values.grades import SCHEMES
from graph.values.markings import RANKS, Marking
from loaders.tables import AGENCY_KINDS_OF_NETWORKS
from ontology import terms, vocabulary
from ontology.rdflib_graphs import as_graph

CLOSED: tuple[type[DefinedNamespace], ...] = (DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, XSD)
OTHERS = {
    "https://schema.org/": {  # rdflib has them in SDO, which is open and so is no proof in itself
        "Country",
        "Event",
        "dissolutionDate",
        "endDate",
        "foundingDate",
        "location",
        "startDate",
        "url",
    },
    "http://rs.tdwg.org/dwc/terms/": {"Taxon", "scientificName", "taxonID"},  # tdwg/rs.tdwg.org, terms/terms.csv
    "http://data.europa.eu/m8g/": {"PublicOrganisation"},  # SEMICeu/CPOV 2.1.2
}
DATATYPES: dict[PropertyType, URIRef] = {
    "text": XSD.string,
    "code": XSD.string,
    "date": RDFS.Literal,
    "integer": XSD.integer,
    "amount": XSD.decimal,
    "url": XSD.anyURI,
}
OWL_SORTS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def read(name: str) -> Graph:
    """One of our files."""
    return as_graph(vocabulary.text(name), ox.RdfFormat.TURTLE, where=name)


ONTOLOGY, CODES, SHAPES = read("wengraph"), read("codes"), read("shapes")
TERMS = sorted({str(term) for sort in OWL_SORTS for term in ONTOLOGY.subjects(RDF.type, sort)})


def wen(name: str) -> URIRef:
    """A term of ours."""
    return URIRef(terms.wen(name))


def kinds_below(cls: object) -> set[str]:
    """The kinds that stand under a class, itself among them."""
    return {k for k in KINDS if cls in set(ONTOLOGY.transitive_objects(wen(k), RDFS.subClassOf))}


def claim_end(cls: str, end: str) -> object:
    """The class that all values of wen:subject or wen:object of a claim class are of."""
    for node in ONTOLOGY.objects(wen(cls), RDFS.subClassOf):
        if ONTOLOGY.value(node, OWL.onProperty) == wen(end):
            return ONTOLOGY.value(node, OWL.allValuesFrom)
    raise AssertionError(f"{cls} says nothing of {end}")


@pytest.mark.parametrize("name", LINKS)
def test_a_link_and_its_claim_class_have_the_ends_of_the_table(name: str) -> None:
    link, shortcut, cls = LINKS[name], wen(terms.LINK_TERMS[name]), terms.CLAIM_CLASSES[name]
    for end, kinds, of in (("subject", link.start, RDFS.domain), ("object", link.end, RDFS.range)):
        assert kinds_below(ONTOLOGY.value(shortcut, of)) == set(kinds)
        assert kinds_below(claim_end(cls, end)) == set(kinds)
    assert ONTOLOGY.value(shortcut, wen("statedBy")) == wen(cls)
    assert wen("Claim") in set(ONTOLOGY.transitive_objects(wen(cls), RDFS.subClassOf))


@pytest.mark.parametrize("name", terms.PROPERTY_TERMS)
def test_a_property_has_the_kinds_and_the_type_of_the_table(name: str) -> None:
    term = wen(terms.PROPERTY_TERMS[name])
    if name in NAME_SORTS:
        wanted, kinds = RDFS.Literal, set(KINDS)
        above = DCTERMS.identifier if name == "alias_id" else SKOS.altLabel
        assert ONTOLOGY.value(term, RDFS.subPropertyOf) == above
    else:
        kinds = {kind.label for kind in KINDS.values() if name in kind.properties}
        wanted = DATATYPES[next(kind.properties[name] for kind in KINDS.values() if name in kind.properties)]
    assert kinds_below(ONTOLOGY.value(term, RDFS.domain)) == kinds
    assert ONTOLOGY.value(term, RDFS.range) == wanted


def test_there_is_no_kind_link_or_property_that_the_table_lacks() -> None:
    shortcuts = {str(term).removeprefix(terms.WEN) for term in ONTOLOGY.subjects(wen("statedBy"), None)}
    assert shortcuts == set(terms.LINK_TERMS.values())
    under_claim = set(ONTOLOGY.transitive_subjects(RDFS.subClassOf, wen("Claim"))) - {wen("Claim")}
    assert under_claim == {wen(name) for name in (*terms.CLAIM_CLASSES.values(), terms.ATTRIBUTE)}
    of_things = {
        str(term).removeprefix(terms.WEN)
        for term, domain in ONTOLOGY.subject_objects(RDFS.domain)
        if kinds_below(domain) and (term, RDF.type, OWL.ObjectProperty) not in ONTOLOGY
    }
    assert of_things == set(terms.PROPERTY_TERMS.values())
    abstract = {name: kinds_below(wen({"Party": "Actor"}.get(name, name))) for name in ABSTRACT}
    assert abstract == {name: set(kinds) for name, kinds in ABSTRACT.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_shape_has_its_properties_with_their_types(kind: str) -> None:
    parts = {
        str(SHAPES.value(part, SH.path)).removeprefix(terms.WEN): part
        for part in SHAPES.objects(wen(f"{kind}Shape"), SH.property)
    }
    assert parts.keys() == {terms.PROPERTY_TERMS[name] for name in KINDS[kind].properties}
    for name, sort in KINDS[kind].properties.items():
        told = SHAPES.value(parts[terms.PROPERTY_TERMS[name]], SH.datatype)
        assert told == (None if sort == "date" else DATATYPES[sort])


@pytest.mark.parametrize("name", LINKS)
def test_a_claims_shape_has_the_ends_and_roles_of_the_table(name: str) -> None:
    parts = {SHAPES.value(p, SH.path): p for p in SHAPES.objects(wen(terms.CLAIM_CLASSES[name] + "Shape"), SH.property)}
    for end, kinds in (("subject", LINKS[name].start), ("object", LINKS[name].end)):
        assert kinds_below(SHAPES.value(parts[wen(end)], SH["class"])) == set(kinds)
    listed = SHAPES.value(parts[wen("role")], SH["in"])
    roles = set(SHAPES.items(listed)) if listed else set()
    assert roles == {URIRef(terms.code("role", role)) for role in LINKS[name].roles if role}


def codes_of(cls: str) -> set[str]:
    """The codes of a class, by what stands behind the namespace."""
    return {str(code).removeprefix(terms.WEN) for code in CODES.subjects(RDF.type, wen(cls))}


def test_the_lists_of_codes_are_those_of_the_table() -> None:
    grades = list(SCHEMES.items())
    assert codes_of("Marking") == {f"marking-{name}" for name in terms.MARKINGS}
    assert codes_of("Role") == {f"role-{role}" for role in terms.ROLES}
    assert codes_of("Basis") == {f"basis-{basis}" for basis in BASES}
    assert codes_of("Verdict") == {f"verdict-{verdict}" for verdict in ("same", "different", "unsure")}
    assert codes_of("GradeScheme") == {f"scheme-{name}" for name in SCHEMES}
    assert codes_of("ReliabilityCode") == {f"{k}-reliability-{letter}" for k, s in grades for letter in s.reliability}
    assert codes_of("CredibilityCode") == {f"{k}-credibility-{letter}" for k, s in grades for letter in s.credibility}
    assert codes_of("AgencyCode") == {f"agency-kind-{kind}" for kind in AGENCY_KINDS_OF_NETWORKS}


def test_codes_are_in_the_order_of_the_table_and_say_what_is_not_judged() -> None:
    def ordered(name: str) -> list[str]:
        return [str(CODES.value(c, SKOS.notation)) for c in CODES.items(CODES.value(wen(name), SKOS.memberList))]

    markings = CODES.items(CODES.value(wen("markings-in-order"), SKOS.memberList))
    assert [str(code) for code in markings] == [terms.marking_code(rank) for rank in RANKS]
    for rank in RANKS:
        assert Literal(f"TLP:{Marking(rank)}") in set(CODES.objects(URIRef(terms.marking_code(rank)), SKOS.notation))
    assert ordered("rungs-in-order") == [str(rank) for rank in range(len(RUNGS))]
    skipped = {str(code) for code in CODES.objects(wen("not-judged"), SKOS.member)}
    wanted = set()
    for key, scheme in SCHEMES.items():
        for axis, letters in (("reliability", scheme.reliability), ("credibility", scheme.credibility)):
            assert ordered(f"{key}-{axis}") == list(letters)
            wanted |= {terms.grade_code(key, axis, letter) for letter in letters if letter in scheme.not_judged}
    assert skipped == wanted


def test_ties_and_crime_types_are_those_of_the_table() -> None:
    ties = {
        (str(CODES.value(tie, wen("ofLink"))), str(CODES.value(tie, wen("ofRole")) or "")): CODES.value(
            tie, wen("rung")
        )
        for tie in CODES.subjects(RDF.type, wen("Tie"))
    }
    assert ties == {
        (terms.wen(terms.LINK_TERMS[name]), terms.code("role", role) if role else ""): wen(
            f"rung-{RUNGS[rung].replace(' ', '-')}"
        )
        for name, link in LINKS.items()
        for role, rung in link.roles.items()
    }
    crimes = {
        str(CODES.value(code, SKOS.notation)): (
            str(CODES.value(code, SKOS.prefLabel)),
            str(CODES.value(CODES.value(code, SKOS.broader), SKOS.notation)),
        )
        for code in CODES.subjects(SKOS.broader, None)
    }
    assert crimes == CRIME_TYPES


@pytest.mark.parametrize("graph", [ONTOLOGY, CODES, SHAPES], ids=["wengraph", "codes", "shapes"])
def test_every_borrowed_term_exists_and_every_own_one_is_declared(graph: Graph) -> None:
    declared = set(ONTOLOGY.subjects()) | set(CODES.subjects()) | set(SHAPES.subjects())
    for iri in {node for triple in graph for node in triple if isinstance(node, URIRef)}:
        if iri.startswith(terms.WEN):
            assert iri in declared, iri
        elif iri not in set(graph.subjects(RDF.type, OWL.Ontology)) and not str(iri).startswith(
            ("https://w3id.org/wengraph/ns", "https://www.apache.org/licenses/")
        ):
            assert known(iri), iri


def known(iri: URIRef) -> bool:
    """Whether a term of others is in their vocabulary."""
    if any(iri.startswith(str(space)) and iri in space for space in CLOSED):
        return True
    return any(iri.startswith(space) and iri.removeprefix(space) in names for space, names in OTHERS.items())


def test_nothing_is_said_about_the_terms_of_others() -> None:
    ours = "https://w3id.org/wengraph/ns"
    assert all(isinstance(s, BNode) or str(s).startswith(ours) for g in (ONTOLOGY, CODES, SHAPES) for s in g.subjects())
    assert not set(ONTOLOGY.predicates()) & {OWL.equivalentClass, OWL.equivalentProperty, OWL.imports, OWL.sameAs}


def test_the_header_says_version_licence_and_who() -> None:
    header = URIRef("https://w3id.org/wengraph/ns")
    assert ONTOLOGY.value(header, OWL.versionInfo) == Literal(terms.VERSION)
    assert ONTOLOGY.value(header, OWL.versionIRI) == URIRef(f"{header}/{terms.VERSION}")
    assert ONTOLOGY.value(header, DCTERMS.license) == URIRef("https://www.apache.org/licenses/LICENSE-2.0")
    assert ONTOLOGY.value(header, VANN.preferredNamespaceUri) == Literal(terms.WEN)
    assert ONTOLOGY.value(header, DCTERMS.creator)
    assert ONTOLOGY.value(header, DCTERMS.title)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.removeprefix(terms.WEN))
def test_every_term_has_one_label_and_one_definition(term: str) -> None:
    for predicate in (RDFS.label, SKOS.definition):
        (words,) = ONTOLOGY.objects(URIRef(term), predicate)
        assert isinstance(words, Literal)
        assert words.language == "en"
        assert words.strip()


def test_every_code_has_one_label_and_one_definition() -> None:
    for code in set(CODES.subjects(SKOS.inScheme, None)) | set(CODES.subjects(RDF.type, SKOS.ConceptScheme)):
        assert len(list(CODES.objects(code, SKOS.prefLabel))) == 1, code
        assert len(list(CODES.objects(code, SKOS.definition))) == 1, code


def closure(extra: str = "") -> Graph:
    """All that follows by OWL 2 RL from the ontology and its codes, and from some Turtle beside them."""
    graph = ONTOLOGY + CODES
    graph.parse(data=f"@prefix wen: <{terms.WEN}> . @prefix d: <https://data.example.org/id/> . {extra}")
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return graph


def amiss(graph: Graph) -> set[str]:
    """What the reasoner says is inconsistent."""
    return {str(words) for words in graph.objects(None, URIRef("http://www.daml.org/2002/03/agents/agent-ont#error"))}


def test_the_ontology_is_consistent_and_the_reasoner_would_say_if_not() -> None:
    assert not amiss(closure())
    assert amiss(closure("d:a a wen:Country, wen:Meeting ."))
    assert amiss(closure("d:a wen:attended d:b . d:a a wen:Incident ."))


def test_a_claim_tells_what_its_ends_are() -> None:
    told = closure("d:c a wen:Membership ; wen:subject d:a ; wen:object d:b .")
    one = URIRef("https://data.example.org/id/a"), URIRef("https://data.example.org/id/b")
    assert (one[0], RDF.type, PROV.Agent) in told
    assert (one[1], RDF.type, wen("Body")) in told


LINTS = {
    "a class stands under itself": "?c rdfs:subClassOf+ ?c",
    "a property stands under itself": "?p rdfs:subPropertyOf+ ?p",
    "a term is two sorts of term": "?t a ?a, ?b . FILTER(?a != ?b && ?a IN (owl:Class, owl:ObjectProperty, "
    "owl:DatatypeProperty, owl:AnnotationProperty) && ?b IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty, "
    "owl:AnnotationProperty))",
    "a property has two domains or ranges": "?p rdfs:domain|rdfs:range ?a . { ?p rdfs:domain ?b, ?c } UNION "
    "{ ?p rdfs:range ?b, ?c } FILTER(?b != ?c)",
    "a property to a thing has values for its range": "?p a owl:ObjectProperty ; rdfs:range ?r . "
    "FILTER(STRSTARTS(STR(?r), STR(xsd:)) || ?r = rdfs:Literal)",
    "a property to a value has a class for its range": "?p a owl:DatatypeProperty ; rdfs:range ?r . ?r a owl:Class",
    "a property to a thing or value has no domain or range": "{ ?p a owl:ObjectProperty } UNION "
    "{ ?p a owl:DatatypeProperty } FILTER(NOT EXISTS { ?p rdfs:domain ?d } || NOT EXISTS { ?p rdfs:range ?r })",
    "a property stands under one of another sort": "?p rdfs:subPropertyOf ?q . ?p a ?a . ?q a ?b . FILTER(?a != ?b)",
    "two terms share a definition": "?a skos:definition ?d . ?b skos:definition ?d . FILTER(?a != ?b)",
    "a union, which OWL 2 RL has no room for above a class": "?c owl:unionOf ?u",
    "a class has no other one above it, no member and no use": "?c a owl:Class . FILTER(NOT EXISTS "
    "{ ?c rdfs:subClassOf ?d } && NOT EXISTS { ?e rdfs:subClassOf ?c } && NOT EXISTS { ?p rdfs:domain|rdfs:range ?c })",
    "a label ends like a sentence": "?t rdfs:label ?l . FILTER(STRENDS(STR(?l), '.'))",
    "a definition is no sentence": "?t skos:definition ?l . FILTER(!STRENDS(STR(?l), '.'))",
}


@pytest.mark.parametrize("pitfall", LINTS)
def test_no_common_pitfall(pitfall: str) -> None:
    assert not ONTOLOGY.query(f"ASK {{ {LINTS[pitfall]} }}", initNs=SPACES).askAnswer


SPACES = {"rdfs": RDFS, "owl": OWL, "skos": SKOS, "xsd": XSD}
FLAWED = f"""
@prefix wen: <{terms.WEN}> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> .
@prefix skos: <{SKOS}> . @prefix xsd: <{XSD}> .
wen:A a owl:Class ; rdfs:subClassOf wen:B ; rdfs:label "A." .
wen:B a owl:Class, owl:ObjectProperty ; rdfs:subClassOf wen:A .
wen:Alone a owl:Class ; skos:definition "none" .
wen:U a owl:Class ; skos:definition "none" ; owl:unionOf ( wen:A wen:B ) .
wen:p a owl:ObjectProperty ; rdfs:subPropertyOf wen:q ; rdfs:domain wen:A, wen:B ; rdfs:range xsd:string .
wen:q a owl:DatatypeProperty ; rdfs:subPropertyOf wen:p ; rdfs:range wen:A .
"""


@pytest.mark.parametrize("pitfall", LINTS)
def test_every_lint_finds_its_pitfall(pitfall: str) -> None:
    flawed = Graph().parse(data=FLAWED)
    assert flawed.query(f"ASK {{ {LINTS[pitfall]} }}", initNs=SPACES).askAnswer


def every_term() -> Iterator[str]:
    """Names of terms that the projection may write."""
    yield from (*KINDS, "Actor", "Event", "SourceDocument", "Claim", "Judgement", terms.ATTRIBUTE)
    yield from (*terms.CLAIM_CLASSES.values(), *terms.LINK_TERMS.values(), *terms.PROPERTY_TERMS.values())


def test_every_name_of_the_projection_is_a_term() -> None:
    assert {terms.wen(name) for name in every_term()} <= set(TERMS)
