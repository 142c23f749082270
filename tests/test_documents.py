"""What is read in documents: labels of our own releases, traps, denials, rules by name, the seed page, the gold set."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.schema import LINKS
from graph.values.claims import Source
from loaders.documents import reading as reading_module
from loaders.documents.consolidating import consolidated
from loaders.documents.gold import labels
from loaders.documents.lookups import lookups
from loaders.documents.propose import proposals_of
from loaders.documents.reading import Reader, Reading, bundled_reader
from loaders.documents.tagging import Tagged
from loaders.documents.terms import Term, bundled_terms
from loaders.readers.document import document_of_text, open_document
from tests import leaving_out

RELEASES = Path(__file__).parent / "releases"
SHARED = Path(__file__).parent.parent.parent / "shared"
GOLD = SHARED / "corpus" / "dev"
needs_shared = pytest.mark.skipif(not GOLD.is_dir(), reason="shared/ is not beside the project: no labelled set")
BARS = {"entities": 0.90, "relations": 0.80, "dates": 0.85}
NEARNESS = 0.03


def read(text: str) -> Reading:
    return bundled_reader().read(document_of_text(text, "pasted"))


def links(text: str) -> set[tuple[str, str, str]]:
    """The links that a text states, by keys."""
    told = consolidated(read(text))
    return {(s.link, s.subject.key, s.object.key) for s in told.statements}


def named(text: str, kind: str) -> set[str]:
    """The keys of what a text names of a kind, names within names aside."""
    return {m.term.key for m in read(text).mentions if m.term.kind == kind and not m.inside}


@pytest.mark.parametrize("path", sorted(RELEASES.glob("*.txt")), ids=lambda path: path.stem)
def test_our_own_releases_give_their_labels(path: Path) -> None:
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert labels(bundled_reader().read(open_document(path)), path.name) == wanted


def test_names_that_a_store_adds_change_nothing_that_the_records_tell() -> None:
    """A store knows names and first days alone: it must not make a meeting of the same day elsewhere the one meant."""
    bare = [Term(t.kind, t.key, t.name, t.names, start=t.start) for t in bundled_terms() if t.kind != "Country"]
    reader = Reader([*bundled_terms(), *bare])
    for path in RELEASES.glob("*.txt"):
        document = open_document(path)
        assert labels(reader.read(document), path.name) == labels(bundled_reader().read(document), path.name)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Officers met in Northern Ireland and on the Indian Ocean.", set()),
        ("Guinea pigs, guinea fowl and traditional Chinese medicine were on sale.", set()),
        ("An African grey was found near Lake Chad, in New Mexico and in the Congo Basin.", set()),
        ("Somebody wrote to Michael Jordan.", set()),
        ("Officers of Chad, Jordan, Georgia and Turkey met.", {"TD", "JO", "GE", "TR"}),
        ("Guinea, Guinea-Bissau, Equatorial Guinea and Papua New Guinea", {"GN", "GW", "GQ", "PG"}),
        ("Niger and Nigeria; Congo and DR Congo", {"NE", "NG", "CG", "CD"}),
        ("the U.S., the UK and the UAE", {"US", "GB", "AE"}),
        ("a turkey and a swiss roll for us", set()),
        ("The Chinese delegation left.", {"CN"}),
        ("Firmen aus Polen, Kenia und Spanien", {"PL", "KE", "ES"}),
    ],
)
def test_countries_and_their_traps(text: str, codes: set[str]) -> None:
    assert named(text, "Country") == codes


@pytest.mark.parametrize(
    ("sentence", "present", "absent"),
    [
        (
            "Operation Cage was led by INTERPOL. Peru did not take part. Brazil, Chile and Colombia took part.",
            {("TOOK_PART_IN", "BR", "operation-cage-2012"), ("LED", "interpol", "operation-cage-2012")},
            {("TOOK_PART_IN", "PE", "operation-cage-2012")},
        ),
        (
            "Operation Cage ended. Ivory smuggled from Kenya via Uganda, Togo and Benin was bound for Viet Nam.",
            set(),
            {("TOOK_PART_IN", code, "operation-cage-2012") for code in ("KE", "UG", "TG", "BJ", "VN")},
        ),
        (
            "INTERPOL's Operation Cage was funded by USAID. Interpol said it went well.",
            {("LED", "interpol", "operation-cage-2012")},
            {("TOOK_PART_IN", "us-usaid", "operation-cage-2012")},
        ),
        (
            "SAWEN has eight members: Afghanistan, Bangladesh, Bhutan, India, the Maldives, Nepal and Sri Lanka.",
            {("MEMBER_OF", code, "sawen") for code in ("AF", "BD", "BT", "IN", "MV", "NP", "LK")},
            set(),
        ),
        (
            "Customs seized ivory in Kenya, Uganda and Togo last week.",
            set(),
            {("TOOK_PART_IN", code, "operation-cage-2012") for code in ("KE", "UG", "TG")},
        ),
    ],
)
def test_who_took_part_and_who_did_not(
    sentence: str, present: set[tuple[str, str, str]], absent: set[tuple[str, str, str]]
) -> None:
    told = links(sentence)
    assert present <= told
    assert not absent & told


def test_a_text_teaches_its_letters() -> None:
    text = "The Savannah Rangers Authority (SRA) met. Operation Dry Leaf was led by the SRA."
    assert ("LED", "savannah-rangers-authority", "operation-dry-leaf") in links(text)


def test_what_is_to_come_is_said_to_be() -> None:
    told = read("Operation Cage will be led by INTERPOL next year.").statements
    assert {s.state for s in told if s.link == "LED"} == {"announced"}


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Operation Cage ran from 12-14 May 2012.", "2012-05-12", "2012-05-14"),
        ("10 June 2013. Operation Cage ran from 30 May to 2 June.", "2013-05-30", "2013-06-02"),
        ("Operation Cage took place between December 2012 and January 2013.", "2012-12", "2013-01"),
        ("Operation Cage was launched in March 2012.", "2012-03", "None"),
        ("La Operación Cage tuvo lugar del 5 al 25 de mayo de 2012.", "2012-05-05", "2012-05-25"),
        ("L'opération Cage a eu lieu du 30 avril au 2 mai 2012.", "2012-04-30", "2012-05-02"),
    ],
)
def test_days_of_an_operation(text: str, start: str, end: str) -> None:
    (told,) = consolidated(read(text)).dates
    assert (str(told.period.start), str(told.period.end)) == (start, end)


def test_every_link_has_a_named_rule_and_stands_in_its_sentence() -> None:
    rules = {rule.name for rule in lookups().rules}
    for path in RELEASES.glob("*.txt"):
        reading = bundled_reader().read(open_document(path))
        text = reading.document.text
        for proposal in proposals_of(reading, Source("own", path.stem), ()):
            claim = proposal.claim
            assert proposal.rule
            assert claim.quote == " ".join(text[proposal.start : proposal.end].split())
            assert 0 < proposal.score <= 1
            if claim.predicate in LINKS:
                assert claim.role in LINKS[claim.predicate].roles
        assert {s.rule for s in reading.statements} & rules or path.stem == "traps"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=600), st.integers(0, 20))
def test_any_text_can_be_read(text: str, at: int) -> None:
    told = f"{text[:at]} Operation Cage, led by INTERPOL in Kenya, {text[at:]}"
    document = document_of_text(told, "pasted")
    reading = bundled_reader().read(document)
    size = len(document.text)
    assert all(0 <= m.start < m.end <= size for m in reading.mentions)
    assert all(0 <= s.start < s.end <= size for s in reading.statements)
    assert bundled_reader().read(document) == reading


@needs_shared
def test_the_seed_page() -> None:
    document = open_document(next((SHARED / "seed").glob("*.txt")))
    reading = bundled_reader().read(document)
    proposals = proposals_of(reading, Source("seed", "page"), ())
    meeting = "m-interpol-fam-2013"
    told: dict[str, list[Any]] = {}
    for proposal in proposals:
        told.setdefault(proposal.claim.predicate, []).append(proposal.claim)
        assert proposal.claim.quote == " ".join(document.text[proposal.start : proposal.end].split())
    attended = {c.subject.key for c in told["ATTENDED"] if c.object.key == meeting}
    bodies = {"lusaka-latf", "sawen", "asean-wen", "unodc", "wco", "cites-secretariat", "freeland", "ifaw"}
    assert attended == {"CN", "KE", "NP", "TH", "US", "GB"} | bodies
    assert [c.value for c in told["start_date"]] == ["2013-05-13"]
    assert [c.value for c in told["end_date"]] == ["2013-05-16"]
    assert [c.object.key for c in told["HELD_IN"]] == ["FR"]
    issued = {c.object.key for c in told["ISSUED"]}
    assert issued == {f"{meeting}-{n}" for n in range(1, 9)} | {f"{meeting}-obstacle-{n}" for n in (1, 2)}
    tools = {"i-24-7", "interpol-notices", "interpol-diffusions", "interpol-databases", "interpol-ccc"}
    assert {c.object.key for c in told["OFFERS"]} == tools | {"interpol-global-complex"}
    posts = {c.subject.key for c in told["post_status"]}
    incidents = {c.subject.key for c in told["incident_kind"]}
    operations = {c.subject.key for c in told["TARGETED"]}
    assert (len(posts), len(operations)) == (3, 2)
    assert len(posts) + len(operations) + len(incidents) == 20


@needs_shared
def test_the_labelled_set_is_read_above_its_bars() -> None:
    score, gold = _scorer(), _gold()
    pred = {p.with_suffix(".json").name: labels(bundled_reader().read(open_document(p)), p.name) for p in _texts()}
    report = score.score(pred, gold)
    for kind, bar in BARS.items():
        assert report[kind]["micro"]["f1"] >= bar


@needs_shared
@pytest.mark.slow
def test_no_lookup_and_no_rule_serves_one_document_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each document is read once more without what no other document, of the set or of ours, has a use for."""
    score, gold = _scorer(), _gold()
    texts: dict[str, str] = {}
    sentences: dict[str, list[str]] = {}
    original = reading_module.tag

    def spied(*told: Any) -> Tagged:
        found = original(*told)
        sentences[name].append(found.text)
        return found

    monkeypatch.setattr(reading_module, "tag", spied)
    for path in [*_texts(), *RELEASES.glob("*.txt")]:
        name = path.stem
        document, sentences[name] = open_document(path), []
        texts[name] = document.text
        bundled_reader().read(document)
    whole, less = {}, {}
    for path in _texts():
        own = leaving_out.served(texts, sentences)[path.stem]
        whole[f"{path.stem}.json"] = labels(bundled_reader().read(open_document(path)), path.name)
        less[f"{path.stem}.json"] = _without(own, path, tmp_path) if own else whole[f"{path.stem}.json"]
    full, reduced = score.score(whole, gold), score.score(less, gold)
    for kind in BARS:
        assert full[kind]["micro"]["f1"] - reduced[kind]["micro"]["f1"] <= NEARNESS


def _without(own: set[leaving_out.Entry], path: Path, folder: Path) -> dict[str, Any]:
    left = folder / f"{path.stem}.json"
    left.write_text(json.dumps(sorted(own)), encoding="utf-8")
    command = [sys.executable, "-m", "tests.leaving_out", str(left), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=RELEASES.parent.parent)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _texts() -> list[Path]:
    return sorted(GOLD.glob("*.txt"))


def _gold() -> dict[str, Any]:
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLD.glob("*.json"))}


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", GOLD.parent / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
