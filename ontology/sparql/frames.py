"""A header and bytes in, one message over a socket out, and back: what the two sides of the guard say to each other."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any, Final

_SIZES: Final = struct.Struct(">II")
Header = dict[str, Any]


def send(line: socket.socket, header: Header, body: bytes = b"") -> None:
    """Send one message."""
    told = json.dumps(header).encode()
    line.sendall(_SIZES.pack(len(told), len(body)) + told)
    line.sendall(body)


def receive(line: socket.socket) -> tuple[Header, bytes] | None:
    """The next message; None where the other side is gone."""
    sizes = _exactly(line, _SIZES.size)
    if sizes is None:
        return None
    first, second = _SIZES.unpack(sizes)
    header, body = _exactly(line, first), _exactly(line, second)
    return None if header is None or body is None else (json.loads(header), body)


def _exactly(line: socket.socket, size: int) -> bytes | None:
    """So many bytes, received in place: an answer of many megabytes is held once."""
    parts = bytearray(size)
    rest = memoryview(parts)
    while rest:
        count = line.recv_into(rest)
        if not count:
            return None
        rest = rest[count:]
    return bytes(parts)
