"""The numbers of one page, compared one after another with what they ought to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tests.oracles.reference import Array, Terms
from tests.oracles.shown import Shown, closes, common_decimals

EXACT = 6
"""Decimals of Keras's own number, which stands beside the rounded one."""


@dataclass(frozen=True)
class Part:
    """A number on a page.

    Attributes:
        name: Its `data-part`.
        index: Which of several it is; `None` for the only one, and where they stand in order.
        group: Which of several sums it belongs to, `None` outside tables.
        side: In which of several columns of one table it stands, `None` if there is one.
        gridded: Whether it stands in a square of numbers.
        node: To which number of the network all around it belongs, `None` where that is the page's only one.
    """

    name: str
    text: str
    index: int | None = None
    group: int | None = None
    side: str | None = None
    gridded: bool = False
    node: str | None = None


@dataclass
class Findings:
    """What was compared, and what was not as it should be.

    Attributes:
        totals: Keras's numbers that were found as rounded.
        edges: Those among them that lie so near a rounding's edge that float32 leaves open which neighbour is right;
            numbers with six decimals always do, and are not counted.
        parts: Other numbers that were within one unit of the last digit.
        faults: What was wrong, in words.
    """

    totals: int = 0
    edges: int = 0
    parts: int = 0
    sums: int = 0
    sentences: int = 0
    faults: list[str] = field(default_factory=list)


