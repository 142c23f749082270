"""Country names: every spelling gives the right code, an ambiguous one gives the choices, and nothing is guessed."""

from __future__ import annotations

import csv
import subprocess
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.errors import UnknownName
from graph.values import countries
from graph.values.countries import CountryMatch, begun_countries, country_name, find_country, is_code, other_names

RECORDS = Path(__file__).parents[2] / "shared/records"
CODES = sorted(countries._codes())

# Code, then spellings, kept apart by " | ".
SPELLINGS = """
AE UAE | U.A.E. | United Arab Emirates | Émirats arabes unis | EAU | ARE
AG Antigua and Barbuda | Antigua & Barbuda
BA Bosnia and Herzegovina | Bosnia-Herzegovina | BOSNIA & HERZEGOVINA | BIH
BN Brunei | Brunei Darussalam
BO Bolivia | Bolivia (Plurinational State of) | Plurinational State of Bolivia | Bolivia, Plurinational State of
BS Bahamas | The Bahamas | Bahamas (The) | Commonwealth of the Bahamas
CD DRC | D.R.C. | RDC | DR Congo | D.R. Congo | Congo DR | Congo (DRC) | Congo, DRC | COD | Zaire | RD Congo
CD Democratic Republic of the Congo | Democratic Republic of Congo | Congo (Democratic Republic of the)
CD Congo, Democratic Republic of the | Congo, Dem. Rep. | Congo-Kinshasa | Congo (Kinshasa) | CONGO KINSHASA
CD République démocratique du Congo | Congo (République démocratique du) | República Democrática del Congo
CF Central African Republic | CAR | RCA | République centrafricaine
CG Republic of the Congo | Republic of Congo | Congo, Rep. | Congo-Brazzaville | Congo (Brazzaville) | COG
CG Congo, Republic of the | République du Congo | Congo (Republic of the)
CI Côte d'Ivoire | Côte d’Ivoire | Cote D'Ivoire | Ivory Coast | Cote dIvoire | Côte-d'Ivoire | Costa do Marfim
CN China | People's Republic of China | PRC | Chine | 中国 | P.R. China
CV Cabo Verde | Cape Verde | Cap-Vert | Republic of Cabo Verde
CZ Czechia | Czech Republic | République tchèque
DE Germany | Deutschland | Allemagne | Alemania | Federal Republic of Germany
DM Dominica
DO Dominican Republic | República Dominicana
EH Western Sahara | Western Sahara (Sahrawi Republic)
ES Spain | España | Canary Islands
FK Falkland Islands (Malvinas) | Falklands | Malvinas
FM Micronesia | Micronesia (Federated States of) | Federated States of Micronesia
GB UK | U.K. | Great Britain | United Kingdom of Great Britain and Northern Ireland | Royaume-Uni | GBR | the UK
GB England | Scotland | Wales | Northern Ireland | Ireland, Northern | Britain | United Kingdom (UK)
GE Georgia
GF French Guiana | Guyane
GM Gambia | The Gambia | Gambia, the | Gambia (Republic of The) | Republic of the Gambia
GN Guinea | Guinée | Republic of Guinea
GQ Equatorial Guinea | Guinea Ecuatorial | Guinea, Equatorial
GW Guinea-Bissau | Guinea Bissau | Guiné-Bissau
HK Hong Kong | Hong Kong (SAR, China) | Hong Kong SAR, China | China, Hong Kong SAR | Hong Kong, China | Hong Kong SAR
IE Ireland | Republic of Ireland
IR Iran | Iran (Islamic Republic of) | Iran, Islamic Republic of | Islamic Republic of Iran
KG Kyrgyzstan | Kyrgyz Republic
KN Saint Kitts and Nevis | St. Kitts & Nevis | St Kitts and Nevis
KP North Korea | DPRK | D.P.R.K. | Democratic People's Republic of Korea | Korea, Democratic People's Republic of
KP Korea (North) | Korea, DPR | North Korea (DPRK) | Corée du Nord | PRK | N. Korea | Korea, Dem. People's Rep.
KR South Korea | Republic of Korea | ROK | Korea, Republic of | Korea (Republic of) | Korea, South | Korea, Rep.
KR Corée du Sud | República de Corea | 대한민국 | KOR | Korea (the Republic of) | S. Korea
LA Lao PDR | Laos | Lao P.D.R. | Lao People's Democratic Republic | ລາວ
LC Saint Lucia | St. Lucia | Sainte-Lucie
MD Moldova | Moldova, Republic of | Republic of Moldova
MF Saint-Martin (partie française) | Saint Martin (French part)
MK North Macedonia | Macedonia | The former Yugoslav Republic of Macedonia | FYROM
MM Myanmar | Burma | Myanmar (Burma) | Burma/Myanmar | Birmanie | မြန်မာ
MO Macao | Macau | Macao SAR | Macau, China
MZ Mozambique | Moçambique
NA Namibia | NA
NE Niger | Níger | Republic of the Niger | NER
NG Nigeria | Nigéria | Federal Republic of Nigeria | NGA
NL Netherlands | Netherlands, the | The Netherlands | Holland | Netherlands (Kingdom of the) | Pays-Bas | Nederland
NO Norway | NO | Norge
NP Nepal | नेपाल
PG Papua New Guinea | PNG
PS Palestine | State of Palestine | Palestine, State of | Occupied Palestinian Territory
RU Russia | Russian Federation | Россия | Fédération de Russie
SD Sudan | Republic of the Sudan
SH Saint Helena | St. Helena
SS South Sudan | Sudan, South
ST Sao Tome and Principe | São Tomé & Príncipe | São Tomé and Príncipe
SX Sint Maarten | Sint Maarten (Dutch part) | Saint Martin (Dutch part)
SY Syria | Syrian Arab Republic
SZ Eswatini (formerly Swaziland) | Swaziland (now Eswatini)
SZ Eswatini | Swaziland | eSwatini | Eswatini (Swaziland) | Kingdom of Eswatini
TH Thailand | ไทย | Thaïlande | Kingdom of Thailand
TL Timor-Leste | Timor Leste | East Timor | Timor-Leste (East Timor)
TR Türkiye | Turkiye | Turkey | Türkiye (Turkey) | Turquie
TT Trinidad and Tobago | Trinidad & Tobago
TW Taiwan | Chinese Taipei | Taiwan (Province of China) | Taiwan, Province of China | Taiwan Province of China
TW Taiwan, China | Republic of China | Republic of China (Taiwan)
TZ Tanzania | United Republic of Tanzania | Tanzania, United Republic of | Zanzibar | Zanzibar, Tanzania
US USA | U.S.A. | U.S. | US | United States | United States of America | États-Unis | EE. UU. | the United States
VA Holy See | Vatican City | Holy See (Vatican City State)
VC Saint Vincent and the Grenadines | St. Vincent & Grenadines
VE Venezuela | Venezuela (Bolivarian Republic of) | Venezuela, Bolivarian Republic of
VG British Virgin Islands | Virgin Islands (British) | Virgin Islands, British
VI US Virgin Islands | U.S. Virgin Islands | Virgin Islands (U.S.) | Virgin Islands, US
VN Viet Nam | Vietnam | Việt Nam | Socialist Republic of Viet Nam
WS Samoa | Western Samoa
XK Kosovo | XK | XKX
"""
TABLE = [(name.strip(), line[:2]) for line in SPELLINGS.strip().splitlines() for name in line[3:].split(" | ")]

