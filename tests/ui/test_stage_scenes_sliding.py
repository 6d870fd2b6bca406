from dataclasses import replace
from functools import cache

import keras
import numpy as np
import pytest

from explainer.network import ARTICLE, NetworkConfig, Stage, keras_model, network
from explainer.shifting import shifted
from explainer.text import Text
from explainer.ui.components.payload import Quantized, pack
from explainer.ui.pictures import activation, convolution, pooling
from explainer.ui.pictures.scales import kind_of
from explainer.ui.pictures.stage import Choice, StageContext, parse_choice
from explainer.ui.walkthrough import STAGE_PICTURES
from tests.networks import tracer_of
from tests.ui.traced import context_of as traced_context

NORMALIZED = network("c4_bn_max3-s2")
ODD = network("c3-k5-s2-same-tanh_avg3-s2-same_c4-k2-leaky_max4_d20-sigmoid")


@cache
def context_of(config: NetworkConfig, name: str, **focus: int) -> StageContext:
    context = traced_context(config, name, **focus)
    image = context.trace["input"].output[..., 0]
    moved, blank = (tracer_of(config).trace(each, context.weights) for each in (shifted(image), np.zeros_like(image)))
    return replace(context, shifted=moved, blank=blank)


def stage_of(config: NetworkConfig, name: str) -> Stage:
    return next(stage for stage in config.stages if stage.name == name)


def cell_by_hand(meta: dict, arrays: dict, row: int, column: int) -> float:
    """The sum that the browser shows, from what the browser is sent."""
    values, kernel = arrays["input"], arrays["kernel"]
    total = float(meta["bias"])
    for down in range(meta["window"]):
        for across in range(meta["window"]):
            y = row * meta["strides"] - meta["pad"][0] + down
            x = column * meta["strides"] - meta["pad"][1] + across
            if 0 <= y < values.shape[0] and 0 <= x < values.shape[1]:
                total += float(np.dot(values[y, x].astype(np.float64), kernel[down, across]))
    return total


