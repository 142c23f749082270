"""A store and a recipient in, the store as that recipient may have it out: claims released to others alone taken away.

A claim that names recipients goes to them and to nobody else; one that names none is bound by its marking alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from graph.commit import SLICE, Change, land, now
from graph.store import changes, lookups
from graph.store.bolt import Store
from graph.values.names import normal_form


@contextmanager
def released_to(store: Store, recipient: str) -> Iterator[Store]:
    """The store without claims released to others alone, folded again: names, dates and counts rest on the rest.

    Nothing is changed for anybody else. Where all claims may go to the recipient, it is the store itself; where some
    may not, whoever writes meanwhile waits.
    """
    wanted = normal_form(recipient)
    withheld = [i for i, names in lookups.released(store).items() if wanted not in {normal_form(n) for n in names}]
    if not withheld:
        yield store
        return
    with store.supposing() as (tx, then):
        changes.lock(tx)
        for start in range(0, len(withheld), SLICE):
            land(tx, Change("suppose", now(), gone=withheld[start : start + SLICE]))
        yield then
