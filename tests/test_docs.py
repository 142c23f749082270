"""The pages tell all there is: commands, settings, questions, record kinds; what they show exists and reads right."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from api.app import create_app
from api.cli.main import app
from graph import errors
from graph.ask import Answer, questions
from graph.describe import Description, Fact, Saying
from graph.schema import CRIME_TYPES, KINDS, LINKS, RUNGS
from graph.settings import VARIABLES
from graph.store.reads import Found
from graph.values.claims import BASES
from graph.values.grades import SCHEMES
from graph.values.markings import Marking
from loaders.base import Fields, Spec
from loaders.claims import COMMON_COLUMNS, claims_of_row, columns_of
from loaders.dataset import BUNDLED, SUFFIXES, DatasetFile, Expectation, Judged, open_datasets
from loaders.mentions import KIND_WORDS
from loaders.readers.detect import open_table
from loaders.readers.rows import Row
from loaders.tables import AGENCY_KINDS_OF_NETWORKS, SPECS

CHECKOUT = Path(__file__).parent.parent
DOCS = CHECKOUT / "docs"
PAGE_OF_GROUP = {
    "reading": "officer",
    "analysis": "officer",
    "loading": "loaders",
    "documents": "loaders",
    "store": "operator",
    "hand": "correcting",
    "judging": "correcting",
    "proposing": "officer",
    "reviewing": "officer",
    "viewing": "officer",
    "exporting": "exports",
    "serving": "api",
    "watching": "officer",
    "checking": "partner",
    "rdf": "partner",
}
PAGE_OF_COMMAND = {"demo": "operator"}
OF_TESTS = {"WENGRAPH_REQUIRE"}
COMMANDS: Any = typer.main.get_command(app)
TABLE_ROW = re.compile(r"^\|(.*)\|$", re.M)
CODE_BLOCK = re.compile(r"^```\w*\n(.*?)^```", re.M | re.S)
CODE_SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
CALL = re.compile(r"^(?:\$ )?(?:\w+=\S* )*(?:\.venv/bin/)?(wengraph .*)$")
MACHINE_PATH = re.compile(r"(?<![\w.~/$}*-])/(?:root|work|home|Users)/\w")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|maven\.org|maven\.apache\.org|npmjs\.|proxy\.golang\.org|sonatype\."
)


def page(name: str) -> str:
    """The text of a page of docs/."""
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def rows(text: str) -> dict[str, str]:
    """Table rows by the first code span of their first cell (else by its text), without it."""
    found: dict[str, str] = {}
    for line in TABLE_ROW.findall(text):
        first, _, rest = line.partition(" | ")
        span = CODE_SPAN.search(first)
        key = span[1] if span else first.strip()
        found.setdefault(key, f"{first.replace(f'`{key}`', '', 1)} | {rest}")
    return found


def section(text: str, title: str) -> str:
    """What stands below a heading, down to the next one of any level."""
    match = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", text, re.M | re.S)
    assert match, f"no heading {title!r}"
    return match[1]


def leaves(group: Any = COMMANDS, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """All commands by their words, groups followed down."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


LEAVES = dict(leaves())


def product_files() -> list[Path]:
    """All files of the project that git knows or would add."""
    told = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=CHECKOUT
    )
    return [path for name in told.decode().split("\0") if name and (path := CHECKOUT / name).is_file()]


@pytest.mark.parametrize("words", LEAVES)
def test_every_command_and_option_has_its_row(words: str) -> None:
    command = LEAVES[words]
    group = command.callback.__module__.rpartition(".")[2]
    told = rows(page(PAGE_OF_COMMAND.get(words) or PAGE_OF_GROUP[group]))
    line = next((rest for key, rest in told.items() if re.fullmatch(rf"wengraph {words}( [A-Z]+)*", key)), None)
    assert line is not None, f"no row for wengraph {words}"
    options = {p.opts[0] for p in command.params if p.param_type_name == "option"} - {"--help"}
    assert set(CODE_SPAN.findall(line.split(" | ")[1])) == options


def test_every_address_of_the_service_has_its_row() -> None:
    verbs = ("GET ", "POST ", "PUT ", "DELETE ")
    told = {key for key in rows(section(page("api"), "What can be asked")) if key.startswith(verbs)}
    paths = create_app().openapi()["paths"]
    assert told == {f"{verb.upper()} {path.removeprefix('/api/v1')}" for path, verbs in paths.items() for verb in verbs}


