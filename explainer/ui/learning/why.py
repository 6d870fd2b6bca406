"""The gradient of a weight: the gradient of each image of the batch, and the calculation for one image."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from explainer.network.kinds import CellParts
from explainer.ui.components.mounting import index_in
from explainer.ui.components.payload import Scene
from explainer.ui.learning import asking
from explainer.ui.learning import weight as weights
from explainer.ui.learning.step_in_use import TEXT, StepInUse, choose_batch, choose_weight
from explainer.ui.numbers import decimal, fine_decimals
from explainer.ui.pictures.cells import Cells, Sheet, part_around
from explainer.ui.pictures.gradients import Arrays, Line, Meta, Panel, Section, sum_lines, total_line
from explainer.ui.pictures.image_bars import ImageBars, image_bars, thumbnails
from explainer.ui.pictures.scales import Scale, kind_after, limit_of
from explainer.ui.terms import mount_with_terms, paragraph

COMPONENT = "component.gradients"
KERNEL_AXES = 4


def draw(step: StepInUse) -> None:
    """Draws the view."""
    weights.choose(step)
    if not asking.is_answered(step, "why"):
        return
    # Filled last: the loss with a changed weight takes longer than the picture.
    said = st.container()

    def choose(answer: Mapping[str, object]) -> None:
        image = index_in(answer, "image", len(step.images))
        if image is not None:
            choose_batch(step.choice, watched=image)
        weight = step.weight
        size = step.step.weight_gradients[weight.stage.name][weight.role].size
        for action in ("weight", "input", "unit"):
            place = index_in(answer, action, size)
            index = None if place is None else _moved(step, action, place)
            if index is not None:
                choose_weight(weight.stage, weight.role, index)

    mount_with_terms(step.frame, "gradients", scene(step), key="gradients_why", on_choice=choose)
    with said:
        weights.said_of_weight(step)
    with st.expander(step.text(f"{TEXT}.why_formula")):
        paragraph(step.frame, f"{TEXT}.why_{_form(step)}_formula")


def _form(step: StepInUse) -> str:
    """The form of the calculation: a single product, a sum of products, or a sum of gradients."""
    weight = step.weight
    if len(weight.stage.output_shape) == 1:
        return "product"
    return "sum" if weight.role in ("bias", "beta") else "products"


def _moved(step: StepInUse, action: str, place: int) -> tuple[int, ...] | None:
    """The index of the weight that a click on a cell selects; `None` if there is no such weight.

    Args:
        place: The flat index of the cell in the whole array, of which the panel may show a part.
    """
    weight = step.weight
    shape = step.step.weight_gradients[weight.stage.name][weight.role].shape
    index = {
        "weight": (*divmod(place, shape[1]), *weight.index[2:]) if len(shape) == KERNEL_AXES else (place,),
        "input": (place, *weight.index[1:]),
        "unit": (*weight.index[:-1], place),
    }[action]
    fits = len(index) == len(shape) and all(one < size for one, size in zip(index, shape, strict=True))
    return tuple(index) if fits else None


def scene(step: StepInUse) -> Scene:
    """Creates the scene: the parts of the watched image's gradient, and all images' gradients with their mean."""
    text, weight, sheet = step.text, step.weight, Sheet()
    decimals = fine_decimals(float(np.abs(weight.pulls).max()))
    total = round(weight.gradient * len(step.images), decimals)
    bars, others, shown = image_bars(
        weight.pulls,
        total,
        decimals,
        step.image_names,
        watched=step.watched,
        signed=True,
    )
    pulling: ImageBars = {
        "title": text(f"{COMPONENT}.pulls{'' if len(step.images) > 1 else '_one'}", count=len(step.images)),
        "lead": text(f"{COMPONENT}.pulls_lead"),
        "bars": bars,
        "chosen": step.watched,
        "others": None if others is None else text("component.image_bars.others", sum=others),
        "more": text.table("component.image_bars")["more"],
        "total": "",
        "up": text(f"{COMPONENT}.grow"),
        "down": text(f"{COMPONENT}.shrink"),
    }
    mean = decimal(weight.gradient, min(decimals + 2, 9), signed=True)
    result: list[Line] = [
        total_line(text(f"{COMPONENT}.sum", count=len(step.images)), total, decimals),
        {
            "name": text(f"{COMPONENT}.mean", count=len(step.images)),
            "value": mean,
            "sign": int(np.sign(weight.gradient)),
            "share": None,
            "kind": "total",
        },
    ]
    meta: Meta = {
        "identity": f"why {step.config.fingerprint} {text.language}",
        "sections": [_account(step, sheet, shown[step.watched], decimals)],
        "bars": pulling,
        "result": result,
        "note": text(f"{COMPONENT}.note_{'minus' if weight.gradient < 0 else 'plus' if weight.gradient else 'zero'}"),
        "decimals": min(decimals + 2, 9),
        "text": text.table(COMPONENT),
    }
    arrays: Arrays = {
        "numbers": sheet.numbers,
        "closed": sheet.closed,
        "images": thumbnails(step.images, bars),
    }
    return meta, arrays


def _account(step: StepInUse, sheet: Sheet, total: float, decimals: int) -> Section:
    """The calculation of the watched image's gradient.

    Args:
        total: The gradient, rounded as shown.
    """
    text, weight = step.text, step.weight
    parts = step.step.weight_gradient_parts(weight.stage, step.watched, weight.role, weight.index)
    form = _form(step)
    panels = _one_product(step, sheet) if form == "product" else _products(step, sheet, parts, form)
    if form == "product":
        product = (float(parts.values[0]), float(parts.factors[0]))
        names = [text(f"{COMPONENT}.product", value=_plain(product[0]), factor=_plain(product[1]))]
        lines = sum_lines(names, [float(parts.terms[0])], total, text(f"{COMPONENT}.this_image"), decimals)
    else:
        signed = [float(np.maximum(parts.terms, 0).sum()), float(np.minimum(parts.terms, 0).sum())]
        names = [text(f"{COMPONENT}.{sign}") for sign in ("plus", "minus")]
        lines = sum_lines(names, signed, total, text(f"{COMPONENT}.this_image"), decimals)
    return {
        "title": text(f"{COMPONENT}.account", name=step.image_names[step.watched]),
        "lead": text(f"{COMPONENT}.account_{form}"),
        "panels": [*panels, _neighbours(step, sheet)],
        "lines_title": text(f"{COMPONENT}.lines_{form}", count=len(parts.terms)),
        "lines": lines,
    }


def _plain(value: float) -> str:
    return decimal(value, fine_decimals(abs(value)))


def _products(step: StepInUse, sheet: Sheet, parts: CellParts, form: str) -> list[Panel]:
    """Panels for a sum: the number that the weight multiplies at each position × the gradient there = the product."""
    text, weight = step.text, step.weight
    shape = step.step.gradients[weight.stage.name].shape[1:3]
    seen, upstream, products = (one.reshape(shape) for one in (parts.values, parts.factors, parts.terms))
    strongest = int(np.abs(parts.terms).argmax())
    size = text(f"{COMPONENT}.size", rows=shape[0], columns=shape[1])

    def panel(name: str, operator: str, cells: Cells, *, is_gradient: bool) -> Panel:
        return {
            "title": text(f"{COMPONENT}.{name}"),
            "note": size,
            "operator": operator,
            "cells": cells,
            "focus": strongest,
            "action": "",
            "is_gradient": is_gradient,
            "linked": True,
        }

    arriving = panel("upstream", "", sheet.lay_out(upstream, _signed(upstream)), is_gradient=True)
    if form == "sum":
        return [arriving]
    before = step.step.stage_before(weight.stage)
    stages = step.config.stages
    is_input = before is stages[0] and weight.role == "kernel"
    kind = kind_after(stages[: stages.index(before) + 1]) if weight.role == "kernel" else "diverging"
    scale = Scale(kind=kind, limit=1.0 if is_input else limit_of(seen))
    given = panel("seen_pixels" if is_input else "seen", "", sheet.lay_out(seen, scale), is_gradient=False)
    made = panel("products", "=", sheet.lay_out(products, _signed(products)), is_gradient=True)
    return [given, {**arriving, "operator": "×"}, made]


def _one_product(step: StepInUse, sheet: Sheet) -> list[Panel]:
    """Panels of a dense layer's inputs × its units' gradients, with the weight's input and unit in focus."""
    weight, found = step.weight, step.step
    before = found.stage_before(weight.stage)
    inputs, upstream = found.outputs[before.name][step.watched], found.gradients[weight.stage.name][step.watched]
    stages = step.config.stages
    kind = kind_after(stages[: stages.index(before) + 1])
    scale = Scale(kind=kind, limit=1.0 if kind == "pixels" else limit_of(inputs))
    panels = [_row(step, sheet, upstream, weight.index[-1], _signed(upstream), "unit", is_gradient=True)]
    if weight.role == "kernel":
        panels.insert(0, _row(step, sheet, inputs, weight.index[0], scale, "input", is_gradient=False))
        panels[1]["operator"] = "×"
    return panels


