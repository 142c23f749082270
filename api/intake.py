"""A request as it comes off the wire in; one that is answered within its time, HEAD as GET without its body, out."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_SECONDS: Final = 10.0
SLOWEST: Final = 50_000
"""Bytes a second that a long body must bring on the average, beyond those seconds."""


class Head:
    """Answers HEAD as GET; the server itself leaves out the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, HEAD under the name of GET."""
        await self._app({**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope, receive, send)


class Bodies:
    """Bounds how long a body may take to arrive, so that one that trickles holds nothing for long."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on with its deadline."""
        if scope["type"] == "http":
            receive = _bounded(receive, BODY_SECONDS + _length(scope) / SLOWEST)
        await self._app(scope, receive, send)


def _length(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() and len(length) < 12 else 0


def _bounded(receive: Receive, seconds: float) -> Receive:
    """`receive` for the parts of a body until the last one is there; then, for the end of the connection."""
    until = asyncio.get_running_loop().time() + seconds
    whole = False

    async def part() -> Message:
        nonlocal whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError as error:
            raise HTTPException(408, "The body took too long to arrive.", {"Connection": "close"}) from error
        whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return part
