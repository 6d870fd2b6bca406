"""The nearest choices mend what is wrong."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from explainer.network import Architecture, write_network
from explainer.network.fixes import fixes
from tests.networks import draft


def test_a_kernel_larger_than_its_map() -> None:
    found = fixes(draft("c64_max2_c32_max2_c32-k7_d128"))
    assert [(fix.kind, fix.setting, write_network(fix.architecture), fix.output_shape) for fix in found] == [
        ("size", "kernel_size", "c64_max2_c32_max2_c32-k5_d128", (1, 1, 32)),
        ("padding", "padding", "c64_max2_c32_max2_c32-k7-same_d128", (5, 5, 32)),
        ("remove_block", "", "c64_max2_c32_max2_d128", None),
    ]


def test_a_pooling_window_larger_than_its_map() -> None:
    found = fixes(draft("c8-k7_max7_c8_avg2_d9"))
    assert [(fix.kind, fix.setting, write_network(fix.architecture), fix.output_shape) for fix in found] == [
        ("padding", "pool_padding", "c8-k7_max7_c8_avg2-same_d9", (1, 1, 8)),
        ("remove_layer", "pooling", "c8-k7_max7_c8_d9", None),
    ]
    assert fixes(draft("c8-k7_max7_c8-k2_avg3_d9"))[0].value == 2


def test_a_network_that_fits_needs_nothing() -> None:
    assert fixes(draft("c64_max2_c32_max2_d128")) == ()


# Windows that eat the map up: nearly every one is a misfit somewhere.
tight = st.lists(
    st.builds("c{}-k{}-s{}_max{}".format, st.integers(1, 4), st.integers(4, 7), st.integers(1, 3), st.integers(2, 7)),
    min_size=2,
    max_size=3,
).map("_".join)
misfits = tight.map(draft).filter(lambda network: network.too_large is not None)


@given(misfits)
def test_each_choice_mends_its_layer_and_all_lead_to_an_end(network: Architecture) -> None:
    assert network.too_large is not None
    for fix in fixes(network):
        assert (
            fix.architecture.too_large is None
            or fix.architecture.too_large.layer != network.too_large.layer
            or fix.kind in ("remove_layer", "remove_block")
        )
    enough = [fix.is_enough for fix in fixes(network)]
    assert enough == sorted(enough, reverse=True)
    for choice in (0, -1):
        mended = network
        for _ in range(7):
            if mended.too_large is not None:
                mended = fixes(mended)[choice].architecture
        assert mended.config is not None


large = st.tuples(
    st.lists(st.builds("c{}-same".format, st.integers(100, 256)), max_size=3),
    st.lists(st.builds("d{}".format, st.integers(200, 1024)), max_size=2),
).map(lambda words: draft("_".join(words[0] + words[1]) or "softmax"))


@given(large)
def test_each_choice_makes_a_network_small_enough(network: Architecture) -> None:
    assume(network.excess is not None)
    found = fixes(network)
    assert found
    assert all(fix.architecture.config is not None for fix in found)


@pytest.mark.parametrize(
    ("word", "what"), [("c256-same_d1024", "parameters"), ("c256-k7-same_c256-k7-same", "multiply_adds")]
)
def test_what_is_too_large_is_named(word: str, what: str) -> None:
    excess = draft(word).excess
    assert excess is not None
    assert excess.what == what
    assert excess.received > excess.limit
    assert draft(word).config is None
