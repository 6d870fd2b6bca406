"""Hostile pictures and files of digits are what their names say, and each gets an answer."""

import io
from functools import partial

import numpy as np
import pytest

from explainer.own_digits import digits_of
from tests.oracles import hostile_digits
from tests.oracles.answers import answer
from tests.oracles.hostile_digits import digits
from tests.oracles.hostile_pictures import KINDS, picture


def test_the_pictures_are_of_every_kind_and_the_same_each_time() -> None:
    # Without those that take their time to make.
    chosen = [index for index, name in enumerate(KINDS) if name not in ("bomb", "huge", "too many bytes")]
    made = [picture(index) for index in chosen]
    assert [picture(index) for index in chosen] == made
    assert len({content for _, content in made}) == len(chosen)


DIGITS = [index for index, name in enumerate(hostile_digits.KINDS) if name not in ("bomb", "too many bytes")]
GOOD, BOMB = (tuple(hostile_digits.KINDS).index(name) for name in ("good", "bomb"))
ROUND = len(hostile_digits.KINDS)
MAY_BE_READ = ("good", "mutated", "bomb", "none or too many", "other names", "odd archive", "too many bytes")
"""What is wrong with these may be where nobody looks, or nothing at all."""


def test_the_files_of_digits_are_of_every_kind_and_the_same_each_time() -> None:
    chosen = [index + turn * ROUND for index in DIGITS for turn in range(3)]
    made = [digits(index) for index in chosen]
    assert [digits(index) for index in chosen] == made
    assert len({name for name, _ in made}) == len(DIGITS)
    assert len({content for _, content in made}) > 2 * len(DIGITS)


def test_a_good_file_of_digits_is_read_by_numpy() -> None:
    for index in range(GOOD, 4 * ROUND, ROUND):
        with np.load(io.BytesIO(digits(index)[1])) as arrays:
            assert arrays["x_train"].shape == (len(arrays["y_train"]), 28, 28)


def test_a_bomb_of_digits_is_small_until_it_is_unpacked() -> None:
    assert len(digits(BOMB)[1]) < 200_000


@pytest.mark.parametrize("name", [name for name in hostile_digits.KINDS if name != "too many bytes"])
def test_each_file_of_digits_gets_an_answer(name: str) -> None:
    code, _ = answer(partial(digits_of, digits(tuple(hostile_digits.KINDS).index(name))[1]))
    assert code != "unexpected"
    assert name in MAY_BE_READ or code != "accepted"
    assert name != "good" or code == "accepted"
