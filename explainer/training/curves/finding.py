"""One thing that the curves of a run say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from explainer.training.recipes.changes import Changes

Code = Literal[
    "rate_too_high",
    "rate_too_low",
    "hardly_learned",
    "dead_filters",
    "overfitting",
    "still_learning",
    "averages_lag",
    "turning",
    "good",
    "so_far",
    "no_validation",
]


@dataclass(frozen=True)
class Finding:
    """One thing that the curves say.

    Attributes:
        code: What it is; the catalogue's sentences go by it, by `details["reason"]` and by `details["held_out"]`.
        details: Numbers and names for the sentence, by placeholder:

            - `rate_too_high`: `reason` (`"not_finite"`, `"stuck"` or `"jumps"`), `epoch`, `learning_rate`, and unless
              it is not finite `loss`; for `"jumps"` also `best_loss`.
            - `rate_too_low`: `loss`, `learning_rate`, `epochs`.
            - `hardly_learned`: `reason` (`"few_updates"`, `"sigmoid"`, `"dropout"` or `"unknown"`), `loss`, `epochs`,
              and `updates`, `layers` (with a sigmoid), `dropout` (0 to 1) or `learning_rate`.
            - `dead_filters`: `layer`, `silent`, `filters`.
            - `overfitting`: `epoch` of the smallest validation loss, `best_loss` there and `last_loss` at the end, the
              training loss at both, `training_then` and `training_now`; likewise `turning`.
            - `still_learning`: `epochs`, `loss_before`, `loss_after`, `held_out`, and unless that is `"none"`
              `held_out_loss_before` and `held_out_loss_after`.
            - `averages_lag`: `updates`, `last_loss` on validation images, `training_now`.
            - `good`, `so_far`: `epochs`, `held_out`, and unless that is `"none"` `accuracy` (0 to 1); without it
              `loss`. `reason` is `"flat"` if the loss hardly falls any more.
            - `no_validation`: nothing.
        suggestions: What to try, the most promising first, each a set of changes for `with_changes`. Every one is
            possible and changes something.
    """

    code: Code
    details: Mapping[str, float | int | str] = field(default_factory=dict)
    suggestions: tuple[Changes, ...] = ()
