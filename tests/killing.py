"""A load, or a review, in small steps that says on standard output which has landed; run as a process, to be killed."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from graph.by_hand import Hand
from graph.commit import commit
from graph.deciding import accept_all
from graph.errors import StoreError
from graph.proposals import propose
from graph.settings import load_settings
from graph.store.bolt import Store
from graph.store.opening import open_store
from graph.store.proposals import Wanted
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking
from graph.values.proposals import Document, Proposal
from tests.papers import RELEASE, link, paper, saying

BATCH = 60
BATCHES = 60
PAPERS = 12
READ = 20
"""Proposals a document."""


def claims_of(batch: int) -> list[Claim]:
    """The claims of one batch: names, links that other batches touch too, several claims per fact, mixed markings."""
    found = []
    for n in range(batch * BATCH, (batch + 1) * BATCH):
        source = Source("kill", f"Page {n % 37}", url=f"https://page.example/{n % 37}")
        body = Mention("Agency", f"body-{n % 101}")
        marking = Marking(n % 7 if n % 7 < 5 else 0)
        if n % 5 == 0:
            found.append(Claim(body, "name", source, value=f"Body {n % 101} of {n}", marking=marking))
        elif n % 5 == 1:
            net = Mention("Network", f"net-{n % 11}")
            found.append(Claim(body, "MEMBER_OF", source, object=net, role="member", marking=marking))
        else:
            event = Mention("Meeting", f"meeting-{n % 53}")
            found.append(Claim(body, "ATTENDED", source, object=event, role="participant", marking=marking))
    return found


def read_in(number: int) -> tuple[Document, list[Proposal]]:
    """A document, and what is read in it: the name of an operation, and who took part."""
    document, source = paper(number, text=f"{RELEASE} {number}")
    operation = Mention("Operation", f"operation-{number}")
    told = [saying(source, operation, "name", f"Operation {number}")]
    for n in range(1, READ):
        body = Mention("Agency", name=f"Body {(number + n) % 37}")
        told.append(link(source, body, "TOOK_PART_IN", operation, role="participant", start=n))
    return document, told


def loads(store: Store) -> Iterator[None]:
    """Load all batches in order."""
    for batch in range(BATCHES):
        commit(store, claims_of(batch))
        yield


def reviews(store: Store) -> Iterator[None]:
    """Propose what each document says, and accept it: two steps a document."""
    for number in range(PAPERS):
        document, told = read_in(number)
        propose(store, document, told)
        yield
        accept_all(store, Wanted(document=document.id), Hand("ann", "read it", Marking.CLEAR))
        yield


def main() -> None:
    """Take all steps in order, saying so after each."""
    try:
        with open_store(load_settings()) as store:
            for step, _ in enumerate((reviews if sys.argv[1:] == ["review"] else loads)(store)):
                sys.stdout.write(f"{step}\n")
                sys.stdout.flush()
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(3) from None


if __name__ == "__main__":
    main()
