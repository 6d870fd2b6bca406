"""What beginners ask of learning, answered where it is seen."""

from collections.abc import Mapping
from types import MappingProxyType

import streamlit as st

from explainer.ui.learning.step_in_use import TEXT, StepInUse
from explainer.ui.terms import paragraph

QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "whole": ("how", "backpropagation", "batches"),
        "why": ("gradient", "hardly"),
        "update": ("minus", "rate", "memories", "worse"),
        "gates": ("closed",),
    }
)
"""Names of the questions in the catalogue, by the view that shows what they ask after."""


def draw(step: StepInUse, view: str) -> None:
    """Draws the questions of a view with their answers, folded."""
    if view in QUESTIONS:
        with st.expander(step.text(f"{TEXT}.asked.title")):
            for name in QUESTIONS[view]:
                st.markdown(f"**{step.text(f'{TEXT}.asked.{name}')}**")
                paragraph(step.frame, f"{TEXT}.answered.{name}")
