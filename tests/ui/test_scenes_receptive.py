from typing import Any

import numpy as np
import pytest

from explainer.network import ARTICLE, PRESETS, NetworkConfig, network
from explainer.text import Text
from explainer.ui.components.payload import Scene, pack
from explainer.ui.pictures.receptive import scene
from tests.networks import ODD
from tests.ui.pages import Open
from tests.ui.traced import context_of, traced

ALL_LINES = network("c1-k1-s3")


def scene_of(config: NetworkConfig, name: str, **focus: int) -> Scene:
    return scene(config, context_of(config, name, **focus))


def restored(quantized: Any) -> Any:
    step = (quantized.high - quantized.low) / 254
    return quantized.low + quantized.levels * step


def test_a_cell_comes_with_its_map_and_the_image() -> None:
    meta, arrays = scene_of(ARTICLE, "pooling2d_2", filter=5, row=2, column=3)
    trace, _ = traced(ARTICLE)
    assert (meta["stage"], meta["kind"], meta["filter"], meta["first"]) == ("pooling2d_2", "cell", 5, 5)
    assert (meta["row"], meta["column"], meta["full_size"], meta["numbers"]) == (2, 3, 10, 32)
    assert arrays["maps"].levels.shape == (1, 5, 5)
    expected = trace["pooling2d_2"].output[..., 5]
    assert np.allclose(restored(arrays["maps"])[0], expected, atol=expected.max() / 254)
    assert np.allclose(restored(arrays["image"]), trace["input"].output[..., 0], atol=1 / 254)


def test_rows_and_columns_say_what_a_cell_sees() -> None:
    _, arrays = scene_of(ARTICLE, "pooling2d_2")
    assert arrays["rows"].dtype == np.uint8
    assert arrays["rows"].shape == arrays["columns"].shape == (5, 28)
    assert np.flatnonzero(arrays["rows"][2]).tolist() == list(range(8, 18))
    assert np.flatnonzero(arrays["columns"][3]).tolist() == list(range(12, 22))


def test_a_place_of_flatten_is_a_cell_of_its_maps() -> None:
    meta, arrays = scene_of(ARTICLE, "flatten", filter=(2 * 5 + 3) * 32 + 7)
    assert (meta["kind"], meta["filter"], meta["row"], meta["column"], meta["channels"]) == ("place", 7, 2, 3, 32)
    assert meta["first"] == 0
    assert arrays["maps"].levels.shape == (32, 5, 5)


@pytest.mark.parametrize(
    ("name", "is_global"), [("dense_1", True), ("activation_3", False), ("logits", True), ("softmax", True)]
)
def test_only_a_stage_that_takes_all_numbers_in_says_so(name: str, is_global: bool) -> None:
    meta, _ = scene_of(ARTICLE, name)
    words = Text("en").table("component.receptive")
    assert meta["text"]["all_alike"] == words["all_alike" if is_global else "all_alike_before"]


@pytest.mark.parametrize(("name", "named"), [("dense_1", "unit"), ("logits", "class"), ("softmax", "class")])
def test_units_have_no_cells_and_no_map(name: str, named: str) -> None:
    meta, arrays = scene_of(ARTICLE, name, filter=3, row=0, column=9)
    assert (meta["kind"], meta["named"], meta["filter"], meta["row"], meta["column"]) == ("unit", named, 3, 0, 0)
    assert arrays["rows"].shape == (1, 28)
    assert arrays["maps"].levels.size == 0


def test_the_mean_of_a_map_is_called_so_and_sees_all_that_its_map_sees() -> None:
    meta, arrays = scene_of(ODD["whole_maps"], "global_average_pooling2d", filter=3)
    assert (meta["kind"], meta["named"], meta["filter"], meta["numbers"]) == ("unit", "mean", 3, 6)
    assert {f"{word}_mean" for word in ("sees", "every", "no", "all_alike")} <= set(meta["text"])
    assert arrays["rows"].all()
    assert scene_of(ODD["whole_maps"], "dense_1")[0]["named"] == "unit"


