"""The parts of the Learning Step page: the title, the batch, and the chosen view."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from explainer.learning.view import FIRST
from explainer.ui import questions, session
from explainer.ui.frame import Frame
from explainer.ui.learning import asking, experiments, gates, play, update, whole, why
from explainer.ui.learning.step_in_use import TEXT, StepInUse, choose_batch, step_in_use
from explainer.ui.parts import page_fragment
from explainer.ui.terms import paragraph
from explainer.ui.widgets import digit_choice, segments

VIEWS: Mapping[str, Callable[[StepInUse], None]] = MappingProxyType(
    {
        "whole": whole.draw,
        "why": why.draw,
        "update": update.draw,
        "gates": gates.draw,
        "play": play.draw,
    }
)
"""The function that draws each view, in order. Links may contain names of other views."""

QUESTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "whole": ("how", "backpropagation", "batches"),
        "why": ("gradient", "hardly"),
        "update": ("minus", "rate", "memories", "worse"),
        "gates": ("closed",),
    }
)
"""Beginners' questions per view, by their names in the catalogue."""

RECIPES = "recipe"
SIZES: Mapping[str, int | None] = MappingProxyType({"1": 1, "8": 8, RECIPES: None})
"""Batch sizes by name: a widget treats `None` as no choice."""


def heading(frame: Frame) -> None:
    """Draws the title and the purpose of the page."""
    st.title(frame.text(f"{TEXT}.title"), anchor=False)
    paragraph(frame, f"{TEXT}.lead")


@page_fragment
def step(frame: Frame) -> None:
    """Draws the choice of the view and of the batch, and the view."""
    chosen = frame.session.learning
    view = chosen if chosen is not None and chosen in VIEWS else next(iter(VIEWS))
    step = step_in_use(frame)
    with st.container(key="learning-choices", horizontal=True, vertical_alignment="bottom"):
        segments(
            frame.text(f"{TEXT}.view"),
            list(VIEWS),
            view,
            lambda name: session.change(learning=name),
            key="learning_view",
            words=lambda name: frame.text(f"{TEXT}.view_{name}"),
            label_visibility="collapsed",
        )
        if view in asking.ASKED:
            questions.switch(frame)
    _batch(step)
    _say_played(step)
    experiments.say_zeroed(step)
    VIEWS[view](step)
    _answer(step, view)


def _batch(step: StepInUse) -> None:
    """Draws the choice of the batch."""
    text, choice = step.text, step.choice
    with st.container(key="learning-batch", horizontal=True, vertical_alignment="bottom"):
        segments(
            text(f"{TEXT}.size"),
            list(SIZES),
            RECIPES if choice.size is None else str(choice.size),
            lambda word: choose_batch(choice, size=SIZES[word], watched=0),
            key=f"learning_size_{step.recipe.batch_size}",
            words=lambda word: text(
                f"{TEXT}.size_{'recipe' if word == RECIPES else 'own'}", count=SIZES[word] or step.recipe.batch_size
            ),
        )
        segments(
            text(f"{TEXT}.first"),
            FIRST,
            choice.first,
            lambda first: choose_batch(choice, first=first, watched=0),
            key="learning_first",
            words=lambda first: text(f"{TEXT}.first_{first}"),
        )
        st.button(
            text(f"{TEXT}.another"),
            icon=":material/shuffle:",
            on_click=lambda: choose_batch(choice, number=choice.number + 1, watched=0),
        )
    if choice.first == "own" and step.frame.image.label is None:
        digit_choice(text, TEXT, "learning_label", choice.label, lambda label: choose_batch(choice, label=label))
    _say_limits(step)


def _say_played(step: StepInUse) -> None:
    """Says that the weights are not those of the model in use, with a button that restores them."""
    played, model = step.frame.session.played, step.frame.model
    if step.model is model.learned or played is None or step.is_zeroed:
        return
    with st.container(key="learning-played", horizontal=True, vertical_alignment="center"):
        st.info(step.text(f"{TEXT}.played", steps=played.steps, epoch=model.epoch), icon=":material/footprint:")
        if st.button(step.text(f"{TEXT}.played_back"), key="learning_played_back"):
            session.change(played=None)
            st.rerun()


def _say_limits(step: StepInUse) -> None:
    text = step.text
    if step.left_out:
        st.caption(text(f"{TEXT}.left_out", count=len(step.images), asked=step.asked))
    if step.lacks_mistake:
        st.caption(text(f"{TEXT}.no_mistake"))
    if step.choice.first == "own" and step.frame.image.label is None and step.choice.label is None:
        st.caption(text(f"{TEXT}.no_label"))


def _answer(step: StepInUse, view: str) -> None:
    """Draws the questions of a view with their answers, folded."""
    if view in QUESTIONS:
        with st.expander(step.text(f"{TEXT}.asked.title")):
            for name in QUESTIONS[view]:
                st.markdown(f"**{step.text(f'{TEXT}.asked.{name}')}**")
                paragraph(step.frame, f"{TEXT}.answered.{name}")
