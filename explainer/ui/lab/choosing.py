"""The lab's heading, and which experiment is open."""

from __future__ import annotations

import streamlit as st

from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.query import LABS
from explainer.ui.terms import paragraph
from explainer.ui.widgets import segments

TEXT = "page.lab"


def chosen(frame: Frame) -> str:
    """The experiment that is open, one of `LABS`."""
    return frame.session.lab or LABS[0]


def heading(frame: Frame) -> None:
    """What can be tried."""
    st.title(frame.text(f"{TEXT}.{chosen(frame)}.title"), anchor=False)
    paragraph(frame, f"{TEXT}.{chosen(frame)}.lead")


def choice(frame: Frame) -> None:
    """The experiments side by side."""
    text = frame.text
    segments(
        text(f"{TEXT}.choice"),
        LABS,
        chosen(frame),
        lambda name: session.change(lab=name),
        key="lab_choice",
        words=lambda name: text(f"{TEXT}.{name}.name"),
        label_visibility="collapsed",
    )
