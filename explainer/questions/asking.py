"""Which questions a stage has: what its kind declares decides."""

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
"""What can be asked of a number, by the rule by which it comes about."""

BY_SIZE: Mapping[str, Maker] = MappingProxyType(
    {**dict.fromkeys(sizes.WINDOWS, sizes.size), "flatten": sizes.length, "channels": sizes.means}
)
"""What can be asked of a size, by the way it comes about."""

CUTTING = (numbers.function, weighing.layer_cell)
"""Questions whose number is to be one that the function changes."""

STRONG = 0.25
"""Numbers are taken from this share of a stage's, those that differ most from the rest."""

TRIED = 8
"""So many of them are tried."""


@dataclass(frozen=True)
class Asked:
    """A question with its place among its stage's.

    Attributes:
        number: Which one, from 0.
        count: How many kinds of questions the stage has.
    """

    question: Question
    number: int
    count: int


def ask(
    trace: Trace, weights: Weights, stage: Stage, number: int, focus: tuple[int, ...] | None = None
) -> Asked | None:
    """Asks one of a stage's questions.

    Args:
        trace: The network's answer to the image in use.
        number: Which question, ≥ 0. Beyond the last kind they come round again, about other numbers.
        focus: The number of the stage that the visitor chose; `None` if they chose none.

    Returns:
        The same question for the same arguments; `None` if there is nothing to be asked.
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
    # Where most mistakes can be told from the answer, most is learned.
    return Asked(max(asked, key=lambda one: len(one.mistakes)), place, len(makers))


def makers_of(stage: Stage) -> tuple[Maker, ...]:
    """What can be asked at a stage, in order."""
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
    """Whether a function of its own follows that changes numbers."""
    return stage.settings.has_kernel and not stage.is_logits and stage.activation not in (None, "linear")


def _places_for(maker: Maker, trace: Trace, stage: Stage, number: int) -> list[tuple[int, ...]]:
    """Numbers that are worth asking after, always the same for the same question."""
    output = trace[stage.name].output
    worth = _worth(maker, trace, stage)
    strong = np.flatnonzero(worth >= np.quantile(worth, 1 - STRONG))
    generator = np.random.default_rng([number, *stage.name.encode()])
    drawn = generator.choice(strong, size=min(TRIED, len(strong)), replace=False)
    return [tuple(int(axis) for axis in np.unravel_index(one, output.shape)) for one in drawn]


def _worth(maker: Maker, trace: Trace, stage: Stage) -> Array:
    """How much each of a stage's numbers is worth asking after, flat."""
    output = trace[stage.name].output
    if maker in CUTTING:
        # What a function leaves as it is asks for nothing.
        before = trace.input_of(stage.name) if stage.settings.is_function else output
        return np.asarray(-before.ravel())
    if maker is classes.probability:
        return classes.softened(trace.input_of(stage.name)).astype(np.float32)
    if maker is numbers.pixel:
        # What is neither black nor white.
        return (output * (1 - output)).ravel()
    ground = np.median(output, axis=tuple(range(output.ndim - 1))) if output.ndim > 1 else 0.0
    return np.asarray(np.abs(output - ground).ravel())
