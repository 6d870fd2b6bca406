"""Whether a step is a good one: the loss with one weight moved, and with all of them moved at other learning rates."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from explainer.learning.backpropagation import Batch, Step, WeightGradients
from explainer.learning.losses import Losses, promised
from explainer.learning.update import OptimizerState, apply, updated
from explainer.network.kinds import Exact
from explainer.optimizers import VARIANTS, AnyOptimizer
from explainer.tracing import Weights

Place = tuple[str, str, tuple[int, ...]]
"""A weight: its stage, its role and its index."""

POINTS = 41
"""At how many values of one weight the loss is computed; it is in use at the one in the middle."""
NEAR = (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
"""Where else, in steps from its value in use: there the curve looks like a line."""
FACTORS = tuple(10 ** (place / 8) for place in range(-16, 13))
"""By which the learning rate is multiplied: from a hundredth to thirty times as large."""
IN_USE = FACTORS.index(1.0)

TOO_SMALL_SHARE = 0.1
"""Of the largest fall of the batch's loss: below it, a smaller learning rate than the best is too small."""
UNSEEN_RISE = 0.1
"""Of the loss of unseen images: where a step raises it by more, it goes too far for them."""

Verdict = Literal["too_small", "right", "overshooting", "no_fall"]


@dataclass(frozen=True, eq=False)
class OtherUpdate:
    """What another optimizer makes of the same gradients of one weight.

    Attributes:
        name: Of the variant.
        step: What it adds to the weight.
        change: How the batch's loss changes when this weight alone makes that step.
    """

    name: str
    step: float
    change: float


@dataclass(frozen=True, eq=False)
class WeightTrial:
    """The loss of a batch with one weight at other values, in `float64`.

    Attributes:
        values: `(POINTS,)`.
        losses: Likewise.
        near_values: `(len(NEAR),)`, as far away as the step, or nearly.
        near_losses: Likewise.
        change: How the loss changes when this weight alone makes its step.
        finite_difference: The gradient by two losses beside the weight.
        others: Other optimizers; see `steps_of_others`.
    """

    values: Exact
    losses: Exact
    near_values: Exact
    near_losses: Exact
    change: float
    finite_difference: float
    others: tuple[OtherUpdate, ...]


@dataclass(frozen=True, eq=False)
class RateTrial:
    """One step of all weights, at other learning rates.

    Attributes:
        rates: `(len(FACTORS),)`.
        promised: By how much the gradient says that the batch's loss changes, likewise.
        batch: The batch's loss after the step, in `float64`, likewise.
        unseen: The loss of images that it never learned from, likewise.
        batch_before: The batch's loss before it.
        unseen_before: Likewise.
    """

    rates: Exact
    promised: Exact
    batch: Exact
    unseen: Exact
    batch_before: float
    unseen_before: float

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What is to be said of each learning rate, with `TOO_SMALL_SHARE` and `UNSEEN_RISE`."""
        # What is no number any more has gone furthest.
        falls = np.where(np.isfinite(self.batch), self.batch_before - self.batch, -np.inf)
        best = int(np.argmax(falls))
        if falls[best] <= 0:
            nowhere: Verdict = "no_fall"
            return (nowhere,) * len(falls)
        is_little = falls < TOO_SMALL_SHARE * falls[best]
        goes_too_far = ~(self.unseen <= (1 + UNSEEN_RISE) * self.unseen_before)
        places = np.arange(len(falls))
        small = is_little & (places < best) & ~goes_too_far
        over = (is_little & (places > best)) | goes_too_far
        found: list[Verdict] = []
        for is_small, is_over in zip(small, over, strict=True):
            found.append("too_small" if is_small else "overshooting" if is_over else "right")
        return tuple(found)


def span(step: Step, place: Place, moved: float) -> float:
    """How far from its value in use a weight is moved: as far as the largest one of its layer is from 0, or further."""
    stage, role, _ = place
    return max(float(np.abs(step.weights[stage][role]).max()), 20 * abs(moved)) or 1.0


def weight_trial(
    losses: Losses, step: Step, place: Place, moved: float, others: Sequence[tuple[str, float]]
) -> Generator[float, None, WeightTrial]:
    """Tries one weight at other values.

    Args:
        moved: What the optimizer adds to it.
        others: What other optimizers would add, by their variants' names.

    Yields:
        How much is done, 0 to 1.
    """
    stage, role, index = place
    weight = float(step.weights[stage][role][index])
    reach = span(step, place, moved)
    values = weight + reach * np.linspace(-1, 1, POINTS)
    near = weight + np.array(NEAR) * (moved or reach / 1_000)
    steps = [moved, *(other for _, other in others)]
    everywhere = [*values, *near, *(weight + one for one in steps)]
    found: list[float] = []
    for loss in losses.moved(step, place, everywhere):
        found.append(loss)
        yield len(found) / (len(everywhere) + 2)
    before = found[POINTS // 2]
    changes = [loss - before for loss in found[-len(steps) :]]
    return WeightTrial(
        values=values,
        losses=np.array(found[:POINTS]),
        near_values=near,
        near_losses=np.array(found[POINTS : POINTS + len(NEAR)]),
        change=changes[0],
        finite_difference=losses.finite_difference(step, place),
        others=tuple(
            OtherUpdate(name, other, change) for (name, other), change in zip(others, changes[1:], strict=True)
        ),
    )


def steps_of_others(gradients: Sequence[float], weight: float, rate: float) -> list[tuple[str, float]]:
    """What each variant of an optimizer adds to a weight at last, when all of them begin with empty memories.

    Args:
        gradients: Of the weight, one an update; the weight itself stays where it is.
        rate: The learning rate, which is the same for all.

    Returns:
        The variant's name and its step, the smallest step first.
    """
    found = []
    for name, optimizer in VARIANTS.items():
        memory, step = optimizer.start(()), 0.0
        for number, gradient in enumerate(gradients, 1):
            update = updated(optimizer, np.asarray(gradient), np.asarray(weight), memory, number, rate)
            memory, step = update.memory, float(update.step)
        found.append((name, step))
    return sorted(found, key=lambda one: abs(one[1]))


def rate_trial(
    losses: Losses,
    unseen_loss: Callable[[Weights], float],
    found: WeightGradients,
    batch: Batch,
    weights: Weights,
    optimizer: AnyOptimizer,
    state: OptimizerState,
    rate: float,
) -> Generator[float, None, RateTrial]:
    """Makes the same step at other learning rates.

    Args:
        unseen_loss: The loss of unseen images with some weights.

    Yields:
        How much is done, 0 to 1.
    """
    rates = rate * np.array(FACTORS)
    rows: list[tuple[float, float, float]] = []
    for each in rates:
        with np.errstate(over="ignore", invalid="ignore"):
            applied = apply(found, weights, optimizer, state, float(each))
        loss = float(losses.of(batch, applied.weights).mean())
        rows.append((promised(found.gradients, applied.steps), loss, unseen_loss(applied.weights)))
        yield len(rows) / (len(rates) + 1)
    promises, after, unseen = np.array(rows).T
    before = float(losses.of(batch, weights).mean())
    return RateTrial(rates, promises, after, unseen, before, unseen_loss(weights))
