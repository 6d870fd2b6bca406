"""The overview page: one image's way through all layers at a glance."""

from __future__ import annotations

import streamlit as st

from explainer.ui import session
from explainer.ui.components import overview as component
from explainer.ui.frame import Frame
from explainer.ui.query import render
from explainer.ui.scenes.overview import overview_scene


def network(frame: Frame) -> None:
    """The network; opening a map leads to its stage of the walkthrough."""
    model = frame.model
    meta, arrays = overview_scene(frame.trace, model.weights, frame.text, label=frame.image.label)
    choice = component.overview(meta, arrays, config=model.config)
    if choice is not None:
        chosen = session.change(channel=None, **vars(choice))
        st.switch_page("pages/walkthrough.py", query_params=render(chosen, tuple(vars(chosen))))
