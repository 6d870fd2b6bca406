"""What an optimizer makes of one weight's gradient, and what becomes of the loss."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from explainer.learning.trials import (
    IN_USE,
    NEAR,
    POINTS,
    TOO_SMALL_SHARE,
    UNSEEN_RISE,
    OtherUpdate,
    RateTrial,
    WeightTrial,
)
from explainer.learning.update import updated
from explainer.network.kinds import Exact
from explainer.optimizers import VARIANTS, AnyOptimizer
from explainer.text import Text
from explainer.tracing import Array
from explainer.ui.components.payload import Scene
from explainer.ui.numbers import MINUS, UNKNOWN, closed_parts, decimal, percent, significant

TEXT = "component.update"
MOST_DECIMALS = 7
"""More than `float32` holds of a usual weight would be made up."""
STRAIGHT_SHARE = 0.1
"""Of what the gradient promises for the way under the lens: within that of the tangent, the losses look straight."""


class Line(TypedDict):
    """A line of the account: its name, how its number comes about, and the number; `sign` is -1, 0 or 1."""

    title: str
    formula: str
    value: str
    sign: int


class Account(TypedDict):
    """How a weight gets its new value, in words."""

    title: str
    lines: list[Line]
    result: Line
    notes: list[str]


class Curve(TypedDict):
    """The loss with one weight at other values.

    Attributes:
        weight: Its value in use; `moved`: what the optimizer adds.
        loss: The batch's loss with the weight as it is.
    """

    weight: float
    moved: float
    gradient: float
    loss: float
    slope: str
    moved_words: str
    lens: str
    said: list[str]


class Other(TypedDict):
    """What another optimizer adds to the weight; `share` is of the largest step, -1 to 1."""

    name: str
    step: str
    share: float
    change: str
    is_own: bool


class Others(TypedDict):
    """Optimizers side by side."""

    lead: str
    rows: list[Other]


class Rates(TypedDict):
    """One step of all weights at other learning rates; lists have one entry a rate.

    Attributes:
        verdicts: Names in `text`.
        in_use: The place of the learning rate in use.
        said: What is to be said of each.
    """

    title: str
    verdicts: list[str]
    in_use: int
    names: list[str]
    said: list[str]
    before: tuple[float, float]
    batch_name: str
    unseen_name: str
    rule: str


class Meta(TypedDict):
    """All of it; what is still being computed is `None`."""

    identity: str
    name: str
    account: Account
    curve: Curve | None
    others: Others | None
    rates: Rates | None
    text: dict[str, str]


class Arrays(TypedDict, total=False):
    """As far as they are known; those near the weight as differences from what is in use.

    Attributes:
        values: `(POINTS,)`, likewise `losses`.
        near_values: `(len(NEAR),)`, likewise `near_losses`.
        rates: `(len(FACTORS),)`, likewise `batch` and `unseen`, the losses after a step.
    """

    values: Array
    losses: Array
    near_values: Array
    near_losses: Array
    rates: Array
    batch: Array
    unseen: Array


@dataclass(frozen=True, eq=False)
class OneUpdate:
    """The update of one weight.

    Attributes:
        memory: What the optimizer remembers of the weight before it.
        number: Of the update, from 1.
        notes: What is to be said of memory and learning rate.
    """

    optimizer: AnyOptimizer
    gradient: float
    weight: float
    memory: Mapping[str, float]
    number: int
    rate: float
    notes: tuple[str, ...]

    @property
    def _found(self) -> tuple[float, dict[str, float], dict[str, float]]:
        def alone(number: float) -> Exact:
            return np.asarray(number, np.float64)

        memory = {name: alone(number) for name, number in self.memory.items()}
        found = updated(self.optimizer, alone(self.gradient), alone(self.weight), memory, self.number, self.rate)
        values = {name: float(number) for name, number in found.values.items()}
        return float(found.step), {name: float(number) for name, number in found.memory.items()}, values

    @property
    def step(self) -> float:
        """What is added to the weight."""
        return self._found[0]

    @property
    def new(self) -> float:
        """The new weight, as `float32` holds it."""
        return float(np.float32(self.weight + self.step))

    def account(self, text: Text) -> Account:
        """Every line of the optimizer's rule with its numbers; old weight + step = new weight as shown."""
        step, memory, values = self._found
        names = "component.optimizers"
        arguments = self.optimizer.arguments
        written = (
            {name: _plain(number, 6) for name, number in arguments.items()}
            | {f"before_{name}": _factor(number) for name, number in self.memory.items()}
            | {name: _factor(number) for name, number in (memory | values).items()}
            | {
                "gradient": _factor(self.gradient),
                "weight": _factor(self.weight),
                "number": str(self.number),
                "learning_rate": _plain(self.rate, 6),
            }
        )
        lines = [_line(text(f"{names}.gradient"), "", self.gradient)]
        lines += [
            _line(text(f"{names}.{line.name}", **arguments), line.formula.format(**written), values[line.name])
            for line in self.optimizer.formula[:-1]
        ]
        decimals = shown_decimals(step)
        old, new = (round(number, decimals) for number in (self.weight, self.new))
        (shown,) = closed_parts(new - old, [new - old], decimals)
        lines.append(
            Line(
                title=text(f"{names}.step"),
                formula=self.optimizer.formula[-1].formula.format(**written),
                value=decimal(shown, decimals, signed=True) if shown else significant(step, signed=True),
                sign=_sign(step),
            )
        )
        sum_of = f"{decimal(old, decimals)} {MINUS if step < 0 else '+'} {decimal(abs(shown), decimals)}"
        epsilon = arguments.get("epsilon")
        said = () if epsilon is None else (text(f"{names}.epsilon", epsilon=f"{epsilon:.7f}"),)
        return {
            "title": text(f"{TEXT}.account", optimizer=self.optimizer.keras_name),
            "lines": lines,
            "result": Line(title=text(f"{TEXT}.new"), formula=sum_of, value=decimal(new, decimals), sign=0),
            "notes": [*self.notes, *said],
        }


