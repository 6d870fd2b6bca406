"""The gradient through one stage: its inputs and gradients, and the calculation of the gradient of one input."""

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from explainer.network import Stage
from explainer.network.kinds import CellParts
from explainer.ui import session
from explainer.ui.components.mounting import index_in
from explainer.ui.components.payload import Scene
from explainer.ui.learning import experiments
from explainer.ui.learning.losses import loss_bars
from explainer.ui.learning.step_in_use import TEXT, StepInUse, choose_batch, way_back
from explainer.ui.numbers import decimal, fine_decimals, percent
from explainer.ui.pictures.cells import Sheet, part_around
from explainer.ui.pictures.gradients import Arrays, Line, Meta, Panel, Section, sum_lines, total_line
from explainer.ui.pictures.image_bars import thumbnails
from explainer.ui.pictures.scales import Scale, kind_after, limit_of
from explainer.ui.terms import mount_with_terms, paragraph
from explainer.ui.widgets import bound, choice

COMPONENT = "component.gradients"
MOST_PARTS = 8
"""The number of parts of a sum with a line each; the others are summed in one line."""


def draw(step: StepInUse) -> None:
    """Draws the view."""
    stage = stage_in_use(step)
    _choose(step, stage)
    is_last = stage is step.config.stages[-1]
    paragraph(step.frame, f"{TEXT}.passes_{way_back(stage)}")

    def take(answer: Mapping[str, object]) -> None:
        image = index_in(answer, "image", len(step.images))
        if image is not None:
            choose_batch(step.choice, watched=image)
        shape = stage.input_shape
        place = index_in(answer, "cell", int(np.prod(shape[:2])))
        if place is not None and not is_last:
            _look_at(stage, (place,) if len(shape) == 1 else (*divmod(place, shape[1]), cell_of(step, stage)[-1]))

    mount_with_terms(step.frame, "gradients", scene(step, stage), key="gradients_gates", on_choice=take)
    experiments.draw(step)


def stage_in_use(step: StepInUse) -> Stage:
    """The link's stage; else the first that blocks a gradient of the watched image, else the first after the input."""
    stages = step.config.stages
    named = next((stage for stage in stages[1:] if stage.name == step.frame.session.stage), None)
    return named or next((stage for stage in stages[1:-1] if step.step.blocked(stage, step.watched)), stages[1])


def _choose(step: StepInUse, stage: Stage) -> None:
    """Draws the choice of the stage, and of the input map."""
    text, stages = step.text, {one.name: one for one in step.config.stages[1:]}
    with st.container(key="learning-gate", horizontal=True, vertical_alignment="bottom"):
        choice(
            text(f"{TEXT}.layer"),
            list(stages),
            stage.name,
            lambda name: session.change(stage=name, filter=None, row=None, column=None),
            key=f"learning_gate_{step.config.fingerprint}",
            words=lambda name: step.named(stages[name]),
        )
        if stage is not step.config.stages[-1] and len(stage.input_shape) > 1 and stage.input_shape[-1] > 1:
            st.number_input(
                text(f"{TEXT}.axis_map"),
                min_value=0,
                max_value=stage.input_shape[-1] - 1,
                **bound(
                    f"learning_gate_map_{stage.name}",
                    cell_of(step, stage)[-1],
                    lambda channel: session.change(stage=stage.name, filter=int(channel), row=None, column=None),
                ),
            )


def _look_at(stage: Stage, index: tuple[int, ...]) -> None:
    """Selects another input of a stage."""
    if len(index) == 1:
        session.change(stage=stage.name, filter=index[0], row=None, column=None)
    else:
        session.change(stage=stage.name, filter=index[2], row=index[0], column=index[1])


def cell_of(step: StepInUse, stage: Stage) -> tuple[int, ...]:
    """The index of the input in the link; parts that are missing or out of range are those of the largest gradient.

    Args:
        stage: Any stage except the first and the last.
    """
    chosen = step.frame.session
    before = step.step.stage_before(stage)
    gradients = np.abs(step.step.gradients[before.name][step.watched])
    size = gradients.shape[-1]
    if gradients.ndim == 1:
        return (chosen.filter if chosen.filter is not None and chosen.filter < size else int(gradients.argmax()),)
    fits = chosen.filter is not None and chosen.filter < size
    channel = chosen.filter if fits and chosen.filter is not None else step.watched_map(before)
    rows, columns, _ = gradients.shape
    row, column = chosen.row, chosen.column
    if row is None or column is None or row >= rows or column >= columns:
        row, column = divmod(int(gradients[..., channel].argmax()), columns)
    return row, column, channel


