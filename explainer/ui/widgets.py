"""Widgets that show a choice held elsewhere, mostly in the link, and change it.

Three of Streamlit's habits are dealt with here, so that pages need not know them:

- It knows an option by its words. Each language therefore has a widget of its own: `bound` adds the language to the
  key. Whatever else changes the words or the set of options, such as a count in them, belongs in the key given.
- It takes what a browser still shows of an earlier value for a new choice. `session.bind` tells the two apart.
- It tells a browser a value held in the session only in the run that sets it. A browser that is late draws a newer run,
  starts the widget at its first option, and reports that as a choice. Each widget is therefore also given its value as
  the one to start with, in every run.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

import streamlit as st

from explainer.mnist import CLASSES
from explainer.text import Text
from explainer.ui import session

Option = TypeVar("Option")

ANY = "any"
SIDE_BY_SIDE = 3
"""Options that `choice` puts side by side; more are folded into a list."""


def bound(
    key: str,
    value: Any,
    choose: Callable[[Any], object],
    *,
    start: Literal["value", "default"] | Sequence[Any] = "value",
    may_be_empty: bool = False,
) -> dict[str, Any]:
    """The arguments of a widget that shows a value held elsewhere: `key`, `on_change`, and what it starts with.

    Args:
        key: Identifies the widget; without the language.
        choose: Called with what the visitor chooses, before the page runs again.
        start: What the widget calls the value to start with; or its options, where it asks for an index.
        may_be_empty: Whether `choose` is also called with `None`, when the visitor empties the widget.
    """
    name = session.bind(f"{key}_{session.language()}", value)

    def changed() -> None:
        session.keep_newest_link()
        chosen = session.value(name)
        if chosen is not None or may_be_empty:
            choose(chosen)

    # Only what starts empty can be emptied, but for pills.
    first = None if may_be_empty and start != "default" else value
    started = {start: first} if isinstance(start, str) else {"index": index_of(start, first)}
    return {"key": name, "on_change": changed, **started}


def index_of(options: Sequence[Any], value: Any) -> int | None:
    """Where a list or a radio starts; `None` without a choice."""
    return None if value is None else list(options).index(value)


def segments(
    label: str,
    options: Sequence[Option],
    chosen: Option,
    choose: Callable[[Option], object],
    *,
    key: str,
    words: Callable[[Option], str] = str,
    label_visibility: Literal["visible", "collapsed"] = "visible",
    explanation: str | None = None,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """One of a few options that stand side by side.

    Args:
        key: See `bound`.
        label_visibility: A collapsed label is only read aloud.
        explanation: What stands behind the label's question mark, if anything does.
    """
    st.segmented_control(
        label,
        options,
        format_func=words,
        required=True,
        label_visibility=label_visibility,
        help=explanation,
        width=width,
        **bound(key, chosen, choose, start="default"),
    )


def choice(
    label: str,
    options: Sequence[Option],
    chosen: Option,
    choose: Callable[[Option], object],
    *,
    key: str,
    words: Callable[[Option], str],
    explanation: str | None = None,
) -> None:
    """One of some options: side by side if they are few, else in a list."""
    if len(options) <= SIDE_BY_SIDE:
        segments(label, options, chosen, choose, key=key, words=words, explanation=explanation, width="stretch")
    else:
        st.selectbox(label, options, format_func=words, help=explanation, **bound(key, chosen, choose, start=options))


def ladder(
    label: str,
    steps: Sequence[Any],
    chosen: Any,
    choose: Callable[[Any], object],
    *,
    key: str,
    words: Callable[[Any], str] = str,
    explanation: str | None = None,
) -> None:
    """A slider over sensible values; a value between them, from a link or a preset, gets a step of its own."""
    options = steps if chosen in steps else sorted({*steps, chosen})
    st.select_slider(label, options, format_func=words, help=explanation, **bound(key, chosen, choose))


def digit_choice(text: Text, page: str, key: str, digit: int | None, choose: Callable[[int | None], object]) -> None:
    """One of the ten digits, or any.

    Args:
        page: Section of the catalogue with the words `digit` and `any`.
        digit: The choice so far, 0 to 9; `None` for any.
    """
    segments(
        text(f"{page}.digit"),
        [ANY, *map(str, range(CLASSES))],
        ANY if digit is None else str(digit),
        lambda option: choose(None if option == ANY else int(option)),
        key=key,
        words=lambda option: text(f"{page}.any") if option == ANY else option,
    )
