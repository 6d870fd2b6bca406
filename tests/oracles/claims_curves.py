"""Recorded trainings, and what their own numbers, their later epochs and other learning rates say of a reading."""

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.network import network
from explainer.training.curves.finding import Finding
from explainer.training.curves.findings import read_curves
from explainer.training.recipes.settings import read_settings
from explainer.training.store.records import CurvePoint, EpochRecord

RECORDED = Path(__file__).resolve().parent.parent / "training" / "curves" / "recorded.jsonl"
"""Written by `python -m tests.training.curves.record`."""
RATE = re.compile(r"lr([0-9.]+)")
LATER = 5
"""So many more epochs tell whether a loss has settled."""
MUCH = 0.15
"""By this share it does not fall any more where it is said to hardly change."""
SLIGHT = 0.05
"""A validation loss this much above its best is not as low as it ever was."""


@dataclass(frozen=True)
class Recorded:
    """A training with the project's worker.

    Attributes:
        network: The network, as links write it.
        training: How it was trained, likewise.
        epochs: By epoch `loss`, `val_loss`, `val_accuracy`, `silent` filters, and means `within` the epoch.
    """

    network: str
    training: str
    epochs: Sequence[Mapping[str, Any]]

    @property
    def rate(self) -> float:
        """The learning rate."""
        found = RATE.search(self.training)
        assert found is not None
        return float(found[1])

    @property
    def endings(self) -> range:
        """The epochs it might have ended after; with a schedule only the last."""
        last = len(self.epochs)
        return range(1 if read_settings(self.training).optimizer.schedule == "constant" else last, last + 1)  # type: ignore[union-attr]

    def column(self, name: str) -> NDArray[np.float64]:
        """One number of each epoch."""
        return np.array([epoch[name] for epoch in self.epochs], dtype=np.float64)


@functools.cache
def recorded_runs() -> tuple[Recorded, ...]:
    """All of them."""
    lines = RECORDED.read_text(encoding="utf-8").splitlines()
    return tuple(Recorded(run["network"], run["training"], run["epochs"]) for run in map(json.loads, lines))