def test_every_setting_has_its_row() -> None:
    assert rows(section(page("operator"), "Settings")).keys() - {"variable", "---|---"} == VARIABLES.keys()
    contributing = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"WENGRAPH_[A-Z0-9]+(?:_[A-Z0-9]+)*", contributing)) >= OF_TESTS


def test_no_setting_is_made_up_or_kept_secret() -> None:
    for path in product_files():
        top = path.relative_to(CHECKOUT).parts[0]
        if path.suffix == ".md" or (path.suffix == ".py" and top in ("graph", "loaders", "ontology", "api")):
            named = set(re.findall(r"WENGRAPH_[A-Z0-9]+(?:_[A-Z0-9]+)*(?![A-Z0-9_])", path.read_text(encoding="utf-8")))
            allowed = VARIABLES.keys() | (OF_TESTS if path.suffix == ".md" and top != "docs" else set())
            assert named <= allowed, path


def test_every_question_has_its_row() -> None:
    told = rows(section(page("officer"), "All questions"))
    assert told.keys() - {"question", "---|---|---|---"} == questions().keys()
    for question in questions().values():
        _, title, parameters, example = (part.strip() for part in told[question.name].split(" | "))
        assert title == question.title
        assert set(CODE_SPAN.findall(parameters)) == {p.name for p in question.parameters}
        assert ("optional" in parameters) == any(p.optional for p in question.parameters)
        assert CODE_SPAN.findall(example) == [f"wengraph ask {question.example}"]


def test_every_kind_and_link_has_its_row() -> None:
    told = rows(section(page("officer"), "What is in the graph"))
    assert KINDS.keys() | LINKS.keys() <= told.keys()
    assert told.keys() - KINDS.keys() - LINKS.keys() <= {"kind", "link", "---|---|---", "---|---|---|---"}
    for kind in KINDS.values():
        _, identifier, properties = told[kind.label].split(" | ", 2)
        assert f"`{kind.prefix}:" in identifier
        assert set(CODE_SPAN.findall(properties)) - {"obstacle"} == kind.properties.keys()
    for link in LINKS.values():
        _, start, end, rung = told[link.name].split(" | ")
        assert tuple(start.split(", ")) == link.start
        assert tuple(end.split(", ")) == link.end
        assert set(CODE_SPAN.findall(rung)) == link.roles.keys() - {""}
        assert set(re.findall("|".join(RUNGS), CODE_SPAN.sub("", rung))) == {RUNGS[n] for n in link.roles.values()}


def read_columns(spec: Spec) -> set[str]:
    """The columns of a record kind that are its own and that something is made of."""
    unread = {"id"} if not spec.kind else set()
    if "kind" not in spec.properties and spec.name != "aliases":
        unread.add("kind")
    return set(columns_of(spec)) - unread - set(COMMON_COLUMNS)


@pytest.mark.parametrize("name", SPECS)
def test_every_record_kind_and_column_has_its_row(name: str) -> None:
    spec = SPECS[name]
    told = rows(section(page("loaders"), name))
    assert told.keys() - {"column", "---|---|---"} == read_columns(spec)
    assert {c for c, rest in told.items() if rest.split(" | ")[1].strip() == "yes"} == set(spec.required)
    for link in spec.links:
        for word, (type_of_link, _) in link.roles.items():
            assert not word or f"`{word}`" in told[link.role_in], word
            assert f"`{type_of_link}`" in section(page("loaders"), name)
        if link.basis_in:
            assert set(CODE_SPAN.findall(told[link.basis_in])) >= set(BASES)


def test_words_and_columns_of_all_tables_are_told() -> None:
    text = page("loaders")
    assert rows(section(text, "Columns that any table may have")).keys() - {"column", "---|---"} == set(COMMON_COLUMNS)
    spans = set(CODE_SPAN.findall(text))
    assert {*KIND_WORDS, *CRIME_TYPES, *BASES, *SCHEMES, *SUFFIXES, *AGENCY_KINDS_OF_NETWORKS} <= spans
    assert all(str(marking) in section(text, "Markings") for marking in Marking)
    assert all(scheme.name in page("officer") for scheme in SCHEMES.values())


def test_every_key_of_dataset_toml_has_its_row() -> None:
    told = rows(section(page("loaders"), "dataset.toml"))
    assert told.keys() - {"key", "---|---"} == DatasetFile.model_fields.keys()
    for key, inner in (("expect", Expectation), ("reliability", Judged)):
        assert set(CODE_SPAN.findall(told[key])) >= inner.model_fields.keys()


