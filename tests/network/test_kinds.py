"""How one cell comes about, kind by kind, against what Keras returned and against TensorFlow."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import pytest
import tensorflow as tf

from explainer.network import ARTICLE, PRESETS, NetworkConfig, Stage, keras_model
from explainer.network.kinds import AveragePooling2D, MaxPooling2D, Window, activate
from explainer.network.kinds.activation import FUNCTIONS
from explainer.tracing import Trace, Tracer, Weights, as_weights
from tests.networks import ACTIVATIONS, ODD, random_arrays
from tests.oracles.reference import own_kernel

NETWORKS = {"article": ARTICLE, "lenet_5": PRESETS["lenet_5"], "deep": PRESETS["deep_and_narrow"], **ODD}
CELLS = 12


@pytest.fixture(scope="module", params=NETWORKS)
def traces(
    request: pytest.FixtureRequest,
    tracer_of: Callable[[NetworkConfig], Tracer],
    images: npt.NDArray[np.float32],
    noise: npt.NDArray[np.float32],
) -> list[tuple[Trace, Weights]]:
    config = NETWORKS[request.param]
    model = keras_model(config)
    weights = [as_weights(config, random_arrays(model, seed)) for seed in range(2)]
    return [(tracer_of(config).trace(image, own), own) for own in weights for image in (*images, noise)]


@pytest.fixture(scope="module")
def noise() -> npt.NDArray[np.float32]:
    """No ties and no empty corners."""
    return np.random.default_rng(5).random((28, 28), dtype=np.float32)


def close(account: float, traced: float, terms: npt.NDArray[Any]) -> bool:
    return abs(account - traced) <= 1e-5 * max(1.0, float(np.abs(terms).sum()))


def cells(stage: Stage, seed: int) -> Iterator[tuple[int, ...]]:
    """All corners, where padding shows, and some places between."""
    generator = np.random.default_rng(seed)
    places, channels = stage.output_shape[:-1], stage.output_shape[-1]
    for corner in itertools.product(*((0, size - 1) for size in places)):
        yield (*corner, int(generator.integers(channels)))
    for _ in range(CELLS):
        yield tuple(int(place) for place in generator.integers(stage.output_shape))


def test_the_parts_of_every_kind_add_up_to_what_keras_returned(traces: list[tuple[Trace, Weights]]) -> None:
    for seed, (trace, weights) in enumerate(traces):
        for stage in [traced.stage for traced in trace][1:-1]:
            inputs, output, own = trace.input_of(stage.name), trace[stage.name].output, weights.get(stage.name)
            for index in cells(stage, seed):
                cell = stage.settings.parts(inputs, own, index)
                terms = np.append(cell.terms, cell.bias or 0.0)
                assert close(float(terms.sum()), output[index], terms), (stage.name, index)
                assert cell.rule == stage.settings.rule
                assert cell.values.shape == cell.factors.shape == cell.terms.shape
                if cell.rule != "function":
                    np.testing.assert_allclose(cell.terms, cell.values * cell.factors)
                for part in range(0, len(cell.terms), 7):
                    check_origin(stage, cell.origin(part), float(cell.values[part]), cell, inputs, own, index)


def check_origin(
    stage: Stage, origin: tuple[int, ...] | None, value: float, cell: Any, inputs: Any, own: Any, index: Any
) -> None:
    """A part is the number it is said to come from; a share is made of products, one cell of the kernel each."""
    if origin is None:
        assert value == 0.0
    elif not cell.are_shares:
        assert value == inputs[origin]
    else:
        share = stage.settings.share(inputs, own, index, *origin)
        assert share.terms.sum() == pytest.approx(value)
        kernel, maps = own_kernel(own.kernel, stage, index[-1])
        assert origin[0] in range(inputs.shape[-1])[maps]
        np.testing.assert_array_equal(share.factors, kernel[..., origin[0] - (maps.start or 0)].ravel())
        inside = [share.origin(part) for part in range(len(share.terms))]
        assert [inputs[place] if place else 0.0 for place in inside] == share.values.tolist()


def test_the_winner_is_the_first_of_the_largest(traces: list[tuple[Trace, Weights]]) -> None:
    for seed, (trace, _) in enumerate(traces):
        for stage in [traced.stage for traced in trace if isinstance(traced.stage.settings, MaxPooling2D)]:
            inputs = trace.input_of(stage.name)
            for index in cells(stage, seed):
                cell = stage.settings.parts(inputs, None, index)
                places = [place for part in range(len(cell.terms)) if (place := cell.origin(part)) is not None]
                winner = cell.origin(int(np.argmax(cell.factors)))
                assert winner == max(places, key=lambda place, maps=inputs: maps[place])
                assert cell.factors.sum() == 1.0


def test_activations_are_computed_number_by_number(traces: list[tuple[Trace, Weights]]) -> None:
    for trace, _ in traces:
        for traced in trace:
            if traced.stage.activation in FUNCTIONS and traced.stage.settings.is_function:
                pre_activation = trace.input_of(traced.stage.name)
                account = activate(str(traced.stage.activation), pre_activation)
                assert account.shape == traced.output.shape
                assert np.all(np.abs(account - traced.output) <= 1e-5 * np.maximum(1, np.abs(pre_activation)))


def test_padding_and_windows_are_tensorflows() -> None:
    """A convolution whose filters each pick one cell of the window shows what TensorFlow lays under it."""
    for size_of_window in range(1, 8):
        pick = tf.reshape(tf.eye(size_of_window), (1, size_of_window, 1, size_of_window))
        for size in range(1, 13):
            line = np.arange(1, size + 1, dtype=np.float32).reshape(1, 1, size, 1)
            for strides in (1, 2, 3, 7):
                window = Window(size_of_window, strides, "same", "kernel_size")
                seen = tf.nn.conv2d(line, pick, (1, strides), "SAME").numpy()[0, 0]
                assert window.before(size) == int(np.argmax(seen[0] != 0))
                assert window.places(size) == len(seen)
                image = np.repeat(line[0], size, axis=0)
                np.testing.assert_array_equal(window.reach(size), [np.isin(line.ravel(), one) for one in seen])
                for column, expected in enumerate(seen):
                    cut = window.cut(image, 0, column)
                    np.testing.assert_array_equal(cut.values[-cut.row, :, 0], expected)
                    np.testing.assert_array_equal(cut.inside[-cut.row], expected != 0)
        assert Window(size_of_window, 2, "valid", "kernel_size").before(12) == 0


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("pool_size", "strides"), [(2, 2), (3, 1), (2, 3), (5, 3), (7, 7)])
@pytest.mark.parametrize("kind", [MaxPooling2D, AveragePooling2D])
def test_pooling_of_numbers_below_zero(kind: type[Any], pool_size: int, strides: int, padding: str) -> None:
    """Where every number is negative, a padding counted as 0 would win."""
    maps = -1 - np.random.default_rng(1).random((9, 9, 2), dtype=np.float32)
    layer = getattr(keras.layers, kind.keras_name)
    pooled = layer(pool_size, strides=strides, padding=padding)(maps[np.newaxis]).numpy()[0]
    settings = kind(pool_size=pool_size, strides=strides, padding=padding)
    for index, expected in np.ndenumerate(pooled):
        cell = settings.parts(maps, None, index)
        assert cell.terms.sum() == pytest.approx(expected, rel=1e-6)
        if cell.rule == "largest":
            assert maps[cell.origin(int(np.argmax(cell.factors)))] == expected


def test_the_first_among_equals_wins() -> None:
    cell = MaxPooling2D().parts(np.zeros((4, 4, 1)), None, (1, 1, 0))
    assert cell.origin(int(np.argmax(cell.factors))) == (2, 2, 0)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_are_keras_own(name: str) -> None:
    values = np.concatenate([np.linspace(-6, 6, 241), [-1e4, -100, -88, 0.0, -0.0, 88, 100, 1e4]])
    expected = keras.activations.get(name)(tf.constant(values, tf.float32)).numpy()
    np.testing.assert_allclose(activate(name, values), expected, rtol=1e-5, atol=1e-6)


def test_every_activation_is_known() -> None:
    assert set(FUNCTIONS) == set(ACTIVATIONS)
    with pytest.raises(KeyError):
        activate("gelu", 1.0)