def read_at(run: Recorded, epochs: int) -> tuple[Finding, ...]:
    """What is said of a run as if it had been asked for so many epochs.

    Args:
        epochs: So many, at least one.
    """
    settings = read_settings(run.training)
    assert settings is not None
    recipe = settings.model_copy(update={"epochs": epochs})
    records = [EpochRecord(epoch=0)]
    points = []
    for number, epoch in enumerate(run.epochs[:epochs], 1):
        losses = {name: epoch[name] for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
        silent = tuple(epoch["silent"])
        records.append(EpochRecord(epoch=number, batches=recipe.batches, silent_filters=silent, **losses))
        points += [CurvePoint(number, place, loss, 0.0, loss, 0.0) for place, loss in enumerate(epoch["within"], 1)]
    return read_curves(network(run.network), recipe, records, points)


class Ladders:
    """Which trainings differ in their learning rate only."""

    def __init__(self, runs: Sequence[Recorded]) -> None:
        self._runs = runs

    def others(self, run: Recorded) -> list[Recorded]:
        """The same at other rates."""
        rest = RATE.sub("", run.training)
        return [
            other
            for other in self._runs
            if other is not run and other.network == run.network and RATE.sub("", other.training) == rest
        ]

    def find(self, network: str, training: str) -> Recorded | None:
        """Another network, trained the same way."""
        return next((run for run in self._runs if (run.network, run.training) == (network, training)), None)

    def can_deny(self, finding: Finding) -> bool:
        """Whether anything could speak against it."""
        return finding.code in _DENIALS

    def denials(self, run: Recorded, epochs: int, finding: Finding) -> Iterator[str]:
        """What speaks against a finding."""
        yield from _DENIALS.get(finding.code, _nothing)(self, run, epochs, finding)


def _nothing(_ladders: Ladders, _run: Recorded, _epochs: int, _finding: Finding) -> Iterator[str]:
    yield from ()


def _rate_too_high(ladders: Ladders, run: Recorded, epochs: int, finding: Finding) -> Iterator[str]:
    yield from _other_rates(ladders, run, epochs, lambda other: other.rate < run.rate)
    loss = run.column("loss")[:epochs]
    if finding.details["reason"] == "jumps" and not (loss[-1] > finding.details["best_loss"] == loss[:-1].min()):
        yield "it did not rise from its best"


def _rate_too_low(ladders: Ladders, run: Recorded, epochs: int, _: Finding) -> Iterator[str]:
    yield from _other_rates(ladders, run, epochs, lambda other: other.rate > run.rate)


def _other_rates(ladders: Ladders, run: Recorded, epochs: int, is_meant: Callable[[Recorded], bool]) -> Iterator[str]:
    """None of the rates that are better by what is said is better."""
    meant = [other for other in ladders.others(run) if is_meant(other)]
    own = run.column("loss")[epochs - 1]
    if meant and not any(other.column("loss")[epochs - 1] < own for other in meant):
        yield "no such rate has a lower loss after as many epochs"


def _still_learning(_ladders: Ladders, run: Recorded, epochs: int, finding: Finding) -> Iterator[str]:
    told, loss, validation = finding.details, run.column("loss"), run.column("val_loss")
    if not float(told["loss_after"]) < float(told["loss_before"]):
        yield "the loss did not fall"
    if epochs > 1 and (told["loss_before"], told["loss_after"]) != tuple(loss[epochs - 2 : epochs]):
        yield "other losses"
    if told["held_out"] != "none" and not validation[epochs - 1] < validation[: epochs - 1].min():
        yield "the validation loss did not fall to its best"
    later = loss[epochs : epochs + LATER]
    if len(later) == LATER and later.min() >= loss[epochs - 1]:
        yield "the loss did not fall any more"


def _good(_ladders: Ladders, run: Recorded, epochs: int, finding: Finding) -> Iterator[str]:
    validation, accuracy = run.column("val_loss"), run.column("val_accuracy")[epochs - 1]
    if finding.details["accuracy"] != accuracy or (finding.code == "good") != (accuracy >= 0.9):
        yield f"accuracy {accuracy}"
    if finding.details.get("reason") != "flat":
        return
    best, now, later = validation[:epochs].min(), validation[epochs - 1], validation[epochs : epochs + LATER]
    if now > (1 + SLIGHT) * best:
        yield "it is above its best"
    if len(later) == LATER and later.min() < (1 - MUCH) * now:
        yield "it fell much further"


def _overfitting(_ladders: Ladders, run: Recorded, epochs: int, finding: Finding) -> Iterator[str]:
    told, loss, validation = finding.details, run.column("loss")[:epochs], run.column("val_loss")[:epochs]
    turn = int(validation.argmin())
    numbers = (turn + 1, validation[turn], validation[-1], loss[turn], loss[-1])
    names = ("epoch", "best_loss", "last_loss", "training_then", "training_now")
    if numbers != tuple(told[name] for name in names):
        yield f"expected {numbers}"
    if not (turn < epochs - 1 and validation[-1] > (1 + SLIGHT) * validation[turn] and loss[-1] < loss[turn]):
        yield "the validation loss did not rise while the training loss fell"
    later = run.column("val_loss")[epochs:]
    if _averages(run) and len(later) and later.min() < (1 - MUCH) * validation[turn]:
        yield "averages only lagged: the validation loss came down"


def _averages(run: Recorded) -> bool:
    return "_bn" in run.network


def _dead_filters(_ladders: Ladders, run: Recorded, epochs: int, finding: Finding) -> Iterator[str]:
    # Keras calls them conv2d, conv2d_1 and so on.
    place = int(str(finding.details["layer"]).removeprefix("conv2d").removeprefix("_") or 0)
    if run.epochs[epochs - 1]["silent"][place] != finding.details["silent"]:
        yield "other filters were silent"


def _hardly_learned(ladders: Ladders, run: Recorded, epochs: int, finding: Finding) -> Iterator[str]:
    """Guessing gives 2.303; half of that is a loss that has hardly fallen."""
    if run.column("loss")[epochs - 1] < np.log(10) / 2:
        yield "much was learned"
    reason = finding.details["reason"]
    if reason == "sigmoid" and run.network.count("sigmoid") != finding.details["layers"]:
        yield "other layers have a sigmoid"
    if reason == "dropout" and f"drop{finding.details['dropout']}" not in run.network:
        yield "no such dropout"
    instead = {"sigmoid": ("-sigmoid", ""), "dropout": ("d32_drop0.9", "d32_drop0.25")}.get(str(reason))
    mended = None if instead is None else ladders.find(run.network.replace(*instead), run.training)
    if mended is not None and mended.column("loss").min() >= run.column("loss").min():
        yield "without it, no more was learned"


_DENIALS: Mapping[str, Callable[[Ladders, Recorded, int, Finding], Iterator[str]]] = {
    "rate_too_high": _rate_too_high,
    "rate_too_low": _rate_too_low,
    "hardly_learned": _hardly_learned,
    "dead_filters": _dead_filters,
    "overfitting": _overfitting,
    "turning": _overfitting,
    "still_learning": _still_learning,
    "good": _good,
    "so_far": _good,
}
