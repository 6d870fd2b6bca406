"""Words in links: whatever a class declares is written, and what was written is read."""

from dataclasses import dataclass
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.link_words import LinkWord, decimal, many, number, one_of


@dataclass(frozen=True)
class Window(LinkWord, link="[{kind=own}{weights}|{kind}]{size}[_s{strides}][_at{row}.{column}]"):
    """Every form that a word knows."""

    kind: Annotated[str | None, one_of({"own": None, "max": "max", "mean": "mean"})] = "max"
    weights: Annotated[tuple[int, ...], many(number("-?[0-9]"), ".", least=1, most=3)] = ()
    size: Annotated[int, number("[0-9]{1,2}", range(1, 50))] = 2
    strides: Annotated[int, one_of((2, 3))] = 1
    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class Pair(LinkWord, link="{first}+{second}[-{rate}][-{way}]"):
    """Words within a word, a decimal number, and a choice."""

    first: Window
    second: Window | None = None
    rate: Annotated[float | None, decimal(r"[0-9](?:\.[0-9]+)?")] = None
    way: Literal["up", "down"] = "up"


windows = st.builds(
    Window,
    st.sampled_from(["max", "mean"]),
    size=st.integers(1, 49),
    strides=st.integers(1, 3),
    row=st.integers(0, 99),
    column=st.integers(0, 99),
)


@given(st.builds(Pair, windows, windows, st.none() | st.floats(0, 9.99, allow_subnormal=False), st.just("down")))
def test_what_was_written_is_read(pair: Pair) -> None:
    if pair.rate is None or "e" not in repr(pair.rate):
        assert Pair.parse(str(pair)) == pair


@pytest.mark.parametrize(
    ("word", "window"),
    [
        ("max2", Window()),
        ("own1.-2.37", Window(None, (1, -2, 3), 7)),
        ("own1.-2.3", None),
        ("own1.2.3.47", None),
        ("mean7_s3_at0.5", Window("mean", size=7, strides=3, column=5)),
        ("max2_s1", None),
        ("max2_at1", None),
        ("max50", None),
        ("max٢", None),
        ("own2", None),
        ("", None),
    ],
)
def test_a_word_is_read_whole_or_not_at_all(word: str, window: Window | None) -> None:
    assert Window.parse(word) == window
    if window is not None:
        assert str(window) == word


def test_what_cannot_be_said_has_no_word() -> None:
    assert str(Window("other")) == ""
    assert str(Window(None)) == ""
    assert str(Window(size=50)) == "max50"
