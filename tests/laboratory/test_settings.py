"""What is set in the lab: links carry it, and a browser may send anything."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.laboratory.kernels import PRESETS, kernels
from explainer.laboratory.settings import (
    GRID_SIZES,
    LEARNED,
    LONGEST_ANSWER,
    SIZES,
    ConvolutionSetting,
    PoolingSetting,
    Shift,
    answered,
    sample,
)


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, object]:
    size = draw(st.sampled_from(SIZES))
    cells = st.tuples(*[st.integers(0, 9)] * size**2) if size in GRID_SIZES else st.just(())
    return {
        "size": size,
        "cells": draw(st.just(()) | cells),
        "row": draw(st.integers(0, 63)),
        "column": draw(st.integers(0, 63)),
    }


@st.composite
def convolutions(draw: st.DrawFn) -> ConvolutionSetting:
    kernel_size = draw(st.integers(1, 7))
    preset = draw(st.none() | st.sampled_from([*PRESETS, LEARNED]))
    weights = st.tuples(*[st.integers(-9999, 9999).map(lambda weight: weight / 1000)] * kernel_size**2)
    return ConvolutionSetting(
        **draw(inputs()),  # type: ignore[arg-type]
        kernel_size=kernel_size,
        preset=preset,
        filter=draw(st.integers(0, 255)) if preset == LEARNED else 0,
        weights=draw(weights) if preset is None else (),
        padding=draw(st.sampled_from(["none", "ring1", "ring2", "same"])),
        strides=draw(st.integers(1, 3)),
        dilation=draw(st.integers(1, 3)),
    )


@st.composite
def poolings(draw: st.DrawFn) -> PoolingSetting:
    return PoolingSetting(
        **draw(inputs()),  # type: ignore[arg-type]
        rule=draw(st.sampled_from(["max", "average"])),
        pool_size=draw(st.integers(1, 7)),
        strides=draw(st.none() | st.integers(1, 3)),
        padding=draw(st.sampled_from(["none", "same"])),
    )


@given(convolutions())
def test_a_convolution_comes_back_from_its_link_and_its_browser(setting: ConvolutionSetting) -> None:
    assert ConvolutionSetting.parse(str(setting)) == setting
    assert answered(ConvolutionSetting, setting.model_dump_json()) == setting
    assert len(setting.model_dump_json()) < LONGEST_ANSWER


@given(poolings())
def test_a_pooling_comes_back_from_its_link_and_its_browser(setting: PoolingSetting) -> None:
    assert PoolingSetting.parse(str(setting)) == setting
    assert answered(PoolingSetting, setting.model_dump_json()) == setting


@given(st.text(max_size=80))
def test_no_link_raises(word: str) -> None:
    assert (read := ConvolutionSetting.parse(word)) is None or word == str(read)
    assert (pooling := PoolingSetting.parse(word)) is None or word == str(pooling)


@pytest.mark.parametrize(
    "word",
    [
        "",
        "g9_k3-blur",
        "g6x123_k3-blur",
        "g6_k8-blur",
        "g6_k3-w1.2.3",
        "g6_k1-w10000",
        "g6_k3-learned256",
        "digit_k3-blur_ring3",
        "digit_k3-blur_s4",
        "digit_k3-blur_at64.0",
        "ｇ6_k3-blur",
    ],
)
def test_nonsense_is_no_convolution(word: str) -> None:
    assert ConvolutionSetting.parse(word) is None


@pytest.mark.parametrize(
    "change",
    [
        {"size": 9},
        {"size": 6.5},
        {"kernel_size": 0},
        {"cells": [1, 2, 3]},
        {"cells": [10] * 36},
        {"size": 28, "cells": [1] * 784},
        {"preset": None},
        {"preset": None, "weights": [float("nan")] * 9},
        {"preset": None, "weights": [99] * 9},
        {"weights": [1] * 9},
        {"strides": True},
        {"filter": -1},
        {"unknown": 1},
    ],
)
def test_a_browser_s_nonsense_is_dropped(change: dict[str, object]) -> None:
    whole = json.loads(ConvolutionSetting().model_dump_json())
    assert answered(ConvolutionSetting, json.dumps(whole)) is not None
    assert answered(ConvolutionSetting, json.dumps(whole | change)) is None
    assert answered(ConvolutionSetting, whole) is None
    assert answered(ConvolutionSetting, " " * LONGEST_ANSWER + json.dumps(whole)) is None


def test_the_sample_is_not_written_out() -> None:
    assert ConvolutionSetting(cells=sample(6)) == ConvolutionSetting()
    assert ConvolutionSetting().grid == sample(6)
    assert str(ConvolutionSetting(size=8, cells=sample(8))) == "g8_k3-vertical"


@pytest.mark.parametrize(("word", "shift"), [("0.1", Shift(0, 1)), ("-4.0", Shift(-4, 0)), ("3.-2", Shift(3, -2))])
def test_a_shift_is_down_and_right(word: str, shift: Shift) -> None:
    assert Shift.parse(word) == shift
    assert str(shift) == word
    assert Shift.parse(f"{word}.0") is None
    assert Shift.parse("5.0") is None


@pytest.mark.parametrize("size", range(1, 8))
def test_presets_do_what_they_are_called(size: int) -> None:
    found = {name: np.reshape(kernel, (size, size)) for name, kernel in kernels(size).items() if kernel is not None}
    assert found["identity"].sum() == found["identity"].max() == 1
    assert found["blur"].sum() == pytest.approx(1)
    assert np.ptp(found["blur"]) == 0
    if size == 1:
        assert found.keys() == {"identity", "blur"}
        return
    assert found["sharpen"].sum() == 1
    assert found["sharpen"].max() > 1
    # An even area gives nothing, and an edge something.
    assert found["vertical"].sum() == found["horizontal"].sum() == 0
    assert (found["vertical"] == found["horizontal"].T).all()
    assert (found["vertical"][:, 0] == 1).all()
    assert (found["vertical"][:, -1] == -1).all()
    assert (found["emboss"] == found["emboss"].T).all()
    assert found["emboss"][0, 0] < 0 < found["emboss"][-1, -1]
