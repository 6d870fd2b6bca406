"""What the model in use says of the visitor's own digits."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import streamlit as st

from explainer.errors import ExplainerError
from explainer.evaluation.scores import Evaluation
from explainer.mnist import Images
from explainer.own_digits import OwnDigits
from explainer.training.recipes.recipe import AddedDigits
from explainer.training.store.saved_digits import run_digits
from explainer.ui import caches, many_images
from explainer.ui.evaluate.browsing import A_PAGE
from explainer.ui.evaluate.cards import cards
from explainer.ui.evaluate.subject import TEXT
from explainer.ui.frame import Frame
from explainer.ui.models import configuration_of
from explainer.ui.numbers import percent
from explainer.ui.pages import page_link
from explainer.ui.parts import alone


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
    _say_learned(frame, images, evaluation)
    counted = {"right": evaluation.right, "total": evaluation.total, "accuracy": percent(evaluation.accuracy)}
    st.caption(text(f"{TEXT}.own_lead", **counted))
    found = np.concatenate([evaluation.mistakes(), np.flatnonzero(evaluation.is_right)])
    cards(frame, "own", found, (evaluation,), A_PAGE, images)


def _say_learned(frame: Frame, images: Images, evaluation: Evaluation) -> None:
    """Says how many of these very images the model has learned from: whoever was shown the answers is not tested."""
    text, model = frame.text, frame.model
    added = None if model.is_bundled or model.epoch == 0 else configuration_of(model).recipe.own_digits
    if added is None:
        return
    digits = _learned_digits(frame, added)
    seen = np.zeros(len(images), dtype=bool) if digits is None else digits.contains(images)
    others = evaluation.is_right[~seen]
    if digits is None or not seen.any():
        st.caption(text(f"{TEXT}.own_learned_{'unknown' if digits is None else 'none'}"))
    elif seen.all():
        st.warning(text(f"{TEXT}.own_learned_all"), icon=":material/school:")
    else:
        counted = {"total": len(seen), "seen": int(seen.sum()), "others": len(others), "right": int(others.sum())}
        said = text(f"{TEXT}.own_learned_some", **counted, accuracy=percent(float(others.mean())))
        st.warning(said, icon=":material/school:")


def _learned_digits(frame: Frame, added: AddedDigits) -> OwnDigits | None:
    """The digits that the model learned from, unless neither its folder nor the visitor has them any more."""
    with suppress(ExplainerError):
        return run_digits(caches.queue().store.run(frame.model.reference.run), added)
    return caches.own_sets().find(frame.visitor, added)
