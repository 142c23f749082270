"""A person's hand on a page, with the mouse or with the keyboard alone: what it does is really done, and counted."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FARTHEST = 500
"""Presses of Tab after which a place counts as one that can't be reached by keys."""

HERE = "node => node === document.activeElement"


@dataclass
class Hand:
    """Acts on a page and counts them.

    One each: a click on a link, button, summary or picture; a term typed into a field; Enter or any other key command.
    To put the caret into a field belongs to typing into it, whether by a click or by Tab, as where two dates in two
    inputs count as two. Moving the focus with Tab is no command and is not counted, but it is really pressed, from
    where the focus is: what can't be reached so fails. `carets` says how many clicks went into fields, for who counts
    those, too.
    """

    page: Page
    mouse: bool
    count: int = 0
    carets: int = 0
    last: str = ""

    def use(self, place: Locator, *, leads: bool = True) -> None:
        """Follow a link or press a button, by a click or by Enter on it; wait for the page that it leads to."""
        if not self.mouse:
            self._go(place)
        with self.page.expect_navigation() if leads else nullcontext():
            self._press(place)
        self._counted("use")

    def open(self, summary: Locator) -> None:
        """Open what is folded away on the page."""
        self.use(summary, leads=False)

    def write(self, place: Locator, text: str) -> None:
        """Type a term into a field."""
        if not place.evaluate(HERE):
            if self.mouse and self.last != "write":
                place.click()
                self.carets += 1
            else:  # both hands are on the keys
                self._go(place)
        self.page.keyboard.type(text)
        assert place.input_value() == text
        self._counted("write")

    def send(self, button: Locator) -> None:
        """Send what was typed: by a click on the button, or by Enter in the field."""
        with self.page.expect_navigation():
            self._press(button)
        self._counted("send")

    def _press(self, place: Locator) -> None:
        if self.mouse:
            place.click()
        else:
            self.page.keyboard.press("Enter")

    def _go(self, place: Locator) -> None:
        place.wait_for(state="attached")
        for _ in range(FARTHEST):
            if place.evaluate(HERE):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {place}")

    def _counted(self, what: str) -> None:
        self.count += 1
        self.last = what
        self.page.wait_for_load_state()
