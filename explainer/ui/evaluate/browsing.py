"""All mistakes, the surest first, and all images."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from explainer.evaluation.scores import Evaluation, Indices
from explainer.evaluation.view import KINDS, EvaluationView
from explainer.mnist import CLASSES
from explainer.ui.evaluate.cards import cards
from explainer.ui.evaluate.subject import TEXT, evaluated, look, view_of
from explainer.ui.frame import Frame
from explainer.ui.parts import alone
from explainer.ui.widgets import digit_choice, segments

A_PAGE = 12


@alone
def mistakes(frame: Frame) -> None:
    """Every image that the model in use gets wrong."""
    evaluation = evaluated(frame, frame.model)
    if evaluation is None:
        return
    text, found = frame.text, evaluation.mistakes()
    st.header(text(f"{TEXT}.mistakes"), anchor=False)
    st.caption(text(f"{TEXT}.mistakes_{'lead' if len(found) else 'none'}", count=len(found)))
    if len(found):
        cards(frame, "mistake", found, (evaluation,), A_PAGE)


@alone
def browse(frame: Frame) -> None:
    """All test images, or those of a label, or those that it gets right or wrong."""
    evaluation = evaluated(frame, frame.model)
    if evaluation is None:
        return
    st.header(frame.text(f"{TEXT}.browse"), anchor=False)
    _choices(frame)
    found = browsed(view_of(frame), evaluation)
    if len(found):
        cards(frame, "page", found, (evaluation,), A_PAGE)
    else:
        st.caption(frame.text(f"{TEXT}.browse_none"))


def browsed(view: EvaluationView, evaluation: Evaluation) -> Indices:
    """The images that are browsed, in order."""
    chosen = np.ones(evaluation.total, dtype=bool)
    if KINDS[view.kind] != "all":
        chosen &= evaluation.is_right == (KINDS[view.kind] == "right")
    if view.digit != CLASSES:
        chosen &= evaluation.labels == view.digit
    return np.flatnonzero(chosen)


def _choices(frame: Frame) -> None:
    text, view = frame.text, view_of(frame)

    def choose_digit(digit: int | None) -> None:
        look(replace(view, digit=CLASSES if digit is None else digit, page=0))

    with st.container(key="evaluate-browse-choices", horizontal=True, vertical_alignment="bottom"):
        segments(
            text(f"{TEXT}.kind"),
            KINDS,
            KINDS[view.kind],
            lambda kind: look(replace(view, kind=KINDS.index(kind), page=0)),
            key="evaluate_kind",
            words=lambda kind: text(f"{TEXT}.kind_{kind}"),
        )
        digit = None if view.digit == CLASSES else view.digit
        digit_choice(text, TEXT, "evaluate_digit", digit, choose_digit)
