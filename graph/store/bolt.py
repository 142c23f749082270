"""The only user of the driver: Cypher text and plain parameters in, plain rows out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graph.errors import QueryRefused, StoreError, UsageError
from graph.store.plain import Row, row_of

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction, Session
    from neo4j import Transaction as OpenTransaction
    from neo4j.exceptions import Neo4jError

T = TypeVar("T")
SCHEMES: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_EXPLAIN: Final = "EXPLAIN "
_PLACE: Final = re.compile(r" \(line (\d+), column (\d+) \(offset: \d+\)\)")
RETRY_SECONDS: Final = 5.0
READ_SECONDS: Final = 30.0
WRITE_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True)
class Transaction:
    """A running transaction: text and parameters in, all rows out."""

    driver_transaction: ManagedTransaction | OpenTransaction

    def run(self, text: str, /, **parameters: Any) -> list[Row]:
        """Run one statement and return its rows as plain values."""
        result = self.driver_transaction.run(text, parameters)
        return [row_of(record) for record in result]

    def each(self, text: str, rows: Sequence[Any], /, **parameters: Any) -> list[Row]:
        """Run one statement that starts with UNWIND $rows; nothing to unwind costs no journey."""
        return self.run(text, rows=rows, **parameters) if rows else []


@dataclass(frozen=True, slots=True)
class Plan:
    """What the server says it would do: the type of the query (`r`, `w`, `rw`, `s`) and its operators with details."""

    query_type: str
    operators: tuple[tuple[str, str], ...]


class Store:
    """A Neo4j database reached over Bolt; a context manager that closes its connections."""

    def __init__(self, driver: Driver, database: str) -> None:
        self._driver = driver
        self._database = database

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self._driver.close()

    def read(self, text: str, /, *, seconds: float = READ_SECONDS, **parameters: Any) -> list[Row]:
        """Run one reading statement in a READ transaction; the server ends it after `seconds`."""
        return self.reading(lambda tx: tx.run(text, **parameters), seconds=seconds)

    def reading(self, work: Callable[[Transaction], T], *, seconds: float = READ_SECONDS) -> T:
        """Run several reads in one READ transaction."""
        with self._session("READ") as session:
            return session.execute_read(_timed(work, seconds))

    def at_once(self, work: Callable[[Store], T], *, seconds: float = READ_SECONDS) -> T:
        """Do work that only reads the store it is given, in one READ transaction: fewer journeys than one each."""
        return self.reading(lambda tx: work(_Within(self, tx.driver_transaction)), seconds=seconds)

    def each_row(self, text: str, /, *, seconds: float = WRITE_SECONDS, **parameters: Any) -> Iterator[Row]:
        """The rows of one reading statement as they come, never all in memory; for answers of any size."""
        from neo4j import Query

        # All in one go: the server works on while rows are read; it waits where the reader is slower than it.
        with self._session("READ", fetch_size=-1) as session:
            for record in session.run(Query(text, timeout=seconds), parameters):
                yield row_of(record)

    def writing(self, work: Callable[[Transaction], T], *, seconds: float = WRITE_SECONDS) -> T:
        """Run work in one write transaction: all of it lands, or nothing; the driver repeats it when needed."""
        with self._session("WRITE") as session:
            return session.execute_write(_timed(work, seconds))

    def define(self, text: str) -> None:
        """Run one schema statement in a transaction of its own."""
        with self._session("WRITE") as session:
            session.run(text).consume()

    def explain(self, text: str, parameters: Mapping[str, Any]) -> Plan:
        """Ask the server how it would run a text, without running it; raises QueryRefused where it can't be parsed."""
        with self._session("READ") as session:
            return _explained(session, text, parameters)

    def stream(
        self, text: str, parameters: Mapping[str, Any], cap: int, seconds: float
    ) -> tuple[list[str], list[Row], int]:
        """Run a reading text and keep `cap` rows: column names, rows, and how many there were in all."""

        from neo4j import unit_of_work

        def work(tx: ManagedTransaction) -> tuple[list[str], list[Row], int]:
            return _streamed(tx, text, parameters, cap)

        with self._session("READ") as session:
            return session.execute_read(unit_of_work(timeout=seconds)(work))

    @contextmanager
    def supposing(self, *, seconds: float = WRITE_SECONDS) -> Iterator[tuple[Transaction, Store]]:
        """A write transaction that is always taken back, and the store as it looks from within.

        What is changed in it is seen by nobody else; whoever writes meanwhile waits. The store given is for reading.
        """
        with self._session("WRITE") as session:
            driver_transaction = session.begin_transaction(timeout=seconds)
            try:
                yield Transaction(driver_transaction), _Within(self, driver_transaction)
            finally:
                if not driver_transaction.closed():
                    driver_transaction.rollback()

    @contextmanager
    def _session(self, mode: str, **options: Any) -> Iterator[Session]:
        from neo4j.exceptions import ClientError, DriverError, Neo4jError

        try:
            with self._driver.session(database=self._database, default_access_mode=mode, **options) as session:
                yield session
        except ClientError as error:
            raise _refused(error) from error
        except UnicodeEncodeError as error:
            raise QueryRefused("This holds bytes that are no text.", mend="Write it in UTF-8.") from error
        except (DriverError, Neo4jError) as error:
            if isinstance(error, Neo4jError) and "OutOfMemory" in (error.code or ""):
                mend = "Ask for less: a LIMIT, or a count in place of a list."
                raise QueryRefused("This needs more memory than one query may take.", mend=mend) from error
            raise StoreError(f"The store did not answer: {error}", mend="Try `wengraph store status`.") from error


