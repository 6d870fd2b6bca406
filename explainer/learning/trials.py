"""Trials of other steps: the loss with one weight at other values, and after an update at other learning rates."""

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
"""A weight's stage, role and index."""

POINTS = 41
"""Number of values of one weight at which the loss is computed; the middle one is its current value."""
NEAR = (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
"""Further values, in steps from the current one, for a close-up in which the curve is nearly a line."""
FACTORS = tuple(10 ** (place / 8) for place in range(-16, 13))
"""Factors of the learning rate, from 0.01 to about 30."""
IN_USE = FACTORS.index(1.0)

TOO_SMALL_SHARE = 0.1
"""A learning rate below the best one is too small if the loss falls by less than this share of the largest fall."""
UNSEEN_RISE = 0.1
"""A step overshoots if it raises the loss of unseen images by more than this share."""

Verdict = Literal["too_small", "right", "overshooting", "no_fall"]


@dataclass(frozen=True, eq=False)
class OtherUpdate:
    """The step of one weight by another optimizer, from the same gradients.

    Attributes:
        name: A key of `VARIANTS`.
        step: The amount added to the weight.
        change: Change of the batch's loss if only this weight makes the step.
    """

    name: str
    step: float
    change: float


@dataclass(frozen=True, eq=False)
class WeightTrial:
    """The loss of a batch with one weight at other values, in `float64`.

    Attributes:
        values: `(POINTS,)`.
        losses: `(POINTS,)`.
        near_values: `(len(NEAR),)`, close to the current value.
        near_losses: `(len(NEAR),)`.
        change: Change of the loss if only this weight makes its step.
        finite_difference: The gradient as a central finite difference.
        others: Steps of other optimizers; see `steps_of_others`.
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
    """One step of all weights, at other learning rates. The arrays have the shape `(len(FACTORS),)`.

    Attributes:
        promised: Change of the batch's loss that the gradient predicts.
        batch: The batch's loss after the step.
        unseen: Loss of images that are not trained on, after the step.
        batch_before: The batch's loss before the step.
        unseen_before: Loss of the other images before the step.
    """

    rates: Exact
    promised: Exact
    batch: Exact
    unseen: Exact
    batch_before: float
    unseen_before: float

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict on each learning rate; see `TOO_SMALL_SHARE` and `UNSEEN_RISE`."""
        # A loss of NaN or infinity counts as the largest rise.
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
    """Half the width of the values tried: the largest weight of the array, or 20 steps if that is more."""
    stage, role, _ = place
    return max(float(np.abs(step.weights[stage][role]).max()), 20 * abs(moved)) or 1.0


def weight_trial(
    losses: Losses, step: Step, place: Place, moved: float, others: Sequence[tuple[str, float]]
) -> Generator[float, None, WeightTrial]:
    """Computes the loss with one weight at other values.

    Args:
        moved: The optimizer's step of this weight.
        others: Names of optimizer variants and their steps of this weight.

    Yields:
        The progress, 0 to 1.
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
    """The last step of each optimizer variant for a weight, each starting from its initial state.

    Args:
        gradients: The weight's gradient at each update; the weight itself is not changed in between.
        rate: The learning rate of all variants.

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
        unseen_loss: Returns the loss of unseen images for given weights.

    Yields:
        The progress, 0 to 1.
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
