"""`SGD`: against the gradient, and with momentum a part of the last step again."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from explainer.optimizers.optimizer import LearningRate, Line, Numbers, Optimizer, Option, Update


class SGD(Optimizer):
    """Stochastic gradient descent (Robbins and Monro 1951).

    Keras's `nesterov` is left out, here and in the lab. On the lab's surface its path stays within 7 % of the picture's
    side of the path with plain momentum. Keras also takes the gradient at the old weights, so nothing of the look-ahead
    that the name promises could be shown.

    Attributes:
        momentum: Share of the last step that is added to each step.
    """

    name: Literal["sgd"] = "sgd"
    learning_rate: LearningRate = 0.01
    momentum: Annotated[
        float, Field(ge=0.0, le=0.99), Option(steps=(0.0, 0.5, 0.8, 0.9, 0.95, 0.99), link="m", usual=0.9)
    ] = 0.0

    keras_name: ClassVar[str] = "SGD"
    published: ClassVar[int] = 1951
    variants: ClassVar[Mapping[str, Mapping[str, float]]] = {"sgd": {}, "momentum": {"momentum": 0.9}}
    slots: ClassVar[Mapping[str, float]] = {"velocity": 0.0}
    rule: ClassVar[tuple[Line, ...]] = (
        Line("last_step", "{before_velocity}"),
        Line("step", "{momentum} × {last_step} − {learning_rate} × {gradient}"),
    )
    suitable_rate: ClassVar[float] = 0.1

    @property
    def memory(self) -> Mapping[str, float]:
        """With momentum, the last step."""
        return self.slots if self.momentum else {}

    @property
    def typical_rate(self) -> float:
        """Momentum adds up steps: with 0.9, ten of them."""
        return self.suitable_rate * (1.0 - self.momentum)

    @property
    def formula(self) -> tuple[Line, ...]:
        """Without momentum, no more than the gradient's part."""
        return self.rule if self.momentum else (Line("step", "−{learning_rate} × {gradient}"),)

    def update(
        self, gradient: Numbers, weight: Numbers, memory: Mapping[str, Numbers], number: int, rate: float
    ) -> Update:
        """With momentum, the step itself is remembered (Polyak 1964, as Keras writes it)."""
        del weight, number
        step = -rate * gradient
        if not self.momentum:
            return Update(step, {}, {"step": step})
        last = memory["velocity"]
        step = self.momentum * last + step
        return Update(step, {"velocity": step}, {"last_step": last, "step": step})
