"""Parts of a page: computed anew by themselves, and a word for whatever goes wrong in one."""

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from explainer.errors import ExplainerError
from explainer.text import Text
from explainer.ui import news
from explainer.ui.addresses import visitor_asks
from explainer.ui.frame import Frame
from explainer.ui.pages import draw_anew, go_on

logger = logging.getLogger(__name__)


def alone(part: Callable[[Frame], None]) -> Callable[[Frame], None]:
    """Makes a part of a page that is computed again without the rest when something in it is used.

    Whatever is raised inside becomes a message there.

    Returns:
        The same, as a fragment.
    """

    @functools.wraps(part)
    def draw(frame: Frame) -> None:
        go_on()
        frame.catch_up()
        # What the rest of the page has said stays there; what was said in here goes with each new run.
        with explained(frame.text, set(frame.said)), visitor_asks():
            part(frame)

    return st.fragment(draw)


def explain(error: ExplainerError, text: Text) -> None:
    """Says what is wrong and what to do, for as long as it is wrong. What happened once is left to `news`."""
    logger.warning("%s: %s", error.code, error)
    identifier = f"error.{error.code}" if f"error.{error.code}" in text else "error.unexpected"
    st.error(text(identifier, **error.details), icon=":material/error:")


@contextmanager
def explained(text: Text, told: set[str]) -> Iterator[None]:
    """Turns whatever is raised inside into a message in the visitor's language.

    Args:
        told: Codes of the errors that the page has spoken of already; each is told once.
    """
    try:
        yield
    except ExplainerError as error:
        if error.code not in told:
            explain(error, text)
        told.add(error.code)
    except Exception:
        logger.exception("A page failed")
        if "unexpected" not in told:
            st.error(text("error.unexpected"), icon=":material/error:")
        told.add("unexpected")


@contextmanager
def explained_on_top(page: str) -> Iterator[None]:
    """Does the same for a part that is drawn anew by itself: there, a message would be gone with the next time."""
    try:
        with visitor_asks():
            yield
    except ExplainerError as error:
        is_new = news.leave_error(page, error)
    except Exception:
        logger.exception("A part of a page failed")
        is_new = news.leave(page, "error", news.sentence("error.unexpected"))
    else:
        return
    if is_new:
        draw_anew()
