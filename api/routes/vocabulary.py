"""Routes of the vocabulary, its codes, shapes and JSON-LD context, for anybody: they hold no records."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import html, screens
from api.negotiation import best
from ontology import vocabulary

router = APIRouter(tags=["vocabulary"])
PAGES: Final = "text/html"
TITLES: Final = {"wengraph": "The wengraph vocabulary", "codes": "Lists of codes", "shapes": "Shapes of records"}


def _tells(*media_types: str) -> dict[str, Any]:
    """What a route answers, for its description."""
    return {
        "response_class": Response,
        "responses": {
            200: {"description": "The file.", "content": {media_type: {} for media_type in media_types}},
            304: {"description": "The copy that `If-None-Match` names is still good."},
            406: {"description": "None of the formats that are accepted is served."},
        },
    }


@router.get("/ns", **_tells(PAGES, *vocabulary.FORMATS))
def terms(request: Request) -> Response:
    """The vocabulary, as a page or in a format of RDF."""
    return _file(request, "wengraph")


@router.get("/ns/codes", **_tells(*vocabulary.FORMATS))
def codes(request: Request) -> Response:
    """The lists of codes, in a format of RDF."""
    return _file(request, "codes")


@router.get("/ns/shapes", **_tells(*vocabulary.FORMATS))
def shapes(request: Request) -> Response:
    """What records must be like, in SHACL."""
    return _file(request, "shapes")


@router.get("/ns/context.jsonld", **_tells("application/ld+json"))
def context(request: Request) -> Response:
    """The context with which plain JSON becomes claims."""
    return _tagged(request, vocabulary.context(), "application/ld+json")


def _file(request: Request, name: str) -> Response:
    offers = [*vocabulary.FORMATS, *([PAGES] if name == "wengraph" else [])]
    chosen = best(", ".join(request.headers.getlist("accept")), offers)
    if chosen is None:
        raise HTTPException(406, f"This is served as {', '.join(offers)}.")
    if chosen == PAGES:
        page = html.page("vocabulary.html", title=TITLES[name], terms=vocabulary.terms())
        return _tagged(request, page.encode(), PAGES, screens.HEADERS)
    return _tagged(request, vocabulary.rendered(name, chosen), chosen)


def _tagged(request: Request, body: bytes, media_type: str, more: dict[str, str] | None = None) -> Response:
    """The body under its tag, or word that the client's copy is still good."""
    tag = f'"{hashlib.sha256(media_type.encode() + body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache", **(more or {})}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