def _row(
    step: StepInUse, sheet: Sheet, numbers: np.ndarray, place: int, scale: Scale, action: str, *, is_gradient: bool
) -> Panel:
    """A part of a row of numbers, with one of them in focus."""
    part = part_around(len(numbers), place)
    text = step.text
    return {
        "title": text(f"{COMPONENT}.row_{action}"),
        "note": text(f"{COMPONENT}.part", first=part.start, last=part.stop - 1),
        "operator": "",
        "cells": sheet.lay_out(numbers[part], scale, first=part.start),
        "focus": place - part.start,
        "action": action,
        "is_gradient": is_gradient,
        "linked": False,
    }


def _neighbours(step: StepInUse, sheet: Sheet) -> Panel:
    """The batch's gradients of the neighbouring weights: of the kernel, of the same unit, or of all biases."""
    weight, text = step.weight, step.text
    gradients = step.step.weight_gradients[weight.stage.name][weight.role]
    if gradients.ndim == KERNEL_AXES:
        kernel = gradients[:, :, weight.index[2], weight.index[3]]
        return {
            "title": text(f"{COMPONENT}.kernel"),
            "note": text(f"{COMPONENT}.of_batch"),
            "operator": "|",
            "cells": sheet.lay_out(kernel, _signed(kernel)),
            "focus": weight.index[0] * kernel.shape[1] + weight.index[1],
            "action": "weight",
            "is_gradient": True,
            "linked": False,
        }
    numbers = gradients if gradients.ndim == 1 else gradients[:, weight.index[1]]
    action = "weight" if gradients.ndim == 1 else "input"
    found = _row(step, sheet, numbers, weight.index[0], _signed(numbers), action, is_gradient=True)
    return {**found, "title": text(f"{COMPONENT}.beside"), "note": text(f"{COMPONENT}.of_batch"), "operator": "|"}


def _signed(numbers: np.ndarray) -> Scale:
    return Scale(kind="diverging", limit=limit_of(numbers))
