"""What Keras and NumPy say of each sentence that is chosen by a condition: whether it is true of a network."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

import keras
import numpy as np

from explainer.mnist import CLASSES
from explainer.network import Stage
from tests.oracles.claims_layers import MEANINGS
from tests.oracles.claims_network import SIDE, Truth, cells_in_windows, leaves_out

Oracle = Callable[[Truth, Stage], bool]
SLACK = 1e-3
"""Of the scores' size: what rounding makes of a sum of thousands of terms."""


def always(truth: Truth, stage: Stage) -> bool:
    """Of what is true of every network: it denies nothing."""
    return True


def _size(truth: Truth, stage: Stage) -> int:
    return truth.window(stage)[0]


def _is_single(truth: Truth, stage: Stage) -> bool:
    return _size(truth, stage) == 1


def _has_neighbours(truth: Truth, stage: Stage) -> bool:
    return _size(truth, stage) > 1


def _goes_everywhere(truth: Truth, stage: Stage) -> bool:
    size, strides, _ = truth.window(stage)
    return size > 1 and (strides <= size or not leaves_out(truth, stage))


def _skips(truth: Truth, stage: Stage) -> bool:
    size, strides, _ = truth.window(stage)
    return strides > size > 1 and leaves_out(truth, stage)


def _is_whole(truth: Truth, stage: Stage) -> bool:
    return _has_neighbours(truth, stage) and bool((cells_in_windows(truth, stage) == _size(truth, stage) ** 2).all())


def _overhangs(truth: Truth, stage: Stage) -> bool:
    return bool((cells_in_windows(truth, stage) < _size(truth, stage) ** 2).any())


def _has_one_map(truth: Truth, stage: Stage) -> bool:
    return truth.input_shape(stage)[-1] == 1


def _has_maps(truth: Truth, stage: Stage) -> bool:
    return truth.input_shape(stage)[-1] > 1


def _has_one_cell(truth: Truth, stage: Stage) -> bool:
    return truth.input_shape(stage)[:2] == (1, 1)


def _has_cells(truth: Truth, stage: Stage) -> bool:
    return truth.input_shape(stage)[:2] != (1, 1)


def _is_one_sum(truth: Truth, stage: Stage) -> bool:
    """Then the scores of a sum of images are the sum of their scores, but for what a black image gives."""
    first, second = np.random.default_rng(1).uniform(-1, 1, (2, SIDE, SIDE)).astype(np.float32)
    one, other, both, none = truth.logits(np.stack([first, second, first + second, np.zeros_like(first)]))
    scale = np.abs([one, other, both, none]).max()
    return bool(np.abs(one + other - none - both).max() <= SLACK * max(scale, 1.0))


def _brings_together(truth: Truth, stage: Stage) -> bool:
    """Some pixels that reach the layer reach none, or not all, of the numbers before it."""
    layers = [layer.name for layer in truth.model.layers]
    rows, columns = truth.reaches[layers[layers.index(stage.layer) - 1]]
    fields = np.einsum("ri,cj->rcij", rows, columns).reshape(-1, SIDE * SIDE)
    return bool((fields.sum(axis=1) < fields.any(axis=0).sum()).all())


def _names_its_function(truth: Truth, stage: Stage) -> bool:
    line = _line(truth, stage)
    return f"activation='{stage.activation}'" in line and _function(line) == stage.activation


def _names_no_function(truth: Truth, stage: Stage) -> bool:
    line = _line(truth, stage)
    return "activation" not in line and _function(line) == "linear"


def _line(truth: Truth, stage: Stage) -> str:
    """The line as the page shows it."""
    return next(layer for layer in truth.config.built if layer.name == stage.layer).settings.source


def _function(line: str) -> str:
    """The activation function of the layer that Keras makes of a line."""
    name = re.match(r"\w+", line)
    assert name is not None
    # The project's own line, a constructor of keras.layers with numbers and words.
    layer = eval(line, {name[0]: getattr(keras.layers, name[0])})
    return str(layer.activation.__name__)


def _shrinks(truth: Truth, stage: Stage) -> bool:
    sides = [layer.output.shape[1] for layer in truth.model.layers if len(layer.output.shape) == 4]
    return min(sides, default=SIDE) < SIDE


def _finder(number: int, *, is_small: bool | None = None) -> Oracle:
    """Whether the block is the so-many-th whose kernel has neighbours, with weights that have learned."""

    def holds(truth: Truth, stage: Stage) -> bool:
        blocks = [truth.convolutions(block) for block in range((stage.block or 0) + 1)]
        finds = [any(layer.kernel_size > (1, 1) for layer in block) for block in blocks]
        is_it = truth.has_learned and finds[-1] and sum(finds) == number
        return is_it and (is_small is None or (_field(truth, stage) <= SIDE / 2) == is_small)

    return holds


def _field(truth: Truth, stage: Stage) -> int:
    """The largest number of rows between the first and the last that a cell at the end of the block hears of."""
    block = [other.layer for other in truth.config.stages if other.block == stage.block]
    heard = [np.flatnonzero(row) for row in truth.reaches[block[-1]][0]]
    return max(int(rows[-1] - rows[0]) + 1 for rows in heard if rows.size)


def _mixes(truth: Truth, stage: Stage) -> bool:
    return _is_single(truth, stage) and _has_maps(truth, stage)


def _looks_for_patterns(truth: Truth, stage: Stage) -> bool:
    return truth.has_learned and _has_neighbours(truth, stage)


def _has_learned(truth: Truth, stage: Stage) -> bool:
    return truth.has_learned


