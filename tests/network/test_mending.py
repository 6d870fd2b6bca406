"""The nearest choices mend what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from explainer.network import ConvolutionBlock, DenseLayer, Pooling
from explainer.network.drafts import Draft
from explainer.network.mending import fixes
from explainer.network.notation import read_network, write_network


def read(word: str) -> Draft:
    draft = read_network(word)
    assert draft is not None
    return draft


def test_a_kernel_larger_than_its_map() -> None:
    found = fixes(read("c64_max2_c32_max2_c32-k7_d128"))
    assert [(fix.kind, write_network(fix.draft), fix.output_shape) for fix in found] == [
        ("kernel_size", "c64_max2_c32_max2_c32-k5_d128", (1, 1, 32)),
        ("padding", "c64_max2_c32_max2_c32-k7-same_d128", (5, 5, 32)),
        ("remove_block", "c64_max2_c32_max2_d128", None),
    ]


def test_a_pooling_window_larger_than_its_map() -> None:
    found = fixes(read("c8-k7_max7_c8_avg2_d9"))
    assert [(fix.kind, write_network(fix.draft), fix.output_shape) for fix in found] == [
        ("pool_padding", "c8-k7_max7_c8_avg2-same_d9", (1, 1, 8)),
        ("no_pooling", "c8-k7_max7_c8_d9", None),
    ]
    assert fixes(read("c8-k7_max7_c8-k2_avg3_d9"))[0].value == 2


def test_a_network_that_fits_needs_nothing() -> None:
    assert fixes(read("c64_max2_c32_max2_d128")) == ()


# Windows that eat the map up: nearly every one is a misfit somewhere.
tight = st.builds(
    ConvolutionBlock,
    filters=st.integers(1, 4),
    kernel_size=st.integers(4, 7),
    strides=st.integers(1, 3),
    pooling=st.none() | st.builds(Pooling, pool_size=st.integers(2, 7), strides=st.none() | st.integers(1, 7)),
)
misfits = st.builds(Draft, st.lists(tight, min_size=2, max_size=3).map(tuple)).filter(
    lambda draft: draft.misfit is not None
)


@given(misfits)
def test_each_choice_mends_its_layer_and_all_lead_to_an_end(draft: Draft) -> None:
    assert draft.misfit is not None
    for fix in fixes(draft):
        assert fix.draft.misfit is None or fix.draft.misfit.layer != draft.misfit.layer or fix.kind == "remove_block"
    for choice in (0, -1):
        mended = draft
        for _ in range(7):
            if mended.misfit is not None:
                mended = fixes(mended)[choice].draft
        assert mended.config is not None


large = st.builds(
    Draft,
    st.lists(
        st.builds(ConvolutionBlock, filters=st.integers(100, 256), padding=st.just("same"), pooling=st.none()),
        max_size=3,
    ).map(tuple),
    st.lists(st.builds(DenseLayer, units=st.integers(200, 1024)), max_size=2).map(tuple),
)


@given(large)
def test_each_choice_makes_a_network_small_enough(draft: Draft) -> None:
    assume(draft.excess is not None)
    found = fixes(draft)
    assert found
    assert all(fix.draft.config is not None for fix in found)


@pytest.mark.parametrize(
    ("word", "what"), [("c256-same_d1024", "parameters"), ("c256-k7-same_c256-k7-same", "multiply_adds")]
)
def test_what_is_too_large_is_named(word: str, what: str) -> None:
    excess = read(word).excess
    assert excess is not None
    assert excess.what == what
    assert excess.received > excess.limit
    assert read(word).config is None
