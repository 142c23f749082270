"""Free Cypher only reads, ends, and says why it won't run; names of any script or malice find what they name."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.conftest import empty
from tests.inside import Told, inside, whole_graph

pytestmark = pytest.mark.neo4j

WRITES = (
    "CREATE (:X)",
    "MERGE (:X {a: 1})",
    "MATCH (n) SET n.level = 0",
    "MATCH (n) SET n:X",
    "MATCH (n) SET n += {level: 0}",
    "MATCH (n) DELETE n",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) REMOVE n.level",
    "MATCH (n) REMOVE n:Entity",
    "FOREACH (x IN [1, 2] | CREATE (:X {x: x}))",
    "MATCH (n:Network) WITH n LIMIT 1 CREATE (n)-[:LED]->(n) RETURN n.id",
    "MATCH (n) CALL { WITH n SET n.x = 1 } RETURN count(n)",
    "CALL db.createLabel('X')",
    "CALL db.createProperty('x')",
    "CALL db.createRelationshipType('X')",
    "INSERT (:X)",
)
DEFINITIONS = (
    "CREATE INDEX canary FOR (n:X) ON (n.y)",
    "CREATE FULLTEXT INDEX canary FOR (n:X) ON EACH [n.y]",
    "CREATE CONSTRAINT canary FOR (n:X) REQUIRE n.y IS UNIQUE",
    "DROP INDEX canary IF EXISTS",
    "DROP CONSTRAINT canary IF EXISTS",
)
ADMINISTRATION = (
    "CREATE USER eve SET PASSWORD 'abcdefgh1' CHANGE NOT REQUIRED",
    "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO 'abcdefgh1'",
    "ALTER USER neo4j SET PASSWORD 'abcdefgh1'",
    "DROP USER neo4j",
    "CREATE DATABASE other",
    "STOP DATABASE neo4j",
    "SHOW USERS",
    "SHOW CURRENT USER",
    "SHOW DATABASES",
    "SHOW SETTINGS",
    "SHOW SETTINGS YIELD name, value WHERE name CONTAINS 'auth' RETURN name, value",
    "SHOW TRANSACTIONS",
    "SHOW PROCEDURES",
    "SHOW FUNCTIONS",
    "SHOW INDEXES",
    "SHOW CONSTRAINTS",
    "TERMINATE TRANSACTION 'neo4j-transaction-1'",
    "SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t YIELD message RETURN message",
    "USE system SHOW USERS",
    "USE system RETURN 1",
)
PROCEDURES = (
    "CALL dbms.listConfig()",
    "CALL dbms.listConfig() YIELD name, value RETURN name, value",
    "CALL dbms.listConnections()",
    "CALL dbms.killConnection('bolt-1')",
    "CALL dbms.components()",
    "CALL dbms.queryJmx('*:*')",
    "CALL db.clearQueryCaches()",
    "CALL db.info()",
    "CALL db.awaitIndexes(1)",
    "CALL `dbms`.`listConfig`()",
    "CALL tx.getMetaData()",
    "CALL apoc.load.json('file:///etc/passwd')",
    "CALL apoc.cypher.runWrite('CREATE (:X)', {})",
    "RETURN apoc.version()",
    "CALL gds.list()",
)
FILES = (
    "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
    "LOAD CSV FROM 'http://127.0.0.1:9/x.csv' AS line RETURN line",
    "LOAD CSV WITH HEADERS FROM 'https://127.0.0.1:9/x.csv' AS line RETURN line",
    "MATCH (n:Network) CALL { LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line } RETURN n.id, line",
    "RETURN COLLECT { LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line } AS lines",
    "RETURN [x IN [1] | COLLECT { LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line }] AS lines",
    "RETURN CASE WHEN rand() < 2 THEN COLLECT { LOAD CSV FROM 'file:///etc/hostname' AS l RETURN l } END AS lines",
    "UNWIND [1] AS x CALL { WITH x CREATE (:X) } IN TRANSACTIONS",
    "UNWIND [1] AS x CALL { WITH x MATCH (n) RETURN count(n) AS n } IN TRANSACTIONS RETURN n",
    "RETURN [x IN [1] | COLLECT { CALL { MATCH (n) RETURN n } IN TRANSACTIONS RETURN n.id }] AS ids",
    "RETURN [x IN [1] | COLLECT { CALL dbms.listConfig() YIELD name RETURN name }] AS names",
    "RETURN [x IN [1] | COLLECT { CALL db.info() YIELD name RETURN name }] AS names",
)
TRICKS = (
    "/**/CREATE/**/(:X)",
    "/* MATCH (n) RETURN n */ CREATE (:X)",
    "// MATCH (n) RETURN n\nCREATE (:X)",
    "// only a comment",
    "/* never closed CREATE (:X)",
    "   \n\t cReAtE\n(:X)",
    "\u2003CREATE (:X)",
    "\\u0043REATE (:X)",
    "MATCH (n) \\u0053ET n.x = 1",
    "CYPHER runtime=slotted CREATE (:X)",
    "CYPHER 5 planner=cost CREATE (:X)",
    "EXPLAIN CREATE (:X)",
    "PROFILE CREATE (:X)",
    "EXPLAIN MATCH (n) RETURN n.id",
    "PROFILE MATCH (n) RETURN n.id",
    "RETURN 1; CREATE (:X)",
    "RETURN 1; MATCH (n) DETACH DELETE n",
    ";CREATE (:X)",
    "RETURN 1 UNION CREATE (:X) RETURN 1",
    ":use system",
)
MISTAKES = (
    "",
    "   \n ",
    ";",
    "this is no Cypher",
    "MATCH (n RETURN n",
    "RETURN $missing",
    "RETURN 1/0",
    "RETURN nothing",
    "RETURN 'never closed",
    "MATCH (n) RETURN n.id.x.y LIMIT -1",
    "RETURN toInteger({})",
    "MATCH " + "(n)-->" * 3000,
)


@pytest.fixture(scope="module")
def holding(_scratch: Store, scratch_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A RED store with a few facts; emptied before and after."""
    empty(_scratch, Marking.RED)
    path = tmp_path_factory.mktemp("guard") / "memberships.csv"
    head = "member_kind,member_id,member_name,network_id,source_url\n"
    path.write_text(head + "country,KE,,sawen,https://a.example/\nagency,kws,Wardens,sawen,https://a.example/\n")
    told = inside(scratch_settings, "load", str(path), "--marking", "GREEN")
    assert told.code == 0, told.all
    yield _scratch
    empty(_scratch, Marking.RED)


