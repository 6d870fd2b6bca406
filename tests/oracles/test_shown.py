"""How the benchmarks read numbers off a page, and how they compare them."""

import pytest

from tests.oracles.parity_page import Findings, PageNumbers, Part
from tests.oracles.shown import Shown, closes, common_decimals


@pytest.mark.parametrize(
    ("words", "units", "decimals"),
    [
        ("+0.250", 250, 3),
        ("−1,234.5", -12345, 1),
        ("− 0.010", -10, 3),
        ("0", 0, 0),
        ("12.50 %", 1250, 2),
        ("<0.01 %", 0, 2),
        (">99.99 %", 10000, 2),
        ("= 0.438", 438, 3),
    ],
)
def test_numbers_are_read_as_they_are_shown(words: str, units: int, decimals: int) -> None:
    shown = Shown.parse(words)
    assert (shown.units, shown.decimals) == (units, decimals)


@pytest.mark.parametrize("words", ["", "–", "1.5 of 2.5"])
def test_anything_but_one_number_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="one number"):
        Shown.parse(words)


@pytest.mark.parametrize(
    ("words", "exact"), [("0.1234", 0.12343), ("0.01234", 0.012344), ("1.234×10⁻⁵", 1.23443e-5), (">0.9999", 0.99995)]
)
def test_shares_may_have_a_power_of_ten(words: str, exact: float) -> None:
    shown = Shown.parse_power(words)
    assert shown is not None
    assert shown.is_within_a_unit(exact, shown.decimals)
    assert shown.distance(exact, shown.decimals) < 1
    assert shown.distance(2 * exact, shown.decimals) > 1


def test_a_total_has_to_be_rounded_and_a_part_may_be_a_unit_off() -> None:
    shown = Shown.parse("1.234")
    assert shown.is_rounded(1.2344, 3)
    assert not shown.is_rounded(1.2346, 3)
    assert shown.is_within_a_unit(1.2349, 3)
    assert not shown.is_within_a_unit(1.2361, 3)
    # Float32 knows no more: either neighbour of 1.2345 is right.
    assert shown.is_rounded(1.2345 + 1e-6, 3)
    assert not shown.is_rounded(1.2345 + 1e-5, 3)
    # A sum of large terms is known less well.
    assert shown.is_rounded(1.2345 + 1e-5, 3, size=10)


def test_sums_close_digit_by_digit() -> None:
    numbers = [Shown.parse(words) for words in ("0.1", "0.2", "0")]
    assert closes(Shown.parse("0.3"), numbers)
    assert not closes(Shown.parse("0.4"), numbers)
    assert closes(Shown.parse("100.00 %"), [Shown.parse(words) for words in (">99.99 %", "<0.01 %")])
    assert common_decimals(numbers) == 1
    assert common_decimals([Shown.parse("0")]) == 3


def parts(**numbers: str) -> list[Part]:
    return [Part(name, text) for name, text in numbers.items()]


def test_a_page_that_is_right_has_no_faults() -> None:
    page = PageNumbers([*parts(total="+0.300", sum="+0.100", bias="+0.200"), Part("term", "0.5", 1)], 3)
    page.total("total", 0.2999)
    page.part("sum", 0.1009)
    page.sum("total", "sum", "bias")
    page.row("term", [9.0, 0.5], decimals=1)
    assert page.findings == Findings(totals=1, parts=2, sums=1)


@pytest.mark.parametrize(
    ("numbers", "fault"),
    [
        ({"total": "+0.301", "sum": "+0.100", "bias": "+0.200"}, "sum + bias is not total"),
        ({"total": "+0.300", "sum": "+0.200", "bias": "+0.100"}, "sum: shown"),
        ({"total": "+0.31", "sum": "+0.110", "bias": "+0.200"}, "total: shown"),
        ({"sum": "+0.100", "bias": "+0.200"}, "total: not on the page"),
        ({"total": "–", "sum": "+0.100", "bias": "+0.200"}, "total: expected one number"),
    ],
)
def test_every_fault_of_a_page_is_told(numbers: dict[str, str], fault: str) -> None:
    page = PageNumbers(parts(**numbers), 3)
    page.total("total", 0.3)
    page.part("sum", 0.1)
    page.sum("total", "sum", "bias")
    assert any(fault in words for words in page.findings.faults), page.findings.faults


def test_a_bare_zero_is_right_only_for_an_exact_zero() -> None:
    page = PageNumbers(parts(total="0", sum="0.000", share="<1 %"), 3)
    page.total("total", 0.0)
    page.total("sum", 0.0002)
    page.total("share", 0.4, decimals=0)
    assert page.findings == Findings(totals=3)
    page.total("total", 1e-9)
    page.part("total", 1e-9)
    assert len(page.findings.faults) == 2


def test_a_total_on_a_roundings_edge_is_counted() -> None:
    page = PageNumbers(parts(total="1.234"), 3)
    page.total("total", 1.2345 + 1e-6)
    assert page.findings == Findings(totals=1, edges=1)


def test_a_missing_number_of_several_is_told() -> None:
    page = PageNumbers([Part("product", "0.1"), Part("product", "0.2")], 1)
    page.row("product", [0.1, 0.2, 0.3])
    assert page.findings.faults == ["product: 2 numbers instead of 3"]
