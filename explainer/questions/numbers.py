"""Questions about one number of a stage, by the rule by which it comes about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain

import numpy as np

from explainer.network.kinds import CellParts, LayerWeights, activate
from explainer.network.kinds.activation import FUNCTIONS
from explainer.questions.question import Mistake, Question, Step, Term, decimal_question, whole_question
from explainer.questions.subject import Subject, total

MOST_TERMS = 5
"""More than these are not listed one by one: the strongest are, the others together."""

BRIGHTEST = 255


def cell(subject: Subject) -> Question:
    """The next number of a layer that weighs its inputs, before its activation function."""
    answer = subject.value
    steps, mistakes = _weighed(subject, answer, lambda value: value)
    following = subject.following
    if following is not None and following.activation is not None:
        early = float(activate(following.activation, answer))
        mistakes.append(Mistake("function_early", early, "bias"))
    return _weighing_question(subject, "cell" if subject.stage.window else "unit", steps, mistakes)


def layer_cell(subject: Subject) -> Question:
    """The same as the layer hands it on: after its activation function."""
    following = subject.following
    assert following is not None
    name = following.activation
    assert name is not None
    before, after = subject.value, float(subject.trace[following.name].output[subject.index])

    def function(value: float) -> float:
        return float(activate(name, value))

    steps, mistakes = _weighed(subject, before, function)
    sum_before = steps[1].value or 0.0
    bias = steps[2].added or 0.0
    steps.append(Step("function", after, numbers={"function": name, "before": before}))
    mistakes = [
        Mistake("function_forgotten", before, "function"),
        *mistakes,
        Mistake("both_forgotten", sum_before, "bias"),
        Mistake("bias_last", function(sum_before) + bias, "bias"),
    ]
    return _weighing_question(subject, "cell_after" if subject.stage.window else "unit_after", steps, mistakes, name)


def _weighing_question(
    subject: Subject, name: str, steps: list[Step], mistakes: list[Mistake], function: str = ""
) -> Question:
    return decimal_question(
        name,
        steps,
        mistakes,
        float(np.abs(detailed_parts(subject).terms).max()),
        terms=terms_of(subject),
        bias=steps[2].added,
        index=subject.index,
        is_signed=True,
        numbers={
            **subject.place,
            "function": function,
            "inputs": subject.stage.input_shape[-1],
            "layer": subject.stage.layer,
        },
    )


def _weighed(subject: Subject, answer: float, after: Callable[[float], float]) -> tuple[list[Step], list[Mistake]]:
    """The steps to a sum with its bias, and what mistakes make of it and of what comes `after`."""
    parts, terms = detailed_parts(subject), terms_of(subject)
    bias = parts.bias or 0.0
    # What Keras returned is the truth; the sum is what is left of it.
    whole = answer - bias
    plus, minus = (float(part.sum()) for part in (parts.terms[parts.terms > 0], parts.terms[parts.terms < 0]))
    steps = [
        Step("products", numbers={"count": len(parts.terms)}),
        Step("sum", whole, numbers={"plus": plus, "minus": minus}),
        Step("bias", answer, added=bias, numbers={"bias": bias}),
    ]
    mistakes = [Mistake("bias_forgotten", after(whole), "bias")]
    if minus < 0:
        mistakes.append(Mistake("minus_ignored", after(plus - minus + bias), "sum"))
    if terms and terms[-1].name == "others":
        mistakes.append(Mistake("others_forgotten", after(whole - terms[-1].term + bias), "sum"))
    following = subject.following
    found = subject.outputs if following is None or after(-1.0) == -1.0 else subject.trace[following.name].output
    mistakes += subject.moved_windows("products", found if found is not subject.outputs else None)
    if subject.stage.window is not None and subject.layer is not None:
        turned = subject.settings.parts(subject.inputs, _turned(subject.layer), subject.index)
        mistakes.append(Mistake("kernel_turned", after(total(turned)), "products"))
    return steps, mistakes


def _turned(layer: LayerWeights) -> LayerWeights:
    """The same with the kernel turned by half a turn, as mathematicians convolve."""
    return LayerWeights({**layer, "kernel": layer.kernel[::-1, ::-1]})


def detailed_parts(subject: Subject) -> CellParts:
    """The parts of a number; where it is all one channel's share, the products that make it."""
    parts = subject.parts
    if not parts.are_shares or len(parts.terms) > 1 or subject.layer is None:
        return parts
    share = subject.settings.share(subject.inputs, subject.layer, subject.index, 0)
    return replace(share, bias=parts.bias)


