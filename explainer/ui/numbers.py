"""Numbers as a visitor reads them."""

from __future__ import annotations

MINUS = "\N{MINUS SIGN}"


def percent(share: float, decimals: int = 1) -> str:
    """A share as a percentage; what is not quite 0 or 100 % does not read as if it were.

    Args:
        share: 0 to 1, or negative.
        decimals: Digits after the point.
    """
    smallest = 10.0**-decimals
    value = share * 100
    if 0 < abs(value) < smallest / 2:
        return f"{'<' if value > 0 else f'>{MINUS}'}{smallest:.{decimals}f} %"
    if 100 - smallest / 2 < value < 100:
        return f">{100 - smallest:.{decimals}f} %"
    return f"{MINUS if value < 0 else ''}{abs(value):.{decimals}f} %"
