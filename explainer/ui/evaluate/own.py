"""What the model in use says of the visitor's own digits."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explainer.evaluation.scores import Evaluation
from explainer.ui import caches, many_images
from explainer.ui.evaluate.browsing import A_PAGE
from explainer.ui.evaluate.cards import cards
from explainer.ui.evaluate.subject import TEXT
from explainer.ui.frame import Frame, alone
from explainer.ui.numbers import percent
from explainer.ui.pages import page_link


@alone
def own(frame: Frame) -> None:
    """All digits that the visitor has kept on the Draw page, the mistakes first."""
    text, model = frame.text, frame.model
    images, labels = caches.own_sets().images_and_labels(frame.visitor)
    st.header(text(f"{TEXT}.own"), anchor=False)
    if not labels.size:
        st.caption(text(f"{TEXT}.own_none"))
        page_link(frame, "draw")
        return
    evaluation = Evaluation(many_images.predictions_of(model.config, model.weights, images), labels)
    counted = {"right": evaluation.right, "total": evaluation.total, "accuracy": percent(evaluation.accuracy)}
    st.caption(text(f"{TEXT}.own_lead", **counted))
    found = np.concatenate([evaluation.mistakes(), np.flatnonzero(evaluation.is_right)])
    cards(frame, "own", found, (evaluation,), A_PAGE, images)
