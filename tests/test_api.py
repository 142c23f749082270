"""The HTTP service as other tools meet it: a real server, real requests; who may ask what, and what comes back."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from api import audit
from api.desk import Desk
from api.keys import add_key, revoke_key
from graph.commit import commit
from graph.errors import UsageError
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from ontology.terms import WEN
from tests.conftest import Run
from tests.serving import last_word, served

pytestmark = pytest.mark.neo4j

PAGE = Source("one", "Page", url="https://page.example")
OPEN = Claim(Mention("Agency", "open-unit"), "name", PAGE, value="Open Unit")
SECRET = Claim(Mention("Agency", "secret-unit"), "name", PAGE, value="Secret Unit", marking=Marking.AMBER)
MEMBER = Claim(
    Mention("Agency", "secret-unit"),
    "MEMBER_OF",
    PAGE,
    object=Mention("Agency", "open-unit"),
    role="member",
    marking=Marking.AMBER,
)
NEXT_WEEK = datetime.now(UTC).date() + timedelta(days=7)


@pytest.fixture(scope="module")
def reads(bundled: Store, bundled_settings: Settings) -> Iterator[httpx.Client]:
    """The bundled records, without keys."""
    assert bundled
    with served(bundled_settings) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def keyed(_scratch: Store, scratch_settings: Settings) -> Iterator[tuple[httpx.Client, Desk]]:
    """A service with keys over a small store with two markings."""
    desk = Desk(scratch_settings)
    desk.path.unlink()
    desk = Desk(scratch_settings)
    add_key(desk, "first", Marking.CLEAR, "reader", NEXT_WEEK)
    with served(scratch_settings) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client, desk
    desk.path.unlink()


@pytest.fixture
def service(keyed: tuple[httpx.Client, Desk], store: Store) -> tuple[httpx.Client, Desk, Store]:
    """That service, its store holding the same few claims for each test."""
    commit(store, [OPEN, SECRET, MEMBER])
    return *keyed, store


def head(desk: Desk, clearance: Marking = Marking.CLEAR, role: str = "reader") -> dict[str, str]:
    """The header of a new key."""
    return {"Authorization": f"Bearer {add_key(desk, 'somebody', clearance, role, NEXT_WEEK)[1]}"}


# Reading


def found(wanted: str, told: Any) -> bool:
    """Whether a whole answer to a search names a thing, and counts what it names."""
    return wanted in [item["id"] for item in told["items"]] and told["total"] == len(told["items"])


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/healthz", lambda t: t == {"status": "ok"}),
        ("/readyz", lambda t: t == {"status": "ready"}),
        ("/api/v1/search?q=KWS", lambda t: t["items"][0]["id"] == "agency:kws"),
        ("/api/v1/search?q=cote+d%27ivoire", lambda t: t["items"][0]["id"] == "country:CI"),
        ("/api/v1/search?q=ken&kind=Country", lambda t: [i["name"] for i in t["items"]] == ["Kenya"]),
        ("/api/v1/search?q=%E8%82%AF%E5%B0%BC%E4%BA%9A", lambda t: t["items"][0]["id"] == "country:KE"),
        ("/api/v1/search?q=%E0%B9%84%E0%B8%97", lambda t: "country:TH" in [i["id"] for i in t["items"]]),
        (
            "/api/v1/search?q=%E0%A4%A8%E0%A5%87%E0%A4%AA%E0%A4%BE",
            lambda t: "country:NP" in [i["id"] for i in t["items"]],
        ),
        ("/api/v1/search?q=%D9%83%D9%8A%D9%86%D9%8A%D8%A7", lambda t: t["items"][0]["id"] == "country:KE"),
        *(
            (f"/api/v1/search?q={quote(text)}&limit=1000", lambda t: found("country:KE", t))
            for text in ("肯", "肯尼", "เคนย", "كيني", "केन्य", "Кен", "Ken", "Keň")
        ),
        ("/api/v1/search?q=%E6%B3%B0", lambda t: found("country:TH", t)),
        ("/api/v1/search?q=%E6%B3%B0&kind=Agency", lambda t: not found("country:TH", t)),
        ("/api/v1/entities/agency:kws", lambda t: t["links"]["attended"] > 2 and t["total"] > 3),
        ("/api/v1/entities/KWS/links?limit=2", lambda t: len(t["items"]) == 2 and t["truncated"] and t["next"]),
        ("/api/v1/evidence?of=agency:kws&limit=3", lambda t: t["items"][0]["title"] and t["total"] > 3),
        ("/api/v1/history?of=agency:kws", lambda t: t["items"][0]["did"] == "record"),
        ("/api/v1/paths?a=KWS&b=SAWEN", lambda t: t["paths"] and t["excluded"]),
        ("/api/v1/measures", lambda t: "degree" in [i["measure"] for i in t["items"]]),
        ("/api/v1/measures/degree?limit=3&sources=0", lambda t: t["truncated"]),
        ("/api/v1/gaps?limit=2", lambda t: len(t["rows"]) == 2 and t["total"] > 2 and t["covers"]),
        ("/api/v1/status", lambda t: t["unresolved_total"] > 0),
        ("/api/v1/questions", lambda t: t["total"] == len(t["items"]) > 11),
        ("/api/v1/questions/network-members?network=SAWEN", lambda t: "Bhutan" in str(t["rows"]) and t["sources"]),
        ("/api/v1/questions/network-members?network=SAWEN&limit=1", lambda t: t["truncated"] and t["total"] >= 8),
        ("/api/v1/changes?from=2016&to=2016&clock=true", lambda t: t["rows"]),
        ("/api/v1/timeline/KWS", lambda t: t["rows"]),
        ("/api/v1/entities/country:KE", lambda t: t["total"] == len(t["properties"]) and t["total_links"] > 20),
        ("/api/v1/map/country:KE", lambda t: t["total"] == len(t["countries"]) > t["things"] > 5),
        ("/api/v1/entities/I-24%2F7", lambda t: (t["kind"], t["name"]) == ("Tool", "I-24/7")),
        ("/api/v1/entities/I-24/7/links", lambda t: t["entity"].startswith("tool:") and t["counts"]),
        ("/api/v1/map/questions/network-members?network=SAWEN", lambda t: "country:BT" in str(t)),
        ("/api/v1/entities/KWS?known_by=2031", lambda t: t["id"] == "agency:kws"),
        ("/api/v1/openapi.json", lambda t: "/api/v1/search" in t["paths"]),
    ],
)
def test_what_is_asked_is_answered(reads: httpx.Client, address: str, told: Callable[[Any], bool]) -> None:
    answer = reads.get(address)
    assert answer.status_code == 200, answer.text
    assert told(answer.json()), answer.text[:2000]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_a_name_with_a_stroke_stands_in_an_address(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, store = service
    unit = Mention("Agency", "unit-3-18")
    commit(store, [Claim(unit, "name", PAGE, value="Unit 3/18"), Claim(unit, "PART_OF", PAGE, object=OPEN.subject)])
    reviewer = head(desk, Marking.RED, "reviewer")
    for name in ("Unit 3/18", "Unit%203%2F18"):
        assert client.get(f"/api/v1/entities/{name}", headers=reviewer).json()["id"] == "agency:unit-3-18"
        assert client.get(f"/api/v1/entities/{name}/links", headers=reviewer).json()["total"] == 1
        told = client.get(f"/api/v1/timeline/{name}", headers=reviewer)
        assert told.json()["parameters"] == {"entity": "agency:unit-3-18"}
        assert client.get(f"/api/v1/map/{name}", headers=reviewer).status_code == 200
        told = client.post(f"/api/v1/judgements/explode/{name}", json={"reason": "because"}, headers=reviewer)
        assert (told.status_code, "judgement" in told.text) == (400, True), told.text


@pytest.mark.parametrize(
    "address",
    [
        "graph?of=operation-cobra-ii-2014",
        "graph?of=KWS&of=SAWEN&cap=20",
        "path?a=KWS&b=Royal+Thai+Police",
        "questions/operation-participants?operation=operation-cobra-ii-2014",
        "timeline?of=LATF",
        "map?of=SAWEN",
    ],
)
def test_a_view_is_one_page_that_loads_nothing(reads: httpx.Client, address: str) -> None:
    answer = reads.get(f"/api/v1/views/{address}")
    assert answer.status_code == 200, answer.text
    assert "TLP:CLEAR" in answer.text
    assert "TLP-CLEAR" in answer.headers["content-disposition"]
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'nonce-")
    assert "frame-ancestors 'none'" in policy


def test_the_page_of_a_timeline_is_of_the_kinds_asked_for(reads: httpx.Client) -> None:
    def kinds(more: str) -> set[str]:
        told = reads.get(f"/api/v1/views/timeline?of=LATF{more}").text
        return set(re.findall(r"<td dir=\"auto\">(Meeting|Operation|Agreement|Country)</td>", told))

    assert kinds("") > {"Meeting", "Operation"}
    assert kinds("&kind=Operation") == {"Operation"}


def test_a_neighbourhood_says_what_it_left_out(reads: httpx.Client) -> None:
    told = reads.get("/api/v1/neighbourhood?of=KWS&cap=3").json()
    assert (len(told["things"]), told["truncated"], told["total"] > 3) == (3, True, True)
    assert sum(told["left_out"].values()) == told["total"] - 3
    assert told["highest_marking"] == "CLEAR"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/entities/nothing-of-the-kind", 404, "unknown-name"),
        ("/api/v1/claims/0123456789abcdef0123", 404, "unknown-name"),
        ("/api/v1/sources/source:0123456789abcdef", 404, "unknown-name"),
        ("/api/v1/questions/no-such-question", 404, "unknown-name"),
        ("/api/v1/questions/network-members", 400, "usage"),
        ("/api/v1/questions/network-members?network=SAWEN&network=LATF", 400, "usage"),
        ("/api/v1/search", 422, "usage"),
        ("/api/v1/search?q=a&limit=0", 422, "usage"),
        ("/api/v1/search?q=a&kind=Person", 400, "usage"),
        ("/api/v1/entities/KWS?as_of=soon", 400, "usage"),
        ("/api/v1/entities/KWS?known_by=soon", 400, "usage"),
        ("/api/v1/entities/KWS?clearance=PURPLE", 400, "marking"),
        ("/api/v1/entities/KWS?clearance=RED", 403, "refused"),
        ("/api/v1/entities/KWS/links?cursor=nonsense", 400, "usage"),
        ("/api/v1/evidence?of=KWS&cursor=WzFd", 400, "usage"),
        ("/api/v1/nowhere", 404, "error"),
        ("/api/v1/search?q=" + "a" * 9000, 414, "error"),
    ],
)
def test_every_error_is_a_problem_with_its_request(reads: httpx.Client, address: str, status: int, code: str) -> None:
    answer = reads.get(address)
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["request_id"] == answer.headers["x-request-id"]


def test_pages_go_through_all_links_once(reads: httpx.Client) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        told = reads.get("/api/v1/entities/country:KE/links", params={"limit": 50, "cursor": cursor}).json()
        seen += [item["id"] for item in told["items"]]
        cursor = told["next"]
    assert len(seen) == told["total"] == sum(told["counts"].values())
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize(
    "text", ["'", "\\", "*", "a OR b", "<script>", "(", "\u202e", "%", "a" * 400, "}) RETURN 1 //"]
)
def test_any_text_may_be_searched_for(reads: httpx.Client, text: str) -> None:
    answer = reads.get("/api/v1/search", params={"q": text})
    assert (answer.status_code, answer.json()["query"]) == (200, text)


def test_free_cypher_is_read_and_guarded(reads: httpx.Client) -> None:
    told = reads.post("/api/v1/cypher", json={"text": "MATCH (n:Network) RETURN n.id AS id", "limit": 3})
    assert (told.status_code, len(told.json()["rows"]), told.json()["truncated"]) == (200, 3, True)
    assert reads.post("/api/v1/cypher", json={"text": "MATCH (n) DETACH DELETE n"}).json()["code"] == "query-refused"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_requests_of_other_sites_and_sizes_are_refused(
    reads: httpx.Client, headers: dict[str, str], status: int
) -> None:
    request = reads.build_request("POST", "/api/v1/cypher", json={"text": "RETURN 1"}, headers=headers)
    assert reads.send(request).status_code == status


def test_a_body_that_is_too_large_is_refused(reads: httpx.Client) -> None:
    assert reads.post("/api/v1/cypher", json={"text": "x" * 1_100_000}).status_code == 413


def test_metrics_count_routes_and_name_nothing(reads: httpx.Client) -> None:
    reads.get("/api/v1/entities/agency:kws")
    text = reads.get("/metrics").text
    assert 'route="/entities/{entity}"' in text or 'route="/api/v1/entities/{entity}"' in text
    assert "kws" not in text


def test_the_beginning_of_a_countrys_name_finds_what_the_reader_may_see_only(
    service: tuple[httpx.Client, Desk, Store],
) -> None:
    client, desk, store = service
    home = Claim(OPEN.subject, "OF_COUNTRY", PAGE, object=Mention("Country", "KE"), marking=Marking.AMBER)
    commit(store, [home, Claim(OPEN.subject, "OF_COUNTRY", PAGE, object=Mention("Country", "TH"))])
    for marking, seen in ((Marking.CLEAR, ["country:TH"]), (Marking.AMBER, ["country:KE", "country:TH"])):
        key = head(desk, marking)
        asked = [client.get("/api/v1/search", params={"q": text}, headers=key).json() for text in ("肯", "泰", "马")]
        assert [item["id"] for told in asked for item in told["items"]] == seen
        assert [told["total"] for told in asked] == [len(told["items"]) for told in asked]


# Who may ask


def test_once_there_are_keys_everybody_needs_one(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, _ = service
    assert client.get("/api/v1/status").status_code == 401
    assert client.get("/api/v1/status", headers={"Authorization": "Bearer wg_guess"}).status_code == 401
    identifier, key = add_key(desk, "officer", Marking.CLEAR, "reader", NEXT_WEEK)
    for header in ({"Authorization": f"Bearer {key}"}, {"X-API-Key": key}):
        assert client.get("/api/v1/status", headers=header).status_code == 200
    revoke_key(desk, identifier)
    assert client.get("/api/v1/status", headers={"X-API-Key": key}).status_code == 401
    with sqlite3.connect(desk.path) as connection:
        assert key not in str(connection.execute("SELECT * FROM keys").fetchall())


def test_a_key_ends_on_its_day(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, _ = service
    key = head(desk)
    with desk.open() as connection:
        connection.execute("UPDATE keys SET expires_at = '2020-01-01' WHERE name = 'somebody'")
    assert client.get("/api/v1/status", headers=key).status_code == 401


@pytest.mark.parametrize("expires", [datetime.now(UTC).date(), datetime(2020, 1, 1, tzinfo=UTC).date()])
def test_no_key_is_made_that_is_over(service: tuple[httpx.Client, Desk, Store], expires: Any) -> None:
    with pytest.raises(UsageError, match="no day to come"):
        add_key(service[1], "late", Marking.CLEAR, "reader", expires)


def test_hidden_and_absent_get_the_same_answer(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, store = service
    low, high = head(desk), head(desk, Marking.AMBER)
    link = store.read("MATCH ()-[l:MEMBER_OF]->() RETURN l.id AS id")[0]["id"]
    pairs = [
        ("/api/v1/entities/secret-unit", "secret-unit", "absent-unit"),
        ("/api/v1/entities/secret-unit/links", "secret-unit", "absent-unit"),
        (f"/api/v1/claims/{SECRET.id}", SECRET.id, "0" * len(SECRET.id)),
        (f"/api/v1/evidence?of={link}", link, "0" * len(link)),
        (f"/api/v1/history?of={MEMBER.id}", MEMBER.id, "0" * len(MEMBER.id)),
        ("/api/v1/timeline/secret-unit", "secret-unit", "absent-unit"),
        ("/api/v1/paths?a=open-unit&b=secret-unit", "secret-unit", "absent-unit"),
    ]
    for address, hidden, absent in pairs:
        assert client.get(address, headers=high).status_code == 200, address
        one, other = client.get(address, headers=low), client.get(address.replace(hidden, absent), headers=low)
        assert (one.status_code, _plain(one, hidden)) == (other.status_code, _plain(other, absent)), address
        assert one.status_code == 404
    told = client.get("/api/v1/entities/open-unit", headers=low).json()
    assert (told["total_links"], told["highest_marking"]) == (0, "CLEAR")
    assert client.get("/api/v1/search?q=unit", headers=low).json()["total"] == 1
    assert client.get("/api/v1/search?q=unit", headers=high).json()["highest_marking"] == "AMBER"


def _plain(answer: httpx.Response, word: str) -> str:
    told = {k: v for k, v in answer.json().items() if k != "request_id"}
    return json.dumps(told).replace(word, "")


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("reader", 0), ("analyst", 2), ("reviewer", 5), ("admin", 7)],
)
def test_each_role_may_do_what_it_may(service: tuple[httpx.Client, Desk, Store], role: str, allowed: int) -> None:
    client, desk, _ = service
    key = head(desk, Marking.RED, role)
    why = {"reason": "because"}
    deeds = [
        ("/notes", {"entity": "open-unit", "text": f"by {role}", "marking": "CLEAR"}),
        ("/judgements", {"left": "agency:open-unit", "right": "agency:secret-unit", "verdict": "unsure"}),
        (f"/grades/{OPEN.id}", {"credibility": "3"}),
        (f"/marks/{OPEN.id}", {"marking": "GREEN"}),
        (f"/claims/{MEMBER.id}/withdraw", {}),
        ("/retract", {"what": "one"}),
    ]
    told = [client.post(f"/api/v1{to}", json=body | why, headers=key).status_code for to, body in deeds]
    told.append(client.get("/api/v1/audit", headers=key).status_code)
    assert [status < 300 for status in told] == [n < allowed for n in range(7)], told
    assert {status for status in told if status >= 300} <= {403}


def test_hand_work_over_http_is_that_of_the_command_line(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, _ = service
    key = head(desk, Marking.AMBER, "reviewer")
    fact = {"subject": "open-unit", "predicate": "MEMBER_OF", "object": "secret-unit", "role": "observer"}
    told = client.post("/api/v1/claims", json=fact | {"marking": "AMBER", "reason": "told so"}, headers=key)
    assert (told.status_code, told.json()["new"]) == (201, True), told.text
    claim = told.json()["claim"]
    told = client.get(f"/api/v1/claims/{claim}", headers=key).json()
    assert [told[name] for name in ("marking", "highest_marking", "total", "truncated")] == ["AMBER", "AMBER", 1, False]
    assert client.get(f"/api/v1/claims/{claim}", headers=head(desk)).status_code == 404
    client.post(f"/api/v1/claims/{claim}/withdraw", json={"reason": "mistaken"}, headers=key)
    events = client.get(f"/api/v1/history?of={claim}", headers=key).json()["items"]
    assert [(e["who"], e["did"]) for e in events if e["did"] != "record"] == [
        ("somebody", "add"),
        ("somebody", "withdraw"),
    ]
    assert client.post("/api/v1/claims", json=fact | {"marking": "", "reason": "x"}, headers=key).status_code == 400
    assert client.post("/api/v1/claims", json=fact | {"marking": "RED"}, headers=key).status_code == 422


def test_a_word_on_a_hidden_thing_is_as_hidden_as_the_thing(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, _ = service
    key = head(desk, Marking.AMBER, "analyst")
    word = {"left": "secret-unit", "right": "open-unit", "verdict": "unsure", "reason": "perhaps secret-unit"}
    assert client.post("/api/v1/judgements", json=word | {"marking": "CLEAR"}, headers=key).status_code == 400
    assert client.post("/api/v1/judgements", json=word, headers=key).status_code == 201
    for address in ("judgements", "history?of=open-unit"):
        seen = [client.get(f"/api/v1/{address}", headers=who).text for who in (key, head(desk))]
        assert ["secret-unit" in text for text in seen] == [True, False]


TABLE = "member_kind,member_id,network_id\nagency,open-unit,new-net\nagency,nobody,\n"


def test_a_table_is_loaded_in_the_background(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, _ = service
    key = head(desk, Marking.AMBER, "analyst")
    form = {"marking": "GREEN", "kind": "memberships"}
    told = client.post("/api/v1/ingest", data=form, files={"file": ("../../My table.csv", TABLE)}, headers=key)
    assert (told.status_code, told.json()["title"]) == (202, "my-table.csv"), told.text
    last = last_word(client, told.json()["job"], key)
    assert (last["state"], last["reports"][0]["rejected"]) == ("done", 1), last
    assert "network_id" in str(last["reports"][0]["problems"])
    address = "/api/v1/entities/open-unit/links"
    assert "agency:new-net" in [item["other"] for item in client.get(address, headers=key).json()["items"]]
    assert client.get(f"/api/v1/jobs/{told.json()['job']}", headers=key).json() == last
    stranger = {"X-API-Key": add_key(desk, "stranger", Marking.RED, "analyst", NEXT_WEEK)[1]}
    assert client.get(f"/api/v1/jobs/{told.json()['job']}", headers=stranger).status_code == 404


SHARED = f"""@prefix w: <{WEN}> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://partner.example/a> a w:Agency ; rdfs:label 'A unit of theirs' .\n"""


