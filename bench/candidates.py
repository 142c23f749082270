"""How long it takes to find candidates among many bodies, and how the work grows with their number.

python -m bench.candidates [1000 10000 50000]
"""

from __future__ import annotations

import random
import resource
import sys
import time

from graph.blocking import pairs_worth_comparing
from graph.likeness import compare, ruled_out
from graph.subjects import Subject
from graph.values.countries import country_name

SIZES = [int(size) for size in sys.argv[1:] if size.isdigit()] or [1_000, 10_000, 50_000]
COUNTRIES = ("KE", "UG", "TZ", "ZM", "MW", "ZA", "BW", "NP", "IN", "BD", "LK", "TH", "LA", "MY", "PH", "ID", "VN", "CN")
ABOUT = ("Wildlife", "Forest", "Customs", "Police", "Fisheries", "Revenue", "Environment", "Border", "Tourism", "Ports")
SORTS = ("Authority", "Service", "Department", "Agency", "Ministry", "Unit", "Division", "Bureau", "Commission")
SYLLABLES = ("ba", "ko", "mi", "ra", "tu", "ne", "so", "li", "va", "den", "gor", "sha")


def bodies(number: int) -> list[Subject]:
    """Bodies whose names are made as those of agencies are: of country, place, subject and sort of body."""
    chance = random.Random(1)  # noqa: S311 — the same world each time, not a secret
    places = ["".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(4_000)]
    made = []
    for n in range(number):
        country, about, sort, place = (chance.choice(words) for words in (COUNTRIES, ABOUT, SORTS, places))
        name = chance.choices(
            (
                f"{country_name(country)} {about} {sort}",
                f"{place} {about} {sort}",
                f"{sort} of {about} and {chance.choice(ABOUT)} {place}",
                f"{about} {sort}, {place}, {country_name(country)}",
            ),
            weights=(1, 5, 3, 1),
        )[0]
        known = frozenset({country}) if chance.random() < 0.8 else frozenset[str]()
        made.append(Subject("Agency", (name,), id=f"agency:{n}", countries=known))
    return made


def main() -> None:
    """Print a table for RESULTS.md."""
    print("| names | pairs worth comparing | reading and blocking s | comparing s | candidates | memory MB |")
    print("|---|---|---|---|---|---|")
    for size in SIZES:
        subjects = bodies(size)
        begun = time.perf_counter()
        worth = pairs_worth_comparing(subjects)
        blocked = time.perf_counter()
        sides = [(subjects[at], subjects[to]) for at, to in sorted(worth.pairs)]
        found = sum(compare(a, b).suggestion != "different" for a, b in sides if not ruled_out(a, b))
        ended = time.perf_counter()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"| {size:,} | {len(sides):,} | {blocked - begun:.1f} | {ended - blocked:.1f} | {found:,} | {memory} |")


if __name__ == "__main__":
    main()
