"""Every question file reads what its reader may see and no more: checked on the text, and the checker is checked."""

from __future__ import annotations

import re
import shlex

import pytest

from graph.ask import FOLDER, questions, read_question
from graph.schema import KINDS, LINKS

FILES = sorted(FOLDER.glob("*.cypher"))
CLAUSE = re.compile(r"\b(?:OPTIONAL\s+MATCH|MATCH|RETURN|WITH|UNWIND|CALL|ORDER\s+BY)\b")
RELATIONSHIP = re.compile(r"-\s*\[([^\]]*)\]\s*-")
OPEN_TO_ALL = {"id", "kind", "level"}
LINK_PROPERTIES = {"role", "values", "valid_from", "valid_to", "first_day", "last_day", "grade", "origins", "sources"}
LINK_PROPERTIES |= {"claims", "basis", "id", "rung"}
EVIDENCE = {"FROM", "ABOUT"}
"""Relationships of claims; they have no levels of their own, their claim has."""
WORDS = re.compile(
    r"shortestpath|\bshortest\b|properties\s*\(|\bkeys\s*\(|elementid\s*\(|\bid\s*\(|\bnodes\s*\(|relationships\s*\("
    r"|\bload\s+csv\b|\bcall\b|\breturn\s+\*|\{\s*\.|\b(?!(?:in|return)\b)\w+\s*\[\s*'",
    re.IGNORECASE,
)


def bare(text):
    """A text without comments; strings are kept as empty ones."""
    return re.sub(r"'[^']*'", "''", re.sub(r"//[^\n]*", "", text))


def leaks(text):
    """What in a Cypher text could show more than the reader's clearance allows; empty for a guarded text."""
    body = bare(text)
    found = [f"{match[0]!r} is not for questions" for match in WORDS.finditer(body)]
    links = [match[1].strip() for match in RELATIONSHIP.finditer(body)]
    names = {re.match(r"\w*", link)[0] for link in links} - {""}
    found += [f"a relationship without a name: [{link}]" for link in links if not re.match(r"\w+\s*:", link)]
    found += [f"a path of any length: [{link}]" for link in links if "*" in link]
    if re.search(r"\)\s*<?--?>?\s*\(|\)\s*(?:\{\s*\d|\+(?!\s*(?:[a-z]\w*\(|''|\[|\w+\.)))", body):
        found.append("a relationship without brackets, or a repeated one")
    for match in RELATIONSHIP.finditer(body):
        if not set(re.split(r"[:|]", match[1].strip())[1:]) <= EVIDENCE:
            found += unguarded(body[match.end() :], re.match(r"\s*(\w*)", match[1])[1])
    for match in re.finditer(r"\bMATCH\b", body):
        found += unheld(body[match.end() :])
    found += other_levels(body, names)
    nodes = set(re.findall(r"\(\s*(\w+)\s*(?::|\)\s*<?-|\{)", body)) | ends(body)
    found += unreadable(body, names, nodes - told(body, "Claim") - told(body, "Source") - told(body, "Act"))
    labels = "|".join([*KINDS, "Entity"])
    twice = set(re.findall(rf"\(\s*(\w+)\s*:\s*(?:{labels})\b", body)) & (told(body, "Claim") | told(body, "Source"))
    return found + [f"{name} stands for a claim or source and for an entity" for name in twice]


def told(body, label):
    """The names that nodes of a label are bound to."""
    return set(re.findall(rf"\(\s*(\w+)\s*:\s*{label}\b", body))


def unheld(rest):
    """Complaints about a MATCH: a claim without its own level test, a source or a node alone without one."""
    pattern, _, condition = own_clause(rest).partition("WHERE")
    parts = {part.strip() for part in re.split(r"\bAND\b", outermost(condition))}
    held = {name for part in parts for name in re.findall(r"^(\w+)\.(?:level|marking) <= \$c$", part)}
    if re.search(r"\b(?:OR|XOR)\b", outermost(condition)):
        held = set()
    claims, sources = told(pattern, "Claim"), told(pattern, "Source")
    alone = set() if RELATIONSHIP.search(pattern) else set(re.findall(r"\(\s*(\w+)", pattern))
    open_to_all = (claims | alone | (set() if claims & held else sources)) - held
    return [f"{name} is not held to the clearance where it is matched" for name in sorted(open_to_all)]


def ends(body):
    """Names of nodes that stand at the end of a pattern."""
    return set(re.findall(r"->?\s*\(\s*(\w+)", body)) | set(re.findall(r"\bMATCH\s*\(\s*(\w+)", body))


