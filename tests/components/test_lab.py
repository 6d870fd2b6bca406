"""What the lab works out in the browser, against Keras: sizes, numbers, impossible settings and the lines shown."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras.layers import AveragePooling2D, Conv2D, MaxPooling2D, ZeroPadding2D

from explainer.laboratory.settings import GRID_SIZES, LARGEST_KERNEL, SIZES
from explainer.shifting import shifted

Evaluate = Callable[..., Any]
Slide = dict[str, Any]

NAMES = {layer.__name__: layer for layer in (AveragePooling2D, Conv2D, MaxPooling2D, ZeroPadding2D)}
CONVOLUTIONS: list[Slide] = [
    {"size": size, "window": window, "padding": padding, "strides": strides, "dilation": dilation}
    for size, window, padding, strides, dilation in itertools.product(
        (*GRID_SIZES, 28), range(1, LARGEST_KERNEL + 1), ("none", "ring1", "ring2", "same"), (1, 2, 3), (1, 2, 3)
    )
]
POOLINGS: list[Slide] = [
    {"size": size, "window": window, "padding": padding, "strides": strides, "dilation": 1}
    for size, window, padding, strides in itertools.product(
        (*GRID_SIZES, 28), range(1, LARGEST_KERNEL + 1), ("none", "same"), (1, 2, 3, 7)
    )
]


def layers(lines: str) -> list[keras.layers.Layer]:
    """The layers that the lines shown add to a model."""
    return [eval(line, dict(NAMES)) for line in re.findall(r"model\.add\((.*)\)$", lines, re.MULTILINE)]


def keras_places(lines: str, size: int) -> int | None:
    """Cells along an axis of what Keras makes of the lines shown; `None` if it raises."""
    shape: Any = (1, size, size, 1)
    try:
        for layer in layers(lines):
            shape = layer.compute_output_shape(shape)
    except ValueError:
        return None
    # Keras 3 computes a shape of no cells where TensorFlow then raises.
    return int(shape[1]) if shape[1] > 0 else None


def keras_output(lines: str, values: np.ndarray, kernel: np.ndarray | None = None) -> np.ndarray:
    """What Keras computes by the lines shown."""
    result = values.reshape(1, *values.shape, 1).astype(np.float32)
    for layer in layers(lines):
        layer.build(result.shape)
        if layer.weights:
            layer.set_weights([kernel.reshape(*kernel.shape, 1, 1)])
        result = np.asarray(layer(result))
    return result[0, :, :, 0]


@pytest.mark.parametrize("tool", ["convolution", "pooling"])
def test_sizes_and_impossible_settings_are_keras_s(evaluate: Evaluate, tool: str) -> None:
    slides = CONVOLUTIONS if tool == "convolution" else POOLINGS
    code = "convolutionCode(geometry)" if tool == "convolution" else "poolingCode(geometry, 'max')"
    body = f"""
        return given.slides.map((slide) => {{
          const geometry = geometryOf(slide);
          const ways = geometry.problem === null ? [] : waysOut(slide, given.sizes);
          return {{ ...geometry, lines: {code}.map(([piece]) => piece).join(""),
            better: ways.map(({{ change }}) => geometryOf({{ ...slide, ...change }}).problem) }};
        }});
    """
    found = evaluate(body, {"slides": slides, "sizes": SIZES}, "lab")
    known: dict[tuple[str, int], int | None] = {}
    for slide, geometry in zip(slides, found, strict=True):
        case = geometry["lines"], slide["size"]
        known.setdefault(case, keras_places(*case))
        assert (geometry["places"] or None) == known[case], slide
        assert (geometry["problem"] is None) == (known[case] is not None)
        if geometry["problem"]:
            assert geometry["better"], slide
            assert geometry["problem"] not in geometry["better"], slide


POSSIBLE = [
    slide
    for slide in CONVOLUTIONS
    if (slide["strides"] == 1 or slide["dilation"] == 1)
    and (slide["window"] - 1) * slide["dilation"] < slide["size"] + (slide["padding"] == "same") * 28
]


@pytest.mark.parametrize("case", range(0, len(POSSIBLE), 53))
def test_a_convolution_is_keras_s(evaluate: Evaluate, case: int) -> None:
    slide = POSSIBLE[case]
    generator = np.random.default_rng(case)
    values = generator.integers(0, 10, (slide["size"],) * 2)
    kernel = generator.integers(-9999, 9999, (slide["window"],) * 2) / 1000
    body = """
        const geometry = geometryOf(given.slide);
        const output = convolve(given.values, given.kernel, geometry);
        const cell = { row: geometry.places - 1, column: 0 };
        return { lines: convolutionCode(geometry).map(([piece]) => piece).join(""), output: Array.from(output),
          account: accountOfCell(given.values, given.kernel, tapsOf(geometry, cell)), places: geometry.places };
    """
    given = {"slide": slide, "values": values.reshape(-1).tolist(), "kernel": kernel.reshape(-1).tolist()}
    found = evaluate(body, given, "lab")
    expected = keras_output(found["lines"], values, kernel)
    shape = found["places"], found["places"]
    assert np.reshape(found["output"], shape) == pytest.approx(expected, rel=1e-5, abs=1e-3)
    account = found["account"]
    assert account["total"] == pytest.approx(float(expected[-1, 0]), rel=1e-5, abs=1e-3)
    unit = 10 ** account["decimals"]
    assert round(sum(account["shown"]["products"]) * unit) == round(account["shown"]["total"] * unit)


@pytest.mark.parametrize("rule", ["max", "average"])
@pytest.mark.parametrize(
    ("size", "window", "strides", "padding"),
    [(6, 2, 2, "none"), (7, 3, 2, "same"), (28, 7, 3, "same"), (5, 5, 1, "same"), (8, 3, 7, "none")],
)
def test_a_pooling_is_keras_s(
    evaluate: Evaluate, rule: str, size: int, window: int, strides: int, padding: str
) -> None:
    values = np.random.default_rng(size).integers(0, 10, (size, size))
    slide = {"size": size, "window": window, "strides": strides, "dilation": 1, "padding": padding}
    body = """
        const geometry = geometryOf(given.slide);
        return { lines: poolingCode(geometry, given.rule).map(([piece]) => piece).join(""), places: geometry.places,
          output: Array.from(poolAll(given.values, given.rule, geometry)) };
    """
    found = evaluate(body, {"slide": slide, "rule": rule, "values": values.reshape(-1).tolist()}, "lab")
    expected = keras_output(found["lines"], values)
    assert np.reshape(found["output"], (found["places"],) * 2) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("right", "down"), [(1, 0), (-4, 3), (0, -2)])
def test_the_digit_moves_in_the_browser_as_it_does_here(evaluate: Evaluate, right: int, down: int) -> None:
    image = np.random.default_rng(1).random((28, 28), np.float32)
    given = {"values": image.reshape(-1).tolist(), "shift": {"right": right, "down": down}}
    found = evaluate("return movedImage(given.values, given.shift);", given, "labshift")
    np.testing.assert_array_equal(np.float32(found).reshape(28, 28), shifted(image, right, down))
