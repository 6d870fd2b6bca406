from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from explainer.network import PRESETS, NetworkConfig, network
from explainer.network.kinds import GlobalAveragePooling2D, Window, activate
from explainer.text import Text
from explainer.tracing import Array, Trace, Tracer, Weights
from explainer.ui.components.payload import Quantized
from explainer.ui.overview import OverviewChoice, parse_overview_choice
from explainer.ui.pictures.overview import FEW, overview_scene
from explainer.ui.pictures.overview_columns import columns_of
from explainer.ui.pictures.overview_contributions import SHOWN, pooled_cells
from explainer.ui.references import LedgerPath
from tests.networks import COVERING, weights_for
from tests.networks import ODD as ODD_NETWORKS
from tests.oracles.reference import own_kernel

Meta = dict[str, Any]
Tables = dict[str, Any]

ODD = network("c5-k4-s2-same-tanh_max2-s3_c20-k2-leaky_avg3-s1-same_drop0.25_d12-sigmoid_drop0.5_d3")
CONFIGS = {
    "article": PRESETS["article"],
    "deep": PRESETS["deep_and_narrow"],
    "odd": ODD,
    "one": network("c1_max2"),
    "no_convolution": PRESETS["no_convolution"],
    "bare": network("softmax"),
    "whole_maps": ODD_NETWORKS["whole_maps"],
    "whole_maps_of_pixels": ODD_NETWORKS["whole_maps_of_pixels"],
    **COVERING,
    "normalized": ODD_NETWORKS["normalized"],
    "normalized_and_pooled": network("c4-linear_bn_avg2_c3_bn_max2-s1_gap_d5"),
}


@pytest.fixture(scope="module", params=CONFIGS)
def case(
    request: pytest.FixtureRequest, tracer_of: Callable[[NetworkConfig], Tracer], images: Array
) -> tuple[NetworkConfig, Trace, Weights, Meta, Tables]:
    config = CONFIGS[request.param]
    weights = weights_for(config)
    trace = tracer_of(config).trace(images[0], weights)
    return config, trace, weights, *overview_scene(trace, weights, Text("en"), label=7)


def test_every_stage_has_a_place(case: tuple[NetworkConfig, Trace, Weights, Meta, Tables]) -> None:
    config, _, _, meta, _ = case
    shown = {column["stage"] for column in meta["columns"]} | {column["account"] for column in meta["columns"]}
    shown |= {column["array"] for column in meta["columns"]}
    shown |= {dropout["stage"] for column in meta["columns"] for dropout in column["dropouts"]}
    assert shown - {None} == {stage.name for stage in config.stages}


def test_parameters_add_up_to_the_networks(case: tuple[NetworkConfig, Trace, Weights, Meta, Tables]) -> None:
    config, _, _, meta, _ = case
    assert sum(column["parameters"] or 0 for column in meta["columns"]) == config.parameters


def test_shown_contributions_others_and_bias_add_up_to_keras(
    case: tuple[NetworkConfig, Trace, Weights, Meta, Tables],
) -> None:
    _, trace, _, meta, tables = case
    for name in [column["account"] for column in meta["columns"] if column["account"]]:
        parts = tables[f"{name}.terms"][:, :SHOWN].sum(axis=1) + tables[f"{name}.others"] + tables[f"{name}.bias"]
        expected = trace[name].output.max(axis=(0, 1)) if trace[name].output.ndim == 3 else trace[name].output
        np.testing.assert_array_equal(tables[f"{name}.value"], expected)
        np.testing.assert_allclose(parts, expected, atol=2e-5)


