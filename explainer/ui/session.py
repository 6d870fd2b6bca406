"""The one module that touches `st.session_state` and the query string."""

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from explainer.text import DEFAULT_LANGUAGE, language_for
from explainer.ui.query import SHARED, Session, carried, parse, render
from explainer.ui.references import START_IMAGE
from explainer.ui.visitors import COOKIE, known_visitor, new_visitor

Value = TypeVar("Value")

_KEY = "session"
_PROBLEMS = "session_problems"
_VISITOR = "visitor"
_TAB = "tab"
_LINKS = "links"
_BOUND = "bound_"
_AFTER = "_after"

LAST_CHOICES = "inside_a_cnn_choices"
"""Name of the cookie that holds the visitor's last language, model and image."""

KEPT = ("language", "model", "image")

MOST_LINKS = 8
"""Older links that a late message may carry: as many as a visitor can cause before the browser receives the first."""

_START = Session(image=START_IMAGE)
"""The choices of a visitor who comes without a link and without a cookie."""


@dataclass(frozen=True)
class _Bound:
    """The current key and value of a widget that shows a value held elsewhere."""

    name: str
    value: Any

    @property
    def number(self) -> int:
        """How often the value was changed elsewhere."""
        return int(self.name.rpartition(_AFTER)[2]) if _AFTER in self.name else 0


def current() -> Session:
    """The visitor's choices: from the link, else from earlier runs, else the defaults."""
    remembered = st.session_state.get(_KEY)
    if not isinstance(remembered, Session):
        remembered = _at_first()
    link = st.query_params.to_dict()
    if link != _links()[-1]:
        # The visitor followed a link or went back in the browser's history.
        st.session_state[_LINKS] = [link]
    session, problems = parse(link, remembered)
    st.session_state[_KEY] = session
    st.session_state[_PROBLEMS] = problems
    return session


def _at_first() -> Session:
    """The choices of a new session: the language, model and image last used in this browser, else the defaults."""
    kept = dict(parse_qsl(st.context.cookies.get(LAST_CHOICES, "")))
    start = replace(_START, language=_browser_language())
    session, _ = parse({name: value for name, value in kept.items() if name in render(start, KEPT)}, start)
    return session


def as_drawn() -> Session:
    """The choices that the page was last drawn with; for timers, whose messages may carry an older link."""
    remembered = st.session_state.get(_KEY)
    return remembered if isinstance(remembered, Session) else current()


def last_choices(session: Session) -> str:
    """The cookie, `name=value`, with language, model and image; without a drawing, which is not kept for long."""
    names = KEPT[:-1] if session.image.source == "drawing" else KEPT
    return f"{LAST_CHOICES}={urlencode(render(session, names))}"


def language() -> str:
    """The page's language."""
    remembered = st.session_state.get(_KEY)
    return remembered.language if isinstance(remembered, Session) else _browser_language()


def problems() -> tuple[str, ...]:
    """The names of the link's parameters whose values were invalid."""
    found: tuple[str, ...] = st.session_state.get(_PROBLEMS, ())
    return found


def change(**choices: Any) -> Session:
    """Remembers new choices and writes them into the link. Returns the new choices.

    Args:
        **choices: Fields of `Session`.
    """
    keep_newest_link()
    session = replace(current(), **choices)
    st.session_state[_KEY] = session
    publish(session, tuple({*SHARED, *choices, *carried(st.query_params)}))
    return session


def forget(*names: str) -> Session:
    """Resets choices that cannot be shown, so that the visitor is notified of them once.

    Args:
        *names: Fields of `Session`.

    Returns:
        The choices without them.
    """
    return change(**{name: getattr(_START, name) for name in names})


def publish(session: Session, names: tuple[str, ...]) -> None:
    """Makes the link carry some choices, and nothing else."""
    link = render(session, names)
    if link != st.query_params.to_dict():
        st.session_state[_LINKS] = [*_links()[-MOST_LINKS:], link]
        st.query_params.from_dict(link)