def cypher(settings: Settings, text: str, *more: str) -> Told:
    """Free Cypher at the ceiling."""
    return inside(settings, "cypher", "--clearance", "RED", *more, "--", text)


def assert_refused(settings: Settings, store: Store, text: str) -> None:
    """Exit code 2, one sentence, as text and as JSON, and the graph as it was."""
    before = whole_graph(store)
    told, as_json = cypher(settings, text), cypher(settings, text, "--json")
    assert (told.code, as_json.code) == (2, 2), told.all
    assert told.out == as_json.out == ""
    assert as_json.error["code"] == "query-refused"
    assert "Traceback" not in told.err
    assert whole_graph(store) == before
    assert len(told.complaints) == 1, told.err


@pytest.mark.parametrize("text", WRITES + DEFINITIONS)
def test_a_query_that_writes_is_refused(holding: Store, scratch_settings: Settings, text: str) -> None:
    assert_refused(scratch_settings, holding, text)


@pytest.mark.parametrize("text", ADMINISTRATION + PROCEDURES)
def test_administration_is_refused(holding: Store, scratch_settings: Settings, text: str) -> None:
    assert_refused(scratch_settings, holding, text)


@pytest.mark.parametrize("text", FILES)
def test_files_and_inner_transactions_are_refused_by_the_guard(
    holding: Store, scratch_settings: Settings, text: str
) -> None:
    assert_refused(scratch_settings, holding, text)
    said = cypher(scratch_settings, text).err
    assert "configuration property" not in said, "refused by the server's settings only, which a user's Neo4j may lack"


