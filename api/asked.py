"""A request in; refused where it has a parameter or field that its route lacks, so that no limit is lost to a slip."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from fastapi import Request
from pydantic import BaseModel, ConfigDict

from api.deps import Asker
from graph.errors import UsageError

ROOT: Final = "/api/v1"
"""What the addresses of the routes begin with to which this applies."""
OPEN: Final = "/questions/{name}"
"""The end of the routes that take the parameters of a question, and check them on their own."""


class Body(BaseModel):
    """The body of a request; one with a field that it does not have is refused."""

    model_config = ConfigDict(extra="forbid")


def only_known(request: Request, asker: Asker) -> None:  # noqa: ARG001 — who asks comes first
    """Let a request pass whose parameters the description of its route names. Raises UsageError."""
    path = request.scope["route"].path_format
    if not request.query_params or path.endswith(OPEN):
        return
    operation = request.app.openapi()["paths"].get(ROOT + path, {}).get(request.method.lower(), {})
    known = [told["name"] for told in operation.get("parameters", ()) if told["in"] == "query"]
    for name in request.query_params:
        if name not in known:
            near = get_close_matches(name, known, 1)
            mend = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(sorted(known)) or 'none'}."
            raise UsageError("There is no such parameter here.", where=name[:100], mend=mend)
