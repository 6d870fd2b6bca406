"""How a training came out that nothing was wrong with: whether it still learns, how good it is, where it may turn.

What is said is what the last epochs show. What further epochs would bring nobody knows before.
"""

from collections.abc import Mapping
from itertools import pairwise

from explainer.mnist import TRAINING_IMAGES
from explainer.training.curves.curves import Curves
from explainer.training.curves.finding import Finding
from explainer.training.curves.gap import Gap, gap_of
from explainer.training.curves.rates import few_updates
from explainer.training.recipes.changes import Changes
from explainer.training.recipes.recipe import MAX_IMAGES_SEEN

FALLING_SHARE = 0.01
"""Losses that both fall by this share an epoch are still falling; less may be chance."""
ENOUGH_ACCURACY = 0.98
"""From this accuracy on, a loss that still falls is no reason to go on; by a schedule it always falls until the end."""
GOOD_ACCURACY = 0.9
"""From here on a network is said to have learned well: nine of ten digits it has never learned from."""
TURNING_SHARE = 0.05
"""A validation loss this much above its best may have turned; below, it stays where it was."""
FLAT_SHARE = 0.02
"""A loss that changes by less an epoch hardly changes."""
FLAT_EPOCHS = 4
"""So many epochs must be known for that to be said."""
LAGGING_SHARE = 1.5
"""Averages that lag show where the validation loss is this many times the training loss."""
MORE_IMAGES = 4
"""Times as many images where a network overfits: too few more would hardly show."""


def outcome(curves: Curves) -> Finding:
    """The one thing to say of a training that has ended.

    Args:
        curves: The curves, of one epoch at least.
    """
    return _still_learning(curves) or few_updates(curves) or _averages_lag(curves) or _turning(curves) or _good(curves)


def overfitting(curves: Curves) -> Finding | None:
    """The validation loss rises while the training loss falls, so the gap between them widens."""
    gap = gap_of(curves.config, curves.recipe, curves.epochs)
    if gap is None or not gap.is_parting:
        return None
    candidates = (*_against_overfitting(curves), {"epochs": gap.epochs[gap.turn]})
    return Finding("overfitting", _losses_of(gap), curves.suggestions(*candidates))


def _turning(curves: Curves) -> Finding | None:
    """It may be about to: the validation loss is above its best, and the training loss has fallen since."""
    gap = gap_of(curves.config, curves.recipe, curves.epochs)
    if gap is None or gap.lags:
        return None
    has_risen = gap.validation[-1] >= (1.0 + TURNING_SHARE) * gap.validation[gap.turn]
    if not has_risen or gap.training[-1] >= gap.training[gap.turn]:
        return None
    return Finding("turning", _losses_of(gap), curves.suggestions(*_against_overfitting(curves)))


def _losses_of(gap: Gap) -> Mapping[str, float]:
    return {
        "epoch": gap.epochs[gap.turn],
        "best_loss": gap.validation[gap.turn],
        "last_loss": gap.validation[-1],
        "training_then": gap.training[gap.turn],
        "training_now": gap.training[-1],
    }


def _against_overfitting(curves: Curves) -> tuple[Changes, ...]:
    dropout = 0.25 if curves.largest_dropout < 0.25 else max(0.5, curves.largest_dropout)
    return {"dropout": dropout}, _more_images(curves)


def _more_images(curves: Curves) -> Changes:
    recipe = curves.recipe
    free = TRAINING_IMAGES - recipe.validation_images
    most = MAX_IMAGES_SEEN // recipe.epochs - recipe.added_images
    return {"training_images": min(MORE_IMAGES * recipe.training_images, free, most)}


def _still_learning(curves: Curves) -> Finding | None:
    before, after = curves.last_step
    if not curves.falls(FALLING_SHARE) or not after < before or (curves.held_out_accuracy or 0.0) >= ENOUGH_ACCURACY:
        return None
    held_out = curves.judged_losses
    details = {
        "epochs": curves.epochs[-1].epoch,
        "loss_before": before,
        "loss_after": after,
        "held_out": curves.held_out if len(held_out) > 1 else "none",
    }
    if len(held_out) > 1:
        details |= {"held_out_loss_before": held_out[-2], "held_out_loss_after": held_out[-1]}
    return Finding("still_learning", details, curves.suggestions(curves.more_epochs))


def _averages_lag(curves: Curves) -> Finding | None:
    """Batch normalization answers with averages that have not arrived yet."""
    held_out = curves.held_out_losses
    if not curves.averages_lag or not held_out or held_out[-1] < LAGGING_SHARE * curves.losses[-1]:
        return None
    details = {"updates": curves.updates, "last_loss": held_out[-1], "training_now": curves.losses[-1]}
    return Finding("averages_lag", details, curves.suggestions(curves.more_epochs))


def _good(curves: Curves) -> Finding:
    accuracy, epochs = curves.held_out_accuracy, curves.epochs[-1].epoch
    is_flat = _is_flat(curves)
    reason = {"reason": "flat"} if is_flat else {}
    details: dict[str, float | int | str] = {"epochs": epochs, "held_out": curves.held_out, **reason}
    if curves.held_out == "none" or accuracy is None:
        return Finding("so_far", {**details, "held_out": "none", "loss": curves.losses[-1]})
    details["accuracy"] = accuracy
    if accuracy >= GOOD_ACCURACY:
        return Finding("good", details)
    is_validated = is_flat and curves.held_out == "validation"
    return Finding("so_far", details, curves.suggestions(_more_images(curves)) if is_validated else ())


def _is_flat(curves: Curves) -> bool:
    """Whether the loss that counts hardly changes any more, and is as good as it ever was."""
    losses = curves.held_out_losses or curves.losses
    if len(losses) < FLAT_EPOCHS or losses[-1] > (1.0 + TURNING_SHARE) * min(losses):
        return False
    pairs = pairwise(losses[-FLAT_EPOCHS:])
    return all(before == after or abs(before - after) < FLAT_SHARE * before for before, after in pairs)
