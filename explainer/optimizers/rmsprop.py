"""`RMSprop`: AdaGrad that forgets old gradients."""

from collections.abc import Mapping
from typing import ClassVar, Literal

import numpy as np

from explainer.optimizers.optimizer import Line, Numbers, Optimizer, Update


class RMSprop(Optimizer):
    """RMSprop (Hinton 2012), without momentum and not centered, as Keras has it."""

    name: Literal["rmsprop"] = "rmsprop"

    keras_name: ClassVar[str] = "RMSprop"
    published: ClassVar[int] = 2012
    constants: ClassVar[Mapping[str, float]] = {"rho": 0.9, "epsilon": 1e-7}
    variants: ClassVar[Mapping[str, Mapping[str, float]]] = {"rmsprop": {}}
    # The mean of the squares of the gradients, in which recent ones count more.
    slots: ClassVar[Mapping[str, float]] = {"mean_of_squares": 0.0}
    rule: ClassVar[tuple[Line, ...]] = (
        Line("mean_of_squares", "{rho} × {before_mean_of_squares} + (1 − {rho}) × {gradient}²"),
        Line("step", "−{learning_rate} × {gradient} ÷ √{mean_of_squares}"),
    )

    def update(
        self, gradient: Numbers, weight: Numbers, memory: Mapping[str, Numbers], number: int, rate: float
    ) -> Update:
        """Keras adds epsilon below the root."""
        del weight, number
        rho = self.constants["rho"]
        mean = rho * memory["mean_of_squares"] + (1 - rho) * gradient**2
        step = -rate * gradient / np.sqrt(mean + self.constants["epsilon"])
        return Update(step, {"mean_of_squares": mean}, {"mean_of_squares": mean, "step": step})
