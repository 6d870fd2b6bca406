"""Questions about sizes: cells of a map, length of a vector, number of parameters."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from explainer.network import Stage, replaced
from explainer.network.kinds import SizeRule, WeightRule
from explainer.questions.question import Mistake, Question, SolutionStep, Value, whole_question
from explainer.questions.subject import QuestionSubject

Way = tuple[list[SolutionStep], list[Mistake]]
COLOURS = 3
"""Channels of a colour image, for a mistake."""


def _fits(rule: SizeRule) -> Way:
    left = rule.size - rule.window
    return [
        SolutionStep("subtract", left, numbers={"size": rule.size, "window": rule.window}),
        SolutionStep("add_one", rule.places, numbers={"left": left}),
    ], [
        Mistake("unchanged", rule.size, "subtract"),
        Mistake("one_forgotten", left, "add_one"),
        Mistake("one_edge", rule.size - (rule.window - 1) // 2, "subtract"),
    ]


def _steps(rule: SizeRule) -> Way:
    left = rule.size - rule.window
    stops = left // rule.strides
    return [
        SolutionStep("subtract", left, numbers={"size": rule.size, "window": rule.window}),
        SolutionStep("divide", stops, numbers={"left": left, "strides": rule.strides}),
        SolutionStep("add_one", rule.places, numbers={"left": stops}),
    ], [
        Mistake("steps_forgotten", left + 1, "divide"),
        Mistake("one_forgotten", stops, "add_one"),
        Mistake("rounded_up", -(-left // rule.strides) + 1, "divide"),
        Mistake("window_forgotten", rule.size // rule.strides, "subtract"),
        Mistake("unchanged", rule.size, "subtract"),
    ]


def _divides(rule: SizeRule) -> Way:
    return [
        SolutionStep("divide_window", rule.places, numbers={"size": rule.size, "window": rule.window}),
    ], [
        Mistake("unchanged", rule.size, "divide_window"),
        Mistake("steps_forgotten", rule.size - rule.window + 1, "divide_window"),
        Mistake("rounded_up", -(-rule.size // rule.window), "divide_window"),
    ]


def _same(rule: SizeRule) -> Way:
    return [
        SolutionStep("same", rule.places, numbers={"size": rule.size}),
    ], [
        *_as_valid(rule, "same"),
        Mistake("ring_counted", rule.size + rule.window - 1, "same"),
    ]


def _same_steps(rule: SizeRule) -> Way:
    return [
        SolutionStep("divide_up", rule.places, numbers={"size": rule.size, "strides": rule.strides}),
    ], [
        Mistake("rounded_down", rule.size // rule.strides, "divide_up"),
        Mistake("same_without_steps", rule.size, "divide_up"),
        *_as_valid(rule, "divide_up"),
    ]


def _as_valid(rule: SizeRule, step: str) -> list[Mistake]:
    """The mistake of ignoring the padding, if the window fits without it."""
    left = rule.size - rule.window
    return [Mistake("as_valid", left // rule.strides + 1, step)] if left >= 0 else []


WINDOWS: Mapping[str, Callable[[SizeRule], Way]] = MappingProxyType(
    {"fits": _fits, "steps": _steps, "divides": _divides, "same": _same, "same_steps": _same_steps}
)
"""Solutions and mistakes for the number of window positions, by the kind of `SizeRule`."""


def size(subject: QuestionSubject) -> Question:
    """Asks for the output size along an axis."""
    stage = subject.stage
    steps, mistakes = _way(stage.settings.size_rule(stage.input_shape))
    return whole_question("size", steps, mistakes, numbers=_window_numbers(stage))


def strides(subject: QuestionSubject) -> Question:
    """Asks for the output size with other strides."""
    stage = subject.stage
    new = other_strides(stage)
    changed = replaced(stage.settings, strides=new)
    steps, mistakes = _way(changed.size_rule(stage.input_shape))
    before = stage.output_shape[0]
    usual = [
        Mistake("change_ignored", before, steps[-1].name),
        Mistake("old_divided", before // new, steps[0].name),
    ]
    numbers = _window_numbers(stage) | {"before": before, "old": stage.strides or 1, "strides": new}
    return whole_question("strides", steps, [*usual, *mistakes], numbers=numbers)


def other_strides(stage: Stage) -> int:
    """The strides of that question: 2, or 1 if the stage's strides are 2."""
    return 1 if stage.strides == 2 else 2