class PageNumbers:
    """The numbers of one page.

    Args:
        parts: All that carry a `data-part`.
        decimals: Digits after the point that they ought to have, if nothing else is said.
        findings: Where to put what is found; by default new ones.
    """

    def __init__(self, parts: Iterable[Part], decimals: int, findings: Findings | None = None) -> None:
        self.findings = findings or Findings()
        self._decimals = decimals
        self._parts: dict[str, list[Part]] = {}
        for part in parts:
            self._parts.setdefault(part.name, []).append(part)

    def named(self, name: str) -> list[Part]:
        """The parts of a name, none of which is a fault of the page."""
        if name not in self._parts:
            self.findings.faults.append(f"{name}: not on the page")
        return self._parts.get(name, [])

    def only(self, which: Callable[[Part], bool]) -> PageNumbers:
        """Some of the parts, as a page whose findings are this one's."""
        chosen = (part for parts in self._parts.values() for part in parts if which(part))
        return PageNumbers(chosen, self._decimals, self.findings)

    def has(self, *names: str) -> bool:
        """Whether there are parts of all these names."""
        return all(name in self._parts for name in names)

    def nodes(self) -> list[str]:
        """The numbers of the network that the page has columns for, in order."""
        return list(
            dict.fromkeys(part.node for parts in self._parts.values() for part in parts if part.node is not None)
        )

    def groups(self, name: str) -> list[int]:
        """The groups in which there are parts of a name."""
        return sorted({part.group for part in self._parts.get(name, []) if part.group is not None})

    def decimals_of(self, *names: str) -> int:
        """The decimals that the parts of some names have in common."""
        return common_decimals(
            number for name in names for part in self._parts.get(name, []) if (number := _number(part)) is not None
        )

    def total(self, name: str, exact: float, size: float = 1.0, decimals: int | None = None) -> None:
        """Compares a number of Keras's with how it is shown, wherever it is.

        Args:
            size: The sum of the sizes of its terms.
            decimals: Digits after the point; by default the page's.
        """
        for part in self.named(name):
            self._compare(part, exact, size, self._decimals if decimals is None else decimals, rounded=True)

    def totals(self, name: str, exact: Sequence[float] | Array, decimals: int) -> None:
        """The same for several numbers, each of which knows which one it is."""
        for part in self.named(name):
            if part.index is None or part.index >= len(exact):
                self.findings.faults.append(f"{name} {part.text!r}: which one it is, is not said")
            else:
                self._compare(part, float(exact[part.index]), 1.0, decimals, rounded=True)

    def part(self, name: str, exact: float, size: float = 1.0, decimals: int | None = None) -> None:
        """Compares a number that the page has calculated; the arguments are those of `total`."""
        for part in self.named(name):
            self._compare(part, exact, size, self._decimals if decimals is None else decimals, rounded=False)

    def row(
        self,
        name: str,
        exact: Sequence[float] | Terms,
        sizes: Sequence[float] | Terms | None = None,
        decimals: int | None = None,
        *,
        rounded: bool = False,
    ) -> None:
        """The same for several numbers, which stand in order or know which one each is; `rounded` for Keras's own."""
        found = self.named(name)
        if found and len(found) != len(exact) and any(part.index is None for part in found):
            self.findings.faults.append(f"{name}: {len(found)} numbers instead of {len(exact)}")
            return
        for place, part in enumerate(found):
            which = place if part.index is None else part.index
            size = 1.0 if sizes is None else float(sizes[which])
            self._compare(
                part, float(exact[which]), size, self._decimals if decimals is None else decimals, rounded=rounded
            )

    def sum(self, total: str, *names: str) -> None:
        """Adds up the parts of some names, as shown."""
        self._agree(total, names, closes)

    def calculated(self, result: str, formula: Callable[[dict[str, float]], float], within: float = 2.0) -> None:
        """Calculates with numbers as shown.

        Args:
            formula: From the numbers by name; of several, the last.
            within: How far it may be off, in units of the result's last digit.
        """
        shown = defaultdict(lambda: float("nan"))
        for part in (part for parts in self._parts.values() for part in parts):
            if (number := _number(part)) is not None:
                shown[part.name] = number.value
        for whole in self.named(result):
            number = _number(whole)
            exact = formula(shown) if number is not None else float("nan")
            if number is not None and number.distance(exact, number.decimals or 3) <= within + 1e-6:
                self.findings.sums += 1
            else:
                self.findings.faults.append(f"{result}: shown {whole.text!r}, but {exact} by the numbers shown")

    def largest(self, total: str, name: str) -> None:
        """Looks for the largest part of a name, as shown."""
        self._agree(total, [name], lambda shown, parts: shown == max(parts, key=lambda part: part.value))

    def _agree(self, total: str, names: Sequence[str], right: Callable[[Shown, list[Shown]], bool]) -> None:
        parts = [part for name in names for part in self._parts.get(name, [])]
        for whole in self.named(total):
            numbers = [_number(part) for part in (whole, *parts)]
            shown = [number for number in numbers if number is not None]
            if len(shown) == len(numbers) and len(shown) > 1 and right(shown[0], shown[1:]):
                self.findings.sums += 1
            else:
                words = " ".join(part.text for part in parts)
                self.findings.faults.append(f"{' + '.join(names)} is not {total}: shown {whole.text!r} and {words!r}")

    def differences(self) -> None:
        """Compares the columns of a table with two sides and their difference, line by line."""
        for name in ("part", "others", "bias", "total"):
            columns = [
                [_number(part) for part in self._parts.get(name, []) if part.side == side]
                for side in ("first", "second", "difference")
            ]
            for first, second, difference in zip(*columns, strict=True):
                if first and second and difference and closes(first, [second, difference]):
                    self.findings.sums += 1
                else:
                    self.findings.faults.append(f"{name}: {first} less {second} is not {difference}")

    def is_near(self, name: str, exact: float, size: float, decimals: int) -> bool:
        """Whether a part is within one unit of a number; no finding."""
        numbers = [_number(part) for part in self._parts.get(name, [])]
        return any(number is not None and number.is_within_a_unit(exact, decimals, size) for number in numbers)

    def share(self, name: str, exact: float) -> None:
        """Compares a share of 1 that is shown with four digits that count, such as "1.234×10⁻⁵"."""
        for part in self.named(name):
            number = Shown.parse_power(part.text)
            if number is None:
                self.findings.faults.append(f"{name}: expected one number; received {part.text!r}")
            else:
                self._judge(part, number, exact, 1.0, number.decimals, rounded=True)

    def _compare(self, part: Part, exact: float, size: float, decimals: int, *, rounded: bool) -> None:
        number = _number(part)
        if number is None:
            self.findings.faults.append(f"{part.name}: expected one number; received {part.text!r}")
        else:
            self._judge(part, number, exact, size, decimals, rounded=rounded)

    def _judge(self, part: Part, number: Shown, exact: float, size: float, decimals: int, *, rounded: bool) -> None:
        if number.is_bare_zero:
            right = exact == 0
        elif number.decimals != decimals:
            right = False
        elif rounded and not number.bound:
            right = number.is_rounded(exact, decimals, size)
        else:
            right = number.is_within_a_unit(exact, decimals, size)
        if not right:
            which = "" if part.index is None else f" {part.index}"
            self.findings.faults.append(
                f"{part.name}{which}: shown {part.text!r}, expected {exact:.{decimals + 3}f} to {decimals} decimals"
            )
        elif rounded:
            self.findings.totals += 1
            self.findings.edges += decimals < EXACT and not number.bound and number.distance(exact, decimals) > 0.5
        else:
            self.findings.parts += 1


def _number(part: Part) -> Shown | None:
    try:
        return Shown.parse(part.text)
    except ValueError:
        return None
