"""The routes in, their OpenAPI description out: all problems that may come back, examples of all parameters."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.exports.handing import FORMATS
from graph.analysis.measures import MEASURES
from graph.ask import questions
from graph.schema import KINDS, LINKS, RUNGS
from graph.values.grades import SCHEMES
from graph.values.markings import Marking

PROBLEMS: Final = {
    400: "A parameter, marking or query that makes no sense.",
    401: "No key that holds.",
    403: "A role or clearance that does not reach, or a request of another site.",
    404: "Nothing that you may see answers to that.",
    405: "This address does not take that method; `Allow` names those it takes.",
    408: "The body took too long to arrive.",
    409: "Somebody else has it in hand, it is decided already, or a word stands against it.",
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
        "conflicts": {
            "type": "array",
            "description": "Of a judgement that was not taken: the words that stand against it.",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("left", "right", "reason")},
            },
        },
    },
}
EXAMPLES: Final[dict[str, Any]] = {
    "a": "KWS",
    "b": "SAWEN",
    "anchor": "",
    "as_of": "2016",
    "before": 100,
    "cap": 50,
    "claim": "0ca4d1ef25dbaf73d955",
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
    "name": "countries-in-no-network",
    "of": "agency:kws",
    "phrase": "attended",
    "predicate": "TOOK_PART_IN",
    "proposal": "0123456789abcdef0123",
    "q": "wildlife service",
    "rule": "",
    "rung": "attended",
    "saved_id": "0123456789abcdef",
    "source": "source:4e89e045fe87b871",
    "sources": 0,
    "state": "open",
    "target": "crime-type:ivory",
    "through": ["Meeting"],
    "through_hubs": False,
    "to": "2016",
    "type": ["ATTENDED"],
    "watch": "0123456789abcdef",
    "what": "source:4e89e045fe87b871",
}
"""By the name of a parameter: what it may be, where the route itself gives no example; the bundled records hold it."""
TEXTS: Final[dict[str, Any]] = {
    "text": "asked for the members' list",
    "left": "agency:kws",
    "right": "agency:ug-uwa",
    "verdict": "different",
    "entity": "agency:kws",
    "what": "by-hand",
    "marking": "CLEAR",
    "limit": 100,
    "kind": "memberships",
    "file": "network_id,member_kind,member_id",
}
"""The same for the fields of bodies."""
ANSWERS: Final = Path(__file__).with_name("answers.json")
"""By route: an answer to its own examples over the bundled records, with one item of each list."""

MARKINGS: Final = tuple(str(marking) for marking in Marking)
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "clearance": MARKINGS,
    "format": FORMATS,
    "kinds": tuple(KINDS),
    "marking": MARKINGS,
    "rung": RUNGS,
    "scheme": tuple(SCHEMES),
    "through": tuple(KINDS),
    "type": tuple(LINKS),
    "types": tuple(LINKS),
}
"""By the name of a parameter or field: the words that it takes. Routes check them, for case is forgiven."""


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
        for path, verbs in told["paths"].items():
            for operation in verbs.values():
                _complete(path, operation)
        for path, answer in json.loads(ANSWERS.read_text(encoding="utf-8")).items():
            told["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["example"] = answer
        app.openapi_schema = told
    return app.openapi_schema


def _complete(path: str, operation: dict[str, Any]) -> None:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, why in PROBLEMS.items():
        operation["responses"][str(status)] = {"description": why, "content": content}
    if path.endswith("/questions/{name}"):
        operation["description"] += f"\n\nThe questions, and what each takes in the address:\n{_how_to_ask()}"
    for parameter in operation.get("parameters", ()):
        given = parameter["schema"].pop("examples", None)
        listed = parameter["schema"].get("type") == "array" or "anyOf" in parameter["schema"]
        words = _words_of(path, parameter["name"])
        example = given[0] if given else EXAMPLES[parameter["name"]]
        example = words[0] if isinstance(example, str) and words and example not in words else example
        _tell_words(parameter["schema"], words)
        parameter.setdefault("example", [example] if listed and parameter["name"] == "of" else example)


def _how_to_ask() -> str:
    """Every question with its parameters, as they are given in an address."""
    lines = []
    for name, question in questions().items():
        given = urlencode([word.partition("=")[::2] for word in shlex.split(question.example)[1:] if word != "-p"])
        takes = ", ".join(f"`{p.name}`{' (optional)' if p.optional else ''}" for p in question.parameters)
        lines.append(f"- `{name}{'?' if given else ''}{given}`: {question.title}; takes {takes or 'none'}.")
    return "\n".join(lines)


def _give_examples(body: dict[str, Any]) -> None:
    for name, field in body.get("properties", {}).items():
        field.setdefault("examples", [TEXTS.get(name, field.get("default", ""))])
        _tell_words(field, WORDS.get(name, ()))


def _words_of(path: str, name: str) -> tuple[str, ...]:
    """The words that a parameter takes; those of `name` and `kind` depend on the route."""
    if name == "name":
        return tuple(MEASURES) if "/measures/" in path else tuple(questions())
    return tuple(KINDS) if name == "kind" else WORDS.get(name, ())


def _tell_words(field: dict[str, Any], words: tuple[str, ...]) -> None:
    """Name the words in the place of the schema that takes a text; an empty default is one of them."""
    if not words:
        return
    place = next((one for one in field.get("anyOf", ()) if one.get("type") != "null"), field)
    place = place.get("items", place)
    if not {"enum", "const"} & place.keys():
        place["enum"] = [*words, *([""] if field.get("default") == "" else [])]