def unguarded(rest, name):
    """The complaint where the condition of the clause that binds this link doesn't hold it to the clearance."""
    where = re.split(r"\bWHERE\b", own_clause(rest), maxsplit=1)
    condition = outermost(where[1]) if len(where) == 2 else ""
    wanted = (rf"\b{name}\.level <= \$c\b", rf"\$c < {name}\.below\b")
    if not all(re.search(guard, condition) for guard in wanted) or re.search(r"\b(?:OR|XOR|NOT)\b", condition):
        return [f"{name} is not held to the clearance where it is bound"]
    return []


def own_clause(rest):
    """What belongs to the clause that a pattern stands in, up to the next clause or the end of its braces."""
    depth = 0
    for at, character in enumerate(rest):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0 or (depth == 0 and CLAUSE.match(rest, at) and not rest[at - 1 : at].isalnum()):
            return rest[:at]
    return rest


def outermost(condition):
    """A condition without what stands in brackets."""
    before = ""
    while before != condition:
        before, condition = condition, re.sub(r"\([^(){}]*\)|\{[^{}]*\}", "", condition)
    return condition


def other_levels(body, names):
    """Uses of levels other than the guards themselves."""
    for name in names:
        body = re.sub(rf"\b{name}\.level <= \$c\b|\$c < {name}\.below\b", "", body)
    body = re.sub(r"\b\w+\.level <= \$c\b", "", body)
    for name in told(body, "Claim"):
        body = re.sub(rf"\b{name}\.marking\b", "", body)
    return [f"reads {word}" for word in re.findall(r"\w+\.(?:level|below|version|marking)\b", body)]


def unreadable(body, links, nodes):
    """Whole nodes or links in the answer, other names for them, and lists over levels read other than by `[$c]`."""
    found = []
    for name in links | nodes:
        if re.search(rf"\b{name}\s+AS\b|\bAS\s+{name}\b", body):
            found.append(f"{name} gets or takes another name")
        answer = re.sub(r"\btype\(\w+\)", "", re.split(r"\bRETURN\b", body)[-1])
        if re.search(
            rf"(?<![.\w$]){name}\b(?!\s*\.|\w)", re.split(r"\bORDER\s+BY\b", re.sub(r"AS \w+", "", answer))[0]
        ):
            found.append(f"the whole of {name} is in the answer")
    for name, prop, rest in re.findall(r"(?<![\w$])(\w+)\.(\w+)(\[\$c\])?", body):
        if name in nodes and prop not in OPEN_TO_ALL and not rest:
            found.append(f"{name}.{prop} is read at all levels")
        if name in links and prop not in LINK_PROPERTIES | {"level", "below"}:
            found.append(f"{name}.{prop} is not for answers")
    return found


