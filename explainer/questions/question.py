"""Questions as data: the answer, the solution steps, and the results of common mistakes; and how answers are judged."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Value = int | float | str
"""A value of a text placeholder: a count, a decimal number, or a name such as `"relu"`."""

SIGN = "sign"
"""The mistake of a wrong sign, which is possible for every value that may be negative."""

NEARLY = 5
"""An answer within this many tolerances counts as nearly right."""


@dataclass(frozen=True)
class SolutionStep:
    """One step of the solution.

    Attributes:
        name: Its text id, in `question.step`.
        value: Its result; `None` if that is not a single number.
        added: The amount added to the previous step's result; `None` if the step is not an addition.
        numbers: Values of the text's placeholders.
    """

    name: str
    value: float | None = None
    added: float | None = None
    numbers: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Mistake:
    """A common mistake.

    Attributes:
        name: Its text id, in `question.mistake`.
        value: The answer that results from it.
        step: Name of the step at which it is made.
    """

    name: str
    value: float
    step: str


@dataclass(frozen=True)
class Term:
    """One of the terms of which the answer is the sum.

    Attributes:
        name: Its text id, in `question.term`.
        number: Its index, from 0; for several terms together, their number.
        value: The first factor; `None` if the term is not a product.
        factor: The second factor; `None` if the term is not a product.
    """

    name: str
    term: float
    number: int
    value: float | None = None
    factor: float | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question about a network's values.

    Attributes:
        name: Its text id, in `question.ask`.
        steps: The solution; the value of the last step is the answer.
        mistakes: Common mistakes whose results differ from the answer and from one another.
        tolerance: Largest deviation of a right answer; 0 for integers.
        numbers: Values of the text's placeholders.
        terms: The terms of the answer, where the page lists them.
        bias: The bias added to the terms, or `None`.
        index: Index of the value in the stage's output; `None` if the question is about the whole stage.
        choices: The possible answers; empty if a number has to be entered.
        unit: Unit shown after the answer.
        is_signed: Whether the visitor has to expect a negative answer.
        digits: Decimals of displayed values; `None` to derive them from the tolerance.
    """

    name: str
    steps: tuple[SolutionStep, ...]
    mistakes: tuple[Mistake, ...]
    tolerance: float
    numbers: Mapping[str, Value] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    bias: float | None = None
    index: tuple[int, ...] | None = None
    choices: tuple[int, ...] = ()
    unit: str = ""
    is_signed: bool = False
    digits: int | None = None

    @property
    def answer(self) -> float:
        """The right answer."""
        value = self.steps[-1].value
        assert value is not None
        return value

    @property
    def is_whole(self) -> bool:
        """Whether the answer is an integer."""
        return self.tolerance == 0

    @property
    def decimals(self) -> int:
        """Number of decimals of displayed values."""
        if self.digits is not None:
            return self.digits
        return 2 if self.is_whole else max(1, -math.floor(math.log10(self.tolerance)) + 1)

    def accepts(self, value: float) -> bool:
        """Whether an answer is right: within the tolerance, and closer to the answer than to any mistake's result."""
        apart = abs(value - self.answer)
        is_nearest = all(apart < abs(value - mistake.value) for mistake in self.mistakes)
        return is_nearest and is_near(value, self.answer, self.tolerance)


@dataclass(frozen=True)
class Verdict:
    """The evaluation of a visitor's answer.

    Attributes:
        kind: `"right"`, a known `"mistake"`, `"nearly"` right, or `"wrong"` for an unknown reason.
        failing: Name of the step that went wrong; `None` if unknown.
        reached: Name of the first step whose result the answer equals, or `None`.
    """

    kind: Literal["right", "mistake", "nearly", "wrong"]
    mistake: Mistake | None = None
    failing: str | None = None
    reached: str | None = None


def judge(question: Question, value: float) -> Verdict:
    """Evaluates a visitor's answer."""
    if question.accepts(value):
        return Verdict("right", reached=question.steps[-1].name)
    values = ((step.name, step.value) for step in question.steps if step.value is not None)
    reached = next((name for name, made in values if is_near(value, made, question.tolerance)), None)
    fitting = [one for one in question.mistakes if is_near(value, one.value, question.tolerance)]
    if fitting:
        mistake = min(fitting, key=lambda one: abs(one.value - value))
        return Verdict("mistake", mistake, mistake.step, reached)
    if not question.is_whole and is_near(value, question.answer, NEARLY * question.tolerance):
        return Verdict("nearly", failing=question.steps[-1].name)
    return Verdict("wrong", reached=reached)


def whole_question(
    name: str, steps: Iterable[SolutionStep], mistakes: Iterable[Mistake], **details: object
) -> Question:
    """Creates a question with an integer answer.

    Args:
        mistakes: Common mistakes, the most likely first; indistinguishable ones are dropped.
        **details: Further fields of `Question`.
    """
    way = tuple(steps)
    assert way[-1].value is not None
    return Question(
        name=name,
        steps=way,
        mistakes=distinct(mistakes, way[-1].value, 0),
        tolerance=0,
        **details,  # type: ignore[arg-type]
    )


def decimal_question(
    name: str,
    steps: Iterable[SolutionStep],
    mistakes: Iterable[Mistake],
    scale: float,
    *,
    is_signed: bool = False,
    **details: object,
) -> Question:
    """Creates a question with a decimal answer.

    Args:
        mistakes: Common mistakes, the most likely first; indistinguishable ones are dropped.
        scale: The largest magnitude in the solution, which determines the tolerance.
        is_signed: Whether the visitor has to expect a negative answer.
        **details: Further fields of `Question`.
    """
    way = tuple(steps)
    answer = way[-1].value
    assert answer is not None
    tolerance = tolerance_for(max(scale, abs(answer)))
    sign = [Mistake(SIGN, -answer, way[-1].name)] if is_signed else []
    return Question(
        name=name,
        steps=way,
        mistakes=distinct([*mistakes, *sign], answer, tolerance),
        tolerance=tolerance,
        is_signed=is_signed,
        **details,  # type: ignore[arg-type]
    )


def distinct(mistakes: Iterable[Mistake], answer: float, tolerance: float) -> tuple[Mistake, ...]:
    """Drops mistakes whose results are too close to the answer or to a more likely mistake's result.

    Args:
        mistakes: The most likely first.
    """
    kept: list[Mistake] = []
    for mistake in mistakes:
        taken = [answer, *(other.value for other in kept)]
        if math.isfinite(mistake.value) and not any(is_near(mistake.value, value, tolerance) for value in taken):
            kept.append(mistake)
    return tuple(kept)


def is_near(value: float, other: float, tolerance: float) -> bool:
    """Whether two values differ by at most a tolerance, up to rounding errors."""
    return abs(value - other) <= tolerance * (1 + 1e-9) + 1e-12


SMALLEST = 1e-4
"""Smaller magnitudes count as 0."""


def tolerance_for(scale: float) -> float:
    """The tolerance of an answer: 0.5 % of large values, 0.01 near 1, 10 % of small values, rounded down to one digit.

    Args:
        scale: The largest magnitude in the solution.
    """
    if 0.1 <= scale <= 2 or scale < SMALLEST:
        return 0.01
    share = scale / 200 if scale > 2 else scale / 10
    unit = 10.0 ** math.floor(math.log10(share) + 1e-9)
    return round(math.floor(share / unit + 1e-9) * unit, 12)