def test_convolution_tables_match_a_sum_over_the_padded_window(
    case: tuple[NetworkConfig, Trace, Weights, Meta, Tables],
) -> None:
    _, trace, weights, meta, tables = case
    for column in meta["columns"]:
        if column["window"] is None:
            continue
        name, window = column["stage"], column["window"]
        size, strides = window["size"], window["strides"]
        inputs = np.pad(trace.input_of(name), ((window["top"], size), (window["left"], size), (0, 0)))
        for index, (row, column_) in enumerate(tables[f"{name}.cells"]):
            seen = inputs[row * strides : row * strides + size, column_ * strides : column_ * strides + size]
            own, maps = own_kernel(weights[name].kernel, trace[name].stage, index)
            sums = np.zeros(seen.shape[-1])
            sums[maps] = (seen[..., maps] * own).sum(axis=(0, 1))
            feeders = tables[f"{name}.feeders"][index]
            np.testing.assert_allclose(tables[f"{name}.terms"][index], sums[feeders], atol=1e-5)
            assert np.abs(sums[feeders]).min() >= np.abs(np.delete(sums, feeders)).max(initial=0) - 1e-5


def test_shown_kernels_are_those_of_the_strongest_feeders(
    tracer_of: Callable[[NetworkConfig], Tracer], images: Array
) -> None:
    weights = weights_for(ODD)
    _, tables = overview_scene(tracer_of(ODD).trace(images[0], weights), weights, Text("ja"))
    kernels = tables["conv2d_2.kernels"]
    assert isinstance(kernels, Quantized)
    step = (kernels.high - kernels.low) / 254
    feeder = np.asarray(tables["conv2d_2.feeders"])[7, 1]
    restored = kernels.low + step * kernels.levels[7, 1]
    np.testing.assert_allclose(restored, weights["conv2d_2"].kernel[:, :, feeder, 7], atol=step)
    unit, shown = 5, np.asarray(tables["dense_1.feeders"])[5, :SHOWN]
    np.testing.assert_array_equal(tables["dense_1.kernels"][unit], weights["dense_1"].kernel[shown, unit])


def test_values_are_followed_through_the_chain(case: tuple[NetworkConfig, Trace, Weights, Meta, Tables]) -> None:
    _, trace, weights, meta, tables = case
    columns = meta["columns"]
    for before, column in pairwise(columns):
        if column["chain"] != before["chain"]:
            continue
        stage, output = trace[column["array"]].stage, trace[column["array"]].output
        value, cells = tables[f"{before['array']}.value"], tables[column["cells"]]
        expected = output[cells[:, 0], cells[:, 1], np.arange(len(cells))]
        np.testing.assert_array_equal(tables[f"{column['array']}.value"], np.where(cells[:, 0] < 0, 0, expected))
        if stage.activation is not None:
            np.testing.assert_allclose(expected, activate(stage.activation, value), atol=1e-6)
        if "moving_mean" in stage.settings.roles:
            gamma, beta, mean, variance = weights[stage.name].values()
            normalized = gamma * (value - mean) / np.sqrt(variance + 0.001) + beta
            np.testing.assert_allclose(expected, normalized, atol=1e-4)
        assert (column["cells"] == before["cells"]) == (stage.window is None)


def test_whole_maps_are_numbers_that_can_be_read(case: tuple[NetworkConfig, Trace, Weights, Meta, Tables]) -> None:
    config, trace, _, meta, tables = case
    columns = meta["columns"]
    places = [place for place, column in enumerate(columns) if column["origin"] == "map"]
    assert len(places) == any(isinstance(layer, GlobalAveragePooling2D) for layer in config.layers)
    for place in places:
        before, column = columns[place - 1], columns[place]
        means = trace[before["array"]].output.mean(axis=(0, 1), dtype=np.float64)
        np.testing.assert_allclose(tables[column["array"]], means, atol=1e-6)
        assert column["count"] == before["count"]
        assert (column["drawing"], column["word"], column["choosable"]) == ("units", "mean", True)
        assert column["outcome"]["after"] == "mean"
        assert column["parameters"] is None


def test_what_is_opened_by_itself_is_one_of_several(case: tuple[NetworkConfig, Trace, Weights, Meta, Tables]) -> None:
    _, _, _, meta, _ = case
    chosen = {column["word"]: column["choosable"] for column in meta["columns"]}
    assert chosen == {word: word not in ("image", "place") for word in chosen}
    assert {"image", "class"} <= set(chosen)


