"""What histograms and the pooling picture work out in the browser."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Evaluate = Callable[..., Any]
BINS = 24


def test_histograms_count_every_value_once(evaluate: Evaluate) -> None:
    generator = np.random.default_rng(4)
    before = generator.normal(0, 0.4, 700).astype(np.float32)
    values = [before, np.maximum(before, 0), np.zeros(9, np.float32), np.array([-1.01, 1.01, 1e-9], np.float32)]
    found = evaluate(
        f"return given.map((values) => histogramOf(values, 1.5, {BINS}));", [one.tolist() for one in values]
    )
    edges = np.linspace(-1.5, 1.5, 2 * BINS + 1)
    for one, shown in zip(values, found, strict=True):
        assert shown["zeros"] == np.count_nonzero(one == 0)
        inside = one[one != 0].astype(np.float64)
        expected, _ = np.histogram(inside.clip(-1.5, 1.5), edges)
        assert shown["counts"] == expected.tolist()


@pytest.mark.parametrize(
    ("window", "strides", "pad", "stops"), [(2, 3, 0, 8), (1, 4, 0, 3), (3, 2, 1, 5), (2, 2, 0, 6)]
)
def test_what_lies_between_windows_is_what_none_of_them_visits(
    evaluate: Evaluate, window: int, strides: int, pad: int, stops: int
) -> None:
    visited = {stop * strides - pad + place for stop in range(stops) for place in range(window)}
    expected = [place for place in range(min(visited), max(visited)) if place not in visited]
    given = [{"window": window, "strides": strides, "pad": [pad, pad]}, stops]
    assert evaluate("return unseenBetween(given[0], 1, given[1]);", given, "pooling") == expected
