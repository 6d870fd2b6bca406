"""The selected weight: its choice, its name, and the meaning of its gradient."""

from collections.abc import Callable

import streamlit as st

from explainer.network import Stage
from explainer.ui.learning.step_in_use import (
    TEXT,
    StepInUse,
    choose_weight,
    strongest,
    trainable_roles,
    weighing_stages,
)
from explainer.ui.numbers import decimal, fine_decimals
from explainer.ui.terms import paragraph
from explainer.ui.widgets import bound, choice, segments

MOVED_BY = 0.01
"""The change of the weight in the explanation of the gradient without derivatives."""
AXES = {4: ("row", "column", "source", "map"), 2: ("input", "unit"), 1: ("map",)}
"""Names of the axes of a weight array, by the number of axes."""
IN_PICTURE = 2
"""The first two of four axes are chosen in the picture of the kernel."""


def said_of_weight(step: StepInUse) -> None:
    """Explains the weight's gradient: the actual change of the loss if the weight grows, and the predicted one."""
    text, weight = step.text, step.weight
    change = step.loss_with(MOVED_BY) - step.loss_with(None)
    decimals = fine_decimals(max(abs(change), abs(weight.gradient * MOVED_BY)))
    st.header(text(f"{TEXT}.weight", name=name_of(step)), anchor=False)
    paragraph(
        step.frame,
        f"{TEXT}.if_it_grew{'' if len(step.images) > 1 else '_one'}",
        count=len(step.images),
        value=decimal(weight.value, 4),
        change=decimal(change, decimals, signed=True),
    )
    with st.expander(text(f"{TEXT}.formula")):
        paragraph(
            step.frame,
            f"{TEXT}.promised",
            gradient=decimal(weight.gradient, fine_decimals(abs(weight.gradient)), signed=True),
            promised=decimal(weight.gradient * MOVED_BY, decimals, signed=True),
        )


def name_of(step: StepInUse) -> str:
    """The name of the selected weight."""
    text, weight = step.text, step.weight
    place = text(f"{TEXT}.separator").join(
        text(f"{TEXT}.at_{axis}", index=index)
        for axis, index in zip(axes_of(weight.stage, len(weight.index)), weight.index, strict=True)
    )
    return text(f"{TEXT}.named", stage=step.named(weight.stage), role=text(f"{TEXT}.role_{weight.role}"), place=place)


def axes_of(stage: Stage, count: int) -> tuple[str, ...]:
    """Names of the axes of one of a stage's weight arrays."""
    return ("unit",) if count == 1 and len(stage.output_shape) == 1 else AXES[count]


def choose(step: StepInUse) -> None:
    """Draws the choice of the weight."""
    text, weight = step.text, step.weight
    stages = {stage.name: stage for stage in weighing_stages(step.config)}

    def open_stage(stage: Stage, role: str) -> None:
        choose_weight(stage, role, strongest(step.step.weight_gradients[stage.name][role]))

    with st.container(key="learning-weight", horizontal=True, vertical_alignment="bottom"):
        choice(
            text(f"{TEXT}.layer"),
            list(stages),
            weight.stage.name,
            lambda name: open_stage(stages[name], trainable_roles(stages[name])[0]),
            key=f"learning_layer_{step.config.fingerprint}",
            words=lambda name: step.named(stages[name]),
        )
        roles = trainable_roles(weight.stage)
        segments(
            text(f"{TEXT}.role"),
            roles,
            weight.role,
            lambda role: open_stage(weight.stage, role),
            key=f"learning_role_{weight.stage.name}",
            words=lambda role: text(f"{TEXT}.role_{role}"),
        )
        axes = axes_of(weight.stage, len(weight.index))
        shape = step.step.weight_gradients[weight.stage.name][weight.role].shape
        for axis in range(IN_PICTURE if len(axes) > IN_PICTURE else 0, len(axes)):
            if shape[axis] > 1:
                st.number_input(
                    text(f"{TEXT}.axis_{axes[axis]}"),
                    min_value=0,
                    max_value=shape[axis] - 1,
                    **bound(f"learning_{weight.place[:2]}_{axis}", weight.index[axis], _moves(step, axis)),
                )
        st.button(
            text(f"{TEXT}.strongest"), icon=":material/search:", on_click=lambda: open_stage(weight.stage, weight.role)
        )


def _moves(step: StepInUse, axis: int) -> Callable[[int], None]:
    """Returns a callback that selects another weight along one axis."""
    weight = step.weight

    def move(place: int) -> None:
        index = (*weight.index[:axis], int(place), *weight.index[axis + 1 :])
        choose_weight(weight.stage, weight.role, index)

    return move
