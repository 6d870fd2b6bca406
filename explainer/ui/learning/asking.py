"""Questions that come before a view: the sign of a weight's change, and its new value."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from explainer.questions import Asked, Question
from explainer.questions.updates import direction, new_weight
from explainer.ui import questions, session
from explainer.ui.components.mounting import mount
from explainer.ui.learning import weight as weights
from explainer.ui.learning.step_in_use import (
    TEXT,
    StepInUse,
    choose_weight,
    strongest,
    trainable_roles,
    weighing_stages,
)
from explainer.ui.pictures.question import scene, wording

ASKED: Mapping[str, Callable[[StepInUse], Question | None]] = MappingProxyType(
    {
        "why": lambda step: direction(step.weight.gradient),
        "update": lambda step: new_weight(step.weight.value, step.weight.gradient),
    }
)
"""Creates the question that comes before a view, by the view's name; `None` if nothing can be asked."""


def is_answered(step: StepInUse, view: str) -> bool:
    """Asks a view's question, if questions are on. Returns whether the view may be shown.

    Args:
        view: A key of `ASKED`.
    """
    if not questions.is_on(step.frame):
        return True
    text, question = step.text, ASKED[view](step)
    if question is None:
        st.caption(text(f"{TEXT}.nothing_to_ask"))
        return True
    number = list(ASKED).index(view)
    stage, role, index = step.weight.place
    key = (str(step.model.key), str(step.key), f"{stage}.{role}.{index}", number)
    said = wording(text, step.weight.stage, question)
    st.header(text("question.heading", label=weights.name_of(step), title=said["title"]), anchor=False)
    st.markdown(said["ask"])

    def choose(answer: Mapping[str, object]) -> None:
        wish = questions.record_answer(key, question, answer)
        if wish == "next":
            session.change(learning=list(ASKED)[number - 1])
        if wish == "other" or (wish == "next" and number):
            _ask_of_another_weight(step)

    asked = Asked(question, number, len(ASKED))
    context = questions.context_of(text, step.weight.stage, asked, key, dots=())
    mount("question", *scene(context), key="question", on_choice=choose)
    return not questions.is_open(key)


def _ask_of_another_weight(step: StepInUse) -> None:
    """Selects the weight with the largest gradient among the next kind of weights."""
    kinds = [(stage, role) for stage in weighing_stages(step.config) for role in trainable_roles(stage)]
    stage, role = kinds[(kinds.index((step.weight.stage, step.weight.role)) + 1) % len(kinds)]
    choose_weight(stage, role, strongest(step.step.weight_gradients[stage.name][role]))
