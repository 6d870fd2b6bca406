"""The field of a question, and sums that close in Python as in the browser."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from explainer.questions import read_answer
from explainer.ui.numbers import closed_parts, decimal

Evaluate = Callable[..., Any]


@pytest.mark.parametrize(
    ("typed", "value"), [("0.5", -0.5), ("-0.5", 0.5), ("−0.5", 0.5), ("－０．５", 0.5), ("+2", -2.0), ("ー3", 3.0)]
)
def test_the_sign_can_be_changed_without_a_minus_on_the_keyboard(evaluate: Evaluate, typed: str, value: float) -> None:
    assert read_answer(evaluate("return withOtherSign(given)", typed, "question")) == value


def test_parts_close_and_numbers_read_in_python_as_in_the_browser(evaluate: Evaluate) -> None:
    generator = np.random.default_rng(4)
    sums = [generator.normal(size=int(count)).round(5).tolist() for count in generator.integers(1, 8, size=40)]
    sums.append([0.0, 0.0])
    given = [{"total": round(sum(parts), 3), "parts": parts} for parts in sums]
    browser = evaluate("return given.map(({ total, parts }) => largestRemainder(total, parts, 3).parts)", given)
    for one, parts in zip(given, browser, strict=True):
        assert closed_parts(one["total"], one["parts"], 3) == pytest.approx(parts)
    values = [0.0, -0.0001, 0.0001, 0.5, -2.25, 12.3456]
    assert [decimal(value, 3) for value in values] == evaluate("return given.map((v) => formatNumber(v, 3))", values)
    signed = [decimal(value, 3, signed=True) for value in values]
    assert signed == evaluate("return given.map((v) => formatSigned(v, 3))", values)
