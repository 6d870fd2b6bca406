"""The walkthrough of the network: one stage at a time, for the image in use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
import streamlit as st

from explainer.network import INPUT_SOURCE, Stage
from explainer.shifting import shifted
from explainer.tracing import Array, Trace
from explainer.ui import ledger, notices, questions, session
from explainer.ui.attribution.target import to_attribution
from explainer.ui.components.mounting import mount
from explainer.ui.components.payload import Scene
from explainer.ui.filters.choice import to_filter
from explainer.ui.frame import Frame
from explainer.ui.learning.step_in_use import trainable_roles
from explainer.ui.pages import adjacent_pages, page_link
from explainer.ui.parts import page_fragment
from explainer.ui.pictures import (
    activation,
    convolution,
    dense,
    dropout,
    enlarged,
    flatten,
    normalization,
    pooling,
    rail,
    receptive,
    softmax,
    strip,
    whole_map,
)
from explainer.ui.pictures import input as input_stage
from explainer.ui.pictures.stage import StageContext, parse_choice
from explainer.ui.questions import Asking
from explainer.ui.stage_words import code_words, stage_label
from explainer.ui.terms import mount_with_terms, what_and_why
from explainer.ui.typed_cell import typed_cell


class StagePicture(NamedTuple):
    """A stage's picture.

    Attributes:
        scene: Returns the component's data.
        hides_a_number: Whether the picture of a stage can hide one number while showing how it is computed. Other
            pictures are shown only after a question is answered.
    """

    scene: Callable[[StageContext], Scene]
    hides_a_number: Callable[[Stage], bool] = lambda _: False


STAGE_PICTURES: Mapping[str, StagePicture] = MappingProxyType(
    {
        "input": StagePicture(input_stage.scene),
        "convolution": StagePicture(convolution.scene, convolution.hides_a_number),
        "activation": StagePicture(activation.scene),
        "normalization": StagePicture(normalization.scene),
        "pooling": StagePicture(pooling.scene, pooling.hides_a_number),
        "dropout": StagePicture(dropout.scene),
        "flatten": StagePicture(flatten.scene),
        "whole_map": StagePicture(whole_map.scene),
        "dense": StagePicture(dense.scene),
        "softmax": StagePicture(softmax.scene),
    }
)

ALL_MAPS = "all_maps"
ENLARGED = "enlarged"
"""State keys: whether the visitor wants to see all maps, and the name of the stage whose maps are enlarged."""


@page_fragment
def walk(frame: Frame) -> None:
    """Draws the chosen stage, and links to the others."""
    stage = chosen_stage(frame)
    stepper(frame, stage)
    asking = questions.asking(frame, stage)
    heading(frame, stage, asking)
    context = context_of(frame, stage, asking)
    if asking is None:
        picture(frame, context)
    else:
        question(frame, context, asking)
        if asking.is_open:
            return
    typed_cell(frame, context)
    seen = receptive.scene(frame.model.config, context)
    mount_with_terms(frame, "receptive", seen, key=f"receptive-{stage.name}", on_choice=partial(take, stage=stage))
    code(frame, stage)
    to_filter(frame, context)
    to_attribution(frame, stage)
    next_link(frame, stage)


def next_link(frame: Frame, stage: Stage) -> None:
    """Draws a link to the next stage or, after the last one, to the next page; nothing on a tour, which has its own."""
    if frame.session.tour is not None:
        return
    text, config = frame.text, frame.model.config
    following = next(iter(config.stages[config.stages.index(stage) + 1 :]), None)
    _, page = adjacent_pages(frame.page)
    with st.container(key="stage-onward"):
        if following is not None:
            label = text("page.walkthrough.next", name=stage_label(text, config, following))
            icon = ":material/arrow_forward:"
            st.button(label, key="stage_next", icon=icon, on_click=go_to, args=(frame, following.name))
        elif page is not None:
            page_link(frame, page, text("page.walkthrough.next", name=text(f"navigation.{page}")))


def chosen_stage(frame: Frame) -> Stage:
    """The stage that the link names; if the model lacks it, the first one, with a warning."""
    stages = frame.model.config.stages
    name = frame.session.stage
    stage = stages[0] if name is None else frame.model.config.stage(name)
    if stage is not None:
        report_out_of_range(frame, stage)
        return stage
    st.warning(frame.text("page.walkthrough.unknown_stage", stage=name), icon=":material/link_off:")
    return stages[0]


def report_out_of_range(frame: Frame, stage: Stage) -> None:
    """Resets the link's indices that are out of range for the stage, with notices."""
    counts = {"filter": stage.output_shape[-1]}
    if len(stage.output_shape) == 3:
        counts |= {"row": stage.output_shape[0], "column": stage.output_shape[1]}
    if stage.window is not None and stage.settings.mixes_channels:
        counts["channel"] = stage.input_shape[-1]
    notices.forget_beyond(frame.page, counts)


