"""A network as a word: what was written comes back, nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.network import ARTICLE, Architecture
from explainer.network.kinds import AveragePooling2D, Conv2D, Dense, Dropout, Flatten
from explainer.network.notation import read_network, write_network
from tests.networks import NETWORKS, drafts


@given(drafts)
def test_what_was_written_comes_back(draft: Architecture) -> None:
    assert read_network(write_network(draft)) == draft


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_has_a_word_for_links(name: str) -> None:
    draft = NETWORKS[name]
    word = write_network(draft)
    assert read_network(word) == draft
    assert set(word) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-.")


def test_the_word_says_what_the_network_is() -> None:
    assert write_network(ARTICLE) == "c64_max2_c32_max2_d128"
    layers = (
        Conv2D(filters=16, kernel_size=5, strides=2, padding="same", activation="leaky_relu"),
        AveragePooling2D(pool_size=3, strides=2, padding="same"),
        Dropout(rate=0.25),
        Flatten(),
        Dense(units=84, activation="tanh"),
        Dropout(rate=0.5),
    )
    draft = Architecture(layers=layers)
    assert write_network(draft) == "c16-k5-s2-same-leaky_avg3-s2-same_drop0.25_d84-tanh_drop0.5"
    assert write_network(Architecture()) == "softmax"


@pytest.mark.parametrize(
    "word",
    [
        "",
        "_",
        "c0",
        "c257",
        "c64_",
        "_c64",
        "c64__d128",
        "c64_max8",
        "c64-k8",
        "c64-k9",
        "c64-same-k3",
        "c64_drop0.25_max2",
        "c64_drop1.0",
        "c64_drop0.95",
        "c64_dropnan",
        "c1_c1_c1_c1",
        "d1_d1_d1",
        "d128_c64",
        "d1025",
        "d128-relu",
        "C64",
        "c６４",
        "c64\n",
        "c64_max2_c32_max2_d128x",
        "softmax_d1",
        "../../etc/passwd",
        "c64" * 200,
    ],
)
def test_anything_else_is_not_read(word: str) -> None:
    assert read_network(word) is None


@given(st.text(max_size=80))
def test_no_word_raises(word: str) -> None:
    read_network(word)
