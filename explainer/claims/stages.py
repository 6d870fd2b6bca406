"""What is said of a stage on "Follow one image", and when it is true."""

from types import MappingProxyType

from explainer.claims.facts import Claims, Facts
from explainer.receptive import fields_of


def is_single(facts: Facts) -> bool:
    """A window of one cell sees no neighbours: it finds no pattern and compares nothing."""
    return facts.stage.window_size == 1


def skips_cells(facts: Facts) -> bool:
    """A window that moves further than it is wide leaves cells out; at a small map's edge even that may not show."""
    window, size = facts.stage.window, facts.stage.input_shape[0]
    return window is not None and window.strides > window.size and not window.reach(size).any(axis=0).all()


def overhangs(facts: Facts) -> bool:
    """At some places a part of the window lies in the padding, so that it holds fewer numbers than it has cells."""
    window, size = facts.stage.window, facts.stage.input_shape[0]
    return window is not None and bool((window.reach(size).sum(axis=1) < window.size).any())


def has_one_map(facts: Facts) -> bool:
    """There is nothing to be laid side by side."""
    return facts.stage.input_shape[-1] == 1


def has_one_cell(facts: Facts) -> bool:
    """Maps of a single cell: their mean is that cell."""
    return facts.stage.input_shape[:-1] == (1, 1)


def is_one_sum(facts: Facts) -> bool:
    """From the pixels to the scores, nothing but weighing, adding and averaging: the scores are one sum of pixels."""
    scores = next(place for place, stage in enumerate(facts.stages) if stage.is_logits)
    return all(stage.settings.is_affine for stage in facts.stages[:scores])


def brings_places_together(facts: Facts) -> bool:
    """Each number before it comes from a part of the pixels that its own come from."""
    fields = fields_of(facts.stages)
    place = next(place for place, field in enumerate(fields) if field.stage.name == facts.stage.name)
    before = fields[place - 1]
    largest = before.rows.sum(axis=1).max() * before.columns.sum(axis=1).max()
    return not before.sees_alike and bool(largest < fields[place].seen.sum())


def names_no_activation(facts: Facts) -> bool:
    """Keras passes numbers on unchanged where a layer's line names no function."""
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
