"""Widgets that show and change a value stored elsewhere, usually in the link.

This module works around three properties of Streamlit, so that pages need not know them:

- Streamlit identifies an option by its text. Each language therefore has its own widget: `bound` adds the language to
  the key. If the texts or the set of options depend on anything else, such as a count, add it to the key you pass.
- Streamlit takes an outdated value that the browser still sends for a new choice. `session.bind` prevents this.
- Streamlit sends a value set in the session to the browser only in the run that sets it. If the browser misses that
  run, it starts the widget at its first option and reports that as a choice. Each widget therefore also gets its value
  as its default, in every run.
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
"""The largest number of options that `choice` draws side by side; more become a list."""


def bound(
    key: str,
    value: Any,
    choose: Callable[[Any], object],
    *,
    start: Literal["value", "default"] | Sequence[Any] = "value",
    may_be_empty: bool = False,
) -> dict[str, Any]:
    """Arguments for a widget that shows a value stored elsewhere: `key`, `on_change`, and its default.

    Args:
        key: Identifies the widget, without the language.
        choose: Called with the visitor's choice, before the page reruns.
        start: Name of the widget's argument for the default; or its options, if the widget expects an index.
        may_be_empty: Whether `choose` is also called with `None`, when the visitor clears the widget.
    """
    name = session.bind(f"{key}_{session.language()}", value)

    def changed() -> None:
        session.keep_newest_link()
        chosen = session.value(name)
        if chosen is not None or may_be_empty:
            choose(chosen)

    # Streamlit lets visitors clear a widget only if its default is empty; pills can always be cleared.
    first = None if may_be_empty and start != "default" else value
    started = {start: first} if isinstance(start, str) else {"index": index_of(start, first)}
    return {"key": name, "on_change": changed, **started}


def index_of(options: Sequence[Any], value: Any) -> int | None:
    """The index of the default in a list of options; `None` without a default."""
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
    """A choice of one option, with all options side by side.

    Args:
        key: See `bound`.
        label_visibility: A collapsed label is only for screen readers.
        explanation: The help text at the label's question mark.
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
    """A choice of one option: side by side if there are at most `SIDE_BY_SIDE`, else in a list."""
    if len(options) <= SIDE_BY_SIDE:
        segments(label, options, chosen, choose, key=key, words=words, explanation=explanation, width="stretch")
    else:
        st.selectbox(label, options, format_func=words, help=explanation, **bound(key, chosen, choose, start=options))


def step_slider(
    label: str,
    steps: Sequence[Any],
    chosen: Any,
    choose: Callable[[Any], object],
    *,
    key: str,
    words: Callable[[Any], str] = str,
    explanation: str | None = None,
) -> None:
    """A slider with given steps. If the current value, from a link or a preset, is not among them, it is added."""
    options = steps if chosen in steps else sorted({*steps, chosen})
    st.select_slider(label, options, format_func=words, help=explanation, **bound(key, chosen, choose))


def digit_choice(text: Text, page: str, key: str, digit: int | None, choose: Callable[[int | None], object]) -> None:
    """A choice of one of the ten digits, or any.

    Args:
        page: Section of the catalogue with the texts `digit` and `any`.
        digit: The current choice, 0 to 9; `None` for any.
    """
    segments(
        text(f"{page}.digit"),
        [ANY, *map(str, range(CLASSES))],
        ANY if digit is None else str(digit),
        lambda option: choose(None if option == ANY else int(option)),
        key=key,
        words=lambda option: text(f"{page}.any") if option == ANY else option,
    )
