"""Settings, an address and names in; the service listening there until it is told to stop."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import uvicorn
from fastapi import FastAPI

from api.app import LOCAL, create_app
from graph.errors import UsageError
from graph.settings import Settings

BACKLOG: Final = 2048

SWITCH_SECONDS: Final = 0.0005
"""How long a thread that computes keeps the interpreter: short, so that light requests pass between heavy ones."""


def run(settings: Settings, host: str, port: int, names: tuple[str, ...], on_ready: Callable[[str], None]) -> None:
    """Serve the graph until stopped. Raises what `listen` does."""
    app = create_app(settings)
    app.state.hosts = {*LOCAL, host, *names}
    sys.setswitchinterval(SWITCH_SECONDS)
    listen(app, host, port, on_ready)


def listen(app: FastAPI, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve an app until stopped; `on_ready` hears the address once the port is taken.

    Raises UsageError for a port in use.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that asyncio sends each answer at once; else the client waits 40 ms for its second half.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)  # so that whoever reads the address is answered, if only in a moment
    except OSError as error:
        listening.close()
        mend = "Take another one, or --port 0 for a free one."
        raise UsageError(
            f"Port {port} on {host} can't be used: {error.strerror}.", where="--port", mend=mend
        ) from error
    taken = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False))
    shown = f"[{host}]" if ":" in host else host
    on_ready(f"http://{shown}:{taken}")
    with suppress(KeyboardInterrupt):  # uvicorn has closed all in order by then
        server.run(sockets=[listening])
