"""How many images each class has, and what they look like on average."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from explainer import mnist
from explainer.figures.bars import bars
from explainer.figures.look import PLOT
from explainer.mnist import CLASSES
from explainer.survey import Browse, counts, part_of
from explainer.ui import caches, session
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.data.browsing import chosen
from explainer.ui.frame import Frame
from explainer.ui.pictures import mosaic
from explainer.ui.terms import paragraph

TEXT = "page.data"


def classes(frame: Frame) -> None:
    """The counts as bars, and the average image of each class."""
    browse, text = chosen(frame), frame.text
    found = counts(part_of(mnist.load(), browse.part)[1])
    most, least = int(np.argmax(found)), int(np.argmin(found))
    left, right = st.columns(2, gap="large")
    with left:
        st.header(text(f"{TEXT}.counts_{browse.part}", count=sum(found)), anchor=False)
        words = {"most": most, "most_count": found[most], "least": least, "least_count": found[least]}
        paragraph(frame, f"{TEXT}.counts_sentence", **words)
        figure = bars(found, chosen=browse.digit, theme=session.theme(), axis=text(f"{TEXT}.label"))
        st.plotly_chart(figure, key="data_counts", config=PLOT)
    with right:
        st.header(text(f"{TEXT}.averages"), anchor=False)
        paragraph(frame, f"{TEXT}.averages_sentence")
        _averages(frame, browse)


def _averages(frame: Frame, browse: Browse) -> None:
    def choose(answer: Mapping[str, object]) -> None:
        digit = index_in(answer, "image", CLASSES)
        if digit is not None:
            session.change(browse=Browse(browse.part, digit))

    scene = mosaic.averages(caches.averages(browse.part), browse.digit, frame.text)
    mount("mosaic", *scene, key="averages", on_choice=choose)
