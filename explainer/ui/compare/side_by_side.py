"""The same image through every network, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explainer.ui.compare.choosing import TEXT
from explainer.ui.compare.subjects import Subject
from explainer.ui.components.mounting import mount
from explainer.ui.frame import Frame
from explainer.ui.pictures.compare import Row, scene


def side_by_side(frame: Frame, subjects: Sequence[Subject]) -> None:
    """Draws the image in use in every network.

    Args:
        frame: The page's frame.
        subjects: What is compared; with fewer than two, there is nothing to draw.
    """
    if len(subjects) < 2:
        return
    image = frame.image
    rows = [
        Row(subject.letter, subject.model.config, subject.model.weights, subject.model.trace(image.pixels))
        for subject in subjects
    ]
    st.header(frame.text(f"{TEXT}.side_by_side"), anchor=False)
    st.caption(frame.text(f"{TEXT}.side_by_side_note"))
    mount("compare", *scene(frame.text, rows, image.pixels, image.label), key="compare_maps")
