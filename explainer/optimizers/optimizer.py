"""`Optimizer`, the base class of the optimizers. Other code reads its declarations and never tests for one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from explainer.frozen import Frozen, Setting

if TYPE_CHECKING:
    import keras

Numbers = npt.NDArray[np.float64]
Schedule = Literal["constant", "one_cycle", "cosine"]
LearningRate = Annotated[
    float,
    Field(gt=0.0, le=1.0),
    Setting(
        steps=(0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0),
        twins=(0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03),
    ),
]


@dataclass(frozen=True)
class Option(Setting):
    """A setting that only some optimizers have.

    Attributes:
        link: Prefix of its value in a link, after the `-`.
        usual: Value that the form sets when the optimizer is selected.
    """

    link: str = ""
    usual: float = 0.0


class Line(NamedTuple):
    """One line of an update rule, as shown to visitors.

    Attributes:
        name: The computed quantity; its text id is `component.optimizers.<name>`.
        formula: Names in braces are `gradient`, `weight`, `learning_rate`, `number` of the update (from 1), Keras's
            arguments, the results of earlier lines, and each slot after the update or, with `before_`, before it.
            Epsilon, which only avoids division by 0, is omitted.
    """

    name: str
    formula: str


class Update(NamedTuple):
    """One update of an array of weights; all arrays have its shape.

    Attributes:
        step: The amount added to the weights.
        memory: The slots after the update, by name.
        values: The results of the lines of `formula`, including `step`.
    """

    step: Numbers
    memory: dict[str, Numbers]
    values: dict[str, Numbers]


class Optimizer(Frozen):
    """An optimizer and its settings. Fields have the names and defaults of Keras's arguments.

    Attributes:
        name: Keras's name in lower case, also in files and links.
        learning_rate: The learning rate; the peak for `"one_cycle"`, the start for `"cosine"`.
        schedule: `"constant"`; `"one_cycle"`: linear up to the peak, then cosine decay to 0; `"cosine"`: cosine decay
            to 0 from the first batch.
        warm_up_share: Share of the batches before the peak (`"one_cycle"` only).
        keras_name: The class in `keras.optimizers`.
        published: The year, by which optimizers are sorted.
        constants: Arguments that cannot be changed, with Keras's defaults.
        variants: Settings that are tried on the Lab page: their names in links and in the text catalogue
            (`optimizer.<name>.name` and `.sentence`), and the fields that differ from the defaults.
        slots: Initial values of the state per weight, by name, in Keras's order.
        rule: The lines of the update rule.
        suitable_rate: A learning rate with which the article's network exceeds 92 % accuracy on 20,000 images.
        is_compared: Whether the experiment on the Compare page trains its variants (at most five in all).
    """

    name: str
    learning_rate: LearningRate = 0.001
    schedule: Annotated[Schedule, Setting()] = "constant"
    warm_up_share: Annotated[
        float, Field(ge=0.0, le=0.9), Setting(steps=(0.0, 0.1, 0.2, 0.3, 0.4, 0.5), is_share=True)
    ] = 0.3

    keras_name: ClassVar[str]
    published: ClassVar[int]
    constants: ClassVar[Mapping[str, float]] = {}
    variants: ClassVar[Mapping[str, Mapping[str, float]]]
    slots: ClassVar[Mapping[str, float]] = {}
    rule: ClassVar[tuple[Line, ...]]
    suitable_rate: ClassVar[float] = 0.001
    is_compared: ClassVar[bool] = True

    @model_validator(mode="before")
    @classmethod
    def _without_the_momentum_of_older_files(cls, data: Any) -> Any:
        # Older files store a momentum for every optimizer, which is 0 for all but SGD.
        if isinstance(data, dict) and data.get("momentum") == 0 and "momentum" not in cls.model_fields:
            return {name: value for name, value in data.items() if name != "momentum"}
        return data

    @classmethod
    def optimizer_name(cls) -> str:
        """The value of `name`, from the class."""
        return str(cls.model_fields["name"].default)

    @classmethod
    def options(cls) -> dict[str, Option]:
        """The settings that not all optimizers have, by field."""
        return {name: known for name, known in cls.described().items() if isinstance(known, Option)}

    @property
    def memory(self) -> Mapping[str, float]:
        """The `slots` in use with these settings."""
        return self.slots

    @property
    def typical_rate(self) -> float:
        """The `suitable_rate` with these settings."""
        return self.suitable_rate

    @property
    def formula(self) -> tuple[Line, ...]:
        """The `rule` with these settings; its last line computes the `step` that is added to the weight."""
        return self.rule

    def update(
        self, gradient: Numbers, weight: Numbers, memory: Mapping[str, Numbers], number: int, rate: float
    ) -> Update:
        """Computes one update in NumPy, without Keras.

        Args:
            gradient: Gradient of the loss, in the shape of `weight`.
            weight: The weights before the update.
            memory: The slots after the previous update; see `start`.
            number: Number of the update, from 1.
            rate: The learning rate of this update, according to the schedule.
        """
        raise NotImplementedError

    def start(self, shape: tuple[int, ...]) -> dict[str, Numbers]:
        """The slots before the first update, for weights of this shape."""
        return {name: np.full(shape, value) for name, value in self.memory.items()}

    @property
    def arguments(self) -> dict[str, float]:
        """Keras's arguments other than the learning rate, by Keras's names."""
        return {name: getattr(self, name) for name in self.options()} | dict(self.constants)

    @property
    def settings(self) -> dict[str, str | float]:
        """The fields that affect training, except the name."""
        has_cycle = self.schedule == "one_cycle"
        cycle = {"warm_up_share": self.warm_up_share} if has_cycle else {}
        options = {name: getattr(self, name) for name in self.options()}
        return {"learning_rate": self.learning_rate, **options, "schedule": self.schedule, **cycle}

    @property
    def source(self) -> str:
        """The arguments after the learning rate as Keras code, with a leading comma, without Keras's defaults."""
        fields = type(self).model_fields
        written = ((name, getattr(self, name)) for name in self.options())
        return "".join(f", {name}={value!r}" for name, value in written if value != fields[name].default)

    def build(
        self, rate: float | keras.optimizers.schedules.LearningRateSchedule | None = None
    ) -> keras.optimizers.Optimizer:
        """Builds the Keras optimizer.

        Args:
            rate: A learning rate or schedule to use in place of `learning_rate`.
        """
        import keras  # noqa: PLC0415 (takes seconds, and most importers train nothing)

        options = {name: getattr(self, name) for name in self.options()}
        return getattr(keras.optimizers, self.keras_name)(self.learning_rate if rate is None else rate, **options)
