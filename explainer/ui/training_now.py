"""The visitor's training that has not ended, in a line on every page: how far it is, and the way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from explainer.errors import ExplainerError
from explainer.training.store.status import RunStatus, read_status
from explainer.ui import caches
from explainer.ui.pages import page_link
from explainer.ui.standing import now_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.delta_generator import DeltaGenerator

    from explainer.ui.frame import Frame

LOOK_SECONDS = 3.0


def follow(frame: Frame, run_id: str, places: Sequence[DeltaGenerator]) -> None:
    """Draws the line, and draws it anew every few seconds, without the page around it.

    When the training has ended it says so, until the page is drawn the next time.

    Args:
        frame: The page's frame.
        run_id: A run of the visitor that has not ended.
        places: Where it is drawn; the sidebar, and what stands in for it on a phone.
    """
    st.fragment(_line, run_every=LOOK_SECONDS)(frame, run_id, places)


def _line(frame: Frame, run_id: str, places: Sequence[DeltaGenerator]) -> None:
    status = _status(run_id)
    if status is None:
        return
    words = now_words(frame.text, status)
    for place in places:
        page_link(frame, "train", words, {"run": run_id}, place=place)


def _status(run_id: str) -> RunStatus | None:
    """A look at the run; `None` if it was deleted meanwhile."""
    try:
        return read_status(caches.queue().store.run(run_id))
    except ExplainerError:
        return None
