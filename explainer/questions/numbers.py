"""Questions about one output value of a stage, one per rule of its computation."""

from itertools import chain

import numpy as np

from explainer.network.kinds import activate
from explainer.questions.question import Mistake, Question, SolutionStep, Term, decimal_question, whole_question
from explainer.questions.subject import QuestionSubject

BRIGHTEST = 255


def scaled(subject: QuestionSubject) -> Question:
    """Asks for a value times a factor plus an offset."""
    parts = subject.parts
    value, factor, shift = float(parts.values[0]), float(parts.factors[0]), parts.bias or 0.0
    steps = [
        SolutionStep("factor", subject.value - shift, numbers={"value": value, "factor": factor}),
        SolutionStep("shift", subject.value, added=shift, numbers={"shift": shift}),
    ]
    mistakes = [
        Mistake("shift_forgotten", value * factor, "shift"),
        Mistake("factor_forgotten", value + shift, "factor"),
        Mistake("shift_first", (value + shift) * factor, "factor"),
    ]
    return decimal_question(
        "scaled_here" if subject.settings.mixes_channels else "scaled",
        steps,
        mistakes,
        max(abs(value), abs(shift)),
        numbers={**subject.place, "value": value, "factor": factor, "shift": shift},
        index=subject.index,
        is_signed=True,
    )


def function(subject: QuestionSubject) -> Question:
    """Asks for the activation function of a value."""
    name = subject.stage.activation
    assert name is not None
    before = float(subject.inputs[subject.index])
    likely = [Mistake("function_forgotten", before, "function")]
    others = (("cut_at_zero", "relu"), ("as_tanh", "tanh"), ("as_sigmoid", "sigmoid"), ("as_leaky", "leaky_relu"))
    for mistake, other in others:
        if other != name:
            likely.append(Mistake(mistake, float(activate(other, before)), "function"))
    likely.insert(1, Mistake("minus_dropped", abs(before), "function"))
    return decimal_question(
        "function",
        [SolutionStep("function", subject.value, numbers={"function": name, "before": before})],
        likely,
        abs(before),
        numbers={**subject.place, "function": name, "before": before},
        index=subject.index,
        is_signed=True,
    )


def largest(subject: QuestionSubject) -> Question:
    """Asks for the maximum of a window."""
    values = _inside(subject)
    steps = [SolutionStep("window", numbers={"count": len(values)}), SolutionStep("largest", subject.value)]
    mistakes = [
        Mistake("mean_taken", float(values.mean()), "largest"),
        Mistake("all_added", float(values.sum()), "largest"),
        Mistake("smallest_taken", float(values.min()), "largest"),
        *subject.moved_windows("window"),
    ]
    return _window_question("largest", subject, steps, mistakes)


def mean(subject: QuestionSubject) -> Question:
    """Asks for the mean of a window."""
    values = _inside(subject)
    count, whole = len(values), float(values.sum())
    steps = [
        SolutionStep("window", numbers={"count": count}),
        SolutionStep("total", whole, numbers={"count": count}),
        SolutionStep("mean", subject.value, numbers={"count": count}),
    ]
    mistakes = [
        Mistake("not_divided", whole, "mean"),
        Mistake("largest_taken", float(values.max()), "mean"),
        Mistake("padding_counted", whole / len(subject.parts.values), "mean"),
        *subject.moved_windows("window"),
    ]
    return _window_question("mean", subject, steps, mistakes)


def _inside(subject: QuestionSubject) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The window's values without padding."""
    parts = subject.parts
    return np.array([value for place, value in enumerate(parts.values) if parts.origin(place) is not None])


def _window_question(
    name: str, subject: QuestionSubject, steps: list[SolutionStep], mistakes: list[Mistake]
) -> Question:
    parts = subject.parts
    cells = [place for place in range(len(parts.values)) if parts.origin(place) is not None]
    return decimal_question(
        name,
        steps,
        mistakes,
        float(np.abs(parts.values).max()),
        numbers={**subject.place, "strides": subject.stage.strides or 1, "count": len(cells)},
        terms=tuple(Term("cell", float(parts.values[place]), place) for place in cells),
        index=subject.index,
        is_signed=bool((subject.inputs < 0).any()),
    )


def whole_mean(subject: QuestionSubject) -> Question:
    """Asks for the mean of a whole map; its sum is given, since it has too many values to add up by hand."""
    values = subject.parts.values
    count = len(values)
    whole = subject.value * count
    rows = subject.stage.input_shape[0]
    return decimal_question(
        "whole_mean",
        [SolutionStep("mean", subject.value, numbers={"count": count})],
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


def pixel(subject: QuestionSubject) -> Question:
    """Asks for a stored pixel after scaling to 0–1."""
    value = subject.value
    stored = value * BRIGHTEST
    return decimal_question(
        "pixel",
        [SolutionStep("divide_brightness", value, numbers={"stored": _whole_if_it_is(stored), "brightest": BRIGHTEST})],
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


def idle(subject: QuestionSubject) -> Question:
    """Asks for the output of dropout at inference."""
    value, rate = subject.value, subject.settings.dropped_share
    return decimal_question(
        "idle",
        [SolutionStep("idle", value)],
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


def place(subject: QuestionSubject) -> Question:
    """Asks for the index of a map's cell after flattening."""
    (answer,) = subject.index
    rows, columns, maps = subject.stage.input_shape
    row, column, number = (int(axis) for axis in np.unravel_index(answer, (rows, columns, maps)))
    cells = row * columns + column
    return whole_question(
        "place",
        [
            SolutionStep("cells_before", cells, numbers={"row": row, "column": column, "columns": columns}),
            SolutionStep("numbers_before", cells * maps, numbers={"cells": cells, "maps": maps}),
            SolutionStep("add_map", answer, added=number, numbers={"map": number}),
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