def test_normalized_maps_are_signed_and_have_four_parameters_each(
    tracer_of: Callable[[NetworkConfig], Tracer], images: Array
) -> None:
    config = ODD_NETWORKS["normalized"]
    weights = weights_for(config)
    meta, _ = overview_scene(tracer_of(config).trace(images[0], weights), weights, Text("en"))
    normalized = [column for column in meta["columns"] if column["stage"].startswith("batch_normalization")]
    assert [column["parameters"] for column in normalized] == [4 * 4, 4 * 3, 4 * 2]
    assert {column["scale"]["kind"] for column in normalized} == {"diverging"}
    assert [column["title"] for column in normalized] == ["Batch norm 1", "Batch norm 2", "Batch norm 3"]


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("size", "strides"), [(2, 2), (2, 3), (3, 1), (5, 2)])
def test_pooled_cell_is_the_largest_whose_window_covers_the_cell(padding: Any, size: int, strides: int) -> None:
    config = network(f"c1-same_max{size}-s{strides}{'-same' * (padding == 'same')}")
    stage = config.stages[3]
    rows, columns, _ = stage.output_shape
    output = np.random.default_rng(3).random(stage.output_shape, dtype=np.float32)
    for cell in [(0, 0), (13, 14), (27, 27), (2, 5)]:
        covering = []
        for row in range(rows):
            for column in range(columns):
                window = Window(size, strides, padding, "pool_size").cut(np.zeros((28, 28, 1)), row, column)
                if 0 <= cell[0] - window.row < size and 0 <= cell[1] - window.column < size:
                    covering.append((row, column))
        expected = max(covering, key=lambda place: output[place[0], place[1], 0]) if covering else (-1, -1)
        assert tuple(pooled_cells(stage, np.array([cell], dtype=np.int32), output)[0]) == expected


def test_first_focus_is_a_map_of_the_first_convolution_and_among_the_few(
    case: tuple[NetworkConfig, Trace, Weights, Meta, Tables],
) -> None:
    config, trace, _, meta, tables = case
    column = meta["columns"][meta["focus"]["column"]]
    convolutions = [stage.name for stage in config.stages if stage.window and stage.settings.has_kernel]
    if convolutions:
        assert column["stage"] == convolutions[0]
        output = trace[convolutions[0]].output
        chain = meta["focus"]["column"]
        last = [each for each in meta["columns"] if each["chain"] == chain][-1]
        reached = np.array([cell[0] >= 0 for cell in tables[last["cells"]]])
        peaks = np.where(reached | ~reached.any(), output.max(axis=(0, 1)), -np.inf)
        assert meta["focus"]["index"] == peaks.argmax()
    assert column["few"] is None or meta["focus"]["index"] in column["few"]


def test_the_few_maps_are_the_strongest_and_the_same_throughout_a_chain(
    case: tuple[NetworkConfig, Trace, Weights, Meta, Tables],
) -> None:
    _, trace, _, meta, _ = case
    columns = meta["columns"]
    for column in columns:
        few, first = column["few"], columns[column["chain"]]
        if column["drawing"] != "maps" or column["count"] <= FEW:
            assert few is None
            continue
        assert few == sorted(set(few)) == first["few"]
        peaks = trace[first["array"]].output.max(axis=(0, 1))
        assert len(few) == FEW
        assert np.delete(peaks, few).max() <= peaks[few].min()


def test_the_first_example_goes_on_through_the_pooling(
    tracer_of: Callable[[NetworkConfig], Tracer], images: Array
) -> None:
    config = network("c64_max3_d16")
    weights = weights_for(config)
    passed_over = 0
    # Near the lower right edge, more maps are strongest where no window of the pooling lies.
    for image in [np.roll(image, (shift, shift), axis=(0, 1)) for image in images for shift in (0, 4, 6)]:
        trace = tracer_of(config).trace(image, weights)
        meta, _ = overview_scene(trace, weights, Text("en"))
        output = trace["conv2d_1"].output
        index = meta["focus"]["index"]
        row, column = np.unravel_index(output[..., index].argmax(), output.shape[:2])
        # Windows of 3×3 leave the last two of 26 rows and columns out.
        assert max(row, column) < 24
        passed_over += int(output[..., index].max() < output.max())
    assert passed_over > 0


