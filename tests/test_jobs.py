"""The ten jobs of the officer's page: each command runs on the bundled records and shows what the page says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from graph.settings import Settings
from graph.store.bolt import Store
from tests.conftest import CHECKOUT
from tests.inside import inside

pytestmark = pytest.mark.neo4j

PAGE = (CHECKOUT / "docs" / "officer.md").read_text(encoding="utf-8")
TEXT = PAGE.partition("## Ten jobs\n")[2].partition("\n## ")[0]
JOBS = re.findall(r"\*\*(.+?)\*\*.*?```sh\n(.*?)```\n\n→ ([^\n]+)", TEXT, re.S)


def test_there_are_ten() -> None:
    assert len(JOBS) == 10


@pytest.mark.parametrize(("commands", "seen"), [job[1:] for job in JOBS], ids=[job[0] for job in JOBS])
def test_a_job_is_done_as_the_page_says(
    commands: str,
    seen: str,
    bundled: Store,
    bundled_settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert bundled
    monkeypatch.chdir(tmp_path)
    told = [inside(bundled_settings, *shlex.split(line)[1:]) for line in commands.splitlines()]
    assert [one.code for one in told] == [0] * len(told), [one.err for one in told]
    shown = " ".join(" ".join(one.out.split()) for one in told)
    wanted = re.findall(r"`([^`]+)`", seen)
    assert wanted
    assert [text for text in wanted if text not in shown] == []