def shown_decimals(step: float) -> int:
    """How many decimals show three digits of a step, 4 to `MOST_DECIMALS`."""
    return min(max(2 - math.floor(math.log10(abs(step))), 4), MOST_DECIMALS) if step else 6


def scene(
    update: OneUpdate,
    name: str,
    images: int,
    trial: WeightTrial | None,
    rates: RateTrial | None,
    others: tuple[int, float],
    counts: Mapping[str, int],
    text: Text,
) -> Scene:
    """Describes the update for its component.

    Args:
        name: What the weight is called.
        images: How many there are in the batch.
        trial: Of this weight; `None` while it is being computed. Likewise `rates`.
        others: How many gradients the other optimizers got, and with which learning rate.
        counts: How many weights there are (`weights`) and unseen images (`unseen`).
    """
    arrays: dict[str, Array] = {}
    if trial is not None:
        arrays |= {
            "values": trial.values.astype(np.float32),
            "losses": trial.losses.astype(np.float32),
            # Differences are what is seen, and `float32` holds them however small they are.
            "near_values": (trial.near_values - update.weight).astype(np.float32),
            "near_losses": (trial.near_losses - trial.near_losses[NEAR.index(0.0)]).astype(np.float32),
        }
    if rates is not None:
        arrays |= {
            key: np.asarray(row, np.float32)
            for key, row in (("rates", rates.rates), ("batch", rates.batch), ("unseen", rates.unseen))
        }
    meta: Meta = {
        "identity": f"update {text.language}",
        "name": name,
        "account": update.account(text),
        "curve": None if trial is None else _curve(update, trial, images, counts["weights"], text),
        "others": None if trial is None else _others(update.optimizer, trial.others, others, text),
        "rates": None if rates is None else _rates(rates, images, counts, text),
        "text": text.table(TEXT),
    }
    return meta, arrays