def test_the_example_of_dataset_toml_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "focal-points"
    folder.mkdir()
    (folder / "meetings.csv").write_text("id,title,Venue\nm-1,A meeting,Lyon\n", encoding="utf-8")
    example = CODE_BLOCK.findall(section(page("loaders"), "dataset.toml"))[0]
    (folder / "dataset.toml").write_text(example, encoding="utf-8")
    assert open_datasets([folder])[0].tables[0].columns == {"Venue": "city"}


def test_every_exit_code_has_its_row() -> None:
    raised = {e.exit_code for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.WengraphError)}
    told = rows(section(page("officer"), "Exit codes"))
    assert {int(key) for key in told if key.isdecimal()} == {0, 130} | raised


def test_the_json_of_answers_and_claims_is_told() -> None:
    told = page("partner")
    answer = Answer("", {}, Marking.CLEAR, "", (), (), 0)
    card = Description(Found("", "", ""), Marking.CLEAR, "", (), (), 0, {})
    assert answer.as_json().keys() <= rows(told).keys()
    assert {*Saying.__slots__, *Fact.__slots__, *card.as_json()} <= set(CODE_SPAN.findall(told))


def test_the_json_example_is_real() -> None:
    example = json.loads(CODE_BLOCK.findall(page("partner"))[0])
    assert example.keys() == Answer("", {}, Marking.CLEAR, "", (), (), 0).as_json().keys()
    assert tuple(example["columns"]) == questions()[example["question"]].columns
    claims = {claim.id: claim.source.id for claim in _bundled_claims("networks-africa", "memberships")}
    *_, sources, cited = example["rows"][0]
    assert [claims[claim] for claim in cited] == sources


def _bundled_claims(dataset: str, table: str) -> Iterator[Any]:
    (opened,) = open_datasets([BUNDLED / dataset])
    (file,) = (t for t in opened.tables if t.spec.name == table)
    for item in open_table(file.path, known=columns_of(file.spec))[0].rows:
        assert isinstance(item, Row)
        yield from claims_of_row(file.spec, Fields(item.cells), opened.origin, "")


def quoted_calls() -> list[tuple[str, str]]:
    """Every `wengraph …` command line of README and docs, with its page."""
    found = []
    for path in (CHECKOUT / "README.md", *sorted(DOCS.glob("*.md"))):
        text = path.read_text(encoding="utf-8")
        lines = [line for block in CODE_BLOCK.findall(text) for line in block.splitlines()]
        lines += CODE_SPAN.findall(CODE_BLOCK.sub("", text))
        found += [(path.name, match[1]) for line in lines if (match := CALL.match(line)) and match[1] != "wengraph …"]
    return found


@pytest.mark.parametrize(("where", "line"), quoted_calls())
def test_every_command_line_shown_can_be_typed(where: str, line: str) -> None:  # noqa: ARG001 — names the test
    words = shlex.split(line, comments=True)[1:]
    command, path = COMMANDS, ["wengraph"]
    while hasattr(command, "commands"):
        assert words, f"{line} names no command"
        assert words[0] in command.commands, f"{line}: there is no {words[0]}"
        path.append(words[0])
        command = command.commands[words.pop(0)]
    if not words:
        return
    given = command.make_context(" ".join(path), words).params
    name = given.get("question")
    if path[-1] == "ask" and name not in ("", "QUESTION", "…"):
        assert name in questions(), line
        parameters = {pair.partition("=")[0] for pair in given["parameters"] or ()}
        assert parameters <= {p.name for p in questions()[name].parameters}, line


def test_links_between_pages_resolve() -> None:
    for path in product_files():
        if path.suffix == ".md":
            for target in LINK.findall(CODE_BLOCK.sub("", path.read_text(encoding="utf-8"))):
                name = target.partition("#")[0]
                if name and "://" not in target and not target.startswith("mailto:"):
                    assert (path.parent / name).exists(), f"{path.name}: {target}"


def test_no_file_names_a_machine_or_a_registry() -> None:
    for path in product_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        place = path.relative_to(CHECKOUT)
        assert not MACHINE_PATH.search(text), f"{place}: {MACHINE_PATH.search(text)}"
        assert not REGISTRY.search(text), f"{place}: {REGISTRY.search(text)}"
        assert path.suffix != ".lock" or "://" not in text, f"{place} holds an address"