def scene(step: StepInUse, stage: Stage) -> Scene:
    """Creates the scene: a stage's upstream and input gradients, and the calculation of one input gradient."""
    text, sheet = step.text, Sheet()
    is_last = stage is step.config.stages[-1]
    losses = loss_bars(step)
    section, decimals = _of_softmax(step) if is_last else _of_stage(step, stage, sheet)
    meta: Meta = {
        "identity": f"gates {step.config.fingerprint} {text.language}",
        "sections": [section],
        "bars": losses,
        "result": [],
        "note": "" if is_last else _counted(step, stage),
        "decimals": decimals,
        "text": text.table(COMPONENT),
    }
    arrays: Arrays = {
        "numbers": sheet.numbers,
        "closed": sheet.closed,
        "images": thumbnails(step.images, losses["bars"]),
    }
    return meta, arrays


def _of_softmax(step: StepInUse) -> tuple[Section, int]:
    """Probability − label for each class. Both sides are rounded alike, so that they agree as shown."""
    text, found = step.text, step.step
    logits = found.stage_before(step.config.stages[-1])
    gradients = found.gradients[logits.name][step.watched]
    label, decimals = int(found.batch.labels[step.watched]), 4
    largest = limit_of(gradients)
    lines: list[Line] = [
        {
            "name": text(
                f"{COMPONENT}.class",
                digit=digit,
                probability=decimal(round(float(gradient), decimals) + (digit == label), decimals, exact=1.0),
                label=int(digit == label),
            ),
            "value": decimal(round(float(gradient), decimals), decimals, signed=True, exact=float(gradient)),
            "sign": int(np.sign(round(float(gradient), decimals))),
            "share": float(gradient) / largest if largest > 0 else 0.0,
            "kind": "part",
        }
        for digit, gradient in enumerate(gradients)
    ]
    return {
        "title": text(f"{COMPONENT}.account", name=step.image_names[step.watched]),
        "lead": text(f"{COMPONENT}.softmax_lead"),
        "panels": [],
        "lines_title": text(f"{COMPONENT}.softmax_lines"),
        "lines": lines,
    }, decimals


def _of_stage(step: StepInUse, stage: Stage, sheet: Sheet) -> tuple[Section, int]:
    """A stage's inputs, input gradients and upstream gradients, and the parts of one input gradient."""
    text, found, index = step.text, step.step, cell_of(step, stage)
    before = found.stage_before(stage)
    parts = found.gradient_parts(stage, (step.watched, *index))
    gradient = float(found.gradients[before.name][step.watched][index])
    decimals = fine_decimals(float(np.abs(parts.terms).max(initial=0.0)))
    order = np.argsort(-np.abs(parts.terms), kind="stable")
    origin = parts.origin(int(order[0])) if len(order) else None
    lines = _lines(step, parts, order[:MOST_PARTS].tolist(), round(gradient, decimals), decimals)
    return {
        "title": text(f"{COMPONENT}.account", name=step.image_names[step.watched]),
        "lead": text(f"{COMPONENT}.cell_{_state(step, stage, parts, index)}"),
        "panels": _panels(step, stage, sheet, index, origin),
        "lines_title": text(f"{COMPONENT}.parts", place=_place(step, index)),
        "lines": lines,
    }, min(decimals + 2, 9)


def _state(step: StepInUse, stage: Stage, parts: CellParts, index: tuple[int, ...]) -> str:
    """The catalogue's name for the input's role in the forward pass: winner, loser, shut, open or any."""
    if stage.settings.rule == "largest":
        return "winner" if parts.factors.any() else "loser"
    shut = step.step.shut(stage, step.watched)
    if not shut.any():
        return "any"
    return "shut" if shut[index] else "open"


def _lines(step: StepInUse, parts: CellParts, shown: Sequence[int], total: float, decimals: int) -> list[Line]:
    """Lines of the largest parts, of the sum of the others, and of the total gradient."""
    text = step.text
    if not len(parts.terms):
        return [total_line(text(f"{COMPONENT}.unreached"), 0.0, decimals)]
    names, values = [], [float(parts.terms[place]) for place in shown]
    for place in shown:
        origin = parts.origin(place)
        name = text(f"{COMPONENT}.of_batch_{place}") if origin is None else _place(step, origin)
        value, factor = float(parts.values[place]), float(parts.factors[place])
        names.append(
            text(
                f"{COMPONENT}.part_of",
                place=name,
                value=decimal(value, decimals, signed=True),
                factor=decimal(factor, fine_decimals(abs(factor)) if factor not in (0, 1) else 0),
            )
        )
    others = len(parts.terms) - len(shown)
    if others:
        names.append(text(f"{COMPONENT}.others", count=others))
        values.append(float(parts.terms.sum()) - sum(values))
    return sum_lines(names, values, total, text(f"{COMPONENT}.passed_on"), decimals)


