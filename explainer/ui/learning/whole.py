"""The backward pass of a step: the loss of each image, and its gradient from the last stage to the pixels."""

import math
from collections.abc import Mapping
from types import EllipsisType

import numpy as np

from explainer.network import Stage
from explainer.network.kinds import Mask
from explainer.tracing import Array
from explainer.ui import session
from explainer.ui.components.mounting import index_in
from explainer.ui.components.payload import Scene
from explainer.ui.learning import experiments
from explainer.ui.learning.losses import DECIMALS, loss_bars
from explainer.ui.learning.step_in_use import StepInUse, choose_batch, way_back
from explainer.ui.learning.weight import said_of_weight
from explainer.ui.numbers import decimal, percent
from explainer.ui.pictures.backward import Answer, Arrays, Column, Meta
from explainer.ui.pictures.cells import Cells, Sheet, part_around
from explainer.ui.pictures.image_bars import thumbnails
from explainer.ui.pictures.scales import Scale, limit_of
from explainer.ui.terms import mount_with_terms

COMPONENT = "component.backward"


def draw(step: StepInUse) -> None:
    """Draws the view."""

    def choose(answer: Mapping[str, object]) -> None:
        image = index_in(answer, "image", len(step.images))
        place = index_in(answer, "stage", len(step.config.stages))
        if image is not None:
            choose_batch(step.choice, watched=image)
        if place is not None:
            stage = step.config.stages[place].name
            session.change(learning="gates", stage=stage, weight=None, filter=None, row=None, column=None)

    mount_with_terms(step.frame, "backward", scene(step), key="backward", on_choice=choose)
    said_of_weight(step)
    experiments.draw(step)


def scene(step: StepInUse) -> Scene:
    """Creates the scene: the losses, and all stages from the last to the first."""
    sheet, text = Sheet(), step.text
    losses = loss_bars(step)
    stages = step.config.stages[:-1]
    amounts = step.step.amounts(step.watched)
    largest = max(amounts.values())
    meta: Meta = {
        "identity": f"backward {step.config.fingerprint} {text.language}",
        "bars": losses,
        "columns": [_column(step, stage, sheet, amounts, largest) for stage in reversed(stages)],
        "answer": _answer(step),
        "chosen": step.weight.stage.name,
        "text": text.table(COMPONENT),
    }
    arrays: Arrays = {
        "numbers": sheet.numbers,
        "closed": sheet.closed,
        "images": thumbnails(step.images, losses["bars"]),
        "watched": step.images[step.watched],
    }
    return meta, arrays


def _answer(step: StepInUse) -> Answer:
    loss = decimal(float(step.step.losses[step.watched]), DECIMALS)
    return {"title": step.text(f"{COMPONENT}.loss", loss=loss), "read": step.image_names[step.watched]}


def _column(step: StepInUse, stage: Stage, sheet: Sheet, amounts: Mapping[str, float], largest: float) -> Column:
    text, found, stages = step.text, step.step, step.config.stages
    place = stages.index(stage)
    gradients = found.gradients[stage.name][step.watched]
    amount = amounts[stage.name]
    # Blocked numbers are marked only if each output is computed from the input at the same position.
    shut = found.shut(stage, step.watched) if place and stage.input_shape == stage.output_shape else None
    is_shut = shut is not None and bool(shut.any())
    channel = None if gradients.ndim == 1 else step.watched_map(stage)
    forward, backward = _cells(found.outputs[stage.name][step.watched], gradients, shut, channel, sheet)
    passed = amounts[stages[place - 1].name] if is_shut else None
    return {
        "place": place,
        "stage": stage.name,
        "name": step.named(stage),
        "size": "×".join(map(str, stage.output_shape)),
        "map": "" if channel is None or stage.channels == 1 else text(f"{COMPONENT}.map", map=channel),
        "forward": forward,
        "backward": backward,
        "what": text(f"{COMPONENT}.back_{'logits' if stage.is_logits else way_back(stage)}"),
        "amount": short(amount),
        "mean": short(amount / gradients.size),
        "side": _side(amount, largest),
        "passed": None if passed is None else _side(min(passed, amount), largest),
        "closed": _closed(step, stage) if is_shut else None,
        "closed_share": found.blocked(stage, step.watched) if is_shut else 0.0,
    }


def _closed(step: StepInUse, stage: Stage) -> str:
    image, batch = step.step.blocked(stage, step.watched), step.step.blocked(stage)
    return step.text(f"{COMPONENT}.closed", image=percent(image, 0), batch=percent(batch, 0))


def _side(amount: float, largest: float) -> float:
    return math.sqrt(amount / largest) if largest > 0 else 0.0


def short(number: float) -> str:
    """A number with three significant digits, at most nine decimals."""
    if number == 0:
        return "0"
    return decimal(number, min(max(2 - math.floor(math.log10(abs(number))), 0), 9))


def _cells(
    outputs: Array, gradients: Array, shut: Mask | None, channel: int | None, sheet: Sheet
) -> tuple[Cells, Cells]:
    """Lays out a stage's outputs in grey, and their gradients: a map, or a part of a row."""
    part = part_around(len(gradients), int(np.abs(gradients).argmax())) if channel is None else slice(0)
    here: slice | tuple[EllipsisType, int] = part if channel is None else (..., channel)
    first = part.start or 0
    shown = gradients[here]
    forward = sheet.lay_out(_greys(outputs[here]), Scale(kind="pixels", limit=1.0), first=first)
    scale = Scale(kind="diverging", limit=limit_of(shown))
    return forward, sheet.lay_out(shown, scale, closed=None if shut is None else shut[here], first=first)


def _greys(numbers: Array) -> Array:
    """Min-max scaling to 0 to 1; all zeros if the numbers are equal."""
    low, high = float(numbers.min()), float(numbers.max())
    return (numbers - low) / (high - low) if high > low else np.zeros_like(numbers)
