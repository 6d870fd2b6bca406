"""Parts of a page that rerun on their own, and error handling for pages and parts."""

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from explainer.errors import ExplainerError
from explainer.text import Text
from explainer.ui import notices
from explainer.ui.addresses import visitor_asks
from explainer.ui.frame import Frame
from explainer.ui.pages import follow_queued_link, rerun_page

logger = logging.getLogger(__name__)


def page_fragment(part: Callable[[Frame], None]) -> Callable[[Frame], None]:
    """Decorator that makes a part of a page a fragment: its widgets rerun only the part.

    Exceptions raised inside become messages in the part.
    """

    @functools.wraps(part)
    def draw(frame: Frame) -> None:
        follow_queued_link()
        frame.update_choices()
        # Errors shown by the rest of the page remain there. Those shown in this part disappear when it reruns.
        with explained(frame.text, set(frame.shown_errors)), visitor_asks():
            part(frame)

    return st.fragment(draw)


def explain(error: ExplainerError, text: Text) -> None:
    """Shows an error's message, which disappears with the next run; see `notices` for messages that stay."""
    logger.warning("%s: %s", error.code, error)
    identifier = f"error.{error.code}" if f"error.{error.code}" in text else "error.unexpected"
    st.error(text(identifier, **error.details), icon=":material/error:")


@contextmanager
def explained(text: Text, shown: set[str]) -> Iterator[None]:
    """Shows exceptions raised inside as messages in the visitor's language.

    Args:
        shown: Codes of the errors that the page has already shown; each is shown once. The set is updated.
    """
    try:
        yield
    except ExplainerError as error:
        if error.code not in shown:
            explain(error, text)
        shown.add(error.code)
    except Exception:
        logger.exception("A page failed")
        if "unexpected" not in shown:
            st.error(text("error.unexpected"), icon=":material/error:")
        shown.add("unexpected")


@contextmanager
def explained_on_top(page: str) -> Iterator[None]:
    """Shows exceptions raised inside at the top of the page; for parts on a timer, whose own messages would vanish."""
    try:
        with visitor_asks():
            yield
    except ExplainerError as error:
        is_new = notices.add_error(page, error)
    except Exception:
        logger.exception("A part of a page failed")
        is_new = notices.add(page, "error", notices.sentence("error.unexpected"))
    else:
        return
    if is_new:
        rerun_page()
