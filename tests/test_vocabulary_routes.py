"""The vocabulary over HTTP: every format, what a client accepts, its tag, and that nobody needs a key for it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pyoxigraph as ox
import pytest

from api.negotiation import best
from graph.settings import Settings
from graph.store.bolt import Store
from ontology import vocabulary
from tests.conftest import Run
from tests.test_api import served

OFFERS = ("text/turtle", "application/ld+json", "text/html")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("text/*", "text/turtle"),
        ("text/turtle;q=0.5, application/ld+json;q=0.9", "application/ld+json"),
        ("text/turtle; q=0.4, text/*;q=0.8", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("Text/Turtle;charset=utf-8;Q=1", "text/turtle"),
        ("text/turtle;q=0, */*;q=0.1", "application/ld+json"),
        ("application/pdf", None),
        ("*/*;q=0", None),
        ("text/turtle;q=high", None),
        ("text/turtle;q=nan", None),
        (",;,;;q=", None),
    ],
)
def test_the_best_offer_is_chosen_by_weight_then_by_order(accept: str, chosen: str | None) -> None:
    assert best(accept, OFFERS) == chosen


@pytest.fixture(scope="module")
def client(_scratch: Store, scratch_settings: Settings, command: Run) -> Iterator[httpx.Client]:
    """A service with a key in use, asked without one."""
    made = command(scratch_settings, "keys", "add", "--name", "one", "--clearance", "CLEAR", "--expires", "2031-12-31")
    assert made.returncode == 0, made.stderr
    with served(scratch_settings) as address, httpx.Client(base_url=address, timeout=60) as opened:
        yield opened
    (scratch_settings.home / "desk.sqlite").unlink()


pytestmark = pytest.mark.neo4j
ADDRESSES = {"wengraph": "/ns", "codes": "/ns/codes", "shapes": "/ns/shapes"}


def canonical(data: bytes, form: ox.RdfFormat) -> ox.Dataset:
    """Its triples under canonical names of blank nodes."""
    told = ox.Dataset(ox.parse(data, format=form))
    told.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return told


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("media_type", vocabulary.FORMATS)
def test_every_format_says_the_same(client: httpx.Client, name: str, media_type: str) -> None:
    told = client.get(ADDRESSES[name], headers={"Accept": media_type})
    assert told.status_code == 200
    assert told.headers["content-type"].partition(";")[0] == media_type
    assert told.headers["vary"] == "Accept"
    wanted = canonical(vocabulary.text(name), ox.RdfFormat.TURTLE)
    assert canonical(told.content, vocabulary.FORMATS[media_type]) == wanted


def test_the_context_is_served(client: httpx.Client) -> None:
    told = client.get("/ns/context.jsonld")
    assert told.headers["content-type"].startswith("application/ld+json")
    assert told.content == vocabulary.context()


def test_a_browser_gets_a_page_with_every_term(client: httpx.Client) -> None:
    told = client.get("/ns", headers={"Accept": "text/html,*/*;q=0.8"})
    assert told.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in told.headers["content-security-policy"]
    for term in vocabulary.terms():
        assert f'<th scope="row">{term.name}</th>' in told.text
    assert "<script" not in told.text


def test_what_is_not_there_is_told(client: httpx.Client) -> None:
    told = client.get("/ns", headers={"Accept": "application/pdf"})
    assert told.status_code == 406
    assert "text/turtle" in told.json()["title"]
    assert client.get("/ns/codes", headers={"Accept": "text/html"}).status_code == 406
    assert client.get("/ns/none").status_code == 404


@pytest.mark.parametrize("address", [*ADDRESSES.values(), "/ns/context.jsonld"])
def test_a_head_tells_what_a_get_would_and_a_copy_is_known_by_its_tag(client: httpx.Client, address: str) -> None:
    whole, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length", "vary"):
        assert head.headers[name] == whole.headers[name]
    again = client.get(address, headers={"If-None-Match": whole.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_format_has_a_tag_of_its_own(client: httpx.Client) -> None:
    tags = {client.get("/ns", headers={"Accept": form}).headers["etag"] for form in (*vocabulary.FORMATS, "text/html")}
    assert len(tags) == len(vocabulary.FORMATS) + 1


def test_records_still_need_a_key(client: httpx.Client) -> None:
    assert client.get("/api/v1/status").status_code == 401
