"""Answers as keyboards write them."""

import pytest

from explainer.questions import read_answer


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0.53", 0.53),
        (" −0.23 ", -0.23),
        ("－０．２３", -0.23),
        ("ー０．２３", -0.23),
        ("ｰ2", -2.0),
        ("–2", -2.0),
        ("0,53", 0.53),
        ("０，５", 0.5),
        ("0、5", 0.5),
        ("０。５", 0.5),
        ("+.5", 0.5),
        ("3.", 3.0),
        ("１８４６４", 18464.0),
        ("97 %", 97.0),
        ("９７％", 97.0),
        ("1,234.5", 1234.5),
        ("12,345,678", 12345678.0),
    ],
)
def test_numbers_are_read_from_any_keyboard(typed: str, value: float) -> None:
    assert read_answer(typed) == value


def test_a_comma_stands_between_thousands_of_whole_numbers_only() -> None:
    assert read_answer("1,234") == 1.234
    assert read_answer("18,464", is_whole=True) == 18464
    assert read_answer("1８，４６４", is_whole=True) == 18464


@pytest.mark.parametrize(("typed", "value"), [("26×26", 26), ("26x26", 26), ("２６＊２６", 26), ("26×25", None)])
def test_a_square_is_its_side_where_a_whole_number_is_asked_for(typed: str, value: float | None) -> None:
    assert read_answer(typed, is_whole=True) == value
    assert read_answer(typed) is None


@pytest.mark.parametrize("typed", ["", "-", "abc", "1.2.3", "1e5", "nan", "inf", "--2", "一", "1/2", "٣", "9" * 41])
def test_anything_else_is_no_number(typed: str) -> None:
    assert read_answer(typed) is None
