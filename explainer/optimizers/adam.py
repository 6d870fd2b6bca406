"""`Adam`: a mean of the gradients, divided by the root of a mean of their squares."""

import math
from collections.abc import Mapping
from typing import ClassVar, Literal

import numpy as np

from explainer.optimizers.optimizer import Line, Numbers, Optimizer, Update

CONSTANTS: Mapping[str, float] = {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}
SLOTS: Mapping[str, float] = {"mean": 0.0, "mean_of_squares": 0.0}
"""Initial values of both means; the corrected rate compensates for starting at 0."""
MEANS = (
    Line("mean", "{beta_1} × {before_mean} + (1 − {beta_1}) × {gradient}"),
    Line("mean_of_squares", "{beta_2} × {before_mean_of_squares} + (1 − {beta_2}) × {gradient}²"),
    Line("corrected_rate", "{learning_rate} × √(1 − {beta_2}^{number}) ÷ (1 − {beta_1}^{number})"),
)
STEP = "{corrected_rate} × {mean} ÷ √{mean_of_squares}"


class Adam(Optimizer):
    """Adam (Kingma and Ba 2015)."""

    name: Literal["adam"] = "adam"

    keras_name: ClassVar[str] = "Adam"
    published: ClassVar[int] = 2015
    constants: ClassVar[Mapping[str, float]] = CONSTANTS
    variants: ClassVar[Mapping[str, Mapping[str, float]]] = {"adam": {}}
    slots: ClassVar[Mapping[str, float]] = SLOTS
    rule: ClassVar[tuple[Line, ...]] = (*MEANS, Line("step", f"−{STEP}"))

    def update(
        self, gradient: Numbers, weight: Numbers, memory: Mapping[str, Numbers], number: int, rate: float
    ) -> Update:
        """Adds epsilon to the root, as Keras does."""
        del weight
        return adam_update(gradient, memory, number, rate)


def adam_update(gradient: Numbers, memory: Mapping[str, Numbers], number: int, rate: float) -> Update:
    """Adam's update without weight decay; see `Optimizer.update`."""
    beta_1, beta_2, epsilon = CONSTANTS.values()
    mean = beta_1 * memory["mean"] + (1 - beta_1) * gradient
    squares = beta_2 * memory["mean_of_squares"] + (1 - beta_2) * gradient**2
    corrected = rate * math.sqrt(1 - beta_2**number) / (1 - beta_1**number)
    step = -corrected * mean / (np.sqrt(squares) + epsilon)
    after = {"mean": mean, "mean_of_squares": squares}
    return Update(step, after, {**after, "corrected_rate": np.full_like(step, corrected), "step": step})
