"""A choice of one among a few that stand side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

import streamlit as st

from explainer.ui import session

Option = TypeVar("Option")


def segments(
    label: str,
    options: Sequence[Option],
    chosen: Option,
    choose: Callable[[Option], object],
    *,
    key: str,
    words: Callable[[Option], str],
    label_visibility: Literal["visible", "collapsed"] = "visible",
    explanation: str | None = None,
) -> None:
    """Draws the options.

    Args:
        chosen: The one that is shown as chosen.
        choose: Takes the one that a visitor chooses, before the rerun.
        key: Streamlit's key. It knows an option by its words, so each language, and whatever else changes them, needs
            a key of its own.
        label_visibility: Whether the label is to be seen; a collapsed one is only read aloud.
        explanation: What stands behind the label's question mark, if anything does.
    """
    bound = session.bind(key, chosen)

    def changed() -> None:
        choose(session.value(bound))

    st.segmented_control(
        label,
        options,
        key=bound,
        format_func=words,
        required=True,
        label_visibility=label_visibility,
        help=explanation,
        on_change=changed,
    )