def terms_of(subject: Subject) -> tuple[Term, ...]:
    """What is added up: the strongest one by one, the others together; nothing where the picture has all of it."""
    if subject.stage.window is not None and subject.stage.input_shape[-1] == 1:
        return ()
    parts = subject.parts
    order = np.argsort(-np.abs(parts.terms), kind="stable")
    listed = order if len(order) <= MOST_TERMS else order[: MOST_TERMS - 1]
    name = "map" if parts.are_shares else "input"
    terms = [
        Term(name, float(parts.terms[place]), int(place))
        if parts.are_shares
        else Term(name, float(parts.terms[place]), int(place), float(parts.values[place]), float(parts.factors[place]))
        for place in sorted(listed)
    ]
    if len(listed) < len(order):
        others = float(parts.terms.sum() - parts.terms[listed].sum())
        terms.append(Term("others", others, len(order) - len(listed)))
    return tuple(terms)


def scaled(subject: Subject) -> Question:
    """One number times a factor, and something added."""
    parts = subject.parts
    value, factor, shift = float(parts.values[0]), float(parts.factors[0]), parts.bias or 0.0
    steps = [
        Step("factor", subject.value - shift, numbers={"value": value, "factor": factor}),
        Step("shift", subject.value, added=shift, numbers={"shift": shift}),
    ]
    mistakes = [
        Mistake("shift_forgotten", value * factor, "shift"),
        Mistake("factor_forgotten", value + shift, "factor"),
        Mistake("shift_first", (value + shift) * factor, "factor"),
    ]
    return decimal_question(
        "scaled",
        steps,
        mistakes,
        max(abs(value), abs(shift)),
        numbers={**subject.place, "value": value, "factor": factor, "shift": shift},
        index=subject.index,
        is_signed=True,
    )


def function(subject: Subject) -> Question:
    """An activation function of one number."""
    name = subject.stage.activation
    assert name is not None
    before = float(subject.inputs[subject.index])
    likely = [Mistake("function_forgotten", before, "function")]
    others = (("cut_at_zero", "relu"), ("as_tanh", "tanh"), ("as_sigmoid", "sigmoid"), ("as_leaky", "leaky_relu"))
    for mistake, other in others:
        if other in FUNCTIONS and other != name:
            likely.append(Mistake(mistake, float(activate(other, before)), "function"))
    likely.insert(1, Mistake("minus_dropped", abs(before), "function"))
    return decimal_question(
        "function",
        [Step("function", subject.value, numbers={"function": name, "before": before})],
        likely,
        abs(before),
        numbers={**subject.place, "function": name, "before": before},
        index=subject.index,
        is_signed=True,
    )


def largest(subject: Subject) -> Question:
    """Which number of a window is kept."""
    values = _inside(subject)
    steps = [Step("window", numbers={"count": len(values)}), Step("largest", subject.value)]
    mistakes = [
        Mistake("mean_taken", float(values.mean()), "largest"),
        Mistake("all_added", float(values.sum()), "largest"),
        Mistake("smallest_taken", float(values.min()), "largest"),
        *subject.moved_windows("window"),
    ]
    return _window_question("largest", subject, steps, mistakes)


def mean(subject: Subject) -> Question:
    """The mean of a window."""
    values = _inside(subject)
    count, whole = len(values), float(values.sum())
    steps = [
        Step("window", numbers={"count": count}),
        Step("total", whole, numbers={"count": count}),
        Step("mean", subject.value, numbers={"count": count}),
    ]
    mistakes = [
        Mistake("not_divided", whole, "mean"),
        Mistake("largest_taken", float(values.max()), "mean"),
        Mistake("padding_counted", whole / len(subject.parts.values), "mean"),
        *subject.moved_windows("window"),
    ]
    return _window_question("mean", subject, steps, mistakes)