class _Within(Store):
    """A store read from within one open transaction."""

    def __init__(self, store: Store, driver_transaction: ManagedTransaction | OpenTransaction) -> None:
        super().__init__(store._driver, store._database)
        self._transaction = driver_transaction

    def __exit__(self, *_: object) -> None:
        """The connections are the outer store's."""

    def reading(self, work: Callable[[Transaction], T], *, seconds: float = READ_SECONDS) -> T:  # noqa: ARG002
        """Run reads in the open transaction, whose own time limit holds."""
        return work(Transaction(self._transaction))

    def each_row(self, text: str, /, *, seconds: float = WRITE_SECONDS, **parameters: Any) -> Iterator[Row]:  # noqa: ARG002
        """As for any store, in the open transaction, whose own time limit holds."""
        yield from map(row_of, self._transaction.run(text, parameters))

    def writing(self, work: Callable[[Transaction], T], *, seconds: float = WRITE_SECONDS) -> T:  # noqa: ARG002
        """Refuse: what is only supposed can't be written."""
        raise UsageError("What was known earlier can be read, not changed.", mend="Leave --known-by out.")

    @contextmanager
    def supposing(self, *, seconds: float = WRITE_SECONDS) -> Iterator[tuple[Transaction, Store]]:  # noqa: ARG002
        """To suppose more within what is supposed: the whole is taken back at its end."""
        yield Transaction(self._transaction), self

    def explain(self, text: str, parameters: Mapping[str, Any]) -> Plan:
        """Ask how a text would run, on the outer store: a text that can't be parsed would end the transaction."""
        with Store(self._driver, self._database)._session("READ") as session:
            return _explained(session, text, parameters)

    def stream(
        self,
        text: str,
        parameters: Mapping[str, Any],
        cap: int,
        seconds: float,  # noqa: ARG002
    ) -> tuple[list[str], list[Row], int]:
        """As for any store, in the open transaction."""
        return _streamed(self._transaction, text, parameters, cap)


def _explained(session: Session, text: str, parameters: Mapping[str, Any]) -> Plan:
    from neo4j.exceptions import ClientError, DatabaseError

    try:
        summary = session.run(_EXPLAIN + text, dict(parameters)).consume()
    except (ClientError, DatabaseError) as error:
        raise QueryRefused(f"Neo4j can't read this query: {_told(error, _EXPLAIN)}") from error
    return Plan(summary.query_type or "", tuple(_operators(summary.plan)))


def _streamed(
    tx: ManagedTransaction | OpenTransaction, text: str, parameters: Mapping[str, Any], cap: int
) -> tuple[list[str], list[Row], int]:
    result = tx.run(text, dict(parameters))
    kept, total = [], 0
    for record in result:
        total += 1
        if total <= cap:
            kept.append(row_of(record))
    return list(result.keys()), kept, total


def _refused(error: Neo4jError) -> QueryRefused | StoreError:
    code = error.code or ""
    if code.endswith("DatabaseNotFound"):
        return StoreError(f"This Neo4j has no such database: {error.message}", mend="Check WENGRAPH_NEO4J_DATABASE.")
    if "TransactionTimedOut" in code or "Terminated" in code:
        mend = "Ask for less, or name where to start."
        return QueryRefused("The query took more time than it may and was ended.", mend=mend)
    return QueryRefused(f"Neo4j refused the query: {_told(error)}")


def connect(uri: str, user: str, password: str, database: str) -> Store:
    """Open a store at an address; raises StoreError when nobody answers there or the password is wrong."""
    from neo4j import GraphDatabase, NotificationMinimumSeverity
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    if uri.partition("://")[0] not in SCHEMES:
        raise UsageError(f"{uri!r} is not an address of a Neo4j.", mend=f"Begin it with one of {', '.join(SCHEMES)}.")
    try:
        driver = GraphDatabase.driver(
            uri,
            auth=(user, password),
            max_transaction_retry_time=RETRY_SECONDS,
            connection_acquisition_timeout=10.0,
            connection_timeout=5.0,
            notifications_min_severity=NotificationMinimumSeverity.OFF,
        )
        driver.verify_connectivity()
    except AuthError as error:
        raise StoreError(
            f"Neo4j at {uri} refused the user {user!r}.", mend="Check WENGRAPH_NEO4J_USER and WENGRAPH_NEO4J_PASSWORD."
        ) from error
    except (DriverError, Neo4jError, ValueError) as error:
        raise StoreError(
            f"No Neo4j answers at {uri}.", mend="Check WENGRAPH_NEO4J_URI, or unset it to use the local store."
        ) from error
    return Store(driver, database)


def _told(error: Neo4jError, before: str = "") -> str:
    """The server's first line, with the place counted in the reader's own text: without what was put `before` it."""

    def place(match: re.Match[str]) -> str:
        line, column = int(match[1]), int(match[2]) - (len(before) if match[1] == "1" else 0)
        return f" (line {line}, column {max(column, 1)})"

    return _PLACE.sub(place, (error.message or str(error)).strip().partition("\n")[0])


def _timed(work: Callable[[Transaction], T], seconds: float) -> Callable[[ManagedTransaction], T]:
    from neo4j import unit_of_work

    def run(tx: ManagedTransaction) -> T:
        return work(Transaction(tx))

    return unit_of_work(timeout=seconds)(run)


def _operators(plan: Any) -> Iterator[tuple[str, str]]:
    if plan:
        yield plan["operatorType"].partition("@")[0], str(plan.get("args", {}).get("Details", ""))
        for child in plan.get("children", ()):
            yield from _operators(child)