def columns_of(text):
    """The columns that a text's last RETURN names, in order."""
    answer = re.split(r"\bORDER\s+BY\b", re.split(r"\bRETURN\b", bare(text))[-1])[0]
    depth, parts = 0, [""]
    for character in answer:
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [re.search(r"\bAS\s+(\w+)\s*$", part)[1] for part in parts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_question_shows_only_what_its_reader_may_see(path):
    assert leaks(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_dropping_any_guard_of_a_question_is_noticed(path):
    text = path.read_text(encoding="utf-8")
    guards = list(re.finditer(r"(\w+)\.level <= \$c AND \$c < \1\.below", text))
    for guard in guards:
        half, other = guard[0].split(" AND ")
        for left in ("true", half, other, f"({guard[0]} OR true)"):
            assert leaks(text[: guard.start()] + left + text[guard.end() :]), left
    others = list(re.finditer(r"\b(\w+)\.(?:level|marking) <= \$c\b(?! AND \$c < \1\.below)", text))
    for guard in others:
        for left in ("true", f"NOT {guard[0]}", f"({guard[0]} OR true)"):
            changed = text[: guard.start()] + left + text[guard.end() :]
            assert leaks(changed) or says_twice(text, guard), left
    assert guards or others


def says_twice(text, guard):
    """Whether a source's level test stands beside that of its claim in the same clause."""
    return guard[1] in told(text, "Source") and "Claim" in text[: guard.start()].rpartition("MATCH")[2]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_question_declares_the_columns_it_returns(path):
    assert list(read_question(path).columns) == columns_of(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_question_says_what_it_is_and_uses_each_parameter(path):
    question = read_question(path)
    assert question.title
    assert len(question.covers.split()) >= 5
    used = set(re.findall(r"\$(\w+)", bare(question.text))) - {"c", "as_of", "day"}
    assert used == {parameter.name for parameter in question.parameters}
    for parameter in question.parameters:
        assert parameter.help
        assert (parameter.sort == "entity") == bool(parameter.kinds)
        assert set(parameter.kinds) <= KINDS.keys()
        assert (parameter.sort == "choice") == bool(parameter.choices)
    assert set(question.needs) <= {parameter.name for parameter in question.parameters if parameter.optional}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_example_of_a_question_asks_it(path):
    question = read_question(path)
    name, *words = shlex.split(question.example)
    assert name == question.name
    assert words[::2] == ["-p"] * (len(words) // 2)
    given = dict(word.split("=", 1) for word in words[1::2])
    assert given.keys() <= {parameter.name for parameter in question.parameters}
    assert all(parameter.name in given for parameter in question.parameters if not parameter.optional)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_question_follows_links_that_exist(path):
    types = {
        kind for match in RELATIONSHIP.finditer(bare(path.read_text())) for kind in match[1].split(":")[1].split("|")
    }
    assert types
    assert {kind.strip() for kind in types} <= LINKS.keys() | EVIDENCE


def test_all_questions_are_known():
    assert sorted(questions()) == [path.stem for path in FILES]
    assert len(FILES) >= 12


GUARD = "l.level <= $c AND $c < l.below"
LEAKY = (
    "MATCH (a:Entity)-[l:LED]->(b) RETURN b.id AS b",
    "MATCH (a:Entity)-[l:LED]->(b) WHERE l.level <= $c RETURN b.id AS id",
    "MATCH (a:Entity)-[l:LED]->(b) WHERE l.level <= $c AND $c <= l.below RETURN b.id AS id",
    "MATCH (a:Entity)-[l:LED]->(b) WHERE $all OR l.level <= $c AND $c < l.below RETURN b.id AS id",
    "MATCH (a:Entity)-[l:LED]->(b) WHERE NOT (l.level <= $c AND $c < l.below) RETURN b.id AS id",
    f"MATCH (a)-[:PART_OF]->(x)-[l:LED]->(b) WHERE {GUARD} RETURN b.id AS id",
    f"MATCH (a)-->(x)-[l:LED]->(b) WHERE {GUARD} RETURN b.id AS id",
    f"MATCH (a)-[l:LED]->(b)--(x) WHERE {GUARD} RETURN x.id AS id",
    f"MATCH (a)-[l:LED*1..3]->(b) WHERE {GUARD} RETURN b.id AS id",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} MATCH (b)-[m:LED]->(x) RETURN x.id AS id",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} OPTIONAL MATCH (b)-[m:LED]->(x) WHERE m.level <= $c RETURN x.id AS id",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} AND EXISTS {{ MATCH (b)-[m:LED]->(x) }} RETURN b.id AS id",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} RETURN b.id AS id, COUNT {{ (b)-[:LED]-() }} AS n",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} RETURN l AS link",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} RETURN collect(b) AS nodes",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} RETURN l.below AS below",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} RETURN b.level AS level",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} RETURN l.version AS version",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} RETURN properties(l) AS all",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} RETURN l{{.*}} AS all",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} RETURN l['below'] AS x",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} RETURN b.names AS names",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} RETURN b.names[4] AS name",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} AND b.first_day[4] <> '' RETURN b.id AS id",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} WITH l AS x RETURN x.grade AS grade",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} WITH l.below AS x RETURN x AS x",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} RETURN *",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} MATCH (c:Claim)-[f:FROM]->(s:Source) RETURN s.title AS title",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} MATCH (c:Claim) WHERE c.level <= $c OR c.start = b.id RETURN c.id AS id",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} MATCH (c:Claim) WHERE NOT c.level <= $c RETURN c.id AS id",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} MATCH (s:Source) WHERE s.id IN l.sources RETURN s.title AS title",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} MATCH (c:Claim) WHERE c.level <= $c RETURN c.level AS level",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} MATCH (c:Claim) WHERE c.level <= $c MATCH (c:Entity) RETURN c.names AS n",
    f"MATCH (a)-[l:LED]->(b) WHERE {GUARD} MATCH (x:Entity {{id: b.id}}) RETURN x.id AS id",
    f"MATCH ((a)-[l:LED]->(b) WHERE {GUARD})+ (x) RETURN b.id AS id",
    f"MATCH ((a)-[l:LED]->(b) WHERE {GUARD}){{1,3}} RETURN b.id AS id",
    f"MATCH p = shortestPath((a)-[l:LED]->(b)) WHERE {GUARD} RETURN length(p) AS n",
)


@pytest.mark.parametrize("text", LEAKY)
def test_the_checker_finds_a_leak(text):
    assert leaks(text)


def test_the_checker_lets_a_guarded_text_pass():
    assert leaks(f"MATCH (a:Entity)-[l:LED]->(b:Entity) WHERE {GUARD} RETURN b.id AS id, b.names[$c] AS name") == []
