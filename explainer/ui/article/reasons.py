"""Reasons for the article's settings, from the results of training runs with other values."""

import streamlit as st

from explainer.experiments.guided import BASE, REFERENCE, SEEDS
from explainer.experiments.shipped import Measured, shipped_results
from explainer.text import Text, joined
from explainer.ui.compare.results import compared, reference_of, value_words
from explainer.ui.frame import Frame
from explainer.ui.numbers import percent
from explainer.ui.pages import page_link
from explainer.ui.terms import paragraph

TEXT = "page.article"
SETTINGS = ("filters", "kernel_size", "units", "scaling")


def reasons(frame: Frame) -> None:
    """Explains each setting in `SETTINGS` with the results that ship with the project."""
    text, recipe = frame.text, BASE.recipe
    with st.expander(text(f"{TEXT}.reasons"), icon=":material/help:"):
        paragraph(frame, f"{TEXT}.reasons_lead", seeds=len(SEEDS), images=recipe.training_images, epochs=recipe.epochs)
        for name in SETTINGS:
            st.markdown(answer(text, name))
        page_link(frame, "compare", text(f"{TEXT}.reasons_more"))


def answer(text: Text, name: str) -> str:
    """Explains why the article uses its value of a setting, as Markdown.

    Args:
        name: One of `SETTINGS`.
    """
    reference = reference_of(name)
    value = value_words(text, name, reference.value)
    low, high = percent(min(reference.accuracies)), percent(max(reference.accuracies))
    base = text("results.base", value=value, accuracy=percent(reference.accuracy), low=low, high=high)
    said = joined([base, *(compared(text, name, one) for one in beside(name))])
    return f"**{text(f'{TEXT}.reason_{name}', value=value)}**  \n{said}"


def beside(name: str) -> list[Measured]:
    """The variants that the reference is compared with: the smallest value and the next larger one, if they exist."""
    measured = list(shipped_results().experiments[name])
    place = [one.value for one in measured].index(REFERENCE[name])
    chosen = {0, min(place + 1, len(measured) - 1)} - {place}
    return [measured[index] for index in sorted(chosen)]
