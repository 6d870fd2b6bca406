import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from explainer.ui.components.payload import pack, quantize

FINITE = st.floats(-1e6, 1e6, width=32)


def unpack(payload: bytes) -> tuple[dict[str, object], dict[str, np.ndarray]]:
    """What a browser does, after the layout's description."""
    length = int.from_bytes(payload[:4], "little")
    header = json.loads(payload[4 : 4 + length].decode("utf-8"))
    start = 4 + length
    arrays = {}
    for name, entry in header["arrays"].items():
        assert (start + entry["offset"]) % 4 == 0
        count = math.prod(entry["shape"])
        flat = np.frombuffer(payload, dtype=entry["dtype"], count=count, offset=start + entry["offset"])
        arrays[name] = flat.reshape(entry["shape"])
    return header, arrays


def restore(levels: np.ndarray, low: float, high: float) -> np.ndarray:
    """What a browser does with 8-bit levels."""
    step = (high - low) / 254
    zero = round(-low / step) if step > 0 else 0
    return (levels.astype(np.float64) - zero) * step


@given(
    hnp.arrays(np.float32, hnp.array_shapes(max_dims=4, max_side=5), elements=FINITE),
    hnp.arrays(np.uint8, hnp.array_shapes(max_dims=2, max_side=7)),
    st.text(max_size=20),
)
def test_every_array_starts_aligned_and_arrives_unchanged(floats: np.ndarray, levels: np.ndarray, text: str) -> None:
    header, arrays = unpack(pack({"text": text}, {"levels": levels, "floats": floats, "again": levels}))
    assert header["meta"] == {"text": text}
    np.testing.assert_array_equal(arrays["floats"], floats)
    np.testing.assert_array_equal(arrays["levels"], levels)
    np.testing.assert_array_equal(arrays["again"], levels)


@given(hnp.arrays(np.float32, hnp.array_shapes(max_dims=3, max_side=6), elements=FINITE))
def test_eight_bits_are_off_by_half_a_step_at_most(values: np.ndarray) -> None:
    packed = quantize(values)
    header, arrays = unpack(pack({}, {"maps": packed}))
    entry = header["arrays"]["maps"]  # type: ignore[index]
    restored = restore(arrays["maps"], entry["low"], entry["high"])
    assert np.abs(restored - values).max() <= (packed.high - packed.low) / 254 / 2 * 1.001
    assert (restored[values == 0] == 0).all()


def test_a_silent_map_stays_exactly_silent_among_negative_ones() -> None:
    packed = quantize(np.array([[0.0, 0.0], [-0.3, 0.7]], dtype=np.float32))
    restored = restore(packed.levels, packed.low, packed.high)
    assert (restored[0] == 0).all()
    assert restored[1] == pytest.approx([-0.3, 0.7], abs=0.003)


def test_zeros_have_no_range() -> None:
    packed = quantize(np.zeros((2, 3), dtype=np.float32))
    assert (packed.low, packed.high, packed.levels.max()) == (0.0, 0.0, 0)


def test_what_is_not_finite_never_reaches_json() -> None:
    meta = {"bad": [np.float32("nan"), math.inf, np.int64(3)], "good": np.float32(0.5), "flag": np.bool_(True)}
    header, _ = unpack(pack(meta, {}))
    assert header["meta"] == {"bad": [None, None, 3], "good": 0.5, "flag": True}
    with pytest.raises(ValueError, match="NaN"):
        quantize(np.array([1.0, np.nan]))


def test_wide_numbers_are_narrowed_and_others_refused() -> None:
    header, arrays = unpack(pack({}, {"a": np.array([0.1]), "b": np.array([7, -1])}))
    assert [entry["dtype"] for entry in header["arrays"].values()] == ["float32", "int32"]  # type: ignore[attr-defined]
    assert arrays["b"].tolist() == [7, -1]
    with pytest.raises(TypeError, match="complex128"):
        pack({}, {"c": np.array([1j])})
    with pytest.raises(TypeError, match="set"):
        pack({"s": {1, 2}}, {})


def test_scalars_and_transposed_arrays_keep_their_order() -> None:
    values = np.arange(6, dtype=np.float32).reshape(2, 3).T
    _, arrays = unpack(pack({}, {"a": values}))
    np.testing.assert_array_equal(arrays["a"], [[0, 3], [1, 4], [2, 5]])
