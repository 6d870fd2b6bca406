"""What the curves of a run say, in a few findings, each with what to try.

The rules are rules of thumb for MNIST; the constants below say which, and why; that for overfitting is in `gap`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from explainer.mnist import CLASSES
from explainer.network import NetworkConfig
from explainer.training.curves.curves import Curves, complete_epochs
from explainer.training.curves.gap import LATELY_EPOCHS, gap_of
from explainer.training.recipes.changes import Changes
from explainer.training.recipes.recipe import MAX_IMAGES_SEEN, TRAINING_IMAGES, Recipe
from explainer.training.store.records import CurvePoint, EpochRecord

Code = Literal[
    "rate_too_high", "rate_too_low", "dead_filters", "overfitting", "still_learning", "good", "no_validation"
]

GUESSING_LOSS = math.log(CLASSES)
"""The loss of a network that gives every digit the same probability, 2.303."""
STUCK_SHARE = 0.9
"""Above this share of `GUESSING_LOSS` nothing is learned: that is the loss of guessing among eight digits."""
WORSE_THAN_GUESSING = 1.1
"""Above this share of it, steps are too large: a network that learns nothing at all does better."""
JUMP_RISE = 0.1
"""A loss over a whole epoch that ends this much above its best has jumped: sound epochs differ by less."""
JUMP_FLOOR = 0.1
"""Losses below this jump for a handful of hard images; that is no fault of the learning rate."""
BARELY_FALLEN_SHARE = 0.5
"""Above this share of it, the loss has barely fallen: that is the loss of guessing among three digits."""
ENOUGH_STEPS = 300
"""Batches after which a loss that has barely fallen is the learning rate's fault; the article's network needs 25 to 80,
by optimizer, at a typical rate."""
DEAD_SHARE = 0.1
"""One or two silent filters of 64 are common after a sound training (the bundled model has one); a tenth is not."""
FALLING_SHARE = 0.1
"""A loss that fell by this share in the last epoch is still falling; less may be chance."""
ENOUGH_ACCURACY = 0.98
"""Where a schedule has brought the learning rate down to 0, the loss always falls until the end: from this accuracy on,
that is no reason to go on."""
HELD_OUT_SHARE = 6
"""Of the images, one in so many is worth holding out: 10,000 of 60,000, as many as there are test images."""
MORE_IMAGES = 4
"""Times as many images where a network overfits: too few more would hardly show."""


@dataclass(frozen=True)
class Finding:
    """One thing that the curves say.

    Attributes:
        code: What it is; the catalogue's sentences go by it.
        details: Numbers and names for the sentence, by placeholder:

            - `rate_too_high`: `reason` (`"not_finite"`, `"stuck"` or `"jumps"`), `epoch`, `learning_rate`, and unless
              it is not finite `loss`; for `"jumps"` also `best_loss`.
            - `rate_too_low`: `loss`, `learning_rate`, `epochs`.
            - `dead_filters`: `layer`, `silent`, `filters`.
            - `overfitting`: `epoch` of the smallest validation loss, `best_loss` there and `last_loss` at the end, the
              training loss at both, `training_then` and `training_now`.
            - `still_learning`: `epochs`, `loss_before`, `loss_after`, `held_out`.
            - `good`: `epochs`, `held_out`, and unless that is `"none"` `accuracy` (0 to 1).
            - `no_validation`: nothing.
        suggestions: What to try, the most promising first, each a set of changes for `with_changes`. Every one is
            possible and changes something.
    """

    code: Code
    details: Mapping[str, float | int | str] = field(default_factory=dict)
    suggestions: tuple[Changes, ...] = ()


def read_curves(
    config: NetworkConfig,
    recipe: Recipe,
    epochs: Sequence[EpochRecord],
    points: Sequence[CurvePoint] = (),
    *,
    has_ended: bool = True,
) -> tuple[Finding, ...]:
    """Reads the curves of a run.

    Args:
        config: The network.
        recipe: How it is trained.
        epochs: The end of each epoch so far, epoch 0 included; one that was cut short does not count.
        points: The curves within the epochs; without them, less can be said of a run of one epoch.
        has_ended: Whether nothing more is to come; before, only what calls for stopping is said.

    Returns:
        What there is to say, the most important first; nothing before the first epoch is done.
    """
    curves = Curves(config, recipe, complete_epochs(recipe, epochs), points)
    alarms = _alarms(curves)
    if not has_ended or not curves.epochs or any(alarm.code != "dead_filters" for alarm in alarms):
        return alarms
    complaints = (*alarms, *_found(_still_learning(curves)))
    return (*(complaints or (_good(curves),)), *_hints(curves))


def _alarms(curves: Curves) -> tuple[Finding, ...]:
    """What calls for another start; a wrong learning rate explains all the others."""
    rate = _not_finite(curves) or _stuck(curves) or _jumps(curves)
    if rate is not None and rate.code == "rate_too_high":
        return (rate, *_found(None if rate.details["reason"] == "not_finite" else _dead_filters(curves)))
    return _found(rate, _dead_filters(curves), _overfitting(curves))


def _found(*findings: Finding | None) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding is not None)


def _not_finite(curves: Curves) -> Finding | None:
    losses = [(point.epoch, point.loss) for point in curves.points]
    for epoch in curves.epochs:
        losses += [(epoch.epoch, loss) for loss in (epoch.loss, epoch.val_loss) if loss is not None]
    broken = [epoch for epoch, loss in losses if not math.isfinite(loss)]
    return _rate_too_high(curves, "not_finite", epoch=min(broken)) if broken else None


def _stuck(curves: Curves) -> Finding | None:
    """The loss has barely fallen: at a high rate steps go astray, at a low one nowhere."""
    if not curves.losses:
        return None
    epoch, loss = curves.epochs[-1].epoch, curves.losses[-1]
    has_had_time = curves.steps >= ENOUGH_STEPS
    is_high = curves.rate > curves.typical_rate
    if not _has_barely_fallen(curves) or not (has_had_time or is_high):
        return None
    is_worse = loss > WORSE_THAN_GUESSING * GUESSING_LOSS
    if not is_high and not is_worse:
        return _rate_too_low(curves)
    is_guessing = min(curves.within_last_epoch) >= STUCK_SHARE * GUESSING_LOSS
    if is_worse or is_guessing or (has_had_time and not _falls(*curves.last_step)):
        return _rate_too_high(curves, "stuck", epoch=epoch, loss=loss)
    return None


def _has_barely_fallen(curves: Curves) -> bool:
    return curves.losses[-1] > BARELY_FALLEN_SHARE * GUESSING_LOSS


def _jumps(curves: Curves) -> Finding | None:
    if len(curves.losses) < 2:
        return None
    *earlier, last = curves.losses
    best = min(earlier)
    if last < JUMP_FLOOR or last < (1.0 + JUMP_RISE) * best:
        return None
    return _rate_too_high(curves, "jumps", epoch=curves.epochs[-1].epoch, loss=last, best_loss=best)


def _rate_too_high(curves: Curves, reason: str, **details: float) -> Finding:
    return Finding(
        "rate_too_high",
        {"reason": reason, "learning_rate": curves.rate, **details},
        curves.suggestions({"learning_rate": _rounded(min(curves.typical_rate, curves.rate / 10))}),
    )


def _rate_too_low(curves: Curves) -> Finding:
    faster = min(max(curves.typical_rate, 3 * curves.rate), 10 * curves.rate)
    return Finding(
        "rate_too_low",
        {"loss": curves.losses[-1], "learning_rate": curves.rate, "epochs": curves.epochs[-1].epoch},
        curves.suggestions({"learning_rate": _rounded(faster)}, _more_epochs(curves)),
    )


def _dead_filters(curves: Curves) -> Finding | None:
    """The convolution with the largest share of silent filters."""
    if not curves.epochs:
        return None
    counted = list(zip(curves.epochs[-1].silent_filters, curves.config.convolutions, strict=False))
    silent, layer = max(counted, key=lambda count: count[0] / count[1].channels, default=(0, None))
    if layer is None or silent < max(DEAD_SHARE * layer.channels, 1):
        return None
    return Finding(
        "dead_filters",
        {"layer": layer.name, "silent": silent, "filters": layer.channels},
        curves.suggestions(
            {"learning_rate": _rounded(min(curves.typical_rate, curves.rate / 3))}, {"activation": "leaky_relu"}
        ),
    )


def _overfitting(curves: Curves) -> Finding | None:
    """The validation loss rises while the training loss falls, so the gap between them widens."""
    gap = gap_of(curves.recipe, curves.epochs)
    if gap is None or not gap.is_parting:
        return None
    recipe, epoch = curves.recipe, gap.epochs[gap.turn]
    images = min(
        MORE_IMAGES * recipe.training_images,
        TRAINING_IMAGES - recipe.validation_images,
        MAX_IMAGES_SEEN // recipe.epochs,
    )
    return Finding(
        "overfitting",
        {
            "epoch": epoch,
            "best_loss": gap.validation[gap.turn],
            "last_loss": gap.validation[-1],
            "training_then": gap.training[gap.turn],
            "training_now": gap.training[-1],
        },
        curves.suggestions(
            {"dropout": 0.25 if curves.largest_dropout < 0.25 else max(0.5, curves.largest_dropout)},
            {"training_images": images},
            {"epochs": epoch},
        ),
    )


def _still_learning(curves: Curves) -> Finding | None:
    before, after = curves.last_step
    inside, held_out = curves.within_last_epoch, curves.held_out_losses
    if not _has_barely_fallen(curves):
        falls_everywhere = _falls(before, after) and (len(held_out) < 2 or _falls(*held_out[-2:]))
        if not falls_everywhere or _has_run_out(curves):
            return None
    details = {
        "epochs": curves.epochs[-1].epoch,
        "loss_before": inside[0] if math.isnan(before) else before,
        "loss_after": inside[-1] if math.isnan(after) else after,
        "held_out": curves.held_out if len(held_out) > 1 else "none",
    }
    return Finding("still_learning", details, curves.suggestions(_more_epochs(curves)))


def _has_run_out(curves: Curves) -> bool:
    """Whether the schedule has brought the rate down to 0 and the network is good enough."""
    accuracy = curves.held_out_accuracy
    is_enough = accuracy is not None and accuracy >= ENOUGH_ACCURACY
    return is_enough and curves.recipe.optimizer.schedule != "constant"


def _falls(before: float, after: float) -> bool:
    return after <= (1.0 - FALLING_SHARE) * before


def _good(curves: Curves) -> Finding:
    details: dict[str, float | int | str] = {"epochs": curves.epochs[-1].epoch, "held_out": curves.held_out}
    if curves.held_out != "none" and curves.held_out_accuracy is not None:
        details["accuracy"] = curves.held_out_accuracy
    return Finding("good", details)


def _hints(curves: Curves) -> tuple[Finding, ...]:
    """Whether a network overfits is only seen with validation images, and only after a few epochs."""
    recipe = curves.recipe
    if recipe.validation_images or len(curves.epochs) <= LATELY_EPOCHS:
        return ()
    held_out = recipe.training_images // HELD_OUT_SHARE
    free = TRAINING_IMAGES - recipe.training_images
    changes: Changes = {"validation_images": held_out}
    if free < held_out:
        changes = {"training_images": TRAINING_IMAGES - held_out, **changes}
    return (Finding("no_validation", suggestions=curves.suggestions(changes)),)


def _more_epochs(curves: Curves) -> Changes:
    return {"epochs": min(2 * curves.recipe.epochs, curves.recipe.most_epochs)}


def _rounded(rate: float) -> float:
    """Two digits, as somebody would choose it."""
    return min(float(f"{rate:.2g}"), 1.0)
