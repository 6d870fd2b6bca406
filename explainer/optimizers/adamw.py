"""`AdamW`: Adam, and besides each weight shrinks a little at every step."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from explainer.optimizers.adam import CONSTANTS, MEANS, SLOTS, STEP, adam_update
from explainer.optimizers.optimizer import Line, Numbers, Optimizer, Option, Update


class AdamW(Optimizer):
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019).

    Compare's experiment leaves it out: it has room for five models.

    Attributes:
        weight_decay: Times the learning rate, the share of each weight that is taken away at a step.
    """

    name: Literal["adamw"] = "adamw"
    weight_decay: Annotated[
        float,
        Field(ge=0.0, le=0.5),
        Option(steps=(0.0, 0.001, 0.004, 0.01, 0.03, 0.1, 0.3, 0.5), link="wd", usual=0.004),
    ] = 0.004

    keras_name: ClassVar[str] = "AdamW"
    published: ClassVar[int] = 2019
    constants: ClassVar[Mapping[str, float]] = CONSTANTS
    variants: ClassVar[Mapping[str, Mapping[str, float]]] = {"adamw": {}}
    slots: ClassVar[Mapping[str, float]] = SLOTS
    rule: ClassVar[tuple[Line, ...]] = (
        *MEANS,
        Line("decay", "−{learning_rate} × {weight_decay} × {weight}"),
        Line("step", f"{{decay}} − {STEP}"),
    )
    is_compared: ClassVar[bool] = False

    def update(
        self, gradient: Numbers, weight: Numbers, memory: Mapping[str, Numbers], number: int, rate: float
    ) -> Update:
        """The decay has no part in the means: that is what sets it apart from a penalty in the loss."""
        adam = adam_update(gradient, memory, number, rate)
        decay = -rate * self.weight_decay * weight
        step = decay + adam.step
        return Update(step, adam.memory, {**adam.values, "decay": decay, "step": step})