@pytest.mark.parametrize("text", TRICKS)
def test_tricks_are_refused(holding: Store, scratch_settings: Settings, text: str) -> None:
    assert_refused(scratch_settings, holding, text)


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:20] or "empty")
def test_a_mistake_gets_a_sentence(holding: Store, scratch_settings: Settings, text: str) -> None:
    assert_refused(scratch_settings, holding, text)
    assert "EXPLAIN" not in cypher(scratch_settings, text).err


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (n:Country) RETURN n.id AS id",
        "MATCH (n:Country) RETURN n.id AS id;",
        "// who\nMATCH (n:Country) RETURN n.id AS id",
        "MATCH (n:Country) WHERE 'CREATE (:X) LOAD CSV FROM IN TRANSACTIONS' <> n.id RETURN n.id AS id",
        "MATCH (n:Country) WHERE EXISTS { (n)-[:MEMBER_OF]->(:Entity) } RETURN n.id AS id",
        "MATCH (n:Country) RETURN [x IN COLLECT { MATCH (n) RETURN n.id } | x][0] AS id",
        "CYPHER runtime=slotted MATCH (n:Country) RETURN n.id AS id",
    ],
)
@pytest.mark.usefixtures("holding")
def test_a_query_that_reads_is_answered(scratch_settings: Settings, text: str) -> None:
    told = cypher(scratch_settings, text, "--json")
    assert told.code == 0, told.err
    assert told.json["rows"] == [["country:KE"]]


@pytest.mark.parametrize("level", ["CLEAR", "GREEN", "AMBER", "AMBER+STRICT"])
def test_below_the_ceiling_free_cypher_is_refused_whatever_it_says(
    holding: Store, scratch_settings: Settings, level: str
) -> None:
    texts = ("MATCH (n) RETURN n", "RETURN 1", "this is no Cypher", "", "CREATE (:X)", "MATCH (n:Network) RETURN n.id")
    told = [inside(scratch_settings, "cypher", "--clearance", level, text) for text in texts]
    assert {one.code for one in told} == {2}
    assert len({one.all for one in told}) == 1
    assert holding.read("MATCH (n:X) RETURN count(n) AS n") == [{"n": 0}]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "UNWIND range(1, 1000000000) AS x UNWIND range(1, 1000) AS y RETURN count(*)",
        "UNWIND range(1, 1000000) AS x UNWIND range(1, 1000000) AS y WITH x, y WHERE x * y < 0 RETURN x",
    ],
)
@pytest.mark.usefixtures("holding")
def test_an_endless_query_ends_by_the_deadline(scratch_settings: Settings, text: str) -> None:
    begun = time.monotonic()
    told = cypher(scratch_settings, text)
    assert time.monotonic() - begun < 20
    assert told.code == 2, told.err
    assert len(told.complaints) == 1
    assert "second" in told.err or "time" in told.err.casefold()
    assert cypher(scratch_settings, "RETURN 1 AS one", "--json").json["rows"] == [[1]]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "UNWIND range(1, 1000000000) AS x RETURN collect(x)",
        "UNWIND range(1, 1000000000) AS x WITH x ORDER BY rand() RETURN collect(toString(x) + 'x')[0]",
    ],
)
@pytest.mark.usefixtures("holding")
def test_a_memory_bomb_leaves_the_server_answering(scratch_settings: Settings, text: str) -> None:
    told = cypher(scratch_settings, text)
    assert cypher(scratch_settings, "RETURN 1 AS one", "--json").json["rows"] == [[1]]
    assert len(told.complaints) == 1, told.err
    assert told.code == 2, f"a query that is too large is no unreachable store: {told.err}"


@pytest.mark.usefixtures("holding")
def test_a_long_answer_is_cut_and_says_so(scratch_settings: Settings) -> None:
    told = cypher(scratch_settings, "UNWIND range(1, 5000) AS x RETURN x", "--json").json
    assert (len(told["rows"]), told["total"], told["truncated"]) == (1000, 5000, True)
