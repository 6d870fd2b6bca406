"""Formatting of numbers."""

import math
from collections.abc import Sequence

MINUS = "\N{MINUS SIGN}"
UNKNOWN = "–"
"""The placeholder for a missing number."""
PERCENT = "\N{NO-BREAK SPACE}%"


def percent(share: float, decimals: int = 1) -> str:
    """A share as a percentage. Values that would be rounded to 0 or 100 % are shown as, e.g., `<0.1 %` or `>99.9 %`.

    Args:
        share: -1 to 1.
        decimals: Digits after the decimal point.
    """
    smallest = 10.0**-decimals
    value = share * 100
    if 0 < abs(value) < smallest / 2:
        return f"{'<' if value > 0 else f'>{MINUS}'}{smallest:.{decimals}f}{PERCENT}"
    if 100 - smallest / 2 < value < 100:
        return f">{100 - smallest:.{decimals}f}{PERCENT}"
    return f"{MINUS if value < 0 else ''}{abs(value):.{decimals}f}{PERCENT}"


def probability(share: float) -> str:
    """A probability as a percentage, never 0 or 100 %: in exact arithmetic, softmax yields neither.

    Args:
        share: 0 to 1.
    """
    return percent(min(max(share, 1e-9), 1 - 1e-9), 2)


def decimal(value: float, decimals: int, *, signed: bool = False, exact: float | None = None) -> str:
    """A number with a typographic minus sign, as in the components. Zero is "0"; a value rounded to 0 has no sign.

    Args:
        decimals: Digits after the decimal point.
        signed: Whether a positive number has a plus sign.
        exact: The value before `closed_parts` rounded it; `None` if it is not rounded.
    """
    if value == 0 and not exact:
        return "0"
    digits = f"{abs(value):,.{decimals}f}"
    if float(digits.replace(",", "")) == 0:
        return digits
    return f"{MINUS if value < 0 else '+' if signed else ''}{digits}"


def fine_decimals(limit: float) -> int:
    """The number of decimals, 2 to 9, that shows four significant digits of the largest value.

    Args:
        limit: The largest absolute value. It may be tiny, as gradients are.
    """
    return min(max(3 - math.floor(math.log10(limit)), 2), 9) if limit > 0 else 3


def closed_parts(total: float, parts: Sequence[float], decimals: int) -> list[float]:
    """Rounds parts so that they sum to a rounded total, by the largest-remainder method.

    The same as `largestRemainder` of `assets/components/common/numbers.js`.

    Args:
        total: The sum, already rounded.
        parts: Values whose sum is the total, except for rounding.
        decimals: Digits after the decimal point.
    """
    unit = 10**decimals
    units = [math.floor(part * unit + 1e-9) for part in parts]
    used = [place for place, part in enumerate(parts) if part != 0] or list(range(len(parts)))
    order = sorted(used, key=lambda place: units[place] - parts[place] * unit)
    missing = round(total * unit) - sum(units)
    for turn in range(abs(missing)):
        place = order[turn % len(order)] if missing > 0 else order[-1 - turn % len(order)]
        units[place] += 1 if missing > 0 else -1
    return [one / unit for one in units]


SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SMALLEST_WRITTEN_OUT = 1e-6


def significant(value: float, *, signed: bool = False) -> str:
    """A number with four significant digits; below 1e-6 in scientific notation, as an optimizer's squares may be.

    Args:
        value: A finite number.
        signed: Whether a positive number has a plus sign.
    """
    if value == 0 or abs(value) >= SMALLEST_WRITTEN_OUT:
        return decimal(value, fine_decimals(abs(value)), signed=signed)
    power = math.floor(math.log10(abs(value)))
    exponent = str(power).translate(SUPERSCRIPTS)
    return f"{decimal(value / 10.0**power, 3, signed=signed)}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10{exponent}"
