"""The walkthrough: one image, one stage at a time."""

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
from explainer.ui import ledger, news, questions, session
from explainer.ui.attribution.target import to_attribution
from explainer.ui.components.mounting import mount
from explainer.ui.components.payload import Scene
from explainer.ui.filters.choice import to_filter
from explainer.ui.frame import Frame
from explainer.ui.learning.step_in_use import trainable_roles
from explainer.ui.pages import beside, page_link
from explainer.ui.parts import alone
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
from explainer.ui.terms import mount_with_terms, what_and_why
from explainer.ui.titles import code_words, stage_label
from explainer.ui.typed_cell import typed_cell


class StagePicture(NamedTuple):
    """A stage's picture.

    Attributes:
        scene: What it is sent.
        hides_a_number: Whether it can hide one number of a stage and show what it is made of; the other pictures wait
            for the answer to a question.
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
"""Where it is kept that a visitor asked for all maps, and which stage's maps are shown enlarged."""


@alone
def walk(frame: Frame) -> None:
    """The stage that is chosen, with the way to the others."""
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
    onward(frame, stage)


def onward(frame: Frame, stage: Stage) -> None:
    """Leads to the next stage, and from the last one to the next page; a tour has a way of its own."""
    if frame.session.tour is not None:
        return
    text, config = frame.text, frame.model.config
    following = next(iter(config.stages[config.stages.index(stage) + 1 :]), None)
    _, page = beside(frame.page)
    with st.container(key="stage-onward"):
        if following is not None:
            label = text("page.walkthrough.next", name=stage_label(text, config, following))
            icon = ":material/arrow_forward:"
            st.button(label, key="stage_next", icon=icon, on_click=go_to, args=(frame, following.name))
        elif page is not None:
            page_link(frame, page, text("page.walkthrough.next", name=text(f"navigation.{page}")))


def chosen_stage(frame: Frame) -> Stage:
    """The stage that the link names; the first one, with a word about it, if the model has no such stage."""
    stages = frame.model.config.stages
    name = frame.session.stage
    stage = stages[0] if name is None else frame.model.config.stage(name)
    if stage is not None:
        report_out_of_range(frame, stage)
        return stage
    st.warning(frame.text("page.walkthrough.unknown_stage", stage=name), icon=":material/link_off:")
    return stages[0]


def report_out_of_range(frame: Frame, stage: Stage) -> None:
    """Says which of the link's numbers the stage does not have, and forgets them: its own choice is shown."""
    counts = {"filter": stage.output_shape[-1]}
    if len(stage.output_shape) == 3:
        counts |= {"row": stage.output_shape[0], "column": stage.output_shape[1]}
    if stage.window is not None and stage.settings.mixes_channels:
        counts["channel"] = stage.input_shape[-1]
    news.forget_beyond(frame.page, counts)


def stepper(frame: Frame, stage: Stage) -> None:
    """The stages as a row of dots; choosing one leads there."""
    config = frame.model.config
    labels = [(other.name, stage_label(frame.text, config, other)) for other in config.stages]

    def choose(answer: Mapping[str, object]) -> None:
        name = answer.get("stage")
        if isinstance(name, str) and config.stage(name) is not None:
            go_to(frame, name)

    mount("rail", *rail.scene(labels, stage.name, frame.text), key="rail", on_choice=choose)


def go_to(frame: Frame, name: str) -> None:
    """Moves to another stage and keeps the focus as far as it means the same thing there."""
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
    """The question with its picture: above it if it can hide the result, otherwise below, once that is known."""
    stage, is_pictured = context.stage, context.asked is not None
    if is_pictured:
        picture(frame, context)
    questions.card(frame, stage, asking, is_pictured=is_pictured)
    if not is_pictured and not asking.is_open:
        picture(frame, context)


def heading(frame: Frame, stage: Stage, asking: Asking | None) -> None:
    """What the stage does, and why; or what is asked."""
    words = ledger.words(frame, stage) if asking is None else questions.words(frame, stage, asking)
    what = "page.walkthrough.what" if asking is None else "question.asked"
    with st.container(key="stage-head", horizontal=True, vertical_alignment="center"):
        st.title(words.title, anchor=False, width="stretch")
        questions.switch(frame)
    what_and_why(frame, (frame.text(what), words.what), (frame.text("page.walkthrough.why"), words.why))


def context_of(frame: Frame, stage: Stage, asking: Asking | None = None) -> StageContext:
    """What the stage's pictures need to know."""
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
        asked=asked_in_picture(stage, asking),
    )


def asked_in_picture(stage: Stage, asking: Asking | None) -> Literal["open", "answered"] | None:
    """What the stage's picture has to know of a question, if it can hide the number that is asked after."""
    hides = STAGE_PICTURES[stage.settings.picture].hides_a_number
    if asking is None or asking.index is None or not hides(stage):
        return None
    return "open" if asking.is_open else "answered"


def take(answer: Mapping[str, object], stage: Stage) -> None:
    """Remembers what a visitor chose in a picture of a stage; what was not chosen stays."""
    choice = parse_choice(answer, stage)
    session.change(**{name: index for name, index in vars(choice).items() if index is not None})


def picture(frame: Frame, context: StageContext) -> None:
    """The stage's numbers, alive."""
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
    """What a stage shows.

    Attributes:
        filter: The feature map, unit or class, from 0.
        channel: The input map, from 0; `None` for the one that adds most.
        row: Row of the output cell, from 0.
        column: Its column, from 0.
    """

    filter: int
    channel: int | None
    row: int
    column: int


def in_focus(frame: Frame, stage: Stage, asking: Asking | None = None) -> Focus:
    """What the visitor chose as far as it is within range, else what is asked after, else where most happens."""
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
    """The largest value of the lower half, so that a sweep that has come so far shows half of the map."""
    half = cells.shape[0] // 2
    row, column = np.unravel_index(np.argmax(cells[half:]), cells[half:].shape)
    return half + int(row), int(column)


def _strongest_filter(trace: Trace, stage: Stage) -> int:
    """The map with the largest value, or the unit; for scores and probabilities, the answer."""
    output = trace[stage.name].output
    return int(np.argmax(output.max(axis=(0, 1)) if output.ndim == 3 else output))


def code(frame: Frame, stage: Stage) -> None:
    """The Keras line that makes the stage, its parameters as arithmetic, and the way to the line in the article."""
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
