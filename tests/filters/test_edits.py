"""A kernel changed by hand: in a link, and in a network's weights; and which side a kernel leans to."""

from collections.abc import Callable, Iterator

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.errors import ExplainerError
from explainer.filters.edge_side import bright_side
from explainer.filters.edits import MOST_CHANGES, FilterEdit, with_edit
from explainer.filters.scoring import right_by_class
from explainer.mnist import CLASSES, Dataset, scale
from explainer.network import NetworkConfig, network
from explainer.predicting import Predictor
from explainer.tracing import Tracer, as_weights
from tests.networks import ODD, random_arrays, reference_model

IMAGES = 140
"""More than a batch."""

THOUSANDTHS = st.integers(-9_999, 9_999)
WEIGHTS = st.dictionaries(st.integers(0, 12_543), THOUSANDTHS, max_size=MOST_CHANGES - 1)


@given(WEIGHTS, st.none() | THOUSANDTHS)
def test_a_link_says_it_and_reads_it(changes: dict[int, int], bias: int | None) -> None:
    edit = FilterEdit(tuple(sorted(changes.items())), bias)
    assert edit.count == len(changes) + (bias is not None)
    assert FilterEdit.parse(str(edit)) == (edit if edit.count else None)


NONSENSE = ("", "6", "6~", "~5", "6~0.5~1", "6~0.6~1", "6~10000", "6~1e3", "6~+1", "٦~0", "6~0.", "-1~5")
NO_BIAS = ("b", "b~", "b~0.b~1", "6~0.b~1", "b~10000", "B~1")


@pytest.mark.parametrize("word", NONSENSE + NO_BIAS)
def test_what_makes_no_sense_is_none(word: str) -> None:
    assert FilterEdit.parse(word) is None


def test_a_link_can_be_only_so_long() -> None:
    assert FilterEdit.parse(".".join(f"{place}~1" for place in range(MOST_CHANGES))) is not None
    assert FilterEdit.parse(".".join(f"{place}~1" for place in range(MOST_CHANGES + 1))) is None
    assert FilterEdit.parse("b~1." + ".".join(f"{place}~1" for place in range(MOST_CHANGES))) is None


def test_only_the_weights_named_change(images: np.ndarray, tracer_of: Callable[[NetworkConfig], Tracer]) -> None:
    config = network("c3_max2_c2_max2")
    arrays = random_arrays(reference_model(config), 1)
    weights = as_weights(config, arrays)
    changed = with_edit(weights, "conv2d_2", 1, FilterEdit(((4, -1_250), (26, 500))))
    expected = arrays[2].copy()
    # Row, column and input map of the places 4 and 26 in a kernel of 3×3×3.
    expected[0, 1, 1, 1], expected[2, 2, 2, 1] = -1.25, 0.5
    assert np.array_equal(changed["conv2d_2"].kernel, expected)
    assert np.array_equal(weights["conv2d_2"].kernel, arrays[2])
    tracer = tracer_of(config)
    arrays[2] = expected
    assert np.array_equal(
        tracer.trace(images[0], changed).logits, tracer.trace(images[0], as_weights(config, arrays)).logits
    )
    with pytest.raises(ExplainerError, match="Expected places below 9"):
        with_edit(weights, "conv2d_1", 0, FilterEdit(((9, 0),)))


@pytest.mark.parametrize("name", ["normalized", "kernel_5_strides_2_tanh"])
def test_with_another_bias_maps_and_accuracy_are_kerass(
    name: str, dataset: Dataset, tracer_of: Callable[[NetworkConfig], Tracer]
) -> None:
    config = ODD[name]
    stage = config.convolutions[-1]
    model = reference_model(config)
    arrays = random_arrays(model, 3)
    weights = as_weights(config, arrays)
    changed = with_edit(weights, stage.name, 1, FilterEdit(((4, -1_250),), -2_375))
    layer = [each for each in model.layers if isinstance(each, keras.layers.Conv2D)][-1]
    model.set_weights(arrays)
    kernel, bias = layer.get_weights()
    # The second output of the convolution is the filter's; place 4 of its kernel, by row, column and input map.
    kernel[*np.unravel_index(4, kernel.shape[:3]), 1], bias[1] = -1.25, -2.375
    layer.set_weights([kernel, bias])

    images, labels = dataset.x_test[:IMAGES], dataset.y_test[:IMAGES]
    numbers, maps = scale(images)[..., None], np.empty(0)
    for each in model.layers:
        numbers = np.array(each(numbers, training=False))
        maps = numbers[0] if each is layer else maps
    shown = tracer_of(config).trace(scale(images[0]), changed)[config.output_stage(stage).name].output
    np.testing.assert_allclose(shown, maps, atol=1e-5 * max(1.0, float(np.abs(maps).max())))
    found = []

    def collected() -> Iterator[float]:
        found.append((yield from right_by_class(Predictor(config), images, labels, changed)))

    assert list(collected())[-1] == 1
    hits = labels[numbers.argmax(axis=1) == labels]
    assert np.array_equal(found[0], np.bincount(hits, minlength=CLASSES))


def test_what_is_changed_in_other_input_maps() -> None:
    edit = FilterEdit(((0, 1), (3, 2), (4, 3)))
    assert edit.outside(0, 3) == FilterEdit(((4, 3),))
    assert edit.outside(2, 3) == edit
    assert FilterEdit(((5, 0),)).outside(2, 3) is None
    # The bias is changed beside whichever map is shown.
    assert FilterEdit(((5, 0),), 100).outside(2, 3) is None
    assert FilterEdit(((5, 0),), 100).outside(1, 3) == FilterEdit(((5, 0),))


@pytest.mark.parametrize("size", [2, 3, 4, 5, 7])
def test_a_kernel_leans_to_the_side_on_which_brightness_pleases_it(size: int) -> None:
    generator = np.random.default_rng(size)
    seen = set()
    for _ in range(3_000):
        kernel = generator.normal(0, 1, (size, size)).astype(np.float32)
        kernel += generator.normal(0, 1) * np.sign(np.arange(size) - (size - 1) / 2)
        kernel = kernel.T if generator.random() < 0.5 else kernel
        side = bright_side(kernel)
        seen.add(side)
        if side is None:
            continue
        # The four step edges that a window can lie on, bright on one side and black elsewhere.
        half = size // 2
        edges = {
            "left": kernel[:, :half].sum(),
            "right": kernel[:, -half:].sum(),
            "above": kernel[:half].sum(),
            "below": kernel[-half:].sum(),
        }
        assert max(edges, key=lambda name: edges[name]) == side
        assert edges[side] > 0
    assert seen == {None, "left", "right", "above", "below"}


def test_a_kernel_of_one_weight_or_none_leans_nowhere() -> None:
    assert bright_side(np.ones((1, 1), np.float32)) is None
    assert bright_side(np.zeros((3, 3), np.float32)) is None
