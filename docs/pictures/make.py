"""Make the README's picture: what `wengraph show` prints, as SVG without fonts or styles from elsewhere.

python docs/pictures/make.py, with the demo's store running.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

WIDTH = 150
HERE = Path(__file__).parent
COMMAND = ["show", "Kenya Wildlife Service"]


def main() -> None:
    """Run the command and draw what it prints."""
    wengraph = Path(sys.executable).parent / "wengraph"
    told = subprocess.run([wengraph, *COMMAND], capture_output=True, text=True, check=True).stdout  # noqa: S603
    console = Console(record=True, width=WIDTH, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(Text(f'$ wengraph {COMMAND[0]} "{COMMAND[1]}"', style="bold"))
    console.print(Text("\n".join(line[:WIDTH] for line in told.splitlines())))
    plain = re.sub(r"@font-face \{\{.*?\}\}\s", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    plain = plain.replace("Fira Code", "Consolas")
    svg = console.export_svg(title="wengraph", code_format=plain)
    (HERE / "show-kws.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