def test_units_say_that_they_are_painted_after_their_activation(
    tracer_of: Callable[[NetworkConfig], Tracer], images: Array
) -> None:
    config = network("d4-tanh_d3-linear")
    weights = weights_for(config)
    meta, _ = overview_scene(tracer_of(config).trace(images[0], weights), weights, Text("en"))
    assert [(column["drawing"], column["after"]) for column in meta["columns"]] == [
        ("maps", ""),
        ("strip", ""),
        ("units", "after tanh"),
        ("units", ""),
        ("classes", ""),
    ]


def test_braces_cover_each_column_but_the_input_once(case: tuple[NetworkConfig, Trace, Weights, Meta, Tables]) -> None:
    config, _, _, meta, _ = case
    covered = [place for brace in meta["braces"] for place in range(brace["first"], brace["last"] + 1)]
    assert covered == list(range(1, len(meta["columns"])))
    assert len(meta["braces"]) == len(config.blocks) + 1


def test_dense_activations_and_softmax_share_a_column_with_their_layer() -> None:
    columns = columns_of(PRESETS["article"].stages)
    assert [column.stage.name for column in columns][-3:] == ["flatten", "dense_1", "softmax"]
    assert columns[-2].painted == "activation_3"
    assert columns[-1].account == "logits"


def test_silent_maps_are_named(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> None:
    config = PRESETS["article"]
    weights = weights_for(config)
    trace = tracer_of(config).trace(images[0], weights)
    meta, _ = overview_scene(trace, weights, Text("ja"))
    for column in meta["columns"]:
        if column["drawing"] == "maps":
            output = trace[column["array"]].output
            assert column["silent"] == [index for index in range(output.shape[-1]) if not output[..., index].any()]
    assert any(column["silent"] for column in meta["columns"])


def test_of_many_maps_the_browser_computes_relu(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> None:
    config = PRESETS["wide"]
    weights = weights_for(config)
    trace = tracer_of(config).trace(images[0], weights)
    meta, tables = overview_scene(trace, weights, Text("en"))
    rectified = {column["array"]: column["rectifies"] for column in meta["columns"] if column["rectifies"]}
    assert rectified == {"activation_1": "conv2d_1"}
    assert {column["array"] for column in meta["columns"]} - set(tables) == set(rectified)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"stage": "conv2d_2", "filter": 31}, OverviewChoice("conv2d_2", 31)),
        ({"stage": "conv2d_2", "filter": 32}, OverviewChoice("conv2d_2")),
        ({"stage": "conv2d_2", "filter": True}, OverviewChoice("conv2d_2")),
        ({"stage": "conv2d_2", "filter": 1, "row": 10, "column": 3}, OverviewChoice("conv2d_2", 1, 10, 3)),
        ({"stage": "conv2d_2", "filter": 1, "row": 11, "column": -1}, OverviewChoice("conv2d_2", 1)),
        ({"stage": "flatten", "row": 0, "column": 0}, OverviewChoice("flatten")),
        ({"stage": "softmax", "filter": 9}, OverviewChoice("softmax", 9)),
        ({"stage": "flatten"}, OverviewChoice("flatten")),
        ({"why": True}, OverviewChoice("logits", trail=LedgerPath())),
        ({"why": 1}, None),
        ({"stage": "conv2d_3", "filter": 0}, None),
        ({"stage": ["conv2d_1"]}, None),
        ({"filter": 1}, None),
        ({}, None),
    ],
)
def test_choices_are_checked_against_the_network(answer: dict[str, object], expected: OverviewChoice | None) -> None:
    assert parse_overview_choice(answer, PRESETS["article"]) == expected