@pytest.mark.parametrize(
    ("name", "bad", "good"),
    [
        ("memberships.csv", TABLE, TABLE[:-15]),
        ("a.ttl", f"{SHARED}<https://partner.example/s> a w:SourceDocument .\n", SHARED),
    ],
)
def test_strict_writes_nothing_of_a_file_with_a_bad_row(
    service: tuple[httpx.Client, Desk, Store], name: str, bad: str, good: str
) -> None:
    client, desk, store = service
    key, grown = head(desk, Marking.AMBER, "analyst"), []
    for text in (bad, good):
        before = live(store)
        form = {"marking": "GREEN", "strict": "true"}
        told = client.post("/api/v1/ingest", data=form, files={"file": (name, text)}, headers=key)
        last = last_word(client, told.json()["job"], key)
        assert last["state"] == "done", last
        grown.append((live(store) > before, last["reports"][0]["rejected"]))
    assert grown == [(False, 1), (True, 0)]


def ended(desk: Desk) -> dict[str, Any]:
    """The newest line of the audit that says how a load ended."""
    lines, _ = audit.read(desk, before=2**62, limit=50, clearance=Marking.RED)
    return next(line for line in lines if line["act"].startswith("job ended"))


@pytest.mark.parametrize(
    ("table", "state", "status", "rows"),
    [(TABLE, "done", 200, 1), ("member_kind,member_id\nagency,open-unit\n", "failed", 422, 0)],
)
def test_the_audit_tells_how_a_load_ended(
    service: tuple[httpx.Client, Desk, Store], table: str, state: str, status: int, rows: int
) -> None:
    client, desk, _ = service
    key, form = head(desk, Marking.AMBER, "analyst"), {"marking": "GREEN", "kind": "memberships"}
    job = client.post("/api/v1/ingest", data=form, files={"file": ("ends.csv", table)}, headers=key).json()["job"]
    last = last_word(client, job, key)
    line = ended(desk)
    assert (last["state"], last["what"], line["act"]) == (state, "ends", f"job ended: {state}")
    assert (line["status"], line["rows"] > 0, line["things"]) == (status, rows > 0, ["ends", "ends.csv", job])
    assert (line["who"].partition(" ")[0], line["marking"], line["clearance"]) == ("somebody", "GREEN", "AMBER")


