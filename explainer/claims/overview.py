"""What is said over the columns of the overview, and when it is true."""

from types import MappingProxyType

from explainer.claims.facts import Claims, Facts
from explainer.claims.stages import is_single
from explainer.network import Stage
from explainer.receptive import fields_of

SMALL = 14
"""A pattern is small up to half of the image's side."""


def has_learned(facts: Facts) -> bool:
    """Kernels of chance, or that learned nothing, look for nothing in particular."""
    return facts.has_learned


def is_single_block(facts: Facts) -> bool:
    """No kernel of the block sees neighbours."""
    return not _sees_neighbours(facts, facts.stage)


def mixes_maps(facts: Facts) -> bool:
    """A block whose kernels are single cells, over several maps."""
    return is_single_block(facts) and facts.stage.input_shape[-1] > 1


def finds_small_patterns(facts: Facts) -> bool:
    """The first block whose window has neighbours, if its numbers see no more than half of the image."""
    return _is_finder(facts, 1) and _field_size(facts) <= SMALL


def finds_patterns(facts: Facts) -> bool:
    """The first block whose window has neighbours."""
    return _is_finder(facts, 1)


def combines_patterns(facts: Facts) -> bool:
    """The second one, which has the patterns of the first."""
    return _is_finder(facts, 2)


def combines_shapes(facts: Facts) -> bool:
    """The third one, which has the shapes of the second and sees more of the image."""
    return _is_finder(facts, 3)


def _is_finder(facts: Facts, number: int) -> bool:
    """Whether a convolution has learned and opens the so-many-th block whose kernels have neighbours."""
    convolutions = [stage for stage in facts.stages if stage.settings.opens_block]
    finders = [stage.name for stage in convolutions if _sees_neighbours(facts, stage)]
    return facts.has_learned and facts.stage.name in finders[number - 1 : number]


def _sees_neighbours(facts: Facts, convolution: Stage) -> bool:
    """Whether a kernel of the convolution's block covers more than one cell."""
    block = [stage for stage in facts.stages if stage.block == convolution.block and stage.settings.has_kernel]
    return any(stage.window_size > 1 for stage in block)


def _field_size(facts: Facts) -> int:
    """How much of the image, along a side, a number sees at the end of the block."""
    block = [field for field in fields_of(facts.stages) if field.stage.block == facts.stage.block]
    return block[-1].largest_size


def shrinks_maps(facts: Facts) -> bool:
    """The last maps are smaller than the image."""
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
"""Of a block the stage spoken of is its convolution; of the whole network, the first."""