def stepper(frame: Frame, stage: Stage) -> None:
    """Draws the stages as a row of dots, which link to them."""
    config = frame.model.config
    labels = [(other.name, stage_label(frame.text, config, other)) for other in config.stages]

    def choose(answer: Mapping[str, object]) -> None:
        name = answer.get("stage")
        if isinstance(name, str) and config.stage(name) is not None:
            go_to(frame, name)

    mount("rail", *rail.scene(labels, stage.name, frame.text), key="rail", on_choice=choose)


def go_to(frame: Frame, name: str) -> None:
    """Switches to another stage. Keeps the selected map and cell if the stage's maps and cells have the same shape."""
    stages = {stage.name: stage for stage in frame.model.config.stages}
    here, there = stages.get(frame.session.stage or "", frame.model.config.stages[0]), stages[name]
    same_maps = here.output_shape[-1] == there.output_shape[-1]
    same_cells = here.output_shape == there.output_shape
    kept = frame.session
    session.change(
        stage=name,
        filter=kept.filter if same_maps else None,
        channel=None,
        row=kept.row if same_cells else None,
        column=kept.column if same_cells else None,
        question=None if kept.question is None else 0,
    )


def question(frame: Frame, context: StageContext, asking: Asking) -> None:
    """Draws a question and the stage's picture: above it if it can hide the result, else below, after the answer."""
    stage, is_pictured = context.stage, context.asked is not None
    if is_pictured:
        picture(frame, context)
    questions.card(frame, stage, asking, is_pictured=is_pictured)
    if not is_pictured and not asking.is_open:
        picture(frame, context)


def heading(frame: Frame, stage: Stage, asking: Asking | None) -> None:
    """Draws the stage's title and description, or the question."""
    words = ledger.words(frame, stage) if asking is None else questions.words(frame, stage, asking)
    what = "page.walkthrough.what" if asking is None else "question.asked"
    with st.container(key="stage-head", horizontal=True, vertical_alignment="center"):
        st.title(words.title, anchor=False, width="stretch")
        questions.switch(frame)
    what_and_why(frame, (frame.text(what), words.what), (frame.text("page.walkthrough.why"), words.why))


def context_of(frame: Frame, stage: Stage, asking: Asking | None = None) -> StageContext:
    """The context of the stage's pictures."""
    focus = in_focus(frame, stage, asking)
    moves = stage.settings.is_pooling
    return StageContext(
        trace=frame.trace,
        weights=frame.model.weights,
        stage=stage,
        text=frame.text,
        filter=focus.filter,
        channel=focus.channel,
        row=focus.row,
        column=focus.column,
        all_maps=bool(session.remembered(ALL_MAPS, False)),
        enlarged=session.remembered(ENLARGED, None) == stage.name,
        label=frame.image.label,
        shifted=frame.model.trace(shifted(frame.image.pixels)) if moves else None,
        blank=frame.model.trace(np.zeros_like(frame.image.pixels)) if moves else None,
        question="" if asking is None else asking.identity,
        asked=question_state(stage, asking),
    )


def question_state(stage: Stage, asking: Asking | None) -> Literal["open", "answered"] | None:
    """The state of a question in the stage's picture; `None` if the picture cannot hide the number in question."""
    hides = STAGE_PICTURES[stage.settings.picture].hides_a_number
    if asking is None or asking.index is None or not hides(stage):
        return None
    return "open" if asking.is_open else "answered"


