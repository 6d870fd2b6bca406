"""`SGD`: a step against the gradient, plus a share of the previous step with momentum."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from explainer.optimizers.optimizer import LearningRate, Line, Numbers, Optimizer, Option, Update


class SGD(Optimizer):
    """Stochastic gradient descent (Robbins and Monro 1951).

    Keras's `nesterov` is not supported. On the lab's surface, its path differs from plain momentum's by at most 7 % of
    the picture's side. Keras also evaluates the gradient at the old weights, so there is no look-ahead to show.

    Attributes:
        momentum: Share of the previous step that is added to each step.
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
        """The previous step, if there is momentum."""
        return self.slots if self.momentum else {}

    @property
    def typical_rate(self) -> float:
        """Smaller with momentum, which sums steps: with 0.9, about ten of them."""
        return self.suitable_rate * (1.0 - self.momentum)

    @property
    def formula(self) -> tuple[Line, ...]:
        """Without momentum, only the gradient's part."""
        return self.rule if self.momentum else (Line("step", "−{learning_rate} × {gradient}"),)

    def update(
        self, gradient: Numbers, weight: Numbers, memory: Mapping[str, Numbers], number: int, rate: float
    ) -> Update:
        """With momentum, the state is the step itself (Polyak 1964), as in Keras."""
        del weight, number
        step = -rate * gradient
        if not self.momentum:
            return Update(step, {}, {"step": step})
        last = memory["velocity"]
        step = self.momentum * last + step
        return Update(step, {"velocity": step}, {"last_step": last, "step": step})
