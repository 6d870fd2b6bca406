"""What the lab's components are sent, and what is said of a moved digit."""

from functools import cache

import numpy as np
import pytest

from explainer import mnist
from explainer.laboratory.kernels import PRESETS
from explainer.laboratory.settings import ConvolutionSetting, PoolingSetting, Shift, sample
from explainer.network import ARTICLE, NetworkConfig, keras_model, network
from explainer.shifting import StageShift, follow, shifted
from explainer.text import Text
from explainer.tracing import Trace, as_weights
from explainer.ui.components.payload import pack
from explainer.ui.pictures import lab, labshift
from tests.networks import random_arrays, tracer_of

TEXT = Text("en")
MEANS = network("c8_gap_d16")
UNPADDED = network("c8-s2_avg2-same")


@cache
def traces_of(config: NetworkConfig, shift: Shift) -> tuple[Trace, Trace, Trace]:
    weights = as_weights(config, random_arrays(keras_model(config), 5))
    tracer, image = tracer_of(config), mnist.scale(mnist.load().x_test[0])
    before, after, blank = (
        tracer.trace(one, weights) for one in (image, shifted(image, shift.right, shift.down), np.zeros_like(image))
    )
    return before, after, blank


def said_of(config: NetworkConfig, shift: Shift) -> dict[str, str]:
    found = list(follow(*traces_of(config, shift), right=shift.right, down=shift.down))
    return {
        one.stage.layer: sentence for one, sentence in zip(found, labshift.sentences(found, shift, TEXT), strict=True)
    }


def test_the_lab_is_sent_what_is_set_and_what_there_is_to_choose_from() -> None:
    setting = ConvolutionSetting(preset="learned", filter=3, strides=2)
    weights = as_weights(ARTICLE, random_arrays(keras_model(ARTICLE), 5))
    stage = ARTICLE.first_convolution
    assert stage is not None
    learned = lab.learned_filters(weights, stage.name)
    image = np.zeros((28, 28), np.float32)
    meta, arrays = lab.scene(setting, image, 7, learned, TEXT)
    pack(meta, arrays)
    assert meta["tool"] == "convolution"
    assert meta["setting"]["cells"] == sample(6)
    assert meta["setting"]["strides"] == 2
    assert meta["presets"].keys() == PRESETS.keys()
    assert [kernel is None for kernel in meta["presets"]["vertical"]] == [True] + [False] * 6
    np.testing.assert_array_equal(arrays["learned"][3], weights["conv2d_1"].kernel[:, :, 0, 3])
    assert lab.learned_filters(weights, None).shape[0] == 0


def test_a_pooling_has_words_of_its_own() -> None:
    image = np.zeros((28, 28), np.float32)
    learned = np.zeros((0, 1, 1), np.float32)
    words = [
        lab.scene(setting, image, None, learned, TEXT)[0]["text"]["lab"]
        for setting in (ConvolutionSetting(), PoolingSetting(strides=None))
    ]
    assert words[0].keys() == words[1].keys()
    assert words[0]["set_window"] != words[1]["set_window"]


def test_maps_that_move_along_are_said_to() -> None:
    said = said_of(ARTICLE, Shift(right=1))
    assert said["conv2d_1"] == TEXT(
        "page.lab.shift.along", count=64, cells=TEXT("page.lab.shift.right", count=1), gap="0.000"
    )
    assert said["pooling2d_1"].startswith("A cell here is 2 pixels wide.")
    assert "64 maps" in said_of(ARTICLE, Shift(down=-2))["pooling2d_1"]


def test_what_is_said_in_between_follows_the_numbers() -> None:
    shift = Shift(right=1)
    found = list(follow(*traces_of(ARTICLE, shift), right=1, down=0))
    for before, one, sentence in zip(found, found[1:], list(labshift.sentences(found, shift, TEXT))[1:], strict=False):
        if one.stage.is_flat:
            continue
        gain = one.typical - before.typical
        expected = "same" if abs(gain) < labshift.LITTLE else "rises" if gain > 0 else "falls"
        words = {"step": one.step, "typical": f"{one.typical:.2f}", "before": f"{before.typical:.2f}"}
        assert sentence == TEXT(f"page.lab.shift.between_{expected}", **words)
    first, *_ = follow(*traces_of(UNPADDED, shift), right=1, down=0)
    assert said_of(UNPADDED, shift)["conv2d_1"] == TEXT(
        "page.lab.shift.between", step=2, typical=f"{first.typical:.2f}"
    )


def test_a_row_of_numbers_is_counted() -> None:
    shift = Shift(right=1)
    found: list[StageShift] = list(follow(*traces_of(ARTICLE, shift), right=1, down=0))
    assert said_of(ARTICLE, shift)["flatten"].startswith(f"{found[-1].changed} of 800 numbers")
    assert "means" in list(said_of(MEANS, shift).values())[-1]
    assert set(said_of(ARTICLE, Shift()).values()) == {TEXT("page.lab.shift.still")}


@pytest.mark.parametrize("config", [ARTICLE, MEANS, UNPADDED, network("d16")])
def test_the_moved_digit_s_numbers_are_the_network_s(config: NetworkConfig) -> None:
    shift = Shift(right=2, down=1)
    traces = traces_of(config, shift)
    image = traces[0]["input"].output[..., 0]
    meta, arrays = labshift.scene(config, image, traces, shift, TEXT)
    pack(meta, arrays)
    for row in meta["layers"]:
        size = row["maps"] * row["rows"] * row["columns"]
        stored = arrays["after"]
        levels = stored.levels[row["start"] : row["start"] + size].astype(float)
        shown = levels * (stored.high - stored.low) / 254 + stored.low
        before, after = (
            np.moveaxis(np.atleast_3d(trace[row["stage"]].output), -1, 0)[: row["maps"]]
            if row["rows"] > 1
            else trace[row["stage"]].output
            for trace in traces[:2]
        )
        limit = max(np.abs(before).max(), np.abs(after).max()) or 1
        np.testing.assert_allclose(shown, (after / limit).ravel(), atol=(stored.high - stored.low) / 254)
    assert meta["layers"][-1]["rows"] == 1
    assert [row["sentence"] for row in meta["layers"]] == list(said_of(config, shift).values())
    assert meta["answer"]


def test_what_has_left_the_image_is_said() -> None:
    traces = traces_of(ARTICLE, Shift())
    image = np.zeros((28, 28), np.float32)
    image[4:24, 10:12] = 1
    lost = [
        labshift.scene(ARTICLE, image, traces, shift, TEXT)[0]["lost"] for shift in (Shift(4, 4), Shift(-4), Shift(4))
    ]
    assert lost == ["", "", ""]
    image[24:, 10] = 0.1
    assert labshift.scene(ARTICLE, image, traces, Shift(1), TEXT)[0]["lost"] == TEXT("page.lab.shift.lost")


def test_a_prediction_that_changes_is_said() -> None:
    before, after, blank = traces_of(ARTICLE, Shift(right=1))
    traces = {trace.prediction: trace for trace in (before, after, blank)}
    assert labshift.answer(before, before, TEXT).startswith(f"The prediction is still {before.prediction}")
    for prediction, trace in traces.items():
        changed = labshift.answer(before, trace, TEXT).startswith(f"The prediction changed from {before.prediction}")
        assert changed == (prediction != before.prediction)
