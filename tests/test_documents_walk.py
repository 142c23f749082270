"""The walk of docs/officer.md: a page is loaded, reviewed, answers with its words, and is taken back.

On a page of our own, and on the seed page where shared/ is there, beside the bundled records.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from graph.settings import Settings
from graph.store.bolt import Store
from loaders.dataset import BUNDLED, open_datasets
from loaders.run import load
from tests.inside import Told, inside
from tests.snapshots import snapshots

pytestmark = pytest.mark.neo4j
ROOT = Path(__file__).parent.parent
SEED = ROOT.parent / "shared" / "seed"
OWN = ROOT / "tests" / "releases" / "visit.txt"
STEPS = ("load", "review list", "review accept", "evidence", "load", "review undo")


def walk() -> list[list[str]]:
    """The commands of the walk as docs/officer.md has them."""
    text = (ROOT / "docs" / "officer.md").read_text(encoding="utf-8")
    block = next(b for b in re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL) if "wengraph load visit.txt" in b)
    return [shlex.split(line, comments=True)[1:] for line in block.splitlines()]


@pytest.fixture(params=["own", "seed"])
def page(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A saved page in the folder where the commands run; the meeting that it tells of."""
    monkeypatch.chdir(tmp_path)
    if request.param == "own":
        shutil.copy(OWN, "visit.txt")
        return "meeting:regional-workshop-on-ranger-safety"
    seeds = sorted(SEED.glob("*.txt"))
    if not seeds:
        pytest.skip("shared/ is not beside the project: the seed page is not here")
    shutil.copy(seeds[0], "visit.txt")
    return "meeting:m-interpol-fam-2013"


def test_the_walk(page: str, store: Store, scratch_settings: Settings) -> None:
    load(store, open_datasets([BUNDLED]))
    before = snapshots(store)
    commands = walk()
    assert [name for name, words in zip(STEPS, commands, strict=True) if " ".join(words).startswith(name)] == list(
        STEPS
    )
    told: list[Told] = []
    for words in commands:
        told.append(inside(scratch_settings, *(page if word == "MEETING" else word for word in words)))
        assert told[-1].code == 0, told[-1].all
    first, listed, _, evidence, again, _ = (one.all for one in told)
    assert re.search(r"proposals: [1-9]\d* new", first)
    assert "attended" in listed
    quotes = re.findall(r"“(.+?)”", evidence)
    words = " ".join(Path("visit.txt").read_text(encoding="utf-8").split())
    assert quotes
    assert all(quote in words for quote in quotes)
    assert "proposals: 0 new" in again
    assert ("is cited already" in again) == page.endswith("2013")
    assert snapshots(store) == before