AMBIGUOUS = {
    "Korea": "KP KR",
    "korea": "KP KR",
    "Corée": "KP KR",
    "Congo": "CD CG",
    "The Congo": "CD CG",
    "Kongo": "CD CG",
    "ROC": "CG TW",
    "Guiana": "GF GY",
    "Saint Martin": "MF SX",
    "St. Martin": "MF SX",
    "Saint-Martin": "MF SX",
    "Virgin Islands": "VG VI",
    "Islas Vírgenes": "VG VI",
    "Czechoslovakia": "CZ SK",
    "Netherlands Antilles": "BQ CW SX",
}

UNKNOWN = """
 ; the; of the; in; no; it; us; ke; na; In; usd; ken; car; eau; EU; European Union; UN; ZZ; QQ; XA; ZAR; America;
Africa; Nigeri; Nigerr; Kenyaa; Republic; Democratic Republic; Democratic Republic of Korea; Kenya, Uganda;
Kenya and Uganda; Georgia, USA; Georgia (US); Ireland, UK; Paris, France; New Guinea; Guineas; Wildlife; UNODC;
((; ,; 12; n/a
"""


def code_of(text: str) -> str:
    return find_country(text).code


@pytest.mark.parametrize(("text", "code"), TABLE)
def test_spelling_gives_the_code(text: str, code: str) -> None:
    assert find_country(text) == CountryMatch(code)
    assert code_of(f"  {text} ") == code