def take(answer: Mapping[str, object], stage: Stage) -> None:
    """Adopts a visitor's choice in a picture of a stage. Missing entries stay as they are."""
    choice = parse_choice(answer, stage)
    session.change(**{name: index for name, index in vars(choice).items() if index is not None})


def picture(frame: Frame, context: StageContext) -> None:
    """Draws the interactive picture of the stage."""
    stage = context.stage
    ledger.switch(frame, stage)
    if ledger.is_open(frame, stage):
        ledger.picture(frame)
        return

    def choose(answer: Mapping[str, object]) -> None:
        take(answer, stage)
        wishes = strip.wishes(answer)
        if "all_maps" in wishes:
            session.remember(ALL_MAPS, wishes["all_maps"])
        if "enlarged" in wishes:
            session.remember(ENLARGED, stage.name if wishes["enlarged"] else None)

    name = stage.settings.picture
    mount_with_terms(frame, name, STAGE_PICTURES[name].scene(context), key=f"stage-{stage.name}", on_choice=choose)
    if not context.question and context.enlarged and strip.has_maps(context):
        mount("enlarged", *enlarged.scene(context), key=f"enlarged-{stage.name}", on_choice=choose)


@dataclass(frozen=True)
class Focus:
    """The selected map and cell of a stage.

    Attributes:
        filter: The feature map, unit or class, from 0.
        channel: The input map, from 0; `None` for the one with the largest contribution.
        row: Row of the output cell, from 0.
        column: Its column, from 0.
    """

    filter: int
    channel: int | None
    row: int
    column: int


def in_focus(frame: Frame, stage: Stage, asking: Asking | None = None) -> Focus:
    """The visitor's choices within range, else the place in question, else the map and cell of a large activation."""
    chosen, output = frame.session, frame.trace[stage.name].output
    if asking is not None:
        chosen = asking.focus(chosen)
    filter_index = _within(chosen.filter, output.shape[-1])
    if filter_index is None:
        filter_index = _strongest_filter(frame.trace, stage)
    cells = output[..., filter_index] if output.ndim == 3 else output[np.newaxis]
    row, column = _within(chosen.row, cells.shape[0]), _within(chosen.column, cells.shape[1])
    if row is None or column is None:
        row, column = _strongest_cell(cells)
    return Focus(filter_index, _within(chosen.channel, stage.input_shape[-1]), row, column)


def _within(value: int | None, count: int) -> int | None:
    return value if value is not None and value < count else None


def _strongest_cell(cells: Array) -> tuple[int, int]:
    """The largest value of the lower half, so that a sweep to this cell has shown at least half of the map."""
    half = cells.shape[0] // 2
    row, column = np.unravel_index(np.argmax(cells[half:]), cells[half:].shape)
    return half + int(row), int(column)


def _strongest_filter(trace: Trace, stage: Stage) -> int:
    """The map or unit with the largest value; for scores and probabilities, the predicted class."""
    output = trace[stage.name].output
    return int(np.argmax(output.max(axis=(0, 1)) if output.ndim == 3 else output))


def code(frame: Frame, stage: Stage) -> None:
    """Draws the Keras line that creates the stage, the count of its parameters, and links to related pages."""
    text = frame.text
    if stage is frame.model.config.stages[0]:
        st.caption(text("page.walkthrough.code_input"))
        st.code(f"model.add({INPUT_SOURCE})", language="python")
    else:
        _line(frame, stage)
    page_link(frame, "article", text("page.walkthrough.in_article"), {"line": stage.layer})
    if stage is not frame.model.config.stages[0]:
        view = "why" if trainable_roles(stage) else "gates"
        page_link(frame, "learning_step", text("page.walkthrough.learns"), {"view": view, "stage": stage.name})


def _line(frame: Frame, stage: Stage) -> None:
    text = frame.text
    layer = next(layer for layer in frame.model.config.built if layer.name == stage.layer)
    caption, parameters = code_words(text, frame.model.config, stage)
    st.caption(caption)
    st.code(f"model.add({layer.settings.source})", language="python", wrap_lines=True)
    st.markdown(parameters)
