"""The shape of the code: small modules and functions, a line at the top of each that says what it is for."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
LONGEST_MODULE, LONGEST_FUNCTION = 300, 40
VAGUE = ("manager", "helper", "util", "common")


def _modules() -> list[Path]:
    listed = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard", "*.py"], cwd=CHECKOUT)
    return [CHECKOUT / name for name in listed.decode().split() if (CHECKOUT / name).exists()]


ROOMS = ("graph", "loaders", "api", "ontology", "bench")
PRODUCT = [p for p in _modules() if p.relative_to(CHECKOUT).parts[0] in ROOMS]


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_a_module_is_small_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(tree), "no line at the top"
    assert not any(word in path.stem for word in VAGUE)
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert not long


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_public_names_have_docstrings(path: Path) -> None:
    bare = [
        node.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not bare