@pytest.mark.parametrize(("text", "codes"), AMBIGUOUS.items())
def test_ambiguous_name_gives_the_choices(text: str, codes: str) -> None:
    assert find_country(text) == CountryMatch("", tuple(codes.split()))


def test_no_ambiguous_name_of_the_table_is_guessed() -> None:
    for name, codes in countries._own()["ambiguous"].items():
        assert find_country(name) == CountryMatch("", tuple(codes.split()))
        assert all(is_code(code) for code in codes.split())


@pytest.mark.parametrize("text", [text.strip() for text in UNKNOWN.split(";")])
def test_unknown_stays_unknown(text: str) -> None:
    assert find_country(text) == CountryMatch()


def test_the_codes_are_those_of_iso_and_kosovo() -> None:
    assert len(CODES) == 249 + 1
    assert is_code("XK")
    assert not any(is_code(text) for text in ("EU", "UK", "ke", "KEN", "", "AC", "Kenya"))


def test_each_country_has_one_alpha_3_code() -> None:
    own = countries._own()["acronyms"]
    alpha3 = sorted(code for alias, code in countries._by_acronym().items() if alias not in own and code != "XK")
    assert alpha3 == [code for code in CODES if code != "XK"]
    assert code_of("XKX") == "XK"


@pytest.mark.parametrize("code", CODES)
def test_names_lead_back_to_their_code(code: str) -> None:
    names = (country_name(code), *other_names(code))
    assert [code_of(name) for name in (code, *names)] == [code] * (len(names) + 1)
    assert [code_of(name.upper()) for name in names] == [code] * len(names)
    assert [code_of(name.lower()) for name in names] == [code] * len(names)
    assert [code_of(without_latin_marks(name)) for name in names] == [code] * len(names)


def without_latin_marks(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not 0x300 <= ord(char) <= 0x36F)


def test_shown_names_are_all_different() -> None:
    assert len({country_name(code).casefold() for code in CODES}) == len(CODES)
    shown = {code: country_name(code) for code in ("CD", "CG", "KP", "KR", "TR", "SZ", "VN", "LA")}
    assert list(shown.values()) == [
        *("DR Congo", "Congo (Brazzaville)", "North Korea", "South Korea"),
        *("Türkiye", "Eswatini", "Viet Nam", "Lao PDR"),
    ]


def test_other_names_hold_old_and_native_ones() -> None:
    assert {"Swaziland", "Suazilandia"} <= set(other_names("SZ"))
    assert {"Siam", "Thaïlande", "Tailandia", "ไทย"} <= set(other_names("TH"))
    assert "Scotland" not in other_names("GB")
    assert "Congo" not in other_names("CG")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "KE") for text in ("肯", "肯尼", "เคนย", "كيني", "केन्य", "ケ", "Ken", "kény")),
        *(("泰", "TH"), ("the Phil", "PH"), ("Saint L", "LC"), ("scot", "GB"), ("and", "AD")),
    ],
)
def test_the_beginning_of_a_name_in_any_language_gives_the_country(text: str, code: str) -> None:
    assert code in begun_countries(text)


