"""How fast documents are read: documents a second, the start, memory with many names, growth with length.

python -m bench.documents
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from loaders.documents.reading import Reader, bundled_reader
from loaders.documents.terms import Term, bundled_terms
from loaders.readers.document import document_of_text, open_document

RELEASES = sorted((Path(__file__).parent.parent / "tests" / "releases").glob("*.txt"))
LENGTH = 1000
NAMES = 50_000
ROUNDS = 7
START = "from loaders.documents.reading import bundled_reader; bundled_reader()"


def prose() -> str:
    """The bodies of our releases, one after the other."""
    return "\n\n".join(open_document(path).text.replace("\n", "\n\n") for path in RELEASES)


def start() -> float:
    """Seconds from a new Python to a reader that is ready: the median of several."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", START], check=True)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def pace() -> float:
    """Documents of 1,000 characters that one core reads in a second."""
    text = prose()
    pieces = [text[at : at + LENGTH] for at in range(0, len(text) - LENGTH, LENGTH)]
    documents = [document_of_text(piece, f"{n}.txt") for n, piece in enumerate(pieces)] * 10
    reader = bundled_reader()
    for document in documents[: len(pieces)]:
        reader.read(document)
    begun = time.process_time()
    for document in documents:
        reader.read(document)
    return len(documents) / (time.process_time() - begun)


def growth() -> list[tuple[int, float]]:
    """Characters of one document, and the seconds of processor time that it takes."""
    text, found = prose(), []
    for size in (10_000, 100_000, 1_000_000):
        document = document_of_text(f"{text}\n\n" * (size // len(text) + 1), "long.txt")
        begun = time.process_time()
        bundled_reader().read(document)
        found.append((len(document.text), time.process_time() - begun))
    return found


def memory() -> float:
    """The most memory of this process, MB, once a reader with 50,000 further names has read a document."""
    further = (
        Term("Agency", f"agency-{n}", f"Office {n} of the Wardens", (f"Office {n} of the Wardens",))
        for n in range(NAMES)
    )
    Reader([*bundled_terms(), *further]).read(document_of_text(prose()[:LENGTH], "one.txt"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print a table for RESULTS.md."""
    print("| what | measured | bar |\n|---|---|---|")
    print(f"| documents of 1,000 characters a second, one core | {pace():.0f} | 100 |")
    print(f"| start: a new Python to a reader that is ready, s | {start():.2f} | 1.5 |")
    print(f"| memory with {NAMES:,} further names, MB | {memory():.0f} | 400 |")
    for size, seconds in growth():
        print(f"| one document of {size:,} characters, s | {seconds:.2f} | {'10' if size > 900_000 else 'linear'} |")


if __name__ == "__main__":
    main()
