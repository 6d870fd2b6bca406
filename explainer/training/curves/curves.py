"""The curves of a run, as the rules of `findings` look at them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from explainer.network import NetworkConfig
from explainer.training.recipes.changes import Changes, with_changes
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.records import CurvePoint, EpochRecord

HeldOut = Literal["validation", "test", "none"]

FALLING_POINTS = 8
"""Points that an only epoch must have for its last quarter to be compared with the quarter before."""
QUARTER_SHARE = 0.1
"""By this share it must fall from one to the other; less may be chance."""
LAGGING_UPDATES = 500
"""Batches after which less than 1 % is left of what the averages began with: Keras keeps 0.99 of them each time."""


def complete_epochs(recipe: Recipe, epochs: Sequence[EpochRecord]) -> tuple[EpochRecord, ...]:
    """The epochs that were trained to their end."""
    return tuple(
        epoch for epoch in epochs if epoch.epoch > 0 and epoch.batches == recipe.batches and epoch.loss is not None
    )


def do_averages_lag(config: NetworkConfig, updates: int) -> bool:
    """Whether averages that gather while learning, as batch normalization's, are still far from what they follow.

    The network answers with them, so that held-out losses can rise at first, whatever was learned.
    """
    return updates < LAGGING_UPDATES and any(layer.non_trainable_roles for layer in config.layers)


@dataclass(frozen=True)
class Curves:
    """What the rules look at.

    Attributes:
        epochs: The epochs that were done to their end.
    """

    config: NetworkConfig
    recipe: Recipe
    epochs: tuple[EpochRecord, ...]
    points: Sequence[CurvePoint]

    @property
    def losses(self) -> list[float]:
        """Training loss of each epoch."""
        return [epoch.loss for epoch in self.epochs if epoch.loss is not None]

    @property
    def held_out(self) -> HeldOut:
        """Which images, not learned from, were tried after each epoch."""
        if self.epochs and all(epoch.val_loss is not None for epoch in self.epochs):
            return "validation"
        if self.epochs and all(epoch.test_loss is not None for epoch in self.epochs):
            return "test"
        return "none"

    @property
    def held_out_losses(self) -> list[float]:
        """Loss on those images after each epoch; empty if there are none."""
        is_validation = self.held_out == "validation"
        losses = [epoch.val_loss if is_validation else epoch.test_loss for epoch in self.epochs]
        return [loss for loss in losses if loss is not None]

    @property
    def held_out_accuracy(self) -> float | None:
        """Accuracy on those images after the last epoch, 0 to 1."""
        last = self.epochs[-1]
        return last.val_accuracy if self.held_out == "validation" else last.test_accuracy

    @property
    def judged_losses(self) -> list[float]:
        """The validation losses; none while averages lag. Test images must not decide how training goes on."""
        return self.held_out_losses if self.held_out == "validation" and not self.averages_lag else []

    @property
    def updates(self) -> int:
        """Batches in all."""
        return len(self.epochs) * self.recipe.batches

    @property
    def averages_lag(self) -> bool:
        """Whether held-out losses say nothing yet; see `do_averages_lag`."""
        return do_averages_lag(self.config, self.updates)

    def falls(self, share: float) -> bool:
        """Whether the losses still fall: those on held-out images to their best yet, too.

        Args:
            share: By how much an epoch, at least.
        """
        if len(self.losses) < 2:
            before, after = self.last_step
            is_sound = max(self.judged_losses, default=0.0) <= max(self.losses, default=0.0)
            return is_sound and after <= (1.0 - QUARTER_SHARE) * before
        held_out = self.judged_losses
        if len(held_out) > 1 and not (held_out[-1] < min(held_out[:-1]) and _fall(held_out) >= share):
            return False
        return self.losses[-1] < self.losses[-2] and _fall(self.losses) >= share

    @property
    def within_last_epoch(self) -> list[float]:
        """Mean losses of parts of the last epoch; its own mean if no parts are known."""
        last = self.epochs[-1]
        inside = [point.interval_loss for point in self.points if point.epoch == last.epoch]
        return inside or self.losses[-1:]

    @property
    def last_step(self) -> tuple[float, float]:
        """Training loss of the last two epochs; of an only epoch that of its last two quarters, NaN if too short."""
        if len(self.losses) > 1:
            before, after = self.losses[-2:]
            return before, after
        inside = self.within_last_epoch
        if len(inside) < FALLING_POINTS:
            return math.nan, math.nan
        quarter = len(inside) // 4
        return sum(inside[-2 * quarter : -quarter]) / quarter, sum(inside[-quarter:]) / quarter

    @property
    def typical_rate(self) -> float:
        """A rate that suits the optimizer."""
        return self.recipe.optimizer.typical_rate

    @property
    def rate(self) -> float:
        """The learning rate; of a schedule the largest."""
        return self.recipe.optimizer.learning_rate

    @property
    def sigmoids(self) -> int:
        """Layers with a sigmoid."""
        return sum(layer.activation_name == "sigmoid" for layer in self.config.layers)

    @property
    def more_epochs(self) -> Changes:
        """Twice as many epochs, as far as that is allowed."""
        return {"epochs": min(2 * self.recipe.epochs, self.recipe.most_epochs)}

    @property
    def largest_dropout(self) -> float:
        """The largest share that is dropped anywhere."""
        return max((layer.dropped_share for layer in self.config.layers), default=0.0)

    def suggestions(self, *candidates: Changes) -> tuple[Changes, ...]:
        """Those that are possible and change something."""
        return tuple(changes for changes in candidates if self._is_worth_trying(changes))

    def _is_worth_trying(self, changes: Changes) -> bool:
        try:
            return with_changes(self.config, self.recipe, changes) != (self.config, self.recipe)
        except ValidationError:
            return False


def _fall(values: Sequence[float]) -> float:
    """By which share values fall an epoch, lately: in the last two against the two before, where there are as many.

    From 0 nothing falls.
    """
    window = 2 if len(values) >= 4 else 1
    before, after = sum(values[-2 * window : -window]), sum(values[-window:])
    return 1.0 - math.pow(after / before, 1.0 / window) if before else 0.0
