"""`AdamW`: Adam with decoupled weight decay."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from explainer.optimizers.adam import CONSTANTS, MEANS, SLOTS, STEP, adam_update
from explainer.optimizers.optimizer import Line, Numbers, Optimizer, Option, Update


class AdamW(Optimizer):
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019).

    The experiment on the Compare page omits it, since that has room for five models.

    Attributes:
        weight_decay: Each step subtracts learning rate × weight decay × weight.
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
        """The decay does not enter the moving averages, unlike an L2 penalty in the loss."""
        adam = adam_update(gradient, memory, number, rate)
        decay = -rate * self.weight_decay * weight
        step = decay + adam.step
        return Update(step, adam.memory, {**adam.values, "decay": decay, "step": step})