def test_a_load_that_is_stopped_tells_what_has_landed(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, _ = service
    key, form = head(desk, Marking.AMBER, "admin"), {"marking": "GREEN", "kind": "agencies"}
    table = "id,name\n" + "".join(f"unit-{n},Unit {n}\n" for n in range(30_000))
    job = client.post("/api/v1/ingest", data=form, files={"file": ("long.csv", table)}, headers=key).json()["job"]
    while not (told := client.get(f"/api/v1/jobs/{job}", headers=key).json())["rows"]:
        assert told["state"] in ("waiting", "running"), told
        time.sleep(0.05)
    client.post(f"/api/v1/jobs/{job}/stop", headers=key)
    while (told := client.get(f"/api/v1/jobs/{job}", headers=key).json())["state"] == "running":
        time.sleep(0.05)
    assert (told["state"], told["what"]) == ("stopped", "long"), told
    landed = told["reports"][0]["new"]
    assert 0 < landed < 30_000
    line = ended(desk)
    assert (line["act"], line["status"], line["rows"], line["things"][0]) == ("job ended: stopped", 200, landed, "long")
    back = client.post("/api/v1/retract", json={"what": told["what"], "reason": "x"}, headers=key).json()
    assert back["retracted"] == landed


RELEASE = b"Operation Dry Leaf, led by INTERPOL, ran from 4 to 6 March 2024 in Kenya, Uganda and Zambia."


def test_a_document_is_proposed_in_the_background(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, store = service
    key, before = head(desk, Marking.AMBER, "analyst"), live(store)
    form, files = {"marking": "GREEN", "url": "https://releases.example/leaf"}, {"file": ("leaf.txt", RELEASE)}
    checked = client.post("/api/v1/ingest/check", data={"marking": "GREEN"}, files=files, headers=key).json()
    told = client.post("/api/v1/ingest", data=form, files=files, headers=key)
    last = last_word(client, told.json()["job"], key)
    assert last["state"] == "done", last
    assert last["reports"][0]["new"] >= checked["reports"][0]["found"] - 2 > 3
    assert live(store) == before
    reviewer = head(desk, Marking.AMBER, "reviewer")
    listed = client.get("/api/v1/review?document=leaf.txt&predicate=LED", headers=reviewer).json()
    assert [item["quote"] for item in listed["items"]] == [RELEASE.decode()]
    broken = client.post("/api/v1/ingest", data=form, files={"file": ("a.pdf", b"no PDF")}, headers=key)
    assert (broken.status_code, "no PDF" in broken.text) == (422, True), broken.text


@pytest.mark.parametrize(
    ("form", "content", "status", "says"),
    [
        ({"marking": "RED", "kind": "memberships"}, TABLE, 400, "clearance is AMBER"),
        ({"marking": "", "kind": "memberships"}, TABLE, 422, ""),
        ({"marking": "GREEN", "kind": "nonsense"}, TABLE, 400, "not a record kind"),
        ({"kind": "memberships"}, TABLE, 422, ""),
    ],
)
def test_what_can_not_be_loaded_is_said_at_once(
    service: tuple[httpx.Client, Desk, Store], form: dict[str, str], content: str, status: int, says: str
) -> None:
    client, desk, _ = service
    key = head(desk, Marking.AMBER, "analyst")
    told = client.post("/api/v1/ingest", data=form, files={"file": ("table.csv", content)}, headers=key)
    assert (told.status_code, says in told.json()["title"]) == (status, True), told.text
    assert "wengraph-upload" not in told.text


def test_a_broken_table_fails_with_its_place_and_loads_nothing(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, store = service
    key = head(desk, Marking.AMBER, "analyst")
    form, before = {"marking": "GREEN", "kind": "memberships"}, live(store)
    told = client.post("/api/v1/ingest", data=form, files={"file": ("table.csv", "a,b\n1,2\n")}, headers=key)
    last = last_word(client, told.json()["job"], key)
    assert (last["state"], last["problem"]["where"].startswith("table.csv")) == ("failed", True), last
    assert live(store) == before


def live(store: Store) -> int:
    """How many claims are not withdrawn."""
    return int(store.read("MATCH (c:Claim) WHERE c.level < 9 RETURN count(*) AS n")[0]["n"])


def test_another_address_needs_keys(bundled_settings: Settings, command: Run) -> None:
    told = command(bundled_settings, "serve", "--host", "0.0.0.0", "--port", "0")  # noqa: S104 — that it is refused
    assert (told.returncode, "keys add" in told.stderr) == (2, True)


# The audit


def test_the_audit_says_who_read_what(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, _ = service
    answer = client.post("/api/v1/cypher", json={"text": "RETURN 'a secret text'"}, headers=head(desk, Marking.RED))
    items, _ = audit.read(desk, before=2**62, limit=1, clearance=Marking.RED)
    assert (items[0]["who"].partition(" ")[0], items[0]["act"], items[0]["rows"]) == ("somebody", "POST /cypher", 1)
    assert (items[0]["request"], len(items[0]["query"])) == (answer.headers["x-request-id"], 64)
    assert b"a secret text" not in desk.path.read_bytes()
    client.get("/api/v1/status")
    assert audit.read(desk, before=2**62, limit=1, clearance=Marking.RED)[0][0]["status"] == 401


@pytest.mark.parametrize(
    ("method", "address", "headers", "status", "things"),
    [
        ("GET", "/status", {"Host": "evil.example"}, 421, []),
        ("GET", "/status", {"Origin": "https://evil.example"}, 403, []),
        ("GET", "/status", {"Sec-Fetch-Site": "cross-site"}, 403, []),
        ("GET", "/entities/open-unit", {"Authorization": "Bearer wg_none"}, 401, []),
        ("GET", "/search?q=" + "a" * 9000, {}, 414, []),
        ("GET", "/entities/no-such-unit", {}, 404, ["no-such-unit"]),
        ("GET", "/entities/" + "a" * 500, {}, 404, ["a" * 300]),
        ("GET", "/entities/open-unit?clearance=RED", {}, 403, ["open-unit"]),
        ("GET", "/paths?a=open-unit&b=no-such-unit", {}, 404, ["open-unit", "no-such-unit"]),
        ("GET", "/paths?a=open-unit&b=no-such-unit&k=0", {}, 422, ["open-unit", "no-such-unit"]),
        ("GET", "/questions/network-members?network=no-such-net&as_of=2020", {}, 404, ["no-such-net"]),
        ("POST", "/claims/none/withdraw", {}, 403, ["none"]),
    ],
)
def test_the_audit_tells_what_was_refused(
    service: tuple[httpx.Client, Desk, Store],
    method: str,
    address: str,
    headers: dict[str, str],
    status: int,
    things: list[str],
) -> None:
    client, desk, _ = service
    sent, body = head(desk, Marking.GREEN) | headers, {"reason": "x"} if method == "POST" else None
    answer = client.request(method, f"/api/v1{address}", headers=sent, json=body)
    line = audit.read(desk, before=2**62, limit=1, clearance=Marking.RED)[0][0]
    assert (answer.status_code, line["status"], line["things"]) == (status, status, things)
    assert line["request"] == answer.headers["x-request-id"]
    assert line["clearance"] == ("GREEN" if things else "CLEAR")


@pytest.mark.parametrize(
    ("address", "named", "absent"),
    [
        ("/changes?from=2020", "agency:open-unit", "2020-01-01"),
        ("/questions/bodies-that-never-met?meetings=1", "", "1"),
        ("/questions/network-members?network=open-unit", "agency:secret-unit", "open-unit"),
        ("/history?of=agency:open-unit", "agency:open-unit", "agency:open-unit and agency:secret-unit"),
        ("/measures/degree?rung=no%20tie&sources=0", "agency:secret-unit", ""),
        ("/gaps", "", ""),
        ("/status", "", ""),
        ("/judgements", "agency:secret-unit", ""),
    ],
)
def test_the_audit_names_the_things_of_an_answer(
    service: tuple[httpx.Client, Desk, Store], address: str, named: str, absent: str
) -> None:
    client, desk, _ = service
    key = head(desk, Marking.AMBER, "analyst")
    word = {"left": "agency:open-unit", "right": "agency:secret-unit", "verdict": "unsure", "marking": "AMBER"}
    assert client.post("/api/v1/judgements", json=word | {"reason": "x"}, headers=key).status_code == 201
    assert client.get(f"/api/v1{address}", headers=key).status_code == 200
    line = audit.read(desk, before=2**62, limit=1, clearance=Marking.RED)[0][0]
    assert named in ["", *line["things"]]
    assert absent not in line["things"]
    assert line["marking"]


@pytest.mark.parametrize(
    ("things", "shown"),
    [
        (("agency:kws",), "agency:kws"),
        (tuple(f"agency:unit-{n}" for n in range(1000)), "agency:unit-0; agency:unit-1 and 998 more"),
        (("a" * 300,), "a" * 39 + "…"),
    ],
)
def test_the_list_of_the_audit_shows_things(
    tmp_path: Path, command: Run, scratch_settings: Settings, things: tuple[str, ...], shown: str
) -> None:
    audit.write(Desk(Settings(home=tmp_path, cache=tmp_path)), audit.Entry("one", "act", things=things))
    told = command(scratch_settings, "audit", "list", WENGRAPH_HOME=str(tmp_path), COLUMNS="400")
    assert shown in " ".join(told.stdout.split())


@pytest.mark.parametrize(("body", "status"), [({"content": iter([b"{}"])}, 411), ({"content": b"x" * 1_100_000}, 413)])
def test_the_audit_tells_of_bodies_that_were_not_taken(
    service: tuple[httpx.Client, Desk, Store], body: dict[str, Any], status: int
) -> None:
    client, desk, _ = service
    assert client.post("/api/v1/cypher", **body).status_code == status
    assert audit.read(desk, before=2**62, limit=1, clearance=Marking.RED)[0][0]["status"] == status


def test_words_against_a_judgement_are_a_refusal_that_tells_them(service: tuple[httpx.Client, Desk, Store]) -> None:
    client, desk, _ = service
    key = head(desk, Marking.AMBER, "analyst")
    given = {"left": "agency:open-unit", "right": "agency:secret-unit", "marking": "AMBER", "reason": "x"}

    def judge(verdict: str, **more: object) -> httpx.Response:
        return client.post("/api/v1/judgements", json=given | {"verdict": verdict} | more, headers=key)

    assert judge("different", reason="two laws").status_code == 201
    answer = judge("same")
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert (told["code"], [one["reason"] for one in told["conflicts"]]) == ("taken", ["two laws"])
    line = audit.read(desk, before=2**62, limit=1, clearance=Marking.AMBER)[0][0]
    assert (line["status"], line["things"]) == (409, [given["left"], given["right"]])
    after = judge("same", anyway=True)
    assert (after.status_code, after.json()["conflicts"][0]["reason"]) == (201, "two laws")


@pytest.mark.parametrize(
    ("deed", "finding"),
    [
        ("UPDATE audit SET told = replace(told, 'one', 'two') WHERE seq = 2", "line 2 was edited"),
        ("DELETE FROM audit WHERE seq = 2", "line 2 is missing"),
        ("UPDATE audit SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3)", "line 2 was edited"),
        ("DELETE FROM audit WHERE seq > 3", "the audit ends before line 5"),
    ],
    ids=["edit", "deletion", "reorder", "truncation"],
)
def test_the_audit_tells_how_it_was_tampered_with(
    tmp_path: Path, deed: str, finding: str, command: Run, scratch_settings: Settings
) -> None:
    desk = Desk(Settings(home=tmp_path, cache=tmp_path))
    for number in range(5):
        audit.write(desk, audit.Entry("one", f"act {number}"))
    kept = audit.anchor(desk)
    assert audit.verify(desk, kept) == []
    with desk.open() as connection:
        connection.execute(deed)
        connection.execute("UPDATE audit SET seq = -seq WHERE seq < 0")
    found = audit.verify(desk, kept)
    assert any(line.startswith(finding) for line in found), found
    home = {"WENGRAPH_HOME": str(tmp_path)}
    told = command(scratch_settings, "audit", "verify", "--anchor", kept, **home)
    assert (told.returncode, finding in told.stdout) == (1, True), told.stdout
    unanchored = command(scratch_settings, "audit", "verify", **home)
    assert unanchored.returncode == (0 if "seq > 3" in deed else 1)


def test_keys_and_audit_from_the_command_line(tmp_path: Path, command: Run, scratch_settings: Settings) -> None:
    home = {"WENGRAPH_HOME": str(tmp_path)}
    made = command(scratch_settings, "keys", "add", "--name", "officer", "--clearance", "GREEN", "--json", **home)
    told = json.loads(made.stdout)
    assert told["key"].startswith("wg_")
    assert "GREEN" in command(scratch_settings, "keys", "list", **home).stdout
    assert command(scratch_settings, "keys", "revoke", told["id"], **home).returncode == 0
    assert command(scratch_settings, "keys", "revoke", told["id"], **home).returncode == 2
    kept = command(scratch_settings, "audit", "anchor", **home).stdout.strip()
    assert kept.startswith("2:")
    assert command(scratch_settings, "audit", "verify", "--anchor", kept, **home).returncode == 0
    assert "keys revoke" in command(scratch_settings, "audit", "list", **home).stdout
    assert command(scratch_settings, "audit", "verify", "--anchor", f"9{kept[1:]}", **home).returncode == 1
    assert command(scratch_settings, "audit", "verify", "--anchor", "9", **home).returncode == 2
