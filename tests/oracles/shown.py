"""Numbers as a page shows them, compared with what they stand for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

NUMBER = re.compile(r"[+\-−]?\s?\d[\d,]*(?:\.\d+)?")
POWER = re.compile(r"([<>]?\d[\d.]*)(?:×10⁻([⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
NOISE = 4e-6
"""Two float32 computations of one sum differ by less than this share of the sum of its terms' sizes."""


@dataclass(frozen=True)
class Shown:
    """A number as it stands on the screen.

    Attributes:
        units: The number in units of its last digit.
        decimals: Digits after the point; a bare "0" has none and claims to be exact.
        bound: `"<"` if it is somewhere between 0 and one unit, `">"` if it is at most a unit below; otherwise empty.
    """

    units: int
    decimals: int
    bound: str = ""

    @classmethod
    def parse(cls, words: str) -> Self:
        """Reads the only number of some words, such as "−1,234.5", "+ 0.250", "12.50 %" or "<0.01 %".

        What is less than one unit counts as 0 in a sum, what is more than 99.99 as 100.

        Raises:
            ValueError: If there is no number, or more than one.
        """
        found = NUMBER.findall(words)
        if len(found) != 1:
            raise ValueError(f"Expected one number; received {words!r}.")
        digits = re.sub(r"[+,\s]", "", found[0]).replace("−", "-")
        decimals = len(digits.partition(".")[2])
        units = int(digits.replace(".", ""))
        bound = words.strip()[:1] if words.strip()[:1] in "<>" else ""
        return cls(units + {"": 0, "<": -1, ">": 1}[bound], decimals, bound)

    @classmethod
    def parse_power(cls, words: str) -> Self | None:
        """Reads a number that may have a power of ten behind it, such as "1.234×10⁻⁵"; `None` if it is none."""
        match = POWER.fullmatch(words.strip())
        if match is None:
            return None
        number = cls.parse(match[1])
        return cls(number.units, number.decimals + int((match[2] or "0").translate(RAISED)), number.bound)

    @property
    def value(self) -> float:
        """The number."""
        return self.units / 10**self.decimals

    @property
    def is_bare_zero(self) -> bool:
        """Whether it is "0" without a point, which nothing but an exact zero may read."""
        return self.units == 0 and self.decimals == 0 and not self.bound

    def units_of(self, decimals: int) -> int:
        """The number in units of so many decimals, not fewer than its own."""
        if decimals < self.decimals:
            raise ValueError(f"Expected at least {self.decimals} decimals; received {decimals}.")
        return self.units * 10 ** (decimals - self.decimals)

    def distance(self, exact: float, decimals: int) -> float:
        """How far it is from a number, in units of so many decimals."""
        return abs(self.units_of(decimals) - exact * 10**decimals)

    def is_rounded(self, exact: float, decimals: int, size: float = 1.0) -> bool:
        """Whether it is a number, rounded to so many decimals.

        Args:
            decimals: Digits after the point.
            size: The sum of the sizes of what the number was added up from: within float32's noise of a rounding's
                edge, both neighbours are right.
        """
        return self.distance(exact, decimals) <= 0.5 + noise(size, decimals)

    def is_within_a_unit(self, exact: float, decimals: int, size: float = 1.0) -> bool:
        """Whether it is at most one unit of the last digit from a number; the arguments are those of `is_rounded`."""
        return self.distance(exact, decimals) <= 1 + noise(size, decimals)


def noise(size: float, decimals: int) -> float:
    """What float32 leaves open of a sum of terms of such a size, in units of so many decimals."""
    return NOISE * max(1.0, size) * 10**decimals


def common_decimals(numbers: Iterable[Shown], otherwise: int = 3) -> int:
    """The decimals of numbers that are shown together; those of `otherwise` if all are bare zeros."""
    return max((number.decimals for number in numbers if not number.is_bare_zero), default=otherwise)


def closes(total: Shown, parts: Iterable[Shown]) -> bool:
    """Whether parts add up to their total digit by digit, as shown."""
    parts = list(parts)
    decimals = common_decimals([total, *parts])
    return total.units_of(decimals) == sum(part.units_of(decimals) for part in parts)
