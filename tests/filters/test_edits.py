"""A kernel changed by hand: in a link, and in a network's weights; and which side a kernel leans to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.errors import ExplainerError
from explainer.filters.edits import MOST_CHANGES, KernelEdit, with_edit
from explainer.filters.leaning import leaning
from explainer.network import NetworkConfig, network
from explainer.tracing import Tracer, as_weights
from tests.networks import random_arrays, reference_model

EDITS = st.dictionaries(st.integers(0, 12_543), st.integers(-9_999, 9_999), min_size=1, max_size=MOST_CHANGES)


@given(EDITS)
def test_a_link_says_it_and_reads_it(changes: dict[int, int]) -> None:
    edit = KernelEdit(tuple(sorted(changes.items())))
    assert KernelEdit.parse(str(edit)) == edit


@pytest.mark.parametrize("word", ["", "6", "6~", "~5", "6~0.5~1", "6~0.6~1", "6~10000", "6~1e3", "6~+1", "٦~0", "6~0."])
def test_what_makes_no_sense_is_none(word: str) -> None:
    assert KernelEdit.parse(word) is None


def test_a_link_can_be_only_so_long() -> None:
    assert KernelEdit.parse(".".join(f"{place}~1" for place in range(MOST_CHANGES))) is not None
    assert KernelEdit.parse(".".join(f"{place}~1" for place in range(MOST_CHANGES + 1))) is None


def test_only_the_weights_named_change(images: np.ndarray, tracer_of: Callable[[NetworkConfig], Tracer]) -> None:
    config = network("c3_max2_c2_max2")
    arrays = random_arrays(reference_model(config), 1)
    weights = as_weights(config, arrays)
    changed = with_edit(weights, "conv2d_2", 1, KernelEdit(((4, -1_250), (26, 500))))
    expected = arrays[2].copy()
    # Row, column and input map of the places 4 and 26 in a kernel of 3×3×3.
    expected[0, 1, 1, 1], expected[2, 2, 2, 1] = -1.25, 0.5
    assert np.array_equal(changed["conv2d_2"].kernel, expected)
    assert np.array_equal(weights["conv2d_2"].kernel, arrays[2])
    tracer = tracer_of(config)
    arrays[2] = expected
    assert np.array_equal(
        tracer.trace(images[0], changed).logits, tracer.trace(images[0], as_weights(config, arrays)).logits
    )
    with pytest.raises(ExplainerError, match="Expected places below 9"):
        with_edit(weights, "conv2d_1", 0, KernelEdit(((9, 0),)))


def test_what_is_changed_in_other_input_maps() -> None:
    edit = KernelEdit(((0, 1), (3, 2), (4, 3)))
    assert edit.outside(0, 3) == KernelEdit(((4, 3),))
    assert edit.outside(2, 3) == edit
    assert KernelEdit(((5, 0),)).outside(2, 3) is None


@pytest.mark.parametrize("size", [2, 3, 4, 5, 7])
def test_a_kernel_leans_to_the_side_on_which_brightness_pleases_it(size: int) -> None:
    generator = np.random.default_rng(size)
    seen = set()
    for _ in range(3_000):
        kernel = generator.normal(0, 1, (size, size)).astype(np.float32)
        kernel += generator.normal(0, 1) * np.sign(np.arange(size) - (size - 1) / 2)
        kernel = kernel.T if generator.random() < 0.5 else kernel
        side = leaning(kernel)
        seen.add(side)
        if side is None:
            continue
        # The four step edges that a window can lie on, bright on one side and black elsewhere.
        half = size // 2
        edges = {
            "left": kernel[:, :half].sum(),
            "right": kernel[:, -half:].sum(),
            "above": kernel[:half].sum(),
            "below": kernel[-half:].sum(),
        }
        assert max(edges, key=lambda name: edges[name]) == side
        assert edges[side] > 0
    assert seen == {None, "left", "right", "above", "below"}


def test_a_kernel_of_one_weight_or_none_leans_nowhere() -> None:
    assert leaning(np.ones((1, 1), np.float32)) is None
    assert leaning(np.zeros((3, 3), np.float32)) is None
