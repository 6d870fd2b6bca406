"""The progress of the visitor's active training run, as a link in a line of the sidebar and the phone's bar."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.training.store.states import ACTIVE
from explainer.training.store.status import RunStatus
from explainer.ui import session
from explainer.ui.addresses import visitor_asks
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link, rerun_page
from explainer.ui.runs import status_of
from explainer.ui.status_words import now_words

LOOK_SECONDS = 3.0
_ENDED = "training_ended"
"""State key of the run whose end is to be shown."""


def follow(frame: Frame, run_id: str | None) -> None:
    """Draws the line here and in the phone's bar, in a fragment that reruns every few seconds.

    When the run has ended, reruns the page once and shows the end until the page's next run.

    Args:
        run_id: The visitor's active run; `None` if there is none.
    """
    ended: str | None = session.remembered(_ENDED, None)
    session.remember(_ENDED, None)
    if run_id is None and ended is None:
        return
    places = [st.container(key="training-now"), *([] if frame.bar is None else [frame.bar])]
    if run_id is not None:
        st.fragment(_follow, run_every=LOOK_SECONDS)(frame, run_id, places)
    elif ended is not None:
        _line(frame, ended, status_of(ended), places)


def _follow(frame: Frame, run_id: str, places: Sequence[DeltaGenerator]) -> None:
    with visitor_asks():
        status = status_of(run_id)
        if status is None or status.state not in ACTIVE:
            # Only a rerun of the page without the fragment stops the timer.
            session.remember(_ENDED, run_id)
            rerun_page()
        _line(frame, run_id, status, places)


def _line(frame: Frame, run_id: str, status: RunStatus | None, places: Sequence[DeltaGenerator]) -> None:
    if status is None:
        return
    words = now_words(frame.text, status)
    for place in places:
        page_link(frame, "train", words, {"run": run_id}, place=place)