def _inside(subject: Subject) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The window's numbers, without what lies outside the map."""
    parts = subject.parts
    return np.array([value for place, value in enumerate(parts.values) if parts.origin(place) is not None])


def _window_question(name: str, subject: Subject, steps: list[Step], mistakes: list[Mistake]) -> Question:
    parts = subject.parts
    cells = [place for place in range(len(parts.values)) if parts.origin(place) is not None]
    return decimal_question(
        name,
        steps,
        mistakes,
        float(np.abs(parts.values).max()),
        numbers={**subject.place, "window": subject.stage.window_size, "count": len(cells)},
        terms=tuple(Term("cell", float(parts.values[place]), place) for place in cells),
        index=subject.index,
        is_signed=bool((subject.inputs < 0).any()),
    )


def whole_mean(subject: Subject) -> Question:
    """The mean of a whole map, whose numbers are too many to be added up by hand."""
    values = subject.parts.values
    count = len(values)
    whole = subject.value * count
    rows = subject.stage.input_shape[0]
    return decimal_question(
        "whole_mean",
        [Step("mean", subject.value, numbers={"count": count})],
        [
            Mistake("not_divided", whole, "mean"),
            Mistake("largest_taken", float(values.max()), "mean"),
            Mistake("side_divided", whole / rows, "mean"),
        ],
        abs(subject.value),
        numbers={
            "map": subject.index[0],
            "rows": rows,
            "columns": subject.stage.input_shape[1],
            "count": count,
            "total": whole,
            "largest": float(values.max()),
        },
        index=subject.index,
        is_signed=True,
    )


def pixel(subject: Subject) -> Question:
    """What becomes of a stored brightness."""
    value = subject.value
    stored = value * BRIGHTEST
    return decimal_question(
        "pixel",
        [Step("divide_brightness", value, numbers={"stored": _whole_if_it_is(stored), "brightest": BRIGHTEST})],
        [
            Mistake("not_scaled", stored, "divide_brightness"),
            Mistake("inverted", 1 - value, "divide_brightness"),
            Mistake("as_percentage", 100 * value, "divide_brightness"),
        ],
        1.0,
        numbers={**subject.place, "stored": _whole_if_it_is(stored), "brightest": BRIGHTEST},
        index=subject.index,
    )


def _whole_if_it_is(value: float) -> int | float:
    return round(value) if abs(value - round(value)) < 1e-4 else value


def idle(subject: Subject) -> Question:
    """What a layer that only works while training makes of a number when the network answers."""
    value, rate = subject.value, subject.settings.dropped_share
    return decimal_question(
        "idle",
        [Step("idle", value)],
        [
            Mistake("dropped", 0.0, "idle"),
            Mistake("shrunk", value * (1 - rate), "idle"),
            Mistake("stretched", value / (1 - rate), "idle"),
        ],
        abs(value),
        numbers={"value": value, "rate": round(100 * rate)},
        index=subject.index,
        is_signed=True,
    )


def place(subject: Subject) -> Question:
    """Where a cell of a map comes to stand in the row."""
    (answer,) = subject.index
    rows, columns, maps = subject.stage.input_shape
    row, column, number = (int(axis) for axis in np.unravel_index(answer, (rows, columns, maps)))
    cells = row * columns + column
    return whole_question(
        "place",
        [
            Step("cells_before", cells, numbers={"row": row, "column": column, "columns": columns}),
            Step("numbers_before", cells * maps, numbers={"cells": cells, "maps": maps}),
            Step("add_map", answer, added=number, numbers={"map": number}),
        ],
        chain(
            [
                Mistake("map_by_map", (number * rows + row) * columns + column, "cells_before"),
                Mistake("column_first", (column * rows + row) * maps + number, "cells_before"),
                Mistake("from_one", answer + 1, "add_map"),
            ],
            [Mistake("map_forgotten", cells * maps, "add_map")],
        ),
        numbers={"row": row, "column": column, "map": number, "rows": rows, "columns": columns, "maps": maps},
        index=subject.index,
    )