@pytest.mark.parametrize(
    ("config", "name", "unseen", "cut_off"),
    [
        (ARTICLE, "conv2d_2", 0, 0),
        (ARTICLE, "pooling2d_2", 784 - 26 * 26, 2),
        (ARTICLE, "softmax", 784 - 26 * 26, 2),
        (PRESETS["strides"], "conv2d_1", 784 - 27 * 27, 1),
        (ALL_LINES, "conv2d_1", 784 - 100, 0),
    ],
)
def test_what_no_cell_sees_is_counted(config: NetworkConfig, name: str, unseen: int, cut_off: int) -> None:
    meta, _ = scene_of(config, name)
    assert (meta["unseen"], meta["cut_off"]) == (unseen, cut_off)


def test_each_row_says_what_an_edge_takes_from_it() -> None:
    meta, _ = scene_of(network("c1-k7_max2-s3_c1-k2-same"), "conv2d_2")
    assert meta["lacks"] == {"rows": [0, 0, 0, 0, 0, 0, 2], "columns": [0, 0, 0, 0, 0, 0, 2]}
    meta, _ = scene_of(network("c1-k3-same"), "softmax")
    assert meta["lacks"] == {"rows": [0], "columns": [0]}


def test_the_growth_names_each_stage_that_enlarges_a_field() -> None:
    meta, _ = scene_of(ARTICLE, "activation_2")
    assert [step["size"] for step in meta["growth"]] == [1, 3, 4, 8, 10, 26]
    assert [step["label"] for step in meta["growth"] if step["current"]] == ["Conv 2"]
    assert len({step["label"] for step in meta["growth"]}) == 6


@pytest.mark.parametrize(("name", "size"), [("input", 1), ("flatten", 1), ("dense_1", 28), ("logits", 28)])
def test_without_convolution_a_field_grows_once(name: str, size: int) -> None:
    meta, _ = scene_of(PRESETS["no_convolution"], name)
    assert [step["size"] for step in meta["growth"]] == [1, 28]
    assert next(step["size"] for step in meta["growth"] if step["current"]) == size


def test_a_chosen_window_that_jumps_leaves_holes_for_the_browser_to_tint() -> None:
    config = network("c1-k1_max2-s5_c1-k1_max2-s5")
    meta, arrays = scene_of(config, "pooling2d_2")
    assert meta["full_size"] == 7
    assert np.flatnonzero(arrays["rows"][0]).tolist() == [0, 1, 5, 6]


@pytest.mark.parametrize("name", ["article", "wide", "no_pooling"])
def test_the_payload_stays_small(name: str) -> None:
    config = PRESETS[name]
    for stage in config.stages:
        flat_maps = int(np.prod(stage.input_shape)) if stage.kind == "flatten" else 0
        assert len(pack(*scene_of(config, stage.name))) < 10_000 + flat_maps


@pytest.mark.parametrize("name", [*ODD, "strides", "deep_and_narrow", "no_convolution"])
def test_every_stage_of_an_odd_network_has_a_scene_with_its_words(name: str) -> None:
    config = (PRESETS | ODD)[name]
    for stage in config.stages:
        meta, arrays = scene_of(config, stage.name)
        assert sum(step["current"] for step in meta["growth"]) == 1
        assert f"hint_{meta['kind']}" in meta["text"]
        assert f"hint_touch_{meta['kind']}" in meta["text"]
        shape = stage.input_shape if stage.kind == "flatten" else stage.output_shape
        cells = shape[:2] if meta["kind"] != "unit" else (1, 1)
        assert (len(arrays["rows"]), len(arrays["columns"])) == cells
        assert pack(meta, arrays)


def test_every_stage_of_the_walkthrough_has_the_panel(open_page: Open, language: str) -> None:
    app = open_page("walkthrough", lang=language)
    for stage in ARTICLE.stages:
        app.query_params["stage"] = stage.name
        app.run()
        assert not app.error
        mounted = [element.proto.component_name for element in app.get("bidi_component")]
        assert sum(name.endswith(".receptive") for name in mounted) == 1
