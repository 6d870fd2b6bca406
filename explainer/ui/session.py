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
"""Name of the cookie that holds what a visitor comes back to."""

KEPT = ("language", "model", "image")

MOST_LINKS = 8
"""Links that a late message may carry: as many as a visitor can change before the browser hears of the first."""

_START = Session(image=START_IMAGE)
"""What a visitor starts with whom neither a link nor this browser tells anything."""


@dataclass(frozen=True)
class _Bound:
    """A widget that shows a value held elsewhere: its key by now, and the value."""

    name: str
    value: Any

    @property
    def number(self) -> int:
        """How often the value was changed elsewhere."""
        return int(self.name.rpartition(_AFTER)[2]) if _AFTER in self.name else 0


def current() -> Session:
    """The visitor's choices: what the link says, else what was chosen before, else the defaults."""
    remembered = st.session_state.get(_KEY)
    if not isinstance(remembered, Session):
        remembered = _at_first()
    link = st.query_params.to_dict()
    if link != _links()[-1]:
        # Somebody followed a link, or went back.
        st.session_state[_LINKS] = [link]
    session, problems = parse(link, remembered)
    st.session_state[_KEY] = session
    st.session_state[_PROBLEMS] = problems
    return session


def _at_first() -> Session:
    """What a visitor comes with: the language, the model and the image that were in use last in this browser."""
    kept = dict(parse_qsl(st.context.cookies.get(LAST_CHOICES, "")))
    start = replace(_START, language=_browser_language())
    session, _ = parse({name: value for name, value in kept.items() if name in render(start, KEPT)}, start)
    return session


def as_drawn() -> Session:
    """The choices as the page was drawn with them, for a timer: its message may carry an older link."""
    remembered = st.session_state.get(_KEY)
    return remembered if isinstance(remembered, Session) else current()


def last_choices(session: Session) -> str:
    """The cookie that brings a visitor back to what was in use, but a drawing, which is not kept for long."""
    names = KEPT[:-1] if session.image.source == "drawing" else KEPT
    return f"{LAST_CHOICES}={urlencode(render(session, names))}"


def language() -> str:
    """The page's language."""
    remembered = st.session_state.get(_KEY)
    return remembered.language if isinstance(remembered, Session) else _browser_language()


def problems() -> tuple[str, ...]:
    """The link's parameters that made no sense."""
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
    """Takes choices back that turned out to lead nowhere, so that they are complained about once.

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
    """Puts the newest link back in place of one that a message carries from before; for a callback, before all else.

    A visitor who makes two choices in a row sends the second before the browser has heard of the first one's link. The
    second message then carries the old link, which would undo the first choice. Whoever goes back in the browser's
    history sends an old link, too, but no choice: no callback runs.
    """
    *older, newest = _links()
    if st.query_params.to_dict() in older:
        st.query_params.from_dict(newest)


def _links() -> list[dict[str, str]]:
    """The links that the browser may still be at, the newest last."""
    links: list[dict[str, str]] = st.session_state.setdefault(_LINKS, [st.query_params.to_dict()])
    return links


def page_address() -> str:
    """The page's own address without its query string; empty where nobody knows it."""
    return (st.context.url or "").partition("?")[0]


def shown_address() -> str:
    """The address of what is shown, for others: it opens the same view, but does not present it."""
    parameters = {name: value for name, value in st.query_params.to_dict().items() if name != "present"}
    return f"{page_address()}?{urlencode(parameters, safe='-,@:')}"


def visitor() -> str:
    """The visitor's random id: from the cookie, or for this tab only where cookies are refused."""
    known = known_visitor(st.context.cookies.get(COOKIE))
    if known is not None:
        return known
    if _VISITOR not in st.session_state:
        st.session_state[_VISITOR] = new_visitor()
    return str(st.session_state[_VISITOR])


def tab() -> str:
    """A random id of this tab, until it is closed or loaded anew: a visitor may look at other things in another."""
    if _TAB not in st.session_state:
        st.session_state[_TAB] = new_visitor()
    return str(st.session_state[_TAB])


def _browser_language() -> str:
    return language_for(st.context.locale or DEFAULT_LANGUAGE)


def bind(key: str, value: Any) -> str:
    """Makes a widget show a value that is held elsewhere.

    If the value was changed elsewhere while the widget was there, it becomes another widget: a browser goes on to tell
    what the one before showed until it has drawn the new value, and Streamlit takes that for the visitor's choice.
    `value` does not.

    Returns:
        The key.
    """
    name = _bound(key).name
    if st.session_state.get(name, value) != value:
        name = f"{key}{_AFTER}{_bound(key).number + 1}"
    st.session_state[f"{_BOUND}{key}"] = _Bound(name, value)
    if st.session_state.get(name) != value:
        st.session_state[name] = value
    return name


def _bound(key: str) -> _Bound:
    """Which widget shows a value now, and what it is to show."""
    bound: _Bound = st.session_state.get(f"{_BOUND}{key}", _Bound(key, None))
    return bound


def value(key: str) -> Any:
    """What a widget shows, for its callback; of one whose value was changed elsewhere since, what that is.

    Args:
        key: As `bind` returned it, or a widget's own.
    """
    bound = _bound(key.partition(_AFTER)[0])
    return st.session_state[key] if bound.name == key else bound.value


def remember(key: str, value: Any) -> None:
    """Keeps a value for this tab that belongs to no widget."""
    st.session_state[key] = value


def remembered(key: str, default: Any) -> Any:
    """What a widget showed last, also before it is drawn in this run, or what was kept for this tab."""
    return st.session_state.get(key, default)


def on_entry(widget: str, name: str, start: Value) -> Value:
    """What held when the visitor came to the page of a widget, unless it was started again since.

    Args:
        widget: The widget's key; Streamlit forgets its state when the visitor leaves the page.
    """
    place = f"{widget}_{name}"
    if widget not in st.session_state or place not in st.session_state:
        st.session_state[place] = start
    kept: Value = st.session_state[place]
    return kept


def start_again(widget: str, name: str, start: object) -> None:
    """Makes a widget start again.

    Args:
        name: What it is that it starts with.
    """
    st.session_state[f"{widget}_{name}"] = start


def theme() -> Literal["light", "dark"]:
    """The browser's theme, for pictures that are coloured on the server; light where nobody knows it."""
    return "dark" if st.context.theme.type == "dark" else "light"