def _place(step: StepInUse, index: tuple[int, ...]) -> str:
    """The position of a number, in words."""
    if len(index) == 1:
        return step.text(f"{COMPONENT}.unit", unit=index[0])
    return step.text(f"{COMPONENT}.cell", row=index[0], column=index[1], map=index[2])


def _panels(
    step: StepInUse, stage: Stage, sheet: Sheet, index: tuple[int, ...], origin: tuple[int, ...] | None
) -> list[Panel]:
    """Panels of the inputs, their gradients and, at the origin of the largest part, the upstream gradients."""
    found, stages = step.step, step.config.stages
    before = found.stage_before(stage)
    inputs, gradients = found.outputs[before.name][step.watched], found.gradients[before.name][step.watched]
    upstream = found.gradients[stage.name][step.watched]
    kind = kind_after(stages[: stages.index(before) + 1])
    scale = Scale(kind=kind, limit=1.0 if kind == "pixels" else limit_of(inputs))
    shut = found.shut(stage, step.watched)
    given = _panel(step, sheet, "given", inputs, index, scale, action="cell")
    back = _panel(step, sheet, "back", gradients, index, None, action="cell", closed=shut)
    place = origin if origin is not None else index[: upstream.ndim] if upstream.ndim == len(index) else None
    panels = [given, back]
    if place is not None:
        came = _panel(step, sheet, "came", upstream, place, None, action="")
        panels.append({**came, "operator": "←", "linked": upstream.shape == gradients.shape and place[-1] == index[-1]})
    return panels


def _panel(
    step: StepInUse,
    sheet: Sheet,
    name: str,
    numbers: np.ndarray,
    index: tuple[int, ...],
    scale: Scale | None,
    *,
    action: str,
    closed: np.ndarray | None = None,
) -> Panel:
    """A map or a part of a row with one number in focus. Without a scale, the numbers are gradients with their own."""
    text = step.text
    if numbers.ndim == 1:
        part = part_around(len(numbers), index[0])
        shown, shut, first = numbers[part], None if closed is None else closed[part], part.start
        note, focus = text(f"{COMPONENT}.part", first=part.start, last=part.stop - 1), index[0] - part.start
    else:
        shown, shut, first = numbers[..., index[2]], None if closed is None else closed[..., index[2]], 0
        note, focus = text(f"{COMPONENT}.map", map=index[2]), index[0] * numbers.shape[1] + index[1]
    own = scale or Scale(kind="diverging", limit=limit_of(shown))
    return {
        "title": text(f"{COMPONENT}.{name}"),
        "note": note,
        "operator": "",
        "cells": sheet.lay_out(shown, own, closed=shut, first=first),
        "focus": focus,
        "action": action,
        "is_gradient": scale is None,
        "linked": True,
    }


def _counted(step: StepInUse, stage: Stage) -> str:
    """A sentence on the share of inputs that the stage blocks; for max pooling, on the number of windows with ties."""
    text, found = step.text, step.step
    if stage.settings.rule == "largest":
        inputs = found.outputs[found.stage_before(stage).name][step.watched]
        windows, ties = _ties(stage, inputs, cell_of(step, stage)[-1])
        return text(f"{COMPONENT}.ties{'' if ties else '_none'}", windows=windows, ties=ties, won=windows - ties)
    if not found.blocked(stage):
        return ""
    image, batch = found.blocked(stage, step.watched), found.blocked(stage)
    return text(f"{COMPONENT}.blocked", image=percent(image), batch=percent(batch), count=len(step.images))


def _ties(stage: Stage, inputs: np.ndarray, channel: int) -> tuple[int, int]:
    """The number of windows on a map, and the number of windows with more than one largest cell."""
    rows, columns, _ = stage.output_shape
    ties = 0
    for row in range(rows):
        for column in range(columns):
            window = stage.settings.window
            assert window is not None
            cut = window.cut(inputs[..., channel : channel + 1], row, column)
            values = cut.values[..., 0][cut.inside]
            ties += int((values == values.max()).sum() > 1)
    return rows * columns, ties
