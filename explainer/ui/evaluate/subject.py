"""What is evaluated: the model in use on all test images."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explainer import mnist
from explainer.evaluation.scores import Evaluation
from explainer.evaluation.view import EvaluationView
from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.models import ModelInUse
from explainer.ui.numbers import percent
from explainer.ui.pages import page_link
from explainer.ui.piecewise import predicted
from explainer.ui.terms import paragraph

TEXT = "page.evaluate"


def heading(frame: Frame) -> Evaluation | None:
    """Says how good the model in use is, once that is known; `None` before."""
    st.title(frame.text(f"{TEXT}.title"), anchor=False)
    evaluation = evaluated(frame, frame.model)
    if evaluation is None:
        return None
    values = {"total": evaluation.total, "right": evaluation.right, "wrong": evaluation.wrong}
    paragraph(frame, f"{TEXT}.lead", **values, accuracy=percent(evaluation.accuracy, 2), loss=f"{evaluation.loss:.4f}")
    page_link(frame, "embedding", frame.text(f"{TEXT}.to_map"))
    if frame.model.epoch == 0:
        st.info(frame.text(f"{TEXT}.untrained"), icon=":material/info:")
    return evaluation


def evaluated(frame: Frame, model: ModelInUse) -> Evaluation | None:
    """What a model says of all test images; `None` while it is being computed, which is shown.

    It is put together anew for each part of the page: kept by each visitor, it would be a megabyte for each.

    Args:
        frame: The page's frame.
    """
    found = predicted(frame, (model,))
    return None if found is None else Evaluation(found[0], mnist.load().y_test)


def view_of(frame: Frame) -> EvaluationView:
    """What is looked at."""
    return frame.session.evaluation or EvaluationView()


def look(view: EvaluationView, **others: Any) -> None:
    """Looks at something else, for a callback.

    Args:
        **others: Other fields of `Session`.
    """
    session.change(evaluation=view, **others)
