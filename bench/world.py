"""A made-up world of a wanted size in, a dataset folder of tables out: the shape of the real records, larger."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from graph.store.bolt import Store

SOURCES = 100
COUNTRIES = ["KE", "TZ", "UG", "ZM", "CG", "LR", "LS", "CN", "TH", "VN", "LA", "NP", "IN", "BD", "GB", "US", "FR", "DE"]
MARKINGS = ["CLEAR"] * 8 + ["GREEN", "AMBER", "AMBER+STRICT", "RED"] * 1
COMMON = ["source_url", "source_title", "retrieved_on", "confidence", "credibility", "marking"]


def make_world(folder: Path, claims: int, seed: int = 1, meetings: int = 0) -> Path:
    """Write a dataset that makes about `claims` claims: a tenth describe bodies, the rest link them; a fifth marked.

    `meetings` is how many meetings there are to attend; a sixtieth of the claims unless told.
    """
    rng = random.Random(seed)  # noqa: S311 — a repeatable world, no secret
    bodies, operations = max(claims // 40, 10), max(claims // 200, 5)
    meetings = meetings or max(claims // 60, 5)
    networks = max(claims // 400, 5)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.toml").write_text(f'title = "A made-up world of {claims} claims"\nmarking = "CLEAR"\n')
    agencies = [
        (f"body-{n}", f"Wildlife Service {n}", f"WS{n}", "police", rng.choice(COUNTRIES)) for n in range(bodies)
    ]
    _write(folder / "agencies.csv", ["id", "name", "acronym", "kind", "country_iso2"], agencies, rng)
    nets = [(f"net-{n}", f"Network {n}", "task-force") for n in range(networks)]
    _write(folder / "networks.csv", ["id", "name", "kind"], nets, rng)
    left = claims - 4 * bodies - 2 * networks
    members = [_member(rng, bodies, networks) for _ in range(left // 4)]
    _write(folder / "memberships.csv", ["member_kind", "member_id", "network_id", "role", "valid_from"], members, rng)
    seats = [
        (f"meeting-{rng.randrange(meetings)}", *_attendee(rng, bodies), rng.choice(["participant", "observer"]))
        for _ in range(left // 2)
    ]
    _write(folder / "attendance.csv", ["meeting_id", "attendee_kind", "attendee_id", "role"], seats, rng)
    parts = [
        (f"operation-{rng.randrange(operations)}", *_attendee(rng, bodies), rng.choice(["participant", "lead"]))
        for _ in range(left // 4)
    ]
    columns = ["operation_id", "participant_kind", "participant_id", "role"]
    _write(folder / "operation_participants.csv", columns, parts, rng)
    return folder


def empty(store: Store) -> None:
    """Take everything but the store's own node out, in pieces."""
    text = "MATCH (n) WHERE NOT n:Store WITH n LIMIT 4000 DETACH DELETE n RETURN count(*) AS n"
    while store.writing(lambda tx: tx.run(text))[0]["n"]:
        pass


def source(number: int) -> str:
    """The address of one of the world's sources."""
    return f"https://source.example/{number}"


def _member(rng: random.Random, bodies: int, networks: int) -> tuple[str, ...]:
    since = str(rng.randint(1995, 2020))
    return "agency", f"body-{rng.randrange(bodies)}", f"net-{rng.randrange(networks)}", "member", since


def _attendee(rng: random.Random, bodies: int) -> tuple[str, str]:
    if rng.random() < 0.3:
        return "country", rng.choice(COUNTRIES)
    return "agency", f"body-{rng.randrange(bodies)}"


def _write(path: Path, columns: list[str], rows: list[tuple[str, ...]], rng: random.Random) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow([*columns, *COMMON])
        for row in rows:
            number = rng.randrange(SOURCES)
            told = [
                source(number),
                f"Source {number}",
                "2026-11-23",
                "confirmed",
                rng.choice("2346"),
                rng.choice(MARKINGS),
            ]
            writer.writerow([*row, *told])