def _sees_the_image(truth: Truth, stage: Stage) -> bool:
    return _has_neighbours(truth, stage) and truth.input_shape(stage) == (SIDE, SIDE, 1)


def _sees_the_maps(truth: Truth, stage: Stage) -> bool:
    return _has_neighbours(truth, stage) and _has_maps(truth, stage)


def _sees_the_map(truth: Truth, stage: Stage) -> bool:
    return _has_neighbours(truth, stage) and _has_one_map(truth, stage)


def _weighs_one(truth: Truth, stage: Stage) -> bool:
    return _is_single(truth, stage) and _has_one_map(truth, stage)


def _makes_smaller(truth: Truth, stage: Stage) -> bool:
    return _has_neighbours(truth, stage) and truth.layer(stage).output.shape[1] < truth.input_shape(stage)[0]


def _keeps_size(truth: Truth, stage: Stage) -> bool:
    return _has_neighbours(truth, stage) and truth.layer(stage).output.shape[1] == truth.input_shape(stage)[0]


def _gives_classes(truth: Truth, stage: Stage) -> bool:
    return truth.layer(stage) is truth.model.layers[-1] and truth.layer(stage).output.shape[-1] == CLASSES


LESSONS: Mapping[str, Oracle] = MappingProxyType(
    {
        "conv2d": _sees_the_image,
        "conv2d_next": _sees_the_maps,
        "conv2d_next_one": _sees_the_map,
        "conv2d_single": _mixes,
        "conv2d_single_one": _weighs_one,
        "depthwise_conv2d": _has_neighbours,
        "depthwise_conv2d_single": _is_single,
        "max_pooling2d": _makes_smaller,
        "max_pooling2d_single": _is_single,
        "max_pooling2d_kept": _keeps_size,
        "average_pooling2d": _has_neighbours,
        "average_pooling2d_single": _is_single,
        "global_average_pooling2d": _has_cells,
        "global_average_pooling2d_single": _has_one_cell,
        "dense_last": _gives_classes,
    }
)
"""Of the notes beside the article, by the lesson's id: of which layers they are true."""

ORACLES: Mapping[str, Oracle] = MappingProxyType(
    {
        **{f"article.{name}.{part}": holds for name, holds in LESSONS.items() for part in ("title", "what", "why")},
        **MEANINGS,
        "stage.conv2d.title": _has_neighbours,
        "stage.conv2d.title_single": _is_single,
        "stage.conv2d.what": _has_neighbours,
        "stage.conv2d.what_single": _is_single,
        "stage.conv2d.why": _goes_everywhere,
        "stage.conv2d.why_single": _is_single,
        "stage.conv2d.why_skipping": _skips,
        "stage.conv2d_many.why": _has_neighbours,
        "stage.conv2d_many.why_single": _mixes,
        "stage.max_pooling2d.title": _has_neighbours,
        "stage.max_pooling2d.title_single": _is_single,
        "stage.max_pooling2d.what": _is_whole,
        "stage.max_pooling2d.what_single": _is_single,
        "stage.max_pooling2d.what_padded": _overhangs,
        "stage.max_pooling2d.why": _has_neighbours,
        "stage.max_pooling2d.why_single": _is_single,
        "stage.average_pooling2d.title": _has_neighbours,
        "stage.average_pooling2d.title_single": _is_single,
        "stage.average_pooling2d.what": _is_whole,
        "stage.average_pooling2d.what_single": _is_single,
        "stage.average_pooling2d.what_padded": _overhangs,
        "stage.average_pooling2d.why": _has_neighbours,
        "stage.average_pooling2d.why_single": _is_single,
        "stage.flatten.title": _has_maps,
        "stage.flatten.title_one": _has_one_map,
        "stage.global_average_pooling2d.title": _has_cells,
        "stage.global_average_pooling2d.title_single": _has_one_cell,
        "stage.global_average_pooling2d.what": _has_cells,
        "stage.global_average_pooling2d.what_single": _has_one_cell,
        "stage.global_average_pooling2d.why": _has_cells,
        "stage.global_average_pooling2d.why_single": _has_one_cell,
        "stage.linear.why": always,
        "stage.linear.why_throughout": _is_one_sum,
        "stage.dense.why": always,
        "stage.dense.why_together": _brings_together,
        "page.walkthrough.code_activation": _names_its_function,
        "page.walkthrough.code_activation_none": _names_no_function,
        "component.overview.lead": always,
        "component.overview.lead_shrinking": _shrinks,
        "component.overview.brace_block": always,
        "component.overview.brace_block_mixing": _mixes,
        "component.overview.brace_block_single": _is_single,
        "component.overview.brace_block_small": _finder(1, is_small=True),
        "component.overview.brace_block_patterns": _finder(1, is_small=False),
        "component.overview.brace_block_shapes": _finder(2),
        "component.overview.brace_block_larger": _finder(3),
        "component.overview.brace_evidence": always,
        "component.overview.brace_evidence_learned": _has_learned,
        "component.overview.sentence_conv2d": _has_neighbours,
        "component.overview.sentence_conv2d_learned": _looks_for_patterns,
        "component.overview.sentence_conv2d_single": _is_single,
        "component.overview.sentence_max_pooling2d": _has_neighbours,
        "component.overview.sentence_max_pooling2d_single": _is_single,
        "component.overview.sentence_average_pooling2d": _has_neighbours,
        "component.overview.sentence_average_pooling2d_single": _is_single,
    }
)
"""By the sentence's id; `always` for those that are true of every network."""
