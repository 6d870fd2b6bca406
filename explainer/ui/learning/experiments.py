"""Experiments on vanishing or exploding gradients: weights that are all 0, and short training runs."""

import numpy as np
import streamlit as st

from explainer.network import ARTICLE
from explainer.training.recipes.changes import Changes, with_changes
from explainer.training.recipes.recipe import QUICK_LOOK
from explainer.ui import session
from explainer.ui.learning.step_in_use import TEXT, StepInUse
from explainer.ui.pages import go_to
from explainer.ui.query import experiment
from explainer.ui.terms import paragraph
from explainer.ui.train.findings import change_words

EXPERIMENTS: tuple[Changes, ...] = ({"activation": "sigmoid"}, {"learning_rate": 1.0})
"""The changes to a short training run of the article's network, per experiment."""


def draw(step: StepInUse) -> None:
    """Draws the experiments in an expander."""
    text = step.text
    with st.expander(text(f"{TEXT}.experiments")):
        paragraph(step.frame, f"{TEXT}.experiments_lead")
        with st.container(horizontal=True, gap="small"):
            st.button(
                text(f"{TEXT}.all_zero"),
                key="learning_try_zero",
                icon=":material/exposure_zero:",
                disabled=step.is_zeroed,
                on_click=_begin_with,
                args=("zero",),
            )
            for number, changes in enumerate(EXPERIMENTS):
                # Not the network in use: it may lack such a layer, or have the change already.
                changed = with_changes(ARTICLE, QUICK_LOOK, changes)
                if st.button(change_words(changes, text), key=f"learning_try_{number}", icon=":material/science:"):
                    go_to("train", session.change(**experiment(*changed)))


def say_zeroed(step: StepInUse) -> None:
    """If all weights are 0, says how many gradients are 0, with a button that restores the weights."""
    if not step.is_zeroed:
        return
    gradients = [array for layer in step.step.weight_gradients.values() for array in layer.values()]
    still = sum(int(np.count_nonzero(array == 0)) for array in gradients)
    counts = {"still": still, "all": sum(array.size for array in gradients)}
    with st.container(key="learning-zeroed", horizontal=True, vertical_alignment="center"):
        st.info(step.text(f"{TEXT}.zeroed", **counts), icon=":material/exposure_zero:")
        st.button(step.text(f"{TEXT}.played_back"), key="learning_zeroed_back", on_click=_begin_with, args=(None,))


def _begin_with(start: str | None) -> None:
    session.change(start=start, played=None)
