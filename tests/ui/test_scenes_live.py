"""What is shown of a network's stages while somebody draws."""

from collections.abc import Callable

import numpy as np
import pytest

from explainer.network import ARTICLE, PRESETS, NetworkConfig
from explainer.text import Text
from explainer.tracing import Array, Tracer
from explainer.ui.components.payload import Quantized, pack
from explainer.ui.pictures.live import live_scene
from explainer.ui.pictures.overview import overview_scene
from tests.networks import ODD, weights_for


def test_without_a_drawing_there_is_no_answer() -> None:
    meta, tables = live_scene(PRESETS["article"].stages, None, Text("en"), token="empty")
    assert meta["prediction"] is None
    assert tables == {}
    shown = [strip["stage"] for strip in meta["strips"]]
    assert shown == ["activation_1", "pooling2d_1", "activation_2", "pooling2d_2", "activation_3"]


@pytest.mark.parametrize("config", [ARTICLE, *ODD.values()], ids=["article", *ODD])
def test_live_maps_are_those_of_the_trace(
    config: NetworkConfig, tracer_of: Callable[[NetworkConfig], Tracer], images: Array
) -> None:
    trace = tracer_of(config).trace(images[0], weights_for(config))
    meta, tables = live_scene(config.stages, trace, Text("en"), token="drawing", milliseconds=3.5)
    assert meta["prediction"] == trace.probabilities.argmax()
    np.testing.assert_array_equal(tables["probabilities"], trace.probabilities)
    for strip in meta["strips"]:
        packed, output = tables[strip["stage"]], trace[strip["stage"]].output
        assert isinstance(packed, Quantized)
        step = (packed.high - packed.low) / 254
        restored = packed.low + step * packed.levels
        expected = np.moveaxis(output, -1, 0) if output.ndim == 3 else output
        np.testing.assert_allclose(restored, expected, atol=step * 0.51 + 1e-7)
        assert strip["title"]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_has_its_words(name: str, language: str) -> None:
    stages = PRESETS[name].stages
    meta, _ = live_scene(stages, None, Text(language), token="")
    titles = [strip["title"] for strip in meta["strips"]]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", PRESETS)
def test_payloads_of_every_preset_stay_small(
    name: str, tracer_of: Callable[[NetworkConfig], Tracer], images: Array
) -> None:
    config = PRESETS[name]
    weights = weights_for(config)
    trace = tracer_of(config).trace(images[0], weights)
    assert len(pack(*overview_scene(trace, weights, Text("ja"), label=7))) <= 250_000
    assert len(pack(*live_scene(config.stages, trace, Text("ja"), token="1"))) <= 80_000


def test_many_maps_are_sent_as_means(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> None:
    config = PRESETS["wide"]
    trace = tracer_of(config).trace(images[0], weights_for(config))
    meta, tables = live_scene(config.stages, trace, Text("en"), token="drawing")
    strip, output = meta["strips"][0], trace["activation_1"].output
    packed = tables["activation_1"]
    assert isinstance(packed, Quantized)
    assert packed.levels.shape == (128, strip["rows"], strip["columns"]) == (128, 13, 13)
    expected = output.reshape(13, 2, 13, 2, 128).mean(axis=(1, 3)).transpose(2, 0, 1)
    step = (packed.high - packed.low) / 254
    np.testing.assert_allclose(packed.low + step * packed.levels, expected, atol=step * 0.51 + 1e-6)