def _curve(update: OneUpdate, trial: WeightTrial, images: int, weights: int, text: Text) -> Curve:
    loss = float(trial.losses[POINTS // 2])
    hoped = update.gradient * update.step
    lines = trial.near_losses[NEAR.index(0.0)] + update.gradient * (trial.near_values - update.weight)
    bend = float(np.abs(trial.near_losses - lines).max())
    is_straight = bend <= STRAIGHT_SHARE * abs(hoped) * (NEAR[-1] - NEAR[0])
    difference = abs(trial.finite_difference - update.gradient)
    return {
        "weight": update.weight,
        "moved": update.step,
        "gradient": update.gradient,
        "loss": loss,
        "slope": text(f"{TEXT}.slope", gradient=significant(update.gradient, signed=True)),
        "moved_words": update.account(text)["lines"][-1]["value"],
        "lens": text(f"{TEXT}.lens_{'straight' if is_straight else 'bent'}"),
        "said": [
            text(f"{TEXT}.curve_lead", images=images, points=POINTS, others=weights - 1),
            text(
                f"{TEXT}.hoped", promised=significant(hoped, signed=True), real=significant(trial.change, signed=True)
            ),
            text(
                f"{TEXT}.checked",
                found=significant(trial.finite_difference, signed=True),
                gradient=significant(update.gradient, signed=True),
                difference=significant(difference),
            ),
            text(f"{TEXT}.exact", loss=significant(loss), spacing=significant(float(np.spacing(np.float32(loss))))),
        ],
    }


def _others(optimizer: AnyOptimizer, found: tuple[OtherUpdate, ...], how: tuple[int, float], text: Text) -> Others:
    count, rate = how
    largest = max((abs(other.step) for other in found), default=0.0)
    own = _variant(optimizer)
    return {
        "lead": text(f"{TEXT}.others_lead", count=count, rate=_plain(rate, 6), before=count - 1),
        "rows": [
            {
                "name": text(f"optimizer.{other.name}.name"),
                "step": significant(other.step, signed=True),
                "share": other.step / largest if largest else 0.0,
                "change": significant(other.change, signed=True),
                "is_own": other.name == own,
            }
            for other in found
        ],
    }


def _variant(optimizer: AnyOptimizer) -> str | None:
    """The variant that an optimizer is, with whatever learning rate."""
    return next(
        (
            name
            for name, variant in VARIANTS.items()
            if type(variant) is type(optimizer) and variant.memory == optimizer.memory
        ),
        None,
    )


def _rates(trial: RateTrial, images: int, counts: Mapping[str, int], text: Text) -> Rates:
    verdicts = trial.verdicts
    names = [_plain(float(rate), 2) for rate in trial.rates]
    said = [
        text(
            f"{TEXT}.at_rate",
            rate=names[place],
            promised=_change(trial.predicted[place]),
            real=_change(trial.batch[place] - trial.batch_before),
            unseen=_change(trial.unseen[place] - trial.unseen_before),
            verdict=text(f"{TEXT}.verdict_{verdict}"),
        )
        for place, verdict in enumerate(verdicts)
    ]
    rule = {"share": percent(TOO_SMALL_SHARE, 0), "rise": percent(UNSEEN_RISE, 0)}
    return {
        "title": text(f"{TEXT}.rates", weights=counts["weights"]),
        "verdicts": list(verdicts),
        "in_use": IN_USE,
        "names": names,
        "said": said,
        "before": (trial.batch_before, trial.unseen_before),
        "batch_name": text(f"{TEXT}.these", images=images),
        "unseen_name": text(f"{TEXT}.unseen", images=counts["unseen"]),
        "rule": text(f"{TEXT}.rule", **rule),
    }


def _line(title: str, formula: str, value: float) -> Line:
    return Line(title=title, formula=formula, value=significant(value, signed=value < 0), sign=_sign(value))


def _change(value: float) -> str:
    return significant(float(value), signed=True) if math.isfinite(value) else UNKNOWN


def _plain(value: float, digits: int) -> str:
    """A setting without an exponent and without zeros at its end."""
    return np.format_float_positional(value, precision=digits, fractional=False, trim="-")


def _factor(value: float) -> str:
    """In brackets if it is negative, as in school."""
    words = significant(value)
    return f"({words})" if value < 0 else words


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
