"""What goes wrong with the digits that are kept is told at the top of the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from explainer.errors import ExplainerError
from explainer.ui import news, session
from explainer.ui.frame import Frame

NEWS = "own_news"
"""Where the session keeps that there is something to tell."""


@contextmanager
def told(frame: Frame) -> Iterator[None]:
    """Leaves what went wrong to the top of the page, which is then drawn anew."""
    try:
        yield
    except ExplainerError as error:
        news.leave_error(frame.page, error)
        session.remember(NEWS, True)
