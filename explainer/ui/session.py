"""Access to `st.session_state`, `st.query_params` and `st.context.cookies`, which no other module uses."""

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
"""Name of the cookie with the choices that the next visit starts with."""

KEPT = ("language", "model", "image")

MOST_LINKS = 8
"""How many earlier links are recognized in late messages: more than a visitor can make before the browser updates."""

_START = Session(image=START_IMAGE)
"""The choices of a first visit without parameters in the link."""


@dataclass(frozen=True)
class _Bound:
    """A widget that shows a value stored elsewhere: its current key, and the value."""

    name: str
    value: Any

    @property
    def number(self) -> int:
        """How often the value was changed elsewhere while the widget was shown."""
        return int(self.name.rpartition(_AFTER)[2]) if _AFTER in self.name else 0


def current() -> Session:
    """The visitor's choices: from the link, else from the session, else the defaults."""
    remembered = st.session_state.get(_KEY)
    if not isinstance(remembered, Session):
        remembered = _at_first()
    link = st.query_params.to_dict()
    if link != _links()[-1]:
        # The visitor followed a link, or used the browser's history.
        st.session_state[_LINKS] = [link]
    session, problems = parse(link, remembered)
    st.session_state[_KEY] = session
    st.session_state[_PROBLEMS] = problems
    return session


def _at_first() -> Session:
    """The choices of a new session: the language, model and image that this browser used last."""
    kept = dict(parse_qsl(st.context.cookies.get(LAST_CHOICES, "")))
    start = replace(_START, language=_browser_language())
    session, _ = parse({name: value for name, value in kept.items() if name in render(start, KEPT)}, start)
    return session


def as_drawn() -> Session:
    """The choices with which the page was drawn; for timers, whose messages may carry an older link."""
    remembered = st.session_state.get(_KEY)
    return remembered if isinstance(remembered, Session) else current()


def last_choices(session: Session) -> str:
    """The cookie with the choices that the next visit starts with; drawings are left out, because they are not kept."""
    names = KEPT[:-1] if session.image.source == "drawing" else KEPT
    return f"{LAST_CHOICES}={urlencode(render(session, names))}"


def language() -> str:
    """The page's language."""
    remembered = st.session_state.get(_KEY)
    return remembered.language if isinstance(remembered, Session) else _browser_language()


def problems() -> tuple[str, ...]:
    """The names of the link's invalid parameters."""
    found: tuple[str, ...] = st.session_state.get(_PROBLEMS, ())
    return found


def change(**choices: Any) -> Session:
    """Saves new choices in the session and in the link. Returns all choices.

    Args:
        **choices: Fields of `Session`.
    """
    keep_newest_link()
    session = replace(current(), **choices)
    st.session_state[_KEY] = session
    publish(session, tuple({*SHARED, *choices, *carried(st.query_params)}))
    return session


def forget(*names: str) -> Session:
    """Resets choices to their defaults, so that an invalid choice is reported once. Returns all choices.

    Args:
        *names: Fields of `Session`.
    """
    return change(**{name: getattr(_START, name) for name in names})


def publish(session: Session, names: tuple[str, ...]) -> None:
    """Writes choices, and nothing else, into the page's link."""
    link = render(session, names)
    if link != st.query_params.to_dict():
        st.session_state[_LINKS] = [*_links()[-MOST_LINKS:], link]
        st.query_params.from_dict(link)


def keep_newest_link() -> None:
    """Restores the newest link if a message carries an older one. Callbacks call this first.

    If a visitor makes two choices in quick succession, the browser sends the second one before it knows the link of the
    first. The second message then carries the old link, which would undo the first choice. (The browser's history also
    sends old links, but then no callback runs.)
    """
    *older, newest = _links()
    if st.query_params.to_dict() in older:
        st.query_params.from_dict(newest)


def _links() -> list[dict[str, str]]:
    """The links that the browser may still show, the newest last."""
    links: list[dict[str, str]] = st.session_state.setdefault(_LINKS, [st.query_params.to_dict()])
    return links


def page_address() -> str:
    """The page's address without its query string; empty if Streamlit does not know it."""
    return (st.context.url or "").partition("?")[0]


def shown_address() -> str:
    """The address of the current view, to share: without present mode."""
    parameters = {name: value for name, value in st.query_params.to_dict().items() if name != "present"}
    return f"{page_address()}?{urlencode(parameters, safe='-,@:')}"


def visitor() -> str:
    """The visitor's random id: from the cookie, or one for this tab if the browser refuses cookies."""
    known = known_visitor(st.context.cookies.get(COOKIE))
    if known is not None:
        return known
    if _VISITOR not in st.session_state:
        st.session_state[_VISITOR] = new_visitor()
    return str(st.session_state[_VISITOR])


def tab() -> str:
    """A random id of this browser tab, until it is closed or reloaded."""
    if _TAB not in st.session_state:
        st.session_state[_TAB] = new_visitor()
    return str(st.session_state[_TAB])


def _browser_language() -> str:
    return language_for(st.context.locale or DEFAULT_LANGUAGE)


def bind(key: str, value: Any) -> str:
    """Makes a widget show a value that is stored elsewhere. Returns the widget's key.

    If the value was changed elsewhere while the widget was shown, the key changes, too. With the same key, the browser
    would keep sending the old value until it has drawn the new one, and Streamlit would take that for a choice.
    """
    name = _bound(key).name
    if st.session_state.get(name, value) != value:
        name = f"{key}{_AFTER}{_bound(key).number + 1}"
    st.session_state[f"{_BOUND}{key}"] = _Bound(name, value)
    if st.session_state.get(name) != value:
        st.session_state[name] = value
    return name


def _bound(key: str) -> _Bound:
    """The widget that currently shows a value."""
    bound: _Bound = st.session_state.get(f"{_BOUND}{key}", _Bound(key, None))
    return bound


def value(key: str) -> Any:
    """The value of a widget, for its callback. If it was changed elsewhere since, the changed value.

    Args:
        key: The key that `bind` returned, or that of any other widget.
    """
    bound = _bound(key.partition(_AFTER)[0])
    return st.session_state[key] if bound.name == key else bound.value


def remember(key: str, value: Any) -> None:
    """Stores a value that belongs to no widget, for this tab."""
    st.session_state[key] = value


def remembered(key: str, default: Any) -> Any:
    """A value that `remember` stored, or the last value of a widget, even before it is drawn in this run."""
    return st.session_state.get(key, default)


def on_entry(widget: str, name: str, start: Value) -> Value:
    """The value of `start` when the visitor came to the page, or the value that `start_again` set since then.

    Args:
        widget: The key of a widget on the page: Streamlit deletes its state when the visitor leaves the page.
        name: Distinguishes several values for one widget.
    """
    place = f"{widget}_{name}"
    if widget not in st.session_state or place not in st.session_state:
        st.session_state[place] = start
    kept: Value = st.session_state[place]
    return kept


def start_again(widget: str, name: str, start: object) -> None:
    """Replaces the value that `on_entry` returns."""
    st.session_state[f"{widget}_{name}"] = start


def theme() -> Literal["light", "dark"]:
    """The browser's theme, for pictures that the server colours; `"light"` if it is unknown."""
    return "dark" if st.context.theme.type == "dark" else "light"
