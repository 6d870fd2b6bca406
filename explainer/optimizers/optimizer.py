"""What an optimizer declares; everything else in the project reads it and names no optimizer."""

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
    """The same of an argument that only some optimizers take.

    Attributes:
        link: What stands before its value in a link, after the `-`.
        usual: What a form sets when the optimizer is chosen.
    """

    link: str = ""
    usual: float = 0.0


class Line(NamedTuple):
    """One line of an update rule, as a visitor reads it.

    Attributes:
        name: What it computes; also its words, `component.optimizers.<name>`.
        formula: How, with names in braces: `gradient`, `weight`, `learning_rate`, `number` of the update (from 1),
            Keras's arguments, what earlier lines compute, and each memory as it is after the update or, with
            `before_`, as it was. Epsilon, which only keeps Keras from dividing by 0, is left out.
    """

    name: str
    formula: str


class Update(NamedTuple):
    """One update of some weights; all arrays have their shape.

    Attributes:
        step: What is added to the weights.
        memory: What the optimizer remembers for the next update, by name.
        values: What the lines of `formula` compute, by name, `step` among them.
    """

    step: Numbers
    memory: dict[str, Numbers]
    values: dict[str, Numbers]


class Optimizer(Frozen):
    """An optimizer and its settings as a learner chose them. Its fields are Keras's arguments by Keras's names.

    The fields' defaults are Keras's own.

    Attributes:
        name: Keras's name of it, also in files and links.
        learning_rate: The learning rate; with `"one_cycle"` its peak, with `"cosine"` its start.
        schedule: `"constant"`; `"one_cycle"`: up to the peak in a straight line, then down to 0 as a cosine;
            `"cosine"`: down to 0 from the first batch on.
        warm_up_share: Share of the batches that go up to the peak (one cycle only).
        keras_name: Its class in `keras.optimizers`.
        published: The year, by which optimizers are listed.
        constants: The arguments that nobody can change here, with Keras's defaults.
        variants: The ways in which it is tried in the lab: the name in links and in the catalogue
            (`optimizer.<name>.name` and `.sentence`), and the fields that differ from their defaults.
        slots: The numbers that it remembers of each weight: their start values by name, in the order of Keras's.
        rule: The lines of its update rule.
        suitable_rate: A learning rate that brings the article's network beyond 92 % with 20,000 images.
        is_compared: Whether Compare's experiment trains its variants, of which there are at most five in all.
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
        # Until there were options, every optimizer was written down with a momentum, which was 0 for all but SGD.
        if isinstance(data, dict) and data.get("momentum") == 0 and "momentum" not in cls.model_fields:
            return {name: value for name, value in data.items() if name != "momentum"}
        return data

    @classmethod
    def optimizer_name(cls) -> str:
        """Keras's name of it, without an optimizer at hand."""
        return str(cls.model_fields["name"].default)

    @classmethod
    def options(cls) -> dict[str, Option]:
        """The arguments that not every optimizer takes, by field."""
        return {name: known for name, known in cls.described().items() if isinstance(known, Option)}

    @property
    def memory(self) -> Mapping[str, float]:
        """The `slots` that it has with these settings."""
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
        """One update, in NumPy: an account independent of Keras.

        Args:
            gradient: Of the loss with respect to the weights.
            weight: The weights before the update, of the same shape.
            memory: What it remembers after the update before; see `start`.
            number: Of the update, from 1.
            rate: The learning rate of this update, which a schedule may have changed.
        """
        raise NotImplementedError

    def start(self, shape: tuple[int, ...]) -> dict[str, Numbers]:
        """What it remembers before the first update, for weights of a shape."""
        return {name: np.full(shape, value) for name, value in self.memory.items()}

    @property
    def arguments(self) -> dict[str, float]:
        """Keras's arguments beside the learning rate, by Keras's names."""
        return {name: getattr(self, name) for name in self.options()} | dict(self.constants)

    @property
    def settings(self) -> dict[str, str | float]:
        """What of its fields has a part in what is learned, by field, without its name."""
        has_cycle = self.schedule == "one_cycle"
        cycle = {"warm_up_share": self.warm_up_share} if has_cycle else {}
        options = {name: getattr(self, name) for name in self.options()}
        return {"learning_rate": self.learning_rate, **options, "schedule": self.schedule, **cycle}

    @property
    def source(self) -> str:
        """The arguments beside the learning rate as Keras code, each after a comma; Keras's defaults are left out."""
        fields = type(self).model_fields
        written = ((name, getattr(self, name)) for name in self.options())
        return "".join(f", {name}={value!r}" for name, value in written if value != fields[name].default)

    def build(
        self, rate: float | keras.optimizers.schedules.LearningRateSchedule | None = None
    ) -> keras.optimizers.Optimizer:
        """Builds Keras's optimizer.

        Args:
            rate: The learning rate or the schedule that takes the place of `learning_rate`.
        """
        import keras  # noqa: PLC0415 (takes seconds, and most readers of a declaration train nothing)

        options = {name: getattr(self, name) for name in self.options()}
        return getattr(keras.optimizers, self.keras_name)(self.learning_rate if rate is None else rate, **options)
