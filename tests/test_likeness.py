"""How alike two things are: the labelled pairs, what speaks against a pair, scores as sums, alike from either end."""

from __future__ import annotations

import csv
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.errors import DataError
from graph.likeness import DIFFERENT, SAME, Likeness, Reason, compare, ruled_out
from graph.subjects import Subject
from graph.values.countries import country_name
from graph.values.wording import read_name
from loaders.pairs import Pair, read_pairs

HERE = Path(__file__).parent
PAIRS = HERE / "pairs.csv"
"""Pairs of names in the bundled records, labelled by the records' own ids and other ids."""
ELSEWHERE = HERE / "pairs_elsewhere.csv"
"""Pairs of names of bodies and events of the same sort that are not in the records, labelled by hand."""


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file as they stand."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def half(row: dict[str, str]) -> str:
    """Which half of the pairs a row is of: the rules were tuned on one only."""
    return "tuned" if int(sha256("|".join(row.values()).encode()).hexdigest(), 16) % 2 == 0 else "held out"


def figures(pairs: list[Pair]) -> tuple[float, float]:
    """Precision and recall of the suggestion `same`."""
    said = [(pair.label, compare(pair.left, pair.right).suggestion) for pair in pairs]
    right = sum(label == suggestion == "same" for label, suggestion in said)
    suggested = sum(suggestion == "same" for _, suggestion in said)
    return right / suggested, right / sum(label == "same" for label, _ in said)


@pytest.mark.parametrize("part", ["tuned", "held out", "elsewhere"])
def test_what_is_suggested_as_the_same_is_right(part: str) -> None:
    path = ELSEWHERE if part == "elsewhere" else PAIRS
    pairs = [pair for pair, row in zip(read_pairs(path), rows(path), strict=True) if part in ("elsewhere", half(row))]
    precision, recall = figures(pairs)
    assert precision >= 0.99
    assert recall >= 0.80


def test_the_labelled_pairs_are_many_half_of_them_different_and_none_twice() -> None:
    told = rows(PAIRS)
    labels = [row["label"] for row in told]
    assert len(told) >= 400
    assert 0.45 <= labels.count("different") / len(labels) <= 0.55
    sides = [("left_name", "left_country"), ("right_name", "right_country")]
    keys = {frozenset((row[name].casefold(), row[country]) for name, country in sides) for row in told}
    assert len(keys) == len(told)
    told_apart = ("name", "kind", "country")
    assert all(any(row[f"left_{cell}"] != row[f"right_{cell}"] for cell in told_apart) for row in told)


def body(name: str, country: str = "", kind: str = "Agency", acronym: str = "") -> Subject:
    """One side of a pair."""
    return Subject(kind, (name,), acronyms=(acronym,) * bool(acronym), countries=frozenset({country} - {""}))


