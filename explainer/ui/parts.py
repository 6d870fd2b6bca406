"""Parts of a page that rerun on their own (fragments), and the handling of errors in them."""

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
    """Makes a function a Streamlit fragment: using a widget in it reruns only this part of the page.

    An exception inside is shown as a message in the part.
    """

    @functools.wraps(part)
    def draw(frame: Frame) -> None:
        go_on()
        frame.catch_up()
        # Errors shown by the rest of the page stay shown; those shown in this part disappear with its next run.
        with explained(frame.text, set(frame.said)), visitor_asks():
            part(frame)

    return st.fragment(draw)


def explain(error: ExplainerError, text: Text) -> None:
    """Shows an error, and what to do, in this run only. Errors that occur once are kept by `news` instead."""
    logger.warning("%s: %s", error.code, error)
    identifier = f"error.{error.code}" if f"error.{error.code}" in text else "error.unexpected"
    st.error(text(identifier, **error.details), icon=":material/error:")


@contextmanager
def explained(text: Text, told: set[str]) -> Iterator[None]:
    """Shows an exception raised inside as a message in the visitor's language.

    Args:
        told: Codes of the errors that the page has already shown. Each is shown once, and added.
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
    """As `explained`, for parts that a timer reruns: keeps the message at the top of the page, where it stays."""
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
