"""The routes in, their OpenAPI description out: all problems that may come back, examples of all parameters."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

PROBLEMS: Final = {
    400: "A parameter, marking or query that makes no sense.",
    401: "No key that holds.",
    403: "A role or clearance that does not reach, or a request of another site.",
    404: "Nothing that you may see answers to that.",
    405: "This address does not take that method; `Allow` names those it takes.",
    408: "The body took too long to arrive.",
    409: "Somebody else has it in hand, or it is decided already.",
    411: "The length of the body was not told.",
    413: "The body is too large.",
    414: "The address is too long.",
    421: "The service does not answer to that host's name.",
    422: "A body, parameter or table that can't be read.",
    429: "Too many heavy requests are waiting; `Retry-After` says when to ask again.",
    503: "The store does not answer; `Retry-After` says when to ask again.",
}
SCHEMA: Final = {
    "type": "object",
    "description": "An error as RFC 9457 has it.",
    "required": ["type", "title", "status", "code", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "What went wrong."},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "A word for programs."},
        "request_id": {"type": "string", "description": "Under which the operator finds it."},
        "detail": {"type": "string", "description": "How to mend it."},
        "where": {"type": "string"},
    },
}
EXAMPLES: Final[dict[str, Any]] = {
    "a": "KWS",
    "b": "SAWEN",
    "anchor": "",
    "as_of": "2016",
    "before": 100,
    "cap": 50,
    "claim": "0123456789abcdef0123",
    "clearance": "CLEAR",
    "clock": "true",
    "country": "KE",
    "cursor": "",
    "depth": 1,
    "document": "",
    "entity": "agency:kws",
    "from": "2016",
    "job": "0123456789abcdef",
    "judged": False,
    "k": 3,
    "kind": ["Agency"],
    "known_by": "2031",
    "limit": 20,
    "max_hops": 4,
    "measure": "",
    "name": "network-members",
    "of": "agency:kws",
    "phrase": "attended",
    "predicate": "TOOK_PART_IN",
    "proposal": "0123456789abcdef0123",
    "q": "wildlife service",
    "rule": "",
    "rung": "attended",
    "saved_id": "0123456789abcdef",
    "source": "source:0123456789abcdef",
    "sources": 0,
    "state": "open",
    "target": "crime-type:ivory",
    "through": ["Meeting"],
    "through_hubs": False,
    "to": "2016",
    "type": ["ATTENDED"],
    "watch": "0123456789abcdef",
    "what": "source:0123456789abcdef",
}
"""By the name of a parameter: what it may be, where the route itself gives no example."""
TEXTS: Final[dict[str, Any]] = {
    "text": "asked for the members' list",
    "left": "agency:kws",
    "right": "agency:kenya-wildlife-service",
    "verdict": "unsure",
    "entity": "agency:kws",
    "what": "by-hand",
    "marking": "CLEAR",
    "limit": 100,
    "kind": "memberships",
    "file": "network_id,member_kind,member_id",
}
"""The same for the fields of bodies."""


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of a service's routes, made once and kept with the app."""
    if not app.openapi_schema:
        told = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = told.setdefault("components", {}).setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for body in schemas.values():
            _give_examples(body)
        schemas["Problem"] = SCHEMA
        for verbs in told["paths"].values():
            for operation in verbs.values():
                _complete(operation)
        app.openapi_schema = told
    return app.openapi_schema


def _complete(operation: dict[str, Any]) -> None:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, why in PROBLEMS.items():
        operation["responses"][str(status)] = {"description": why, "content": content}
    for parameter in operation.get("parameters", ()):
        given = parameter["schema"].pop("examples", None)
        listed = parameter["schema"].get("type") == "array" or "anyOf" in parameter["schema"]
        example = given[0] if given else EXAMPLES[parameter["name"]]
        parameter.setdefault("example", [example] if listed and parameter["name"] == "of" else example)


def _give_examples(body: dict[str, Any]) -> None:
    for name, field in body.get("properties", {}).items():
        field.setdefault("examples", [TEXTS.get(name, field.get("default", ""))])
