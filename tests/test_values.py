"""Markings join, grades stay as given, names compare, ids stay what they were."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import DataError, MarkingError
from graph.fold import fact_of
from graph.judgements import Judgement
from graph.values.claims import Claim, Mention, Source
from graph.values.dates import UNDATED, parse_period
from graph.values.grades import Grade, check_code, summarise
from graph.values.markings import Marking, join, marking_in_data, parse_marking
from graph.values.names import SHORT, normal_form, shorten, slug

# Markings

some_markings = st.lists(st.sampled_from(Marking))


@given(some_markings, some_markings, some_markings)
def test_joining_markings_is_a_semilattice(a, b, c):
    assert join([join(a), join(b)]) == join([join(b), join(a)]) == join(a + b)
    assert join([join([join(a), join(b)]), join(c)]) == join([join(a), join([join(b), join(c)])])
    assert join([join(a), join(a)]) == join([join(a), Marking.CLEAR]) == join(a)
    assert all(m <= join(a) for m in a)


@pytest.mark.parametrize(
    ("word", "marking"),
    [
        ("CLEAR", Marking.CLEAR),
        ("white", Marking.CLEAR),
        ("TLP:GREEN", Marking.GREEN),
        (" tlp: amber ", Marking.AMBER),
        ("amber+strict", Marking.AMBER_STRICT),
        ("TLP:AMBER + STRICT", Marking.AMBER_STRICT),
        ("AMBER_STRICT", Marking.AMBER_STRICT),
        ("Red", Marking.RED),
    ],
)
def test_a_marking_is_read_however_it_is_written(word, marking):
    assert parse_marking(word) == marking_in_data(word, Marking.CLEAR) == parse_marking(str(marking)) == marking


@pytest.mark.parametrize("word", ["", " ", "secret", "AMBR", "4", "TLP:"])
def test_a_person_who_types_no_marking_is_told(word):
    with pytest.raises(MarkingError, match="AMBER\\+STRICT"):
        parse_marking(word)


@pytest.mark.parametrize("word", ["secret", "AMBR", "4", "TLP:"])
def test_an_unknown_word_in_data_means_red(word):
    assert marking_in_data(word, Marking.CLEAR) is Marking.RED


def test_an_empty_cell_means_the_marking_of_the_dataset():
    assert marking_in_data(" ", Marking.AMBER) is Marking.AMBER


# Grades


@pytest.mark.parametrize(
    ("grade", "shown"),
    [
        (Grade(), "not judged"),
        (Grade("admiralty", "F", "6"), "not judged"),
        (Grade("uk-3x5x2", "2", "D"), "not judged"),
        (Grade("admiralty", "B", "2"), "Admiralty B2"),
        (Grade("admiralty", "B"), "Admiralty B6"),
        (Grade("admiralty", "", "3"), "Admiralty F3"),
        (Grade("uk-3x5x2", "1", "B"), "UK 3x5x2 1B"),
        (Grade("uk-3x5x2", "", "A"), "UK 3x5x2 2A"),
    ],
)
def test_a_grade_is_shown_as_given_with_the_name_of_its_scheme(grade, shown):
    assert str(grade) == shown
    assert grade.judged == (shown != "not judged")


def test_grades_of_one_fact_stand_side_by_side_and_are_never_converted():
    grades = [Grade("uk-3x5x2", "1", "A"), Grade("admiralty", "B", "2"), Grade("admiralty", "B", "2"), Grade()]
    assert summarise(grades) == summarise(reversed(grades)) == "Admiralty B2; UK 3x5x2 1A"
    assert summarise([Grade(), Grade("admiralty", "F", "6")]) == summarise([]) == "not judged"


@pytest.mark.parametrize(
    ("scheme", "axis", "code", "kept"),
    [
        ("admiralty", "reliability", " b ", "B"),
        ("admiralty", "credibility", "6", "6"),
        ("uk-3x5x2", "credibility", "", ""),
    ],
)
def test_a_code_is_kept_in_its_schemes_own_spelling(scheme, axis, code, kept):
    assert check_code(scheme, axis, code) == kept


@pytest.mark.parametrize(
    ("scheme", "axis", "code"),
    [
        ("admiralty", "reliability", "G"),
        ("admiralty", "credibility", "A"),
        ("uk-3x5x2", "reliability", "12"),
        ("5x5x5", "reliability", "A"),
    ],
)
def test_a_code_that_the_scheme_lacks_is_refused(scheme, axis, code):
    with pytest.raises(DataError):
        check_code(scheme, axis, code)


# Names


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Côte d'Ivoire", "cote d ivoire"),
        ("COTE D’IVOIRE", "cote d ivoire"),
        ("  Straße — (Süd) ", "strasse sud"),
        ("กรมอุทยานแห่งชาติ", "กรมอุทยานแห่งชาติ"),
        ("नेपाल प्रहरी", "नेपाल प्रहरी"),
        ("I-24/7", "i 24 7"),
        ("—", ""),
    ],
)
def test_names_have_one_normal_form(text, form):
    assert normal_form(text) == form


@given(st.text())
def test_the_normal_form_is_its_own(text):
    assert normal_form(normal_form(text)) == normal_form(text)


@given(st.text())
def test_a_slug_is_a_plain_key(text):
    key = slug(text)
    assert len(key) <= 60
    assert key.strip("-") == key == slug(key)
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_slug_of_another_script_is_empty():
    assert (slug("Côte d'Ivoire"), slug("นครปฐม")) == ("cote-d-ivoire", "")


@given(st.text())
def test_a_label_is_short_and_starts_as_the_name_does(name):
    label = shorten(name)
    assert len(label) <= SHORT
    assert label == name if len(name) <= SHORT else name.startswith(label.removesuffix("…"))


# Ids

KWS = Mention("Agency", "kws", country="KE")
SOURCE = Source(
    "seed",
    "Press release",
    publisher="Service",
    url="https://press.example/1",
    published="2013-05-13",
    mirror_of="https://origin.example",
)
LINK = Claim(
    KWS,
    "MEMBER_OF",
    SOURCE,
    object=Mention("Network", name="Lusaka Task Force"),
    role="member",
    period=parse_period("2013/"),
    value="acceding",
)
NOTE = Claim(Mention("Agency", "kws"), "note", SOURCE, value="x")
JUDGED = Judgement("agency:b", "agency:a", "same", "officer", "read both", "2026-01-01T00:00:00Z", Marking.AMBER)


@pytest.mark.parametrize(
    ("made", "pinned"),
    [
        (KWS.token, "id:kws"),
        (Mention("Agency", name="Côte d'Ivoire").token, "name:cote d ivoire"),
        (SOURCE.id, "source:e4782bd33504f792"),
        (SOURCE.origin, "fe75d0ff34282613"),
        (LINK.id, "240d9aeb56fecb77a7ff"),
        (NOTE.id, "219e0bd1f6f0ef372f5a"),
        (JUDGED.id, "f2d278d112f47360da0c"),
        (fact_of("MEMBER_OF", "agency:kws", "network:latf", "member"), "cf8dc2e384e0668d"),
        (fact_of("note", "agency:kws", "", ""), "43ad460189ca75c5"),
    ],
)
def test_ids_are_what_they_were_when_stores_were_filled(made, pinned):
    assert made == pinned


@pytest.mark.parametrize(
    "changed",
    [
        {"marking": Marking.RED},
        {"credibility": "2"},
        {"basis": "inferred"},
        {"locator": "row 7"},
        {"quote": "as it says"},
        {"loader": "tables/9"},
        {"released_to": ("partner",)},
        {"classification": "OFFICIAL"},
        {"source": replace(SOURCE, retrieved="2026-01-01", sha256="0" * 64, reliability="A", marking=Marking.RED)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_is_not_content_leaves_the_id_of_a_claim_alone(changed):
    assert replace(LINK, **changed).id == LINK.id


CHANGES = [
    {"subject": replace(KWS, kind="Body")},
    {"subject": replace(KWS, key="kwz")},
    {"subject": replace(KWS, name="KWS")},
    {"subject": replace(KWS, country="")},
    {"predicate": "PART_OF"},
    {"object": None},
    {"object": Mention("Body", name="Lusaka Task Force")},
    {"value": ""},
    {"role": "observer"},
    {"record": "memberships"},
    {"period": UNDATED},
    {"period": parse_period("/2013")},
    {"period": parse_period("2013-05/")},
    *({"source": replace(SOURCE, **{part: "other"})} for part in ("dataset", "title", "publisher", "url", "mirror_of")),
    {"source": replace(SOURCE, published="2014")},
]


def test_all_content_is_in_the_id_of_a_claim():
    ids = {LINK.id, *(replace(LINK, **changed).id for changed in CHANGES)}
    assert len(ids) == 1 + len(CHANGES)


def test_a_judgement_is_the_same_from_either_side():
    assert replace(JUDGED, left=JUDGED.right, right=JUDGED.left).id == JUDGED.id
    assert replace(JUDGED, verdict="different").id != JUDGED.id


@pytest.mark.parametrize(
    ("claim", "source", "level"), [(0, 0, 0), (0, 2, 2), (3, 2, 3)], ids=["both clear", "by source", "by claim"]
)
def test_a_claim_is_never_marked_below_its_source(claim, source, level):
    assert replace(LINK, marking=Marking(claim), source=replace(SOURCE, marking=Marking(source))).level == level


def test_copies_of_a_document_are_one_origin():
    original = Source("seed", "Press release", url="https://origin.example")
    assert SOURCE.origin == original.origin == replace(SOURCE, dataset="other", title="Copy").origin
    assert Source("seed", "Page").origin != Source("seed", "Other page").origin
    assert Source("one", "Page", sha256="ab").origin == Source("two", "Copy", sha256="ab").origin
