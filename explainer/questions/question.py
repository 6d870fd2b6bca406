"""A question with its answer, the steps that lead there, and what usual mistakes make of it: numbers only."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Value = int | float | str
"""What fills a placeholder of the catalogue's sentences: a count, a decimal number, or a name such as `"relu"`."""

SIGN = "sign"
"""The mistake that every number can suffer that may be negative."""

NEARLY = 5
"""So many tolerances off is nearly right."""


@dataclass(frozen=True)
class SolutionStep:
    """One step of the way to the answer.

    Attributes:
        name: Its id in the catalogue, under `question.step`.
        value: What it yields; `None` where that is no single number.
        added: What it adds to the step before, where it only adds.
    """

    name: str
    value: float | None = None
    added: float | None = None
    numbers: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Mistake:
    """A usual mistake.

    Attributes:
        name: Its id in the catalogue, under `question.mistake`.
        step: The step at which it is made.
    """

    name: str
    value: float
    step: str


@dataclass(frozen=True)
class Term:
    """One of the numbers that the answer is to be made of.

    Attributes:
        name: What it is, under `question.term`.
        number: Which one, from 0; of several together, how many.
        value: The number that it comes from, and `factor`, what that is multiplied by; `None` where it is a sum.
    """

    name: str
    term: float
    number: int
    value: float | None = None
    factor: float | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question about numbers of a network.

    Attributes:
        name: Its id in the catalogue, under `question.ask`.
        steps: The way to the answer; the last one's value is the answer.
        mistakes: Those that can be told from the right answer and from one another.
        tolerance: How far an answer may be off and still be right; 0 for whole numbers.
        terms: What the answer is made of, where that has to be listed.
        bias: What is added to the terms; `None` where nothing is.
        index: Place in the stage's output of the number that is asked after; `None` for the whole.
        choices: The answers to choose among; none where a number is to be worked out.
        unit: What stands after the answer.
        is_signed: Whether the answer may be negative, as far as somebody who is asked knows.
        digits: Digits after the point of its decimal numbers, where the tolerance does not say how many are needed.
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
        """Whether the answer is a whole number."""
        return self.tolerance == 0

    @property
    def decimals(self) -> int:
        """Digits after the point that its decimal numbers are shown with."""
        if self.digits is not None:
            return self.digits
        return 2 if self.is_whole else max(1, -math.floor(math.log10(self.tolerance)) + 1)

    def accepts(self, value: float) -> bool:
        """Whether an answer is right: near enough, and nearer than to what any usual mistake yields."""
        apart = abs(value - self.answer)
        is_nearest = all(apart < abs(value - mistake.value) for mistake in self.mistakes)
        return is_nearest and is_near(value, self.answer, self.tolerance)


@dataclass(frozen=True)
class Verdict:
    """What is to be said of an answer.

    Attributes:
        kind: `"right"`; a known `"mistake"`; `"nearly"` right; or `"wrong"` in a way that nobody knows.
        failing: The step that went wrong; `None` if that is not known.
        reached: The last step whose value the answer is; `None` if it is that of none.
    """

    kind: Literal["right", "mistake", "nearly", "wrong"]
    mistake: Mistake | None = None
    failing: str | None = None
    reached: str | None = None


def judge(question: Question, value: float) -> Verdict:
    """Says what is to be said of an answer."""
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
    """A question whose answer is a whole number.

    Args:
        mistakes: Usual mistakes, the likeliest first; those that cannot be told apart are left out.
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
    """A question whose answer is a decimal number.

    Args:
        mistakes: Usual mistakes, the likeliest first; those that cannot be told apart are left out.
        scale: The largest number on the way, ≥ 0.
        is_signed: Whether it may be negative, as far as somebody who is asked knows.
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
    """The mistakes that can be told from the right answer and from likelier mistakes.

    Args:
        mistakes: The likeliest first.
        tolerance: How far an answer may be off.
    """
    kept: list[Mistake] = []
    for mistake in mistakes:
        taken = [answer, *(other.value for other in kept)]
        if math.isfinite(mistake.value) and not any(is_near(mistake.value, value, tolerance) for value in taken):
            kept.append(mistake)
    return tuple(kept)


def is_near(value: float, other: float, tolerance: float) -> bool:
    """Whether two numbers differ by no more than a tolerance, but for the precision of floats."""
    return abs(value - other) <= tolerance * (1 + 1e-9) + 1e-12


SMALLEST = 1e-4
"""What is smaller is as good as 0."""


def tolerance_for(scale: float) -> float:
    """How far an answer may be off: 0.5 % of large numbers, 0.01 about 1, a tenth of small ones, to one digit.

    Args:
        scale: The largest number on the way, ≥ 0.
    """
    if 0.1 <= scale <= 2 or scale < SMALLEST:
        return 0.01
    share = scale / 200 if scale > 2 else scale / 10
    unit = 10.0 ** math.floor(math.log10(share) + 1e-9)
    return round(math.floor(share / unit + 1e-9) * unit, 12)
