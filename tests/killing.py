"""A load in small batches that says on standard output which batch has landed; run as a process, to be killed."""

from __future__ import annotations

import sys

from graph.commit import commit
from graph.errors import StoreError
from graph.settings import load_settings
from graph.store.opening import open_store
from graph.values.claims import Claim, Mention, Source
from graph.values.markings import Marking

BATCH = 60
BATCHES = 60


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


def main() -> None:
    """Load all batches in order, saying so after each."""
    try:
        with open_store(load_settings()) as store:
            for batch in range(BATCHES):
                commit(store, claims_of(batch))
                sys.stdout.write(f"{batch}\n")
                sys.stdout.flush()
    except StoreError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(3) from None


if __name__ == "__main__":
    main()
