"""`Adagrad`: divides each gradient by the root of the sum of its past squares."""

from collections.abc import Mapping
from typing import ClassVar, Literal

import numpy as np

from explainer.optimizers.optimizer import Line, Numbers, Optimizer, Update


class Adagrad(Optimizer):
    """AdaGrad (Duchi et al. 2011)."""

    name: Literal["adagrad"] = "adagrad"

    keras_name: ClassVar[str] = "Adagrad"
    published: ClassVar[int] = 2011
    constants: ClassVar[Mapping[str, float]] = {"initial_accumulator_value": 0.1, "epsilon": 1e-7}
    variants: ClassVar[Mapping[str, Mapping[str, float]]] = {"adagrad": {}}
    # The sum of the squares of all gradients.
    slots: ClassVar[Mapping[str, float]] = {"sum_of_squares": 0.1}
    rule: ClassVar[tuple[Line, ...]] = (
        Line("sum_of_squares", "{before_sum_of_squares} + {gradient}²"),
        Line("step", "−{learning_rate} × {gradient} ÷ √{sum_of_squares}"),
    )
    suitable_rate: ClassVar[float] = 0.01

    def update(
        self, gradient: Numbers, weight: Numbers, memory: Mapping[str, Numbers], number: int, rate: float
    ) -> Update:
        """Adds epsilon under the root, as Keras does."""
        del weight, number
        total = memory["sum_of_squares"] + gradient**2
        step = -rate * gradient / np.sqrt(total + self.constants["epsilon"])
        return Update(step, {"sum_of_squares": total}, {"sum_of_squares": total, "step": step})
