"""What the curves of a run say, in a few findings, each with what to try.

The rules are rules of thumb for MNIST. Their constants say which, and why: of the learning rate in `rates`, of
overfitting in `gap`, of all else in `outcomes`. They were tried on the recorded runs, epoch by epoch.
"""

from collections.abc import Sequence

from explainer.mnist import TRAINING_IMAGES
from explainer.network import NetworkConfig
from explainer.network.layer_rows import layer_rows
from explainer.training.curves.curves import Curves, complete_epochs
from explainer.training.curves.finding import Finding
from explainer.training.curves.gap import LATELY_EPOCHS
from explainer.training.curves.outcomes import outcome, overfitting
from explainer.training.curves.rates import of_rate, slower_rate
from explainer.training.recipes.changes import Changes
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.records import CurvePoint, EpochRecord

DEAD_SHARE = 0.1
"""One or two silent filters of 64 are common after a sound training (the bundled model has one); a tenth is not."""
DEAD_FILTERS = 2
"""One of a few is common as well."""
HELD_OUT_SHARE = 6
"""Of the images, one in so many is worth holding out: 10,000 of 60,000, as many as there are test images."""


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
    return (*alarms, outcome(curves), *_hints(curves))


def _alarms(curves: Curves) -> tuple[Finding, ...]:
    """What calls for another start; a wrong learning rate explains all the others."""
    rate = of_rate(curves)
    if rate is not None and rate.code == "rate_too_high":
        return (rate, *_found(None if rate.details["reason"] == "not_finite" else _dead_filters(curves)))
    return _found(rate, _dead_filters(curves), overfitting(curves))


def _found(*findings: Finding | None) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding is not None)


def _dead_filters(curves: Curves) -> Finding | None:
    """The convolution with the largest share of silent filters."""
    if not curves.epochs:
        return None
    counted = list(zip(curves.epochs[-1].silent_filters, curves.config.convolutions, strict=False))
    silent, stage = max(counted, key=lambda count: count[0] / count[1].channels, default=(0, None))
    if stage is None or silent < max(DEAD_SHARE * stage.channels, min(DEAD_FILTERS, stage.channels)):
        return None
    name = next(row.keras_name for row in layer_rows(curves.config) if row.layer.name == stage.layer)
    return Finding(
        "dead_filters",
        {"layer": name, "silent": silent, "filters": stage.channels},
        curves.suggestions(slower_rate(curves), {"activation": "leaky_relu"}),
    )


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