@pytest.mark.parametrize(("config", "name"), [(ARTICLE, "conv2d_1"), (ODD, "conv2d_1"), (ODD, "conv2d_2")])
def test_what_the_browser_adds_up_is_what_keras_returned(config: NetworkConfig, name: str) -> None:
    meta, arrays = convolution.scene(context_of(config, name, filter=2))
    rows, columns = arrays["output"].shape
    for row, column in [(0, 0), (0, columns - 1), (rows // 2, columns // 2), (rows - 1, columns - 1)]:
        assert cell_by_hand(meta, arrays, row, column) == pytest.approx(arrays["output"][row, column], abs=1e-4)


@pytest.mark.parametrize(("name", "limit"), [("conv2d_1", 60_000), ("conv2d_2", 150_000)])
def test_the_payloads_stay_small(name: str, limit: int) -> None:
    assert len(pack(*convolution.scene(context_of(ARTICLE, name)))) <= limit


def test_pre_activations_are_diverging_and_the_input_is_grey() -> None:
    meta, _ = convolution.scene(context_of(ARTICLE, "conv2d_1"))
    assert meta["scales"]["input"] == {"kind": "pixels", "limit": 1.0}
    assert meta["scales"]["output"]["kind"] == "diverging"


@pytest.mark.parametrize(
    ("config", "name"),
    [(ODD, "pooling2d_1"), (ODD, "pooling2d_2"), (NORMALIZED, "pooling2d_1")],
    ids=["first", "second", "normalized"],
)
def test_a_shifted_digit_is_compared_before_and_after_pooling(config: NetworkConfig, name: str) -> None:
    """Keras itself says what a black image gives: whatever stands before, also where padding lets edges differ."""
    context = context_of(config, name, filter=2)
    meta, arrays = pooling.scene(context)
    assert context.shifted is not None
    model = keras_model(config)
    model.set_weights([array for layer in context.weights.values() for array in layer.values()])
    layer = model.get_layer(name)
    grounds = keras.Model(model.inputs, [layer.input, layer.output]).predict(np.zeros((1, 28, 28, 1)), verbose=0)
    expected = []
    for part, ground in zip(("input", "output"), grounds, strict=True):
        pair = (np.float64(arrays[key]) - ground[0, ..., 2] for key in (part, f"shifted_{part}"))
        first, second = (values.ravel() for values in pair)
        expected.append(first @ second / np.sqrt((first @ first) * (second @ second)))
    assert meta["shift"]["shares"] == pytest.approx([max(share, 0) for share in expected], abs=1e-5)
    gain = expected[1] - expected[0]
    assert meta["shift"]["verdict"] == ("same" if abs(gain) < 0.05 else "rises" if gain > 0 else "falls")
    np.testing.assert_array_equal(arrays["shifted_output"], context.shifted[name].output[..., 2])


def test_a_map_that_answers_to_nothing_is_compared_with_nothing() -> None:
    context = context_of(ODD, "pooling2d_1", filter=0)
    meta, _ = pooling.scene(replace(context, trace=context.blank, shifted=context.blank))
    assert meta["shift"] == {"verdict": "silent", "shares": [], "words": []}
    assert pooling.scene(replace(context, shifted=None))[0]["shift"] is None


@pytest.mark.parametrize("name", ["pooling2d_1", "pooling2d_2"])
def test_pooling_keeps_the_mean_or_the_largest_of_the_cells_inside(name: str) -> None:
    meta, arrays = pooling.scene(context_of(ODD, name, filter=1))
    choose = np.mean if meta["rule"] == "mean" else np.max
    values, output = arrays["input"], arrays["output"]
    for row in range(output.shape[0]):
        for column in range(output.shape[1]):
            top = row * meta["strides"] - meta["pad"][0]
            left = column * meta["strides"] - meta["pad"][1]
            inside = values[max(top, 0) : top + meta["window"], max(left, 0) : left + meta["window"]]
            assert choose(inside) == pytest.approx(output[row, column], abs=1e-5)


def test_pooling_shows_both_maps_in_the_colours_of_the_larger_numbers() -> None:
    # A mean is smaller than the largest of its cells: in its own colours it would look as strong.
    context = context_of(ODD, "pooling2d_1", filter=1)
    meta, _ = pooling.scene(context)
    inputs = context.trace.input_of("pooling2d_1")
    assert meta["scale"]["limit"] == np.abs(inputs).max() > np.abs(context.traced.output).max()


def test_scales_follow_what_can_be_negative() -> None:
    trace = context_of(ODD, "conv2d_1").trace
    kinds = {name: kind_of(trace, name) for name in ("input", "activation_1", "pooling2d_1", "activation_2", "dense_1")}
    assert kinds == {
        "input": "pixels",
        "activation_1": "diverging",
        "pooling2d_1": "diverging",
        "activation_2": "diverging",
        "dense_1": "diverging",
    }
    assert kind_of(trace, "activation_3") == "sequential"
    article = context_of(ARTICLE, "conv2d_1").trace
    assert [kind_of(article, name) for name in ("activation_1", "pooling2d_1", "flatten")] == ["sequential"] * 3


@pytest.mark.parametrize("name", ["activation_1", "activation_2", "activation_3"])
def test_an_activation_sends_the_same_cells_before_and_after(name: str) -> None:
    meta, arrays = activation.scene(context_of(ODD, name))
    functions = {
        "tanh": np.tanh,
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "leaky_relu": lambda x: np.where(x < 0, meta["slope"] * x, x),
    }
    np.testing.assert_allclose(functions[meta["activation"]](arrays["before"]), arrays["after"], atol=1e-5)


def test_a_flat_activation_puts_its_unit_in_a_row_of_cells() -> None:
    meta, arrays = activation.scene(context_of(ODD, "activation_3", filter=18))
    assert (meta["columns"], meta["row"], meta["column"]) == (16, 1, 2)
    assert arrays["after"].shape == (20,)


def test_silent_maps_and_zeroed_cells_are_counted_from_the_trace() -> None:
    context = context_of(ARTICLE, "activation_1")
    meta, arrays = activation.scene(context)
    after = context.traced.output
    silent = [index for index in range(64) if np.count_nonzero(after[:, :, index]) == 0]
    assert meta["silent"] == silent
    assert meta["zeroed_share"] == pytest.approx(1 - np.count_nonzero(after) / after.size)
    assert isinstance(arrays["maps"], Quantized)


def test_nonsense_from_the_browser_is_dropped() -> None:
    stage = stage_of(ARTICLE, "conv2d_1")
    answer = {"filter": 64, "row": -1, "column": "3", "channel": True, "other": 1}
    assert parse_choice(answer, stage) == Choice()
    assert parse_choice({"filter": 1.5, "row": None}, stage) == Choice()
    assert parse_choice({"filter": 63, "row": 25, "column": 0, "channel": 0}, stage) == Choice(63, 0, 25, 0)
    assert parse_choice({"row": 25}, stage_of(ARTICLE, "activation_3")) == Choice()
    assert parse_choice({"filter": 127}, stage_of(ARTICLE, "activation_3")) == Choice(filter=127)


@pytest.mark.parametrize("stage", [stage.name for stage in ARTICLE.stages])
def test_another_language_starts_the_picture_afresh(stage: str) -> None:
    context = context_of(ARTICLE, stage)
    scene = STAGE_PICTURES[context.stage.settings.picture].scene
    japanese, english = (scene(replace(context, text=Text(language)))[0]["identity"] for language in ("ja", "en"))
    assert japanese != english
