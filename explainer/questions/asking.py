"""The selection of questions for a stage, from the declarations of its kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from explainer.network import Stage
from explainer.network.kinds import Rule
from explainer.questions import classes, numbers, sizes, weighing
from explainer.questions.question import Question
from explainer.questions.subject import QuestionSubject
from explainer.tracing import Array, Trace, Weights

Maker = Callable[[QuestionSubject], Question]

BY_RULE: Mapping[Rule, tuple[Maker, ...]] = MappingProxyType(
    {
        "sum": (weighing.cell,),
        "scaled": (numbers.scaled,),
        "function": (numbers.function,),
        "largest": (numbers.largest,),
        "mean": (numbers.mean,),
        "pixel": (numbers.pixel, sizes.amount),
        "share": (classes.winner, classes.probability),
    }
)
"""Questions about an output value, by the rule of its computation."""

BY_SIZE: Mapping[str, Maker] = MappingProxyType(
    {**dict.fromkeys(sizes.WINDOWS, sizes.size), "flatten": sizes.length, "channels": sizes.means}
)
"""Questions about an output size, by the kind of its `SizeRule`."""

CUTTING = (numbers.function, weighing.layer_cell)
"""Questions for which a value should be chosen that the activation function changes."""

STRONG = 0.25
"""Values are drawn from this share of a stage's, those with the highest interest."""

TRIED = 8
"""Number of values that are drawn; the one with the most distinguishable mistakes is used."""


@dataclass(frozen=True)
class Asked:
    """A question and its position among the questions of its stage.

    Attributes:
        number: Index of the question type, from 0.
        count: Number of question types that the stage has.
    """

    question: Question
    number: int
    count: int


def ask(
    trace: Trace, weights: Weights, stage: Stage, number: int, focus: tuple[int, ...] | None = None
) -> Asked | None:
    """Creates one of a stage's questions; the result is deterministic.

    Args:
        trace: The trace of the current image.
        number: Index of the question, 0 or more. After the last type, the types repeat with other values.
        focus: Index of the value that the visitor selected, or `None`.

    Returns:
        The question; `None` if the stage has none.
    """
    makers = makers_of(stage)
    if not makers:
        return None
    turn, place = divmod(number, len(makers))
    maker = makers[place]
    places = [focus] if focus is not None and turn == 0 else _places_for(maker, trace, stage, number)
    asked = [
        maker(QuestionSubject(trace=trace, weights=weights, stage=stage, index=index, turn=turn)) for index in places
    ]
    # Prefer the value for which most mistakes can be distinguished from the answer.
    return Asked(max(asked, key=lambda one: len(one.mistakes)), place, len(makers))


def makers_of(stage: Stage) -> tuple[Maker, ...]:
    """The question types of a stage, in order."""
    settings = stage.settings
    found = list(_about_numbers(stage))
    size = BY_SIZE.get(settings.size_rule(stage.input_shape).kind)
    if size is not None:
        found.append(size)
    if stage.window is not None:
        found.append(sizes.strides)
    if settings.weight_rule(stage.input_shape) is not None:
        found.append(sizes.parameters)
    if _has_function(stage):
        found.append(weighing.layer_cell)
    return tuple(found)


def _about_numbers(stage: Stage) -> tuple[Maker, ...]:
    settings = stage.settings
    if settings.is_identity:
        return (numbers.idle,)
    if stage.keeps_places:
        return (numbers.place,)
    if settings.rule == "mean" and settings.is_global:
        return (numbers.whole_mean,)
    return BY_RULE.get(settings.rule, ())


def _has_function(stage: Stage) -> bool:
    """Whether an activation function other than `"linear"` follows."""
    return stage.settings.has_kernel and not stage.is_logits and stage.activation not in (None, "linear")


def _places_for(maker: Maker, trace: Trace, stage: Stage, number: int) -> list[tuple[int, ...]]:
    """Draws indices of interesting values; deterministic for each question."""
    output = trace[stage.name].output
    worth = _worth(maker, trace, stage)
    strong = np.flatnonzero(worth >= np.quantile(worth, 1 - STRONG))
    generator = np.random.default_rng([number, *stage.name.encode()])
    drawn = generator.choice(strong, size=min(TRIED, len(strong)), replace=False)
    return [tuple(int(axis) for axis in np.unravel_index(one, output.shape)) for one in drawn]


def _worth(maker: Maker, trace: Trace, stage: Stage) -> Array:
    """The interest of each value of a stage, flattened."""
    output = trace[stage.name].output
    if maker in CUTTING:
        # The more negative the pre-activation, the more the function changes it.
        before = trace.input_of(stage.name) if stage.settings.is_function else output
        return np.asarray(-before.ravel())
    if maker is classes.probability:
        return classes.softened(trace.input_of(stage.name)).astype(np.float32)
    if maker is numbers.pixel:
        # Grey pixels are the most interesting.
        return (output * (1 - output)).ravel()
    ground = np.median(output, axis=tuple(range(output.ndim - 1))) if output.ndim > 1 else 0.0
    return np.asarray(np.abs(output - ground).ravel())
