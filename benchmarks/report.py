"""What a benchmark found: a table of both sides, the promised figures, and one line of JSON."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO, TypeVar

Value = TypeVar("Value")

COLUMNS = ("", "unit", "runs", "minimum", "median", "maximum")


@dataclass(frozen=True)
class Sample:
    """One side of a comparison, measured several times.

    Attributes:
        values: At least one.
    """

    name: str
    values: tuple[float, ...]
    unit: str = "ms"

    @property
    def minimum(self) -> float:
        """The smallest value."""
        return min(self.values)

    @property
    def median(self) -> float:
        """The middle value; of an even number, the mean of the middle two."""
        return statistics.median(self.values)

    @property
    def maximum(self) -> float:
        """The largest value."""
        return max(self.values)


@dataclass(frozen=True)
class Figure:
    """One number that came out, and what was promised of it.

    Attributes:
        at_least: The promise, or `None`.
        at_most: The promise, or `None`.
        aim: What it should rather be; no promise.
        unit: Of the value and its limits; a ratio has `"x"`.
    """

    name: str
    value: float
    at_least: float | None = None
    at_most: float | None = None
    aim: float | None = None
    unit: str = "x"

    @property
    def is_promised(self) -> bool:
        """Whether there is a limit at all."""
        return self.at_least is not None or self.at_most is not None

    @property
    def is_reached(self) -> bool:
        """Whether the value is within its limits; without limits, always."""
        enough = self.at_least is None or self.value >= self.at_least
        return enough and (self.at_most is None or self.value <= self.at_most)

    def __str__(self) -> str:
        limits = [
            f"{words} {_number(limit)}"
            for words, limit in (("at least", self.at_least), ("at most", self.at_most), ("aim", self.aim))
            if limit is not None
        ]
        verdict = ("reached" if self.is_reached else "NOT REACHED") if self.is_promised else "beside it"
        return f"{self.name}: {_number(self.value)} {self.unit} ({', '.join([*limits, verdict])})"


@dataclass(frozen=True)
class Report:
    """All that one benchmark found.

    Attributes:
        samples: Both sides of each comparison.
        figures: What follows from them.
    """

    benchmark: str
    samples: tuple[Sample, ...]
    figures: tuple[Figure, ...]

    @property
    def missed(self) -> tuple[Figure, ...]:
        """The promises that were not kept."""
        return tuple(figure for figure in self.figures if not figure.is_reached)


def alternate(sides: Mapping[str, Callable[[], Value]], repeats: int) -> dict[str, tuple[Value, ...]]:
    """Measures several sides in turn, so that a machine that slows down slows them all: A B, B A and so on.

    Args:
        sides: What measures each side once.

    Returns:
        The values of each side, in order: the first of one belongs to the first of the other.
    """
    order = list(sides)
    values: dict[str, list[Value]] = {name: [] for name in order}
    for _ in range(repeats):
        for name in order:
            values[name].append(sides[name]())
        order.reverse()
    return {name: tuple(measured) for name, measured in values.items()}


def milliseconds(act: Callable[[], object]) -> float:
    """How long a call takes."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1_000


def paired_ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """The median of the ratios of values that were measured next to each other.

    Args:
        numerators: The values of one side.
        denominators: Those of the other, in the same order and as many.
    """
    return statistics.median(one / other for one, other in zip(numerators, denominators, strict=True))


def table(samples: Iterable[Sample]) -> list[str]:
    """Samples as the lines of a table with minimum, median and maximum."""
    rows = [
        (
            sample.name,
            sample.unit,
            str(len(sample.values)),
            *map(_number, (sample.minimum, sample.median, sample.maximum)),
        )
        for sample in samples
    ]
    widths = [max(map(len, column)) for column in zip(COLUMNS, *rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < 2 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (COLUMNS, *rows)
    ]


def as_json(report: Report) -> str:
    """A report as one line of JSON: ratios, the promised figures, and minimum, median and maximum of each sample."""
    return json.dumps(
        {
            "benchmark": report.benchmark,
            "reached": not report.missed,
            "ratios": {figure.name: _rounded(figure.value) for figure in report.figures if figure.unit == "x"},
            "figures": {figure.name: _described(figure) for figure in report.figures},
            "samples": {
                sample.name: {
                    "unit": sample.unit,
                    "minimum": _rounded(sample.minimum),
                    "median": _rounded(sample.median),
                    "maximum": _rounded(sample.maximum),
                }
                for sample in report.samples
            },
        },
        ensure_ascii=False,
    )


def publish(report: Report, *, check: bool = False, output: TextIO | None = None) -> int:
    """Prints a report; the JSON is the last line.

    Args:
        check: Whether a figure that is not reached is an error.
        output: Where to print; by default the standard output.

    Returns:
        The exit code: 1 if `check` is set and a figure is not reached, otherwise 0.
    """
    output = output or sys.stdout
    print(*table(report.samples), "", *report.figures, "", sep="\n", file=output)
    if check and report.missed:
        print(f"Not reached: {', '.join(figure.name for figure in report.missed)}", file=output)
    print(as_json(report), file=output, flush=True)
    return 1 if check and report.missed else 0


def _described(figure: Figure) -> dict[str, Any]:
    limits = {
        name: limit
        for name, limit in (("at_least", figure.at_least), ("at_most", figure.at_most), ("aim", figure.aim))
        if limit is not None
    }
    described: dict[str, Any] = {"value": _rounded(figure.value), "unit": figure.unit, **limits}
    return described | {"reached": figure.is_reached} if figure.is_promised else described


def _rounded(value: float) -> float:
    """Five significant digits: more would be noise."""
    return float(f"{value:.5g}")


def _number(value: float) -> str:
    """Four significant digits or more, without an exponent."""
    if abs(value) >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.4g}"
