"""The choice of a digit, or of any, by which images are browsed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explainer.mnist import CLASSES
from explainer.text import Text
from explainer.ui import session

ANY = "any"


def digit_choice(text: Text, page: str, name: str, digit: int | None, on_change: Callable[[int | None], None]) -> None:
    """Draws it, with the words `digit` and `any` of a page.

    Args:
        text: The catalogue.
        page: The page's section of it.
        name: The widget's name.
        digit: What is chosen, 0 to 9; `None` for any.
        on_change: Takes what a visitor chooses, likewise.
    """
    # Streamlit knows an option by its words, so each language has a widget of its own.
    key = session.bind(f"{name}_{text.language}", ANY if digit is None else str(digit))

    def choose() -> None:
        chosen = session.value(key)
        on_change(None if chosen == ANY else int(chosen))

    st.segmented_control(
        text(f"{page}.digit"),
        [ANY, *map(str, range(CLASSES))],
        key=key,
        format_func=lambda option: text(f"{page}.any") if option == ANY else option,
        required=True,
        on_change=choose,
    )
