"""Every page of the explorer, asked before and after something hidden is recorded: it says the same, to the letter."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from api.desk import Desk
from api.keys import add_key
from graph.commit import commit
from graph.settings import Settings
from graph.store.bolt import Store
from graph.values.markings import Marking
from tests.conftest import empty
from tests.serving import served
from tests.test_api import MEMBER, NEXT_WEEK, OPEN, SECRET
from tests.test_canary_http import CHANGING

pytestmark = pytest.mark.neo4j
HAND = "level=CLEAR&to=somebody&reason=because"
PAGES = (
    "/?q=unit",
    "/e/agency:open-unit?history=true",
    "/chart?e=agency:open-unit&look=agency:open-unit",
    "/chart?e=agency:open-unit&h=agency:secret-unit",
    "/timeline?of=agency:open-unit",
    "/map?of=agency:open-unit",
    "/changes?of=agency:open-unit&since=2000-01-01",
    "/questions/memberships-of?entity=agency:open-unit",
    "/questions/unresolved",
    f"/briefing?of=agency:open-unit&{HAND}",
    f"/export?of=agency:open-unit&{HAND}",
)
ABSENT = (
    "/e/agency:{}",
    "/chart?e=agency:{}",
    "/chart?e=agency:open-unit&look=agency:{}",
    "/path?a=agency:open-unit&b=agency:{}",
    "/timeline?of=agency:{}",
    "/map?of=agency:{}",
    "/changes?of=agency:{}&since=2000-01-01",
    "/questions/memberships-of?entity=agency:{}",
    "/network/network:{}",
    "/op/operation:{}",
    f"/briefing?of=agency:{{}}&{HAND}",
    f"/export?of=agency:{{}}&{HAND}",
)


def test_pages_say_the_same_whatever_is_hidden(store: Store, scratch_settings: Settings) -> None:
    empty(store, Marking.RED)
    commit(store, [OPEN])
    Desk(scratch_settings).path.unlink()
    desk = Desk(scratch_settings)
    low, high = (add_key(desk, f"reader {m}", m, "analyst", NEXT_WEEK)[1] for m in (Marking.CLEAR, Marking.RED))
    with served(scratch_settings) as address, httpx.Client(base_url=address, timeout=120) as client:

        def told(path: str, key: str = low) -> tuple[int, str]:
            asks: dict[str, Any] = {"headers": {"X-API-Key": key, "accept": "text/html"}}
            got = client.get(path, **asks)
            return got.status_code, CHANGING.sub("", got.text)

        before = {path: told(path) for path in PAGES}
        commit(store, [SECRET, MEMBER])
        assert {path: told(path) for path in PAGES} == before
        assert [status for status, _ in before.values()] == [200] * len(PAGES)
        for path in ABSENT:
            hidden, absent = told(path.format("secret-unit")), told(path.format("no-such-unit"))
            assert hidden[0] == 404, path
            assert _bare(hidden[1], "secret-unit") == _bare(absent[1], "no-such-unit"), path
        assert "ecret" in told("/chart?e=agency:open-unit", high)[1]
    desk.path.unlink()


def _bare(text: str, name: str) -> str:
    """A page without the name that was asked for and the number of the request."""
    words = text.replace(name, "…")
    return "\n".join(line for line in words.splitlines() if "Request " not in line)