@pytest.mark.parametrize(
    ("left", "right", "feature"),
    [
        (body("Uganda Wildlife Authority"), body("Tanzania Wildlife Authority"), "country"),
        (body("Customs", "TH"), body("Customs", "LA"), "country"),
        (body("Customs", "TH"), body("Lao Customs"), "country"),
        (body("NCB Nairobi", "KE"), body("NCB Nairobi", "TZ"), "country"),
        (body("Nigeria Customs Service"), body("Niger Customs Service"), "country"),
        (body("Nepal Police", "NP"), body("INTERPOL National Central Bureau Kathmandu", "NP"), "function"),
        (body("KWS", "KE", acronym="KWS"), body("Kenya Forest Service", "KE", acronym="KFS"), "acronym"),
        (body("Kenya Wildlife Service", "KE"), body("Kenya Water Service", "KE"), "role"),
        (body("National Police", "KE"), body("National Customs", "KE"), "role"),
        (body("Thunder 2020", kind="Meeting"), body("Thunder 2020", kind="Operation"), "kind"),
        (body("Operation COBRA II", kind="Operation"), body("Operation COBRA III", kind="Operation"), "number"),
        (body("Operation COBRA", kind="Operation"), body("Operation COBRA II", kind="Operation"), "number"),
        (body("CITES CoP17", kind="Meeting"), body("CITES CoP18", kind="Meeting"), "number"),
        (body("Operation Thunder 2020", kind="Operation"), body("Operation Thunder 2021", kind="Operation"), "year"),
        (body("SAWEN"), body("SAWEN Secretariat"), "part"),
        (body("Department of Forestry", "LA"), body("Department of Forestry"), "country"),
    ],
    ids=lambda value: value.names[0] if isinstance(value, Subject) else value,
)
def test_what_speaks_against_a_pair_is_named_and_keeps_it_from_being_the_same(
    left: Subject, right: Subject, feature: str
) -> None:
    found = compare(left, right)
    assert found.suggestion != "same"
    assert [r for r in found.reasons if r.feature == feature and r.weight < 0]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (body("Kenya Wildlife Service", "KE"), body("KWS", "KE")),
        (body("Ministère de l'Environnement", "CG"), body("Ministry of the Environment", "CG")),
        (body("Policía Nacional del Ecuador"), body("Ecuador National Police")),
        (body("Dept. of Fisheries", "TH"), body("Department of Fisheries Thailand")),
        (body("Tanzania Wildlfie Autority"), body("Tanzania Wildlife Authority", "TZ")),
        (body("INTERPOL NCB Kenya"), body("National Central Bureau, Nairobi", "KE")),
        (body("Operation COBRA-2", kind="Operation"), body("COBRA II", kind="Operation")),
        (body("21st Regional Meeting", kind="Meeting"), body("Twenty-First Regional Meeting", kind="Meeting")),
    ],
    ids=lambda side: side.names[0],
)  # fmt: skip
def test_spelling_language_order_and_numbers_are_seen_through(left: Subject, right: Subject) -> None:
    assert compare(left, right).suggestion == "same"


def test_links_in_common_never_decide() -> None:
    shared = frozenset(f"meeting:{n}" for n in range(500))
    for left, right in (("Raptor Group", "Badger Trust"), ("Wildlife Division", "Wildlife Division")):
        alone = compare(body(left), body(right))
        linked = compare(replace(body(left), neighbours=shared), replace(body(right), neighbours=shared))
        assert linked.suggestion == alone.suggestion
        assert 0 < linked.score - alone.score <= 0.05


@pytest.mark.parametrize(
    ("weights", "score", "suggestion"),
    [
        ((0.8, 0.1), 0.9, "same"),
        ((0.9, 0.4), 1.0, "same"),
        ((0.8, -3.0), 0.0, "different"),
        ((), 0.0, "different"),
        ((SAME,), SAME, "same"),
        ((SAME - 0.001,), SAME - 0.001, "unsure"),
        ((DIFFERENT,), DIFFERENT, "unsure"),
    ],
)
def test_a_score_is_the_sum_of_its_reasons_between_0_and_1(
    weights: tuple[float, ...], score: float, suggestion: str
) -> None:
    found = Likeness(tuple(Reason("any", "", weight) for weight in weights))
    assert (found.score, found.suggestion) == (score, suggestion)


WORDS = ("Kenya", "Uganda", "Thai", "Wildlife", "Forest", "Police", "Customs", "Authority", "Service", "NCB", "KWS")
NAMES = st.lists(
    st.sampled_from((*WORDS, "II", "III", "2013", "Secretariat", "(UK)", "Nairobi")), min_size=1, max_size=5
)
CODES = ("KE", "UG", "TH", "TZ")


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    """A side made of few words, so that sides meet; now and then of any text at all."""
    texts = st.text(max_size=30) | NAMES.map(" ".join)
    return Subject(
        draw(st.sampled_from(("Agency", "Network", "Meeting", "Operation"))),
        tuple(draw(st.lists(texts, min_size=1, max_size=3))),
        acronyms=tuple(draw(st.lists(st.sampled_from(("KWS", "UWA", "NCB Nairobi")), max_size=1))),
        codes=frozenset(draw(st.lists(st.sampled_from(("police", "customs", "igo")), max_size=1))),
        functions=frozenset(draw(st.lists(st.sampled_from(("ncb", "cites-ma")), max_size=1))),
        countries=frozenset(draw(st.lists(st.sampled_from(CODES), max_size=1))),
        years=frozenset(draw(st.lists(st.sampled_from((2013, 2014)), max_size=1))),
    )


law = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@law
@given(left=subjects(), right=subjects(), data=st.data())
def test_a_pair_is_scored_alike_from_either_end_and_in_any_order_of_names(
    left: Subject, right: Subject, data: st.DataObject
) -> None:
    found = compare(left, right)
    shuffled = replace(left, names=tuple(data.draw(st.permutations(left.names))))
    assert compare(right, shuffled) == found
    assert 0 <= found.score <= 1


@law
@given(left=subjects(), right=subjects(), codes=st.permutations(CODES))
def test_bodies_of_two_countries_are_never_the_same(left: Subject, right: Subject, codes: list[str]) -> None:
    one, other = (replace(s, countries=frozenset({c})) for s, c in zip((left, right), codes, strict=False))
    assert compare(one, replace(one, countries=other.countries)).suggestion != "same"
    assert compare(one, other).suggestion != "same"


@law
@given(name=NAMES, codes=st.permutations(CODES))
def test_a_country_in_a_name_counts_as_one_in_the_records(name: list[str], codes: list[str]) -> None:
    words = " ".join(word for word in name if word not in ("Kenya", "Uganda", "Thai", "(UK)"))
    assume(words)
    left, right = (body(f"{country_name(code)} {words}") for code in codes[:2])
    assert compare(left, right).suggestion == "different"
    assert compare(left, body(words, codes[1])).suggestion == "different"


@law
@given(left=subjects(), right=subjects())
def test_what_is_ruled_out_at_once_is_different_in_full_too(left: Subject, right: Subject) -> None:
    if ruled_out(left, right):
        assert compare(left, right).suggestion == "different"


@pytest.mark.parametrize(
    ("name", "words", "countries", "numbers"),
    [
        ("U.S. Dept. of the Interior", {"department", "interior"}, {"US"}, set()),
        ("South African National Parks", {"park"}, {"ZA"}, set()),
        ("Wildlife Enforcement Network for Southern Africa", {"wen", "southernafrica"}, set(), set()),
        ("Congo Customs", {"customs"}, {"CD", "CG"}, set()),
        ("Operation 30 Days at Sea 2.0", {"operation", "day", "maritime"}, set(), {30, 2}),
        ("IX Congreso", {"conference"}, set(), {9}),
        ("Økokrim", {"okokrim"}, set(), set()),
        ("Indiana Police", {"indiana", "police"}, set(), set()),
        ("Enviromental Polcie", {"environment", "police"}, set(), set()),
        ("国家林业和草原局", {"国家林业和草原局"}, set(), set()),
        ("", set(), set(), set()),
    ],
)
def test_a_name_is_read_for_what_it_tells(name: str, words: set[str], countries: set[str], numbers: set[int]) -> None:
    told = read_name(name)
    assert (told.words, told.codes, told.numbers) == (words, countries, numbers)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("left_name,label\nA,same\n", "right_name"),
        ("left_name,right_name,colour\nA,B,red\n", "colour"),
        ("left_name,right_name,label\nA,B,perhaps\n", "row 2"),
        ("left_name,right_name\nA,\n", "right_name"),
        ("left_name,right_name,left_country\nA,B,Atlantis\n", "row 2"),
    ],
)
def test_a_table_of_pairs_that_makes_no_sense_is_refused_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=told):
        read_pairs(path)


def test_kinds_of_pairs_may_be_left_out_or_be_codes(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    head = "left_name,right_name,left_kind,right_kind,left_country"
    lines = ["COBRA II,Operation COBRA II,,,", "A,B,police,,Kenya", "A,B,task force,network,", "A,B,Meeting,,"]
    path.write_text("\n".join((head, *lines)), encoding="utf-8")
    pairs = read_pairs(path)
    kinds = [(p.left.kind, p.right.kind) for p in pairs]
    assert kinds == [("Operation",) * 2, ("Agency",) * 2, ("Network",) * 2, ("Meeting",) * 2]
    assert (pairs[1].left.codes, pairs[1].left.countries) == ({"police"}, {"KE"})
