from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import pytest
import tensorflow as tf

from explainer import arithmetic
from explainer.network import ARTICLE, PRESETS, NetworkConfig, Stage, keras_model
from explainer.tracing import LayerWeights, Trace, Tracer, as_weights
from tests.networks import ACTIVATIONS, ODD, random_arrays

NETWORKS = {"article": ARTICLE, "lenet_5": PRESETS["lenet_5"], "deep": PRESETS["deep_and_narrow"], **ODD}
CELLS = 12


@pytest.fixture(scope="module", params=NETWORKS)
def traces(
    request: pytest.FixtureRequest,
    tracer_of: Callable[[NetworkConfig], Tracer],
    images: npt.NDArray[np.float32],
    noise: npt.NDArray[np.float32],
) -> list[tuple[Trace, dict[str, LayerWeights]]]:
    config = NETWORKS[request.param]
    model = keras_model(config)
    weights = [as_weights(config, random_arrays(model, seed)) for seed in range(2)]
    return [
        (tracer_of(config).trace(image, own), dict(own))
        for own in weights
        for image in (*images, noise)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def noise() -> npt.NDArray[np.float32]:
    """No ties and no empty corners."""
    return np.random.default_rng(5).random((28, 28), dtype=np.float32)


def close(account: float, traced: float, terms: npt.NDArray[Any]) -> bool:
    return abs(account - traced) <= 1e-5 * max(1.0, float(np.abs(terms).sum()))


def cells(stage: Stage, seed: int) -> Iterator[tuple[int, int, int]]:
    """All corners, where padding shows, and some places between."""
    generator = np.random.default_rng(seed)
    height, width, channels = stage.output_shape
    for row, column in ((0, 0), (0, width - 1), (height - 1, 0), (height - 1, width - 1)):
        yield row, column, int(generator.integers(channels))
    for _ in range(CELLS):
        row, column, channel = generator.integers((height, width, channels))
        yield int(row), int(column), int(channel)


def stages_of(
    traces: list[tuple[Trace, dict[str, LayerWeights]]], *kinds: str
) -> Iterator[tuple[int, Trace, dict[str, LayerWeights], Stage]]:
    for seed, (trace, weights) in enumerate(traces):
        for stage in trace:
            if stage.kind in kinds:
                yield seed, trace, weights, stage.stage


def test_convolution(traces: list[tuple[Trace, dict[str, LayerWeights]]]) -> None:
    for seed, trace, weights, stage in stages_of(traces, "conv2d"):
        own = weights[stage.name]
        for row, column, filter_index in cells(stage, seed):
            cell = arithmetic.convolution_cell(
                trace.input_of(stage.name),
                own.kernel,
                own.bias,
                strides=stage.strides,
                padding=stage.padding,
                row=row,
                column=column,
                filter_index=filter_index,
            )
            terms = np.append(cell.products, cell.bias)
            assert close(cell.pre_activation, trace[stage.name].output[row, column, filter_index], terms)
            assert close(float(terms.sum()), cell.pre_activation, terms), "what is shown adds up"
            assert close(float(cell.channel_sums.sum()), cell.total, terms)
            assert cell.products.shape == own.kernel.shape[:3]
            np.testing.assert_array_equal(cell.kernel, own.kernel[..., filter_index])
            assert not cell.products[~cell.window.inside].any(), "padding adds nothing"


def test_pooling(traces: list[tuple[Trace, dict[str, LayerWeights]]]) -> None:
    for seed, trace, _, stage in stages_of(traces, "max_pooling2d", "average_pooling2d"):
        inputs = trace.input_of(stage.name)
        for row, column, channel in cells(stage, seed):
            cell = arithmetic.pooling_cell(
                inputs,
                kind=stage.kind,
                pool_size=stage.pool_size,
                strides=stage.strides,
                padding=stage.padding,
                row=row,
                column=column,
                channel=channel,
            )
            traced = trace[stage.name].output[row, column, channel]
            inside = {
                (y, x): inputs[y, x, channel]
                for y in range(cell.window.row, cell.window.row + stage.pool_size)
                for x in range(cell.window.column, cell.window.column + stage.pool_size)
                if 0 <= y < inputs.shape[0] and 0 <= x < inputs.shape[1]
            }
            assert cell.window.inside.sum() == len(inside)
            if stage.kind == "max_pooling2d":
                assert cell.value == traced
                assert cell.winner == max(inside, key=lambda place: inside[place]), "the first of the largest"
            else:
                assert cell.winner is None
                assert close(cell.value, traced, np.array(list(inside.values())))


def test_activation(traces: list[tuple[Trace, dict[str, LayerWeights]]]) -> None:
    for _, trace, _, stage in stages_of(traces, "activation"):
        given = trace[stage.name].pre_activation
        account = arithmetic.activate(str(stage.activation), given)
        traced = trace[stage.name].output
        assert account.shape == traced.shape
        assert np.all(np.abs(account - traced) <= 1e-5 * np.maximum(1, np.abs(given)))


def test_dense(traces: list[tuple[Trace, dict[str, LayerWeights]]]) -> None:
    for _, trace, weights, stage in stages_of(traces, "dense"):
        own = weights[stage.name]
        for unit in {0, stage.output_shape[0] // 2, stage.output_shape[0] - 1}:
            account = arithmetic.dense_unit(trace.input_of(stage.name), own.kernel, own.bias, unit=unit)
            terms = np.append(account.terms, account.bias)
            assert close(account.pre_activation, trace[stage.name].output[unit], terms)
            assert close(float(terms.sum()), account.pre_activation, terms)
            np.testing.assert_array_equal(account.kernel, own.kernel[:, unit])


def test_padding_and_windows_are_tensorflows() -> None:
    """A convolution whose filters each pick one cell of the window shows what TensorFlow lays under it."""
    for window in range(1, 8):
        pick = tf.reshape(tf.eye(window), (1, window, 1, window))
        for size in range(1, 13):
            line = np.arange(1, size + 1, dtype=np.float32).reshape(1, 1, size, 1)
            for strides in (1, 2, 3, 7):
                seen = tf.nn.conv2d(line, pick, (1, strides), "SAME").numpy()[0, 0]
                assert arithmetic.padding_before(size, window, strides, "same") == int(np.argmax(seen[0] != 0))
                image = np.repeat(line[0], size, axis=0)
                for column, expected in enumerate(seen):
                    cut = arithmetic.window_at(image, window, strides, "same", 0, column)
                    middle = cut.values[-cut.row, :, 0]
                    np.testing.assert_array_equal(middle, expected)
                    np.testing.assert_array_equal(cut.inside[-cut.row], expected != 0)
        assert arithmetic.padding_before(12, window, 2, "valid") == 0


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("pool_size", "strides"), [(2, 2), (3, 1), (2, 3), (5, 3), (7, 7)])
@pytest.mark.parametrize(("kind", "layer"), [("max", "MaxPooling2D"), ("average", "AveragePooling2D")])
def test_pooling_of_numbers_below_zero(kind: str, layer: str, pool_size: int, strides: int, padding: str) -> None:
    """Where every number is negative, a padding counted as 0 would win."""
    maps = -1 - np.random.default_rng(1).random((9, 9, 2), dtype=np.float32)
    pooled = getattr(keras.layers, layer)(pool_size, strides=strides, padding=padding)(maps[np.newaxis]).numpy()[0]
    for (row, column, channel), expected in np.ndenumerate(pooled):
        cell = arithmetic.pooling_cell(
            maps,
            kind=f"{kind}_pooling2d",
            pool_size=pool_size,
            strides=strides,
            padding=padding,
            row=row,
            column=column,
            channel=channel,
        )
        assert cell.value == pytest.approx(expected, rel=1e-6)
        if kind == "max":
            assert cell.winner is not None
            assert maps[(*cell.winner, channel)] == expected


def test_the_first_among_equals_wins() -> None:
    cell = arithmetic.pooling_cell(
        np.zeros((4, 4, 1)),
        kind="max_pooling2d",
        pool_size=2,
        strides=2,
        padding="valid",
        row=1,
        column=1,
        channel=0,
    )
    assert cell.winner == (2, 2)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_are_keras_own(name: str) -> None:
    values = np.concatenate([np.linspace(-6, 6, 241), [-1e4, -100, -88, 0.0, -0.0, 88, 100, 1e4]])
    expected = keras.activations.get(name)(tf.constant(values, tf.float32)).numpy()
    np.testing.assert_allclose(arithmetic.activate(name, values), expected, rtol=1e-5, atol=1e-6)


def test_every_activation_is_known() -> None:
    assert set(arithmetic.ACTIVATIONS) == set(ACTIVATIONS)
    with pytest.raises(KeyError):
        arithmetic.activate("gelu", 1.0)
