import pytest

from explainer.ui.numbers import decimal, percent


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0, "0.0\u00a0%"),
        (1, "100.0\u00a0%"),
        (0.9906, "99.1\u00a0%"),
        (0.0004, "<0.1\u00a0%"),
        (0.9996, ">99.9\u00a0%"),
        (0.5, "50.0\u00a0%"),
        (-0.25, "−25.0\u00a0%"),
        (-0.0004, ">−0.1\u00a0%"),
        (-0.0, "0.0\u00a0%"),
    ],
)
def test_what_is_not_quite_nothing_or_everything_does_not_read_so(share: float, shown: str) -> None:
    assert percent(share) == shown


def test_only_an_exact_zero_reads_as_one() -> None:
    assert decimal(0.0, 3) == "0"
    assert decimal(0.0, 3, exact=1e-9) == decimal(1e-9, 3) == "0.000"
    assert decimal(-0.5, 1, exact=-0.51) == "−0.5"


def test_decimals() -> None:
    assert percent(0.25, 0) == "25\u00a0%"
    assert percent(0.00001, 2) == "<0.01\u00a0%"
