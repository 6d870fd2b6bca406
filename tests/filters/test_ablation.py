"""What each filter is worth, against Keras with that filter's map set to 0."""

from collections.abc import Generator
from typing import Any, TypeVar

import keras
import numpy as np
import numpy.typing as npt
import pytest

from explainer.errors import ExplainerError
from explainer.filters.ablation import Ablation, FilterAblator, multiply_adds
from explainer.filters.responses import Responder
from explainer.mnist import CLASSES, Dataset, scale
from explainer.network import PRESETS, NetworkConfig, keras_model
from explainer.tracing import as_weights
from tests.networks import COVERING, ODD, random_arrays, reference_model

Result = TypeVar("Result")
IMAGES = 140
"""More than a batch, and no whole number of them."""


def result_of(steps: Generator[float, None, Result]) -> tuple[list[float], Result]:
    """How much was done after each step, and what came out."""
    done = []
    while True:
        try:
            done.append(next(steps))
        except StopIteration as end:
            return done, end.value


def switched_off(model: keras.Sequential, layer: str, index: int, images: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Keras's answers where a filter returns 0 everywhere."""
    numbers = scale(images)[..., None]
    for each in model.layers:
        numbers = np.array(each(numbers, training=False))
        if each.name == layer:
            numbers[..., index] = 0
    return np.asarray(numbers.argmax(axis=1))


@pytest.mark.parametrize("name", dict.fromkeys(("whole_maps", "kernel_5_strides_2_tanh", *COVERING)))
def test_it_is_kerass_with_a_map_of_zeros(name: str, dataset: Dataset) -> None:
    config = ODD[name]
    model = reference_model(config)
    arrays = random_arrays(model, 5)
    model.set_weights(arrays)
    images, labels = dataset.x_test[:IMAGES], dataset.y_test[:IMAGES]
    weights = as_weights(config, arrays)
    layers = [layer.name for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]
    for stage, layer in zip(config.convolutions, layers, strict=True):
        done, worth = result_of(FilterAblator(config, stage).steps(images, labels, weights))
        assert done[-1] == 1
        assert worth.without.shape == (stage.channels, CLASSES)
        learned = switched_off(model, "", 0, images)
        assert worth.learned.tolist() == np.bincount(labels[learned == labels], minlength=CLASSES).tolist()
        for index in range(stage.channels):
            answers = switched_off(model, layer, index, images)
            assert worth.without[index].tolist() == np.bincount(labels[answers == labels], minlength=CLASSES).tolist()


def test_other_visitors_change_nothing(dataset: Dataset, clearing_sessions: None) -> None:
    config = ODD["normalized"]
    generator = np.random.default_rng(5)
    shapes = [shape for stage in config.stages for shape in stage.weight_shapes]
    weights = as_weights(config, [generator.uniform(0.05, 0.2, shape) for shape in shapes])
    images, labels = dataset.x_test[:60], dataset.y_test[:60]
    for stage in config.convolutions:
        found = [result_of(FilterAblator(config, stage).steps(images, labels, weights))[1] for _ in range(2)]
        assert np.array_equal(found[0].without, found[1].without)
        seen = [result_of(Responder(config, stage).steps(images, labels, weights))[1] for _ in range(2)]
        assert np.array_equal(seen[0].class_maps, seen[1].class_maps)


def test_changes_are_sorted_and_add_up() -> None:
    learned = np.full(CLASSES, 5)
    without = np.tile(learned, (3, 1))
    without[0, 2], without[1, 7], without[1, 8] = 6, 3, 4
    worth = Ablation(learned, without)
    assert worth.changes.tolist() == [1, -3, 0]
    assert worth.order.tolist() == [1, 2, 0]
    assert worth.changes_of(1).tolist() == [0, 0, 0, 0, 0, 0, 0, -2, -1, 0]


def test_the_work_is_that_of_the_layers_that_follow() -> None:
    config = PRESETS["article"]
    first, second = config.convolutions
    dense, scores = 800 * 128, 128 * 10
    assert multiply_adds(config, first) == config.multiply_adds + 11 * 11 * 32 * 9 * 64 + 64 * (dense + scores)
    assert multiply_adds(config, second) == config.multiply_adds + dense + 32 * scores


def test_other_networks_weights_are_refused(dataset: Dataset) -> None:
    config: NetworkConfig = PRESETS["one_block"]
    other = PRESETS["no_convolution"]
    steps = FilterAblator(config, config.convolutions[0]).steps(
        dataset.x_test[:3], dataset.y_test[:3], as_weights(other, keras_model(other).get_weights())
    )
    with pytest.raises(ExplainerError, match="Expected weights"):
        next(steps)
