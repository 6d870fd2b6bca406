"""Where hardly anything is learned, or the loss leaps: a learning rate that is too high or too low, or something else.

That a loss has barely fallen says little of the learning rate by itself. A stack of sigmoids, strong dropout and a
handful of updates look the same, so these are spoken of first.
"""

import math

from explainer.mnist import CLASSES
from explainer.training.curves.curves import Curves
from explainer.training.curves.finding import Finding
from explainer.training.recipes.changes import Changes

GUESSING_LOSS = math.log(CLASSES)
"""The loss of a network that gives every digit the same probability, 2.303."""
STUCK_SHARE = 0.9
"""Above this share of `GUESSING_LOSS` nothing is learned: that is the loss of guessing among eight digits."""
WORSE_THAN_GUESSING = 1.1
"""Above this share of it, steps are too large: a network that learns nothing at all does better."""
BARELY_FALLEN_SHARE = 0.5
"""Above this share of it, the loss has barely fallen: that is the loss of guessing among three digits."""
GATHERS_PACE = 0.03
"""A loss that falls by this share an epoch is on its way, however high it still is."""
ENOUGH_UPDATES = 300
"""Batches after which a loss that has barely fallen has a cause; the article's network needs 25 to 80, by optimizer, at
a typical rate."""
SOME_UPDATES = 60
"""Batches before which nobody can be said to learn nothing."""
SLIGHTLY = 1.01
"""A rate is above or below another only by more than what multiplying adds to it."""
JUMP_RISE = 0.5
"""A loss over a whole epoch that ends this much above its best has jumped: sound epochs differ by less."""
JUMP_FLOOR = 0.2
"""Losses below this jump for a handful of hard images; that is no fault of the learning rate."""
STRONG_DROPOUT = 0.5
"""From this share on, so little is left that learning may hardly begin."""
MANY_SIGMOIDS = 2
"""From so many layers on, what reaches the first ones is tiny: a sigmoid passes on at most a quarter of it."""


def of_rate(curves: Curves) -> Finding | None:
    """What is wrong with the learning rate, or looks like it."""
    return _not_finite(curves) or _stuck(curves) or _jumps(curves)


def has_barely_fallen(curves: Curves) -> bool:
    """Whether the training loss is near that of guessing; with strong dropout it is above that on validation images.

    Args:
        curves: The curves, of one epoch at least.
    """
    return curves.losses[-1] > BARELY_FALLEN_SHARE * GUESSING_LOSS


def few_updates(curves: Curves) -> Finding | None:
    """That there was no time to learn yet.

    Args:
        curves: The curves, of one epoch at least.
    """
    if not has_barely_fallen(curves) or curves.updates >= ENOUGH_UPDATES:
        return None
    return _hardly_learned(curves, "few_updates", curves.more_epochs, updates=curves.updates)


def _not_finite(curves: Curves) -> Finding | None:
    losses = [(point.epoch, point.loss) for point in curves.points]
    for epoch in curves.epochs:
        losses += [(epoch.epoch, loss) for loss in (epoch.loss, epoch.val_loss) if loss is not None]
    broken = [epoch for epoch, loss in losses if not math.isfinite(loss)]
    return _rate_too_high(curves, "not_finite", epoch=min(broken)) if broken else None


def _stuck(curves: Curves) -> Finding | None:
    """The loss has barely fallen and does not gather pace."""
    if not curves.losses or not has_barely_fallen(curves) or _gathers_pace(curves):
        return None
    has_had_time = curves.updates >= ENOUGH_UPDATES
    if cause := _other_cause(curves):
        return cause if has_had_time else None
    if _is_high(curves):
        return _stays_too_high(curves) if has_had_time or _is_lost(curves) else None
    return _slow(curves) if has_had_time else None


def _is_high(curves: Curves) -> bool:
    return curves.rate > SLIGHTLY * curves.typical_rate


def _gathers_pace(curves: Curves) -> bool:
    """Whether the loss is on its way, and not only coming back from beyond guessing."""
    return curves.losses[-1] < GUESSING_LOSS and curves.falls(GATHERS_PACE)


def _slow(curves: Curves) -> Finding:
    if _is_worse_than_guessing(curves):
        return _stays_too_high(curves)
    if curves.rate < curves.typical_rate / SLIGHTLY:
        return _rate_too_low(curves)
    faster = {"learning_rate": _rounded(3 * curves.rate)}
    return _hardly_learned(curves, "unknown", curves.more_epochs, faster, learning_rate=curves.rate)


def _is_lost(curves: Curves) -> bool:
    """Whether nothing at all was learned, in a time in which others have begun to."""
    is_guessing = min(curves.within_last_epoch) >= STUCK_SHARE * GUESSING_LOSS
    return curves.updates >= SOME_UPDATES and (is_guessing or _is_worse_than_guessing(curves))


def _is_worse_than_guessing(curves: Curves) -> bool:
    """By both losses, if there are two: the one on training images is measured while learning."""
    return min((curves.losses[-1], *curves.held_out_losses[-1:])) > WORSE_THAN_GUESSING * GUESSING_LOSS


def _other_cause(curves: Curves) -> Finding | None:
    """What else hinders learning, so that nothing can be said of the rate."""
    slower: Changes = {"learning_rate": _rounded(curves.typical_rate)}
    if curves.sigmoids >= MANY_SIGMOIDS:
        return _hardly_learned(curves, "sigmoid", {"activation": "relu"}, layers=curves.sigmoids)
    if curves.largest_dropout >= STRONG_DROPOUT:
        return _hardly_learned(curves, "dropout", {"dropout": 0.25}, slower, dropout=curves.largest_dropout)
    return None


def _hardly_learned(curves: Curves, reason: str, *candidates: Changes, **details: float) -> Finding:
    details = {"loss": curves.losses[-1], "epochs": curves.epochs[-1].epoch, **details}
    return Finding("hardly_learned", {"reason": reason, **details}, curves.suggestions(*candidates))


def _jumps(curves: Curves) -> Finding | None:
    if len(curves.losses) < 2:
        return None
    *earlier, last = curves.losses
    best = min(earlier)
    # At a rate that others learn well with, one bad epoch is soon made good.
    recent = [last] if _is_high(curves) else curves.losses[-2:]
    if min(recent) < JUMP_FLOOR or min(recent) < (1.0 + JUMP_RISE) * best:
        return None
    return _rate_too_high(curves, "jumps", epoch=curves.epochs[-1].epoch, loss=last, best_loss=best)


def _stays_too_high(curves: Curves) -> Finding:
    return _rate_too_high(curves, "stuck", epoch=curves.epochs[-1].epoch, loss=curves.losses[-1])


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
        curves.suggestions({"learning_rate": _rounded(faster)}, curves.more_epochs),
    )


def slower_rate(curves: Curves) -> Changes:
    """A third of the rate, or a typical one if that is less."""
    return {"learning_rate": _rounded(min(curves.typical_rate, curves.rate / 3))}


def _rounded(rate: float) -> float:
    """Two digits, as somebody would choose it."""
    return min(float(f"{rate:.2g}"), 1.0)
