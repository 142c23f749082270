"""Signing in to the local server: a process and its port in, the first password set and the store's own id out."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from graph.errors import StoreError
from graph.store.server import LOOPBACK, Place, died, listens, lives, serves

if TYPE_CHECKING:
    from neo4j import Driver
    from psutil import Process

USER: Final = "neo4j"
FIRST_PASSWORD: Final = "neo4j"  # noqa: S105  what every new Neo4j starts with; it lets one do nothing but change it
POLL_SECONDS: Final = 0.1
CALL_SECONDS: Final = 10.0


def address(port: int) -> str:
    """The Bolt address of a port on this machine."""
    return f"bolt://{LOOPBACK}:{port}"


def prepare_password(place: Place) -> None:
    """See to it that there is a password to sign in with; raises StoreError where the data's own one is lost."""
    if place.has_data and (place.password.is_file() or place.new_password.is_file()):
        return
    if place.has_data:
        mend = "Put the file back, or remove the folder and load the records again."
        raise StoreError("The store's password file is gone.", where=str(place.password), mend=mend)
    place.password.unlink(missing_ok=True)
    place.new_password.unlink(missing_ok=True)
    place.new_password.touch(mode=0o600)
    place.new_password.write_text(secrets.token_urlsafe(24), encoding="utf-8")


def wait_ready(process: Process, place: Place, port: int, seconds: float) -> str:
    """Poll until the server answers a query, and return the id kept in its data.

    Nothing is sent before the port is known to be held by this very process: a password never reaches a stranger.
    """
    from neo4j.exceptions import DriverError, Neo4jError

    limit, told = time.monotonic() + seconds, "its port is closed"
    while time.monotonic() < limit:
        if not lives(process):
            raise died(place)
        try:
            if serves(process, place) and listens(process, port):
                return _sign_in(place, port)
        except (DriverError, Neo4jError) as error:
            told = str(error)
        time.sleep(POLL_SECONDS)
    mend = f"Its log: {place.log}. End it with `wengraph store stop` and try again."
    raise StoreError(f"Neo4j did not answer within {seconds:.0f} seconds ({told}).", where=str(place.root), mend=mend)


def _sign_in(place: Place, port: int) -> str:
    """One try to sign in and read the store's id; the driver's errors mean that the server isn't ready yet."""
    from neo4j.exceptions import AuthError

    try:
        if place.new_password.is_file():
            _settle_password(place, port)
        with _driver(port, place.password.read_text(encoding="utf-8")) as driver:
            return _store_id(driver)
    except AuthError as error:
        mend = "Put back the right file, or remove the folder and load the records again."
        raise StoreError("The store refuses the password kept for it.", where=str(place.password), mend=mend) from error


def _settle_password(place: Place, port: int) -> None:
    """Have the server take the new password; a first start that was cut short may have got that far already.

    The first password is tried first: three tries with one the server doesn't know earn a rate limit.
    """
    from neo4j.exceptions import AuthError

    password = place.new_password.read_text(encoding="utf-8")
    try:
        with _driver(port, FIRST_PASSWORD) as driver:
            text = "ALTER CURRENT USER SET PASSWORD FROM $first TO $password"
            driver.execute_query(text, first=FIRST_PASSWORD, password=password, database_="system")
    except AuthError:
        with _driver(port, password) as driver:
            driver.verify_connectivity()
    place.new_password.replace(place.password)


def _store_id(driver: Driver) -> str:
    text = "MERGE (s:Store) ON CREATE SET s.id = $id, s.seq = 0 RETURN s.id AS id"
    return str(driver.execute_query(text, id=secrets.token_hex(16)).records[0]["id"])


@contextmanager
def _driver(port: int, password: str) -> Iterator[Driver]:
    from neo4j import GraphDatabase, NotificationMinimumSeverity

    with GraphDatabase.driver(
        address(port),
        auth=(USER, password),
        connection_timeout=CALL_SECONDS,
        connection_acquisition_timeout=CALL_SECONDS,
        max_transaction_retry_time=1.0,
        notifications_min_severity=NotificationMinimumSeverity.OFF,
        telemetry_disabled=True,
    ) as driver:
        yield driver