def keep_newest_link() -> None:
    """Restores the newest link if the browser's message carries an older one. Callbacks call it first.

    A visitor who makes two choices in a row sends the second before the browser has received the link of the first. The
    second message then carries the old link, which would undo the first choice. Going back in the browser's history
    also sends an old link, but no choice, so no callback runs.
    """
    *older, newest = _links()
    if st.query_params.to_dict() in older:
        st.query_params.from_dict(newest)


def _links() -> list[dict[str, str]]:
    """The links that the browser may still show, the newest last."""
    links: list[dict[str, str]] = st.session_state.setdefault(_LINKS, [st.query_params.to_dict()])
    return links


def page_address() -> str:
    """The page's address without its query string; empty if unknown."""
    return (st.context.url or "").partition("?")[0]


def shown_address() -> str:
    """The address of the current view, for sharing: without present mode."""
    parameters = {name: value for name, value in st.query_params.to_dict().items() if name != "present"}
    return f"{page_address()}?{urlencode(parameters, safe='-,@:')}"


def visitor() -> str:
    """The visitor's random id: from the cookie, or, if the browser refuses cookies, one for this tab only."""
    known = known_visitor(st.context.cookies.get(COOKIE))
    if known is not None:
        return known
    if _VISITOR not in st.session_state:
        st.session_state[_VISITOR] = new_visitor()
    return str(st.session_state[_VISITOR])


def tab() -> str:
    """A random id of this tab, until it is closed or reloaded. One visitor may have several tabs."""
    if _TAB not in st.session_state:
        st.session_state[_TAB] = new_visitor()
    return str(st.session_state[_TAB])


def _browser_language() -> str:
    return language_for(st.context.locale or DEFAULT_LANGUAGE)


def bind(key: str, value: Any) -> str:
    """Makes a widget show a value that is held elsewhere.

    If the value was changed elsewhere while the widget was shown, the widget gets a new key. Until the browser has
    drawn the new value, it still reports the old one, which Streamlit takes for the visitor's choice. `value` does not.

    Returns:
        The widget's key.
    """
    name = _bound(key).name
    if st.session_state.get(name, value) != value:
        name = f"{key}{_AFTER}{_bound(key).number + 1}"
    st.session_state[f"{_BOUND}{key}"] = _Bound(name, value)
    if st.session_state.get(name) != value:
        st.session_state[name] = value
    return name


def _bound(key: str) -> _Bound:
    """The current key of a bound widget, and the value it is to show."""
    bound: _Bound = st.session_state.get(f"{_BOUND}{key}", _Bound(key, None))
    return bound


def value(key: str) -> Any:
    """The value of a widget, for its callback; if it was changed elsewhere meanwhile, that newer value.

    Args:
        key: The key that `bind` returned, or that of a widget that is not bound.
    """
    bound = _bound(key.partition(_AFTER)[0])
    return st.session_state[key] if bound.name == key else bound.value


def remember(key: str, value: Any) -> None:
    """Stores a value that belongs to no widget, for this tab."""
    st.session_state[key] = value


def remembered(key: str, default: Any) -> Any:
    """The last value of a widget (even before it is drawn in this run), or a value stored by `remember`."""
    return st.session_state.get(key, default)


def on_entry(widget: str, name: str, start: Value) -> Value:
    """A value as it was when the visitor entered the page, or as `start_again` set it since.

    Args:
        widget: Key of a widget on the page; Streamlit drops its state when the visitor leaves the page.
        name: Name of the value.
        start: The value now, which is stored on entry.
    """
    place = f"{widget}_{name}"
    if widget not in st.session_state or place not in st.session_state:
        st.session_state[place] = start
    kept: Value = st.session_state[place]
    return kept


def start_again(widget: str, name: str, start: object) -> None:
    """Replaces a value that `on_entry` stored.

    Args:
        widget: As in `on_entry`.
        name: As in `on_entry`.
        start: The new value.
    """
    st.session_state[f"{widget}_{name}"] = start


def theme() -> Literal["light", "dark"]:
    """The browser's theme, for pictures that the server colours; light if unknown."""
    return "dark" if st.context.theme.type == "dark" else "light"
