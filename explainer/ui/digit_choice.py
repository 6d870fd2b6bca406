"""The choice of a digit, or of any, by which images are browsed."""

from __future__ import annotations

from collections.abc import Callable

from explainer.mnist import CLASSES
from explainer.text import Text
from explainer.ui.segments import segments

ANY = "any"


def digit_choice(text: Text, page: str, name: str, digit: int | None, on_change: Callable[[int | None], None]) -> None:
    """Draws it, with the words `digit` and `any` of a page.

    Args:
        page: The page's section of it.
        name: The widget's name.
        digit: What is chosen, 0 to 9; `None` for any.
        on_change: Takes what a visitor chooses, likewise.
    """
    segments(
        text(f"{page}.digit"),
        [ANY, *map(str, range(CLASSES))],
        ANY if digit is None else str(digit),
        lambda option: on_change(None if option == ANY else int(option)),
        key=f"{name}_{text.language}",
        words=lambda option: text(f"{page}.any") if option == ANY else option,
    )
