"""Conditions of sentences above the columns of the overview."""

from types import MappingProxyType

from explainer.claims.facts import Claims, Facts
from explainer.claims.stages import is_single
from explainer.network import Stage
from explainer.receptive import fields_of

SMALL = 14
"""Maximum side of a small pattern, half of the image's side."""


def has_learned(facts: Facts) -> bool:
    """Whether the kernels are trained; untrained kernels detect nothing in particular."""
    return facts.has_learned


def is_single_block(facts: Facts) -> bool:
    """Whether all kernels of the block have one cell."""
    return not _sees_neighbours(facts, facts.stage)


def mixes_maps(facts: Facts) -> bool:
    """Whether all kernels of the block have one cell, and there are several input maps."""
    return is_single_block(facts) and facts.stage.input_shape[-1] > 1


def finds_small_patterns(facts: Facts) -> bool:
    """Whether this is the first block with larger kernels, and its receptive fields are at most `SMALL` wide."""
    return _is_finder(facts, 1) and _field_size(facts) <= SMALL


def finds_patterns(facts: Facts) -> bool:
    """Whether this is the first block with kernels of more than one cell."""
    return _is_finder(facts, 1)


def combines_patterns(facts: Facts) -> bool:
    """Whether this is the second such block, which combines the first one's patterns."""
    return _is_finder(facts, 2)


def combines_shapes(facts: Facts) -> bool:
    """Whether this is the third such block, which combines the second one's shapes."""
    return _is_finder(facts, 3)


def _is_finder(facts: Facts, number: int) -> bool:
    """Whether the stage is trained and opens the `number`-th block with kernels of more than one cell."""
    convolutions = [stage for stage in facts.stages if stage.settings.opens_block]
    finders = [stage.name for stage in convolutions if _sees_neighbours(facts, stage)]
    return facts.has_learned and facts.stage.name in finders[number - 1 : number]


def _sees_neighbours(facts: Facts, convolution: Stage) -> bool:
    """Whether the convolution's block has a kernel of more than one cell."""
    block = [stage for stage in facts.stages if stage.block == convolution.block and stage.settings.has_kernel]
    return any(stage.window_size > 1 for stage in block)


def _field_size(facts: Facts) -> int:
    """Side of the largest receptive field at the end of the block."""
    block = [field for field in fields_of(facts.stages) if field.stage.block == facts.stage.block]
    return block[-1].largest_size


def shrinks_maps(facts: Facts) -> bool:
    """Whether the last maps are smaller than the image."""
    sides = [stage.output_shape[0] for stage in facts.stages if not stage.is_flat]
    return sides[-1] < sides[0]


OVERVIEW: Claims[Facts] = MappingProxyType(
    {
        "component.overview.lead": {"shrinking": shrinks_maps},
        "component.overview.brace_block": {
            "mixing": mixes_maps,
            "single": is_single_block,
            "small": finds_small_patterns,
            "patterns": finds_patterns,
            "shapes": combines_patterns,
            "larger": combines_shapes,
        },
        "component.overview.brace_evidence": {"learned": has_learned},
        "component.overview.sentence_conv2d": {"single": is_single, "learned": has_learned},
        "component.overview.sentence_max_pooling2d": {"single": is_single},
        "component.overview.sentence_average_pooling2d": {"single": is_single},
    }
)
"""For a block, `Facts.stage` is its convolution; for the whole network, the first stage."""
