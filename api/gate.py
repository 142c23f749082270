"""Heavy requests in, a few at a time out; who finds the queue full is told to come back, and all else goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from graph.errors import WengraphError

AT_ONCE: Final = 2
"""Heavy requests that work at the same time: they share one interpreter, and light ones need room."""
WAITING: Final = 12
WAIT_SECONDS: Final = 30.0


class Busy(WengraphError):
    """More heavy requests are waiting than the service takes on."""

    code = "busy"

    def __init__(self) -> None:
        super().__init__("Too many heavy requests are waiting.", mend="Ask again in a few seconds.")


class Gate:
    """Lets `at_once` requests pass and up to `waiting` wait; waiting holds no thread."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, seconds: float = WAIT_SECONDS) -> None:
        self._room = asyncio.Semaphore(at_once)
        self._waiting = 0
        self._most = waiting
        self._seconds = seconds

    @asynccontextmanager
    async def passed(self) -> AsyncIterator[None]:
        """Through the gate for as long as the work takes. Raises Busy where the queue is full or takes too long."""
        if self._waiting >= self._most:
            raise Busy
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._room.acquire()
        except TimeoutError as error:
            raise Busy from error
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._room.release()
