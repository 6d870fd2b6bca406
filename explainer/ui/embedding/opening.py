"""The image whose point is open: what the network says of it, and where to go from there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from explainer.evaluation.scores import Evaluation
from explainer.evaluation.view import EvaluationView
from explainer.mnist import TEST_IMAGES
from explainer.ui import session
from explainer.ui.embedding.subject import TEXT, view_of
from explainer.ui.evaluate.cards import cards
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link
from explainer.ui.references import ImageReference
from explainer.ui.widgets import bound


def index_in_use(frame: Frame) -> int | None:
    """Index of the image in use among the test images; `None` if it is none of them."""
    reference = frame.image.reference
    return int(reference.key) if reference.source == "test" else None


def open_card(frame: Frame, evaluation: Evaluation) -> None:
    """Draws it; before a point was chosen, it is the image in use.

    Args:
        frame: The page's frame.
        evaluation: What the model says of the test images.
    """
    text, view, in_use = frame.text, view_of(frame), index_in_use(frame)
    index = in_use if view.opened is None else view.opened
    st.header(text(f"{TEXT}.opened"), anchor=False)

    def choose(chosen: int | None) -> None:
        session.change(view=replace(view, opened=chosen))

    # For whom the points are too small, or no mouse is at hand.
    widget = bound("embedding_index", index, choose, may_be_empty=True)
    st.number_input(text(f"{TEXT}.index"), 0, TEST_IMAGES - 1, step=1, width=190, **widget)
    if index is None:
        st.caption(text(f"{TEXT}.none_opened"))
        return
    cards(frame, "page", np.array([index]), (evaluation,), 1)
    if index != in_use:
        st.button(
            text(f"{TEXT}.use"),
            key="embedding_use",
            icon=":material/center_focus_strong:",
            on_click=_use,
            args=(index,),
        )
    cell = EvaluationView(label=int(evaluation.labels[index]), answer=int(evaluation.predictions.answers[index]))
    words = text(f"{TEXT}.to_cell", label=cell.label, answer=cell.answer)
    page_link(frame, "evaluate", words, {"evaluation": str(cell)})


def _use(index: int) -> None:
    session.change(image=ImageReference("test", index))
