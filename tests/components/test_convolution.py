"""The convolution's arithmetic in the browser against NumPy."""

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from explainer.ui.components.payload import pack

Evaluate = Callable[..., Any]

UNPACK = "unpack(Uint8Array.from(atob(given), (character) => character.charCodeAt(0)))"


class Layer:
    """A convolution of random numbers with `same` padding, worked out term by term."""

    def __init__(self, size: int, window: int, strides: int, channels: int) -> None:
        generator = np.random.default_rng(size * window * strides * channels)
        self.size, self.window, self.strides = size, window, strides
        self.stops = -(-size // strides)
        self.pad = max((self.stops - 1) * strides + window - size, 0) // 2
        self.input = generator.random((size, size, channels), np.float32) * (generator.random((size, size, 1)) > 0.3)
        self.input = self.input.astype(np.float32)
        self.kernel = generator.normal(0, 0.3, (window, window, channels)).astype(np.float32)
        self.bias = 0.125
        self.terms: dict[tuple[int, int], list[tuple[int, int, int, int, NDArray[np.float64]]]] = {}
        self.sums = np.zeros((self.stops, self.stops, channels))
        for row in range(self.stops):
            for column in range(self.stops):
                for down in range(window):
                    for across in range(window):
                        y, x = row * strides - self.pad + down, column * strides - self.pad + across
                        if 0 <= y < size and 0 <= x < size:
                            product = self.input[y, x].astype(np.float64) * self.kernel[down, across]
                            self.sums[row, column] += product
                            self.terms.setdefault((y, x), []).append((row, column, down, across, product))
        self.output = (self.sums.sum(axis=-1) + self.bias).astype(np.float32)

    @property
    def payload(self) -> str:
        scale = {"kind": "diverging", "limit": float(np.abs(self.output).max())}
        meta = {
            "window": self.window,
            "strides": self.strides,
            "pad": [self.pad, self.pad],
            "bias": self.bias,
            "scales": {"output": scale},
        }
        arrays = {"input": self.input, "kernel": self.kernel, "output": self.output, "activated": self.output}
        return base64.b64encode(pack(meta, arrays)).decode()


LAYERS = [(6, 3, 1, 1), (7, 3, 2, 5), (8, 5, 1, 3), (9, 2, 3, 2), (5, 1, 1, 4), (8, 7, 2, 64)]


@pytest.mark.parametrize("shape", LAYERS)
def test_a_pixel_goes_where_the_windows_look_at_it(evaluate: Evaluate, shape: tuple[int, int, int, int]) -> None:
    layer = Layer(*shape)
    channel = shape[3] - 1
    spreads = evaluate(
        f"""
        const scene = {UNPACK};
        const [rows, columns, channels] = scene.arrays.input.shape;
        return Array.from({{ length: rows * columns }}, (_, place) =>
          spreadOf(scene, {{ row: Math.floor(place / columns), column: place % columns }}, channels - 1));
        """,
        layer.payload,
        "convolution",
    )
    for spread in spreads:
        pixel = spread["pixel"]["row"], spread["pixel"]["column"]
        terms = layer.terms.get(pixel, [])
        expected = {(down, across): (row, column, added[channel]) for row, column, down, across, added in terms}
        assert spread["count"] == len(expected)
        for index, entry in enumerate(spread["entries"]):
            there = expected.get(divmod(index, layer.window))
            assert (entry["cell"] is None) == (there is None)
            if there is not None:
                assert (entry["cell"]["row"], entry["cell"]["column"]) == there[:2]
                assert entry["share"] == pytest.approx(there[2], abs=1e-6)
        if expected:
            box, cells = spread["box"], [(row, column) for row, column, _ in expected.values()]
            assert box["height"] * box["width"] == len(set(cells))
            assert (box["row"], box["column"]) == min(cells)
        else:
            assert spread["box"] is None


@pytest.mark.parametrize("shape", LAYERS)
def test_every_shown_sum_closes(evaluate: Evaluate, shape: tuple[int, int, int, int]) -> None:
    layer = Layer(*shape)
    found = evaluate(
        f"""
        const scene = {UNPACK};
        const sums = createChannelSums(scene);
        const [rows, columns] = scene.arrays.output.shape;
        return {{
          accounts: Array.from({{ length: rows * columns }}, (_, place) => {{
            const cell = {{ row: Math.floor(place / columns), column: place % columns }};
            const account = accountFor(scene, cell, sums.at(cell), null);
            return {{ ...account, sums: Array.from(account.sums) }};
          }}),
          map: Array.from(sums.mapOf(scene.arrays.input.shape[2] - 1)),
        }};
        """,
        layer.payload,
        "convolution",
    )
    np.testing.assert_allclose(np.reshape(found["map"], layer.output.shape), layer.sums[..., -1], atol=1e-5)
    for account in found["accounts"]:
        cell = account["cell"]["row"], account["cell"]["column"]
        np.testing.assert_allclose(account["sums"], layer.sums[cell], atol=1e-9)
        assert account["channel"] == int(np.argmax(np.abs(layer.sums[cell])))
        unit, shown = 10 ** account["decimals"], account["shown"]
        assert round(shown["total"] * unit) == round(float(layer.output[cell]) * unit)
        assert round(shown["sum"] * unit) + round(shown["bias"] * unit) == round(shown["total"] * unit)
        assert round(sum(shown["sums"]) * unit) == round(shown["sum"] * unit)
        assert round(sum(shown["products"]) * unit) == round(shown["sums"][account["channel"]] * unit)
        assert np.abs(np.array(shown["sums"]) - layer.sums[cell]).max() < 1.01 / unit
