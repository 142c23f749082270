"""Settings in, an open store out: the Neo4j they name, else the local one, started when it is not running."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from graph.errors import StoreError
from graph.settings import Settings
from graph.store import bolt, lookups, writes
from graph.store.bolt import Store
from graph.values.markings import Marking


def open_store(
    settings: Settings,
    *,
    ceiling: Marking = Marking.RED,
    on_progress: Callable[[int, int, int], None] | None = None,
    on_start: Callable[[int, int], None] | None = None,
) -> Store:
    """Open the store, set it up where it is new (`ceiling` is kept from then on), and check that it is the right one.

    `on_progress` hears of downloads, `on_start` of the pid and memory of a server that had to be started.
    """
    if settings.neo4j_uri:
        store = bolt.connect(settings.neo4j_uri, settings.neo4j_user, settings.neo4j_password, settings.neo4j_database)
        wanted = ""
    else:
        from graph.store.local import ensure_running

        server = ensure_running(settings, on_progress)
        if server.started and on_start:
            on_start(server.pid, server.memory)
        store = bolt.connect(server.uri, server.user, server.password, "neo4j")
        wanted = server.store_id
    identity = lookups.store_identity(store)
    if wanted and identity["ceiling"] is not None and identity["id"] != wanted:
        raise StoreError(
            "Another Neo4j answers on the port of the local store.", mend="Run `wengraph store stop`, then try again."
        )
    if identity["ceiling"] is None or identity["schema"] != writes.schema_mark():
        writes.set_up(store, ceiling, wanted or secrets.token_hex(8))
    return store