@pytest.mark.parametrize("text", ["", " ", "k", "ك", "क", "enya", "the", "肯亚尼", "ke nya", "\ud800", "a" * 10_000])
def test_what_begins_no_name_or_is_too_short_gives_none(text: str) -> None:
    assert begun_countries(text) == ()


def test_the_countries_of_shorter_names_come_first() -> None:
    assert begun_countries("nig")[:2] == ("NE", "NG")
    assert "US" not in begun_countries("saint")


@pytest.mark.parametrize("code", ["", "EU", "ke", "Kenya", "ZZ"])
def test_name_of_no_code_is_refused(code: str) -> None:
    with pytest.raises(UnknownName, match="no ISO 3166-1"):
        country_name(code)


def test_no_two_languages_disagree_unless_the_name_is_listed() -> None:
    meanings = defaultdict(set)
    languages = (*countries.LANGUAGES, *countries.FURTHER_LANGUAGES)
    for code in CODES:
        for name in (country_name(code), *countries._own_names(code), *countries._babel_names(code, languages)):
            meanings[countries._key(name)].add(code)
    for part, code in countries._own()["parts"].items():
        meanings[countries._key(part)].add(code)
    assert {key for key, codes in meanings.items() if len(codes) > 1} <= countries._ambiguous().keys()


def test_the_table_speaks_of_known_codes_only() -> None:
    own = countries._own()
    codes = {*own["display"], *own["other"], *own["native"], *own["parts"].values(), *own["acronyms"].values()}
    codes |= {code for codes in own["forms"].values() for code in codes.split()}
    assert codes <= set(CODES)


@given(st.text(max_size=80))
@example("\ud800")
@example("(" * 5000 + ",")
def test_any_text_gives_an_honest_answer(text: str) -> None:
    match = find_country(text)
    assert not (match.code and match.candidates)
    assert len(match.candidates) != 1
    assert all(is_code(code) for code in (match.code, *match.candidates) if code)


def test_one_letter_too_many_or_too_few_gives_no_other_country() -> None:
    for text, code in TABLE:
        for at in range(len(text)):
            assert find_country(f"{text[:at]}q{text[at:]}") == CountryMatch()
            if len(text) > len("D.R.C.") and text[at].isalpha():
                assert code_of(text[:at] + text[at + 1 :]) in ("", code)


def test_import_leaves_babel_alone() -> None:
    check = "import sys, graph.values.countries; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def records(file: str) -> list[dict[str, str]]:
    if not RECORDS.is_dir():
        pytest.skip("the shared records are not beside this repository")
    with (RECORDS / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("file", "column"),
    [("attendance.csv", "attendee"), ("memberships.csv", "member"), ("operation_participants.csv", "participant")],
)
def test_countries_of_the_records(file: str, column: str) -> None:
    rows = {(row[f"{column}_name"], row[f"{column}_id"]) for row in records(file) if row[f"{column}_kind"] == "country"}
    assert len(rows) > 50
    found = {name: find_country(name) for name, _ in rows}
    wrong = {(name, code) for name, code in rows if found[name].code != code}
    assert wrong <= {("Congo", "CG")}  # two countries go by that name: a person has to say which
    assert all(code in found[name].candidates for name, code in wrong)


@pytest.mark.parametrize("file", ["agencies.csv", "headlines.csv", "meetings.csv", "networks.csv"])
def test_codes_of_the_records(file: str) -> None:
    codes = {value for row in records(file) for column, value in row.items() if column.endswith("_iso2")}
    assert codes - {""}
    assert all(is_code(code) for code in codes - {""})
