"""Conditions of sentences about a stage on the page "Follow one image"."""

from types import MappingProxyType

from explainer.claims.facts import Claims, Facts
from explainer.receptive import fields_of


def is_single(facts: Facts) -> bool:
    """Whether the window has one cell, and so cannot detect a pattern."""
    return facts.stage.window_size == 1


def skips_cells(facts: Facts) -> bool:
    """Whether the strides are larger than the window, and cells are actually skipped."""
    window, size = facts.stage.window, facts.stage.input_shape[0]
    return window is not None and window.strides > window.size and not window.reach(size).any(axis=0).all()


def overhangs(facts: Facts) -> bool:
    """Whether the window covers padding at some position."""
    window, size = facts.stage.window, facts.stage.input_shape[0]
    return window is not None and bool((window.reach(size).sum(axis=1) < window.size).any())


def has_one_map(facts: Facts) -> bool:
    """Whether there is only one map."""
    return facts.stage.input_shape[-1] == 1


def has_one_cell(facts: Facts) -> bool:
    """Whether the maps have a single cell, which is its own mean."""
    return facts.stage.input_shape[:-1] == (1, 1)


def is_one_sum(facts: Facts) -> bool:
    """Whether all layers are affine, so that the logits are weighted sums of pixels."""
    scores = next(place for place, stage in enumerate(facts.stages) if stage.is_logits)
    return all(stage.settings.is_affine for stage in facts.stages[:scores])


def brings_places_together(facts: Facts) -> bool:
    """Whether each input depends on fewer pixels than the stage's own values."""
    fields = fields_of(facts.stages)
    place = next(place for place, field in enumerate(fields) if field.stage.name == facts.stage.name)
    before = fields[place - 1]
    largest = before.rows.sum(axis=1).max() * before.columns.sum(axis=1).max()
    return not before.sees_alike and bool(largest < fields[place].seen.sum())


def names_no_activation(facts: Facts) -> bool:
    """Whether the activation is `"linear"`, which Keras code omits."""
    return facts.stage.settings.is_function and facts.stage.activation == "linear"


STAGES: Claims[Facts] = MappingProxyType(
    {
        "stage.conv2d.title": {"single": is_single},
        "stage.conv2d.what": {"single": is_single},
        "stage.conv2d.why": {"single": is_single, "skipping": skips_cells},
        "stage.conv2d_many.why": {"single": is_single},
        "stage.max_pooling2d.title": {"single": is_single},
        "stage.max_pooling2d.what": {"single": is_single, "padded": overhangs},
        "stage.max_pooling2d.why": {"single": is_single},
        "stage.average_pooling2d.title": {"single": is_single},
        "stage.average_pooling2d.what": {"single": is_single, "padded": overhangs},
        "stage.average_pooling2d.why": {"single": is_single},
        "stage.flatten.title": {"one": has_one_map},
        "stage.global_average_pooling2d.title": {"single": has_one_cell},
        "stage.global_average_pooling2d.what": {"single": has_one_cell},
        "stage.global_average_pooling2d.why": {"single": has_one_cell},
        "stage.linear.why": {"throughout": is_one_sum},
        "stage.dense.why": {"together": brings_places_together},
        "page.walkthrough.code_activation": {"none": names_no_activation},
    }
)
