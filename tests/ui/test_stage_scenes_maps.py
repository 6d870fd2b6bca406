"""All maps of a layer: what a strip and its enlarged view are sent."""

from dataclasses import replace

import numpy as np
import pytest

from explainer.network import ARTICLE, NetworkConfig, network
from explainer.ui.components.payload import Quantized, Scene, pack
from explainer.ui.pictures import enlarged, strip
from explainer.ui.pictures.stage import StageContext
from explainer.ui.walkthrough import STAGE_PICTURES
from tests.ui.traced import context_of

WIDE = network("c100-s2-same-tanh_c5-k4-s2-same_avg2")


def scene_of(context: StageContext) -> Scene:
    return STAGE_PICTURES[context.stage.settings.picture].scene(context)


def restored(quantized: Quantized) -> np.ndarray:
    return quantized.low + quantized.levels / 254 * (quantized.high - quantized.low)


def assert_painted(quantized: Quantized, place: int, exact: np.ndarray) -> None:
    step = (quantized.high - quantized.low) / 254
    assert np.abs(restored(quantized)[place] - exact).max() <= step / 2 * 1.001


@pytest.mark.parametrize(
    ("config", "name", "painted"),
    [
        (ARTICLE, "conv2d_1", "activation_1"),
        (ARTICLE, "activation_1", "activation_1"),
        (ARTICLE, "pooling2d_2", "pooling2d_2"),
        (WIDE, "conv2d_2", "activation_2"),
    ],
)
def test_a_strip_paints_activations(config: NetworkConfig, name: str, painted: str) -> None:
    context = context_of(config, name)
    meta, arrays = scene_of(context)
    expected = np.moveaxis(context.trace[painted].output, -1, 0)
    maps = arrays["maps"]
    assert isinstance(maps, Quantized)
    assert np.abs(restored(maps) - expected).max() <= (maps.high - maps.low) / 254 / 2 * 1.001
    np.testing.assert_array_equal(arrays["strengths"], [np.abs(one).max() for one in expected])
    assert meta["strip"]["silent"] == [index for index, one in enumerate(expected) if not np.count_nonzero(one)]
    assert meta["strip"]["indices"] == list(range(len(expected)))


def test_a_strip_says_what_it_paints_and_shares_the_layers_scale() -> None:
    meta, _ = scene_of(context_of(ARTICLE, "conv2d_1"))
    assert "ReLU" in meta["strip"]["painted"]
    after = context_of(ARTICLE, "conv2d_1").trace["activation_1"].output
    assert meta["strip"]["scale"] == {"kind": "sequential", "limit": pytest.approx(float(after.max()))}
    meta, _ = scene_of(context_of(WIDE, "conv2d_1"))
    assert meta["strip"]["scale"]["kind"] == "diverging"
    pooled, _ = scene_of(context_of(ARTICLE, "pooling2d_1"))
    # So that a number keeps its colour on its way through the pooling.
    assert pooled["strip"]["scale"] == pooled["scale"]


@pytest.mark.parametrize(("chosen", "shown"), [(0, [*range(64)]), (63, [*range(64)]), (90, [*range(64), 90])])
def test_the_first_64_maps_come_at_once_and_the_chosen_one_always(chosen: int, shown: list[int]) -> None:
    context = context_of(WIDE, "conv2d_1", filter=chosen)
    meta, arrays = scene_of(context)
    after = context.trace["activation_1"].output
    assert meta["strip"]["indices"] == shown
    assert meta["strip"]["count"] == len(arrays["strengths"]) == 100
    assert np.abs(restored(arrays["maps"])[-1] - after[..., shown[-1]]).max() < 0.01
    assert_painted(arrays["kernels"], -1, context.weights["conv2d_1"].kernel[:, :, 0, shown[-1]])


def test_all_maps_come_when_they_are_asked_for() -> None:
    meta, arrays = scene_of(replace(context_of(WIDE, "conv2d_1"), all_maps=True))
    assert meta["strip"]["indices"] == list(range(100))
    assert arrays["maps"].levels.shape == (100, 14, 14)
    assert arrays["kernels"].levels.shape == (100, 3, 3)


@pytest.mark.parametrize(("row", "column"), [(0, 0), (3, 5), (6, 6)])
def test_the_kernels_beside_the_maps_belong_to_the_channel_that_adds_most(row: int, column: int) -> None:
    context = context_of(WIDE, "conv2d_2", filter=3, row=row, column=column)
    kernel, stage = context.weights["conv2d_2"].kernel, context.stage
    size, channels = kernel.shape[0], kernel.shape[2]
    ends = [(0, 0), *((size, size),) * 2, (0, 0)]
    padded = np.pad(context.trace.input_of("conv2d_2").astype(np.float64), ends[1:])
    top, left = (
        size + place * stage.strides - before for place, before in zip((row, column), stage.padding_before, strict=True)
    )
    window = padded[top : top + size, left : left + size]
    sums = [(window[..., channel] * kernel[..., channel, 3]).sum() for channel in range(channels)]
    meta, arrays = scene_of(context)
    assert meta["strip"]["kernel_channel"] == int(np.argmax(np.abs(sums)))
    assert_painted(arrays["kernels"], 4, kernel[:, :, meta["strip"]["kernel_channel"], 4])
    chosen, _ = scene_of(replace(context, channel=7))
    assert chosen["strip"]["kernel_channel"] == 7


@pytest.mark.parametrize(("name", "painted"), [("conv2d_1", "activation_1"), ("pooling2d_1", "pooling2d_1")])
def test_the_enlarged_view_has_every_value_exactly(name: str, painted: str) -> None:
    context = context_of(ARTICLE, name)
    meta, arrays = enlarged.scene(context)
    np.testing.assert_array_equal(arrays["maps"], context.trace[painted].output)
    assert arrays["maps"].dtype == np.float32
    assert meta["indices"] == list(range(64))
    # All 64 maps with readable values.
    assert len(pack(meta, arrays)) <= 180_000


def test_the_enlarged_view_has_the_maps_of_its_strip() -> None:
    context = context_of(WIDE, "activation_1", filter=77)
    meta, arrays = enlarged.scene(context)
    assert meta["indices"] == [*range(64), 77]
    np.testing.assert_array_equal(arrays["maps"][..., -1], context.traced.output[..., 77])


@pytest.mark.parametrize(
    ("config", "name", "has"),
    [
        (ARTICLE, "input", False),
        (ARTICLE, "conv2d_1", True),
        (ARTICLE, "activation_3", False),
        (WIDE, "pooling2d_1", True),
    ],
)
def test_flat_stages_have_no_maps(config: NetworkConfig, name: str, has: bool) -> None:
    assert strip.has_maps(context_of(config, name)) is has


def test_wishes_that_make_no_sense_are_dropped() -> None:
    assert strip.wishes({"all_maps": True, "enlarged": False, "filter": 3}) == {"all_maps": True, "enlarged": False}
    assert strip.wishes({"all_maps": 1, "enlarged": "yes"}) == {}