def _way(rule: SizeRule) -> Way:
    return WINDOWS[rule.kind](rule)


def _window_numbers(stage: Stage) -> dict[str, Value]:
    assert stage.window is not None
    return {
        "size": stage.input_shape[0],
        "window": stage.window_size,
        "strides": stage.window.strides,
        "padding": stage.window.padding,
    }


def length(subject: QuestionSubject) -> Question:
    """Asks for the length of the flattened vector."""
    rows, columns, maps = subject.stage.input_shape
    cells = rows * columns
    numbers = {"rows": rows, "columns": columns, "maps": maps}
    return whole_question(
        "length",
        [
            SolutionStep("cells", cells, numbers={"rows": rows, "columns": columns}),
            SolutionStep("times_maps", cells * maps, numbers={"cells": cells, "maps": maps}),
        ],
        [
            Mistake("maps_forgotten", cells, "times_maps"),
            Mistake("added_up", rows + columns + maps, "cells"),
            Mistake("one_side", rows * maps, "cells"),
            Mistake("cells_forgotten", maps, "cells"),
        ],
        numbers=numbers,
    )


def means(subject: QuestionSubject) -> Question:
    """Asks for the number of values after global average pooling."""
    rows, columns, maps = subject.stage.input_shape
    return whole_question(
        "means",
        [SolutionStep("one_a_map", maps, numbers={"maps": maps})],
        [
            Mistake("cells_kept", rows * columns * maps, "one_a_map"),
            Mistake("cells_of_one", rows * columns, "one_a_map"),
        ],
        numbers={"rows": rows, "columns": columns, "maps": maps},
    )


def amount(subject: QuestionSubject) -> Question:
    """Asks for the number of values of an image."""
    rows, columns, channels = subject.stage.output_shape
    cells = rows * columns
    return whole_question(
        "amount",
        [SolutionStep("cells", cells * channels, numbers={"rows": rows, "columns": columns})],
        [
            Mistake("colour_counted", cells * COLOURS, "cells"),
            Mistake("sides_added", rows + columns, "cells"),
            Mistake("one_side_only", rows, "cells"),
        ],
        numbers={"rows": rows, "columns": columns, "channels": channels},
    )


def parameters(subject: QuestionSubject) -> Question:
    """Asks for the number of parameters of a layer."""
    stage = subject.stage
    rule = stage.settings.weight_rule(stage.input_shape)
    assert rule is not None
    each = math.prod(rule.factors)
    factors = "×".join(f"{factor:,}" for factor in (*rule.factors, rule.outputs))
    steps = [SolutionStep("weights", each * rule.outputs, numbers={"factors": factors})]
    mistakes = []
    if rule.biases:
        added = rule.biases * rule.outputs
        steps.append(SolutionStep("biases", rule.parameters, added=added, numbers={"outputs": rule.outputs}))
        mistakes += [
            Mistake("biases_forgotten", each * rule.outputs, "biases"),
            Mistake("one_bias", each * rule.outputs + 1, "biases"),
        ]
    if len(rule.factors) > 2:
        one_map = math.prod(rule.factors[:-1])
        mistakes.append(Mistake("channels_forgotten", (one_map + rule.biases) * rule.outputs, "weights"))
    if len(rule.factors) > 1:
        one_side = math.prod(rule.factors[1:])
        mistakes.append(Mistake("side_not_squared", (one_side + rule.biases) * rule.outputs, "weights"))
    non_trainable = len(stage.settings.non_trainable_roles)
    if non_trainable:
        mistakes.append(Mistake("learned_only", (each - non_trainable) * rule.outputs, "weights"))
    mistakes += [
        Mistake("outputs_forgotten", each + rule.biases, "weights"),
        Mistake("sizes_added", sum(rule.factors) + rule.outputs, "weights"),
    ]
    numbers = {
        "inputs": math.prod(stage.input_shape),
        "channels": stage.input_shape[-1],
        "outputs": rule.outputs,
        "window": stage.window_size,
    }
    return whole_question(f"parameters_{_parameters_of(stage, rule)}", steps, mistakes, numbers=numbers)


def _parameters_of(stage: Stage, rule: WeightRule) -> str:
    """The variant of the question: a window on all maps or on one, all inputs, or each map."""
    if not rule.biases:
        return "each"
    if stage.window is None:
        return "all"
    return "window" if stage.settings.mixes_channels else "window_on_one"
