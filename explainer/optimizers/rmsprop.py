"""`RMSprop`: divides each gradient by the root of a moving mean of its squares."""

from collections.abc import Mapping
from typing import ClassVar, Literal

import numpy as np

from explainer.optimizers.optimizer import Line, Numbers, Optimizer, Update


class RMSprop(Optimizer):
    """RMSprop (Hinton 2012), with Keras's defaults: without momentum and not centered."""

    name: Literal["rmsprop"] = "rmsprop"

    keras_name: ClassVar[str] = "RMSprop"
    published: ClassVar[int] = 2012
    constants: ClassVar[Mapping[str, float]] = {"rho": 0.9, "epsilon": 1e-7}
    variants: ClassVar[Mapping[str, Mapping[str, float]]] = {"rmsprop": {}}
    # The exponential moving average of squared gradients.
    slots: ClassVar[Mapping[str, float]] = {"mean_of_squares": 0.0}
    rule: ClassVar[tuple[Line, ...]] = (
        Line("mean_of_squares", "{rho} × {before_mean_of_squares} + (1 − {rho}) × {gradient}²"),
        Line("step", "−{learning_rate} × {gradient} ÷ √{mean_of_squares}"),
    )

    def update(
        self, gradient: Numbers, weight: Numbers, memory: Mapping[str, Numbers], number: int, rate: float
    ) -> Update:
        """Adds epsilon under the root, as Keras does."""
        del weight, number
        rho = self.constants["rho"]
        mean = rho * memory["mean_of_squares"] + (1 - rho) * gradient**2
        step = -rate * gradient / np.sqrt(mean + self.constants["epsilon"])
        return Update(step, {"mean_of_squares": mean}, {"mean_of_squares": mean, "step": step})
