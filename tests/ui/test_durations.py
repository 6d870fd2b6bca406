"""Durations in words."""

import pytest

from explainer.text import Text
from explainer.ui.durations import about, exact


@pytest.mark.parametrize(
    ("language", "seconds", "expected"),
    [("ja", 8, "約8秒"), ("ja", 100, "約2分"), ("en", 8, "about 8 seconds"), ("en", 100, "about 2 minutes")],
)
def test_durations_are_rounded_in_the_visitor_s_language(language: str, seconds: float, expected: str) -> None:
    assert about(seconds, Text(language)) == expected


@pytest.mark.parametrize(("language", "expected"), [("ja", ["40秒", "1分5秒"]), ("en", ["40 sec", "1 min 5 sec"])])
def test_durations_to_the_second(language: str, expected: list[str]) -> None:
    assert [exact(seconds, Text(language)) for seconds in (40.2, 65.0)] == expected
