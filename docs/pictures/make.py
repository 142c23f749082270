"""Make the pictures of the pages: what `wengraph show` prints, as SVG, and what `wengraph view` draws, as PNG.

python docs/pictures/make.py, with the demo's store running and Chromium installed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

WIDTH = 150
HERE = Path(__file__).parent
COMMAND = ["show", "Kenya Wildlife Service"]
VIEWS = {
    "cobra-ii-chart": (["Operation COBRA II"], 1010),
    "latf-timeline": (["--timeline", "LATF"], 900),
    "cobra-ii-map": (["--map", "Operation COBRA II"], 760),
}


def main() -> None:
    """Draw them all."""
    _terminal()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (line, height) in VIEWS.items():
            file = HERE / f"{name}.html"
            subprocess.run([Path(sys.executable).parent / "wengraph", "view", *line, "-o", file], check=True)  # noqa: S603
            page = browser.new_page(viewport={"width": 1400, "height": height})
            page.goto(file.as_uri())
            page.locator("html[data-panel=ready]").wait_for(state="attached")
            if "chart" in name:
                page.locator("html[data-ready=chart]").wait_for(state="attached")
                page.evaluate("showRows(['n0'])")
            else:
                page.locator("#picture a").nth(4).dispatch_event("click")
            page.screenshot(path=HERE / f"{name}.png")
            file.unlink()
        browser.close()


def _terminal() -> None:
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
