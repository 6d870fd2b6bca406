"""The answers of a class, by the mistake that was made."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from explainer.classroom.snapshot import Answer, AnswerKind
from explainer.questions import Mistake, Question

LEAST_MISTAKES = 2
"""As many usual mistakes must give different answers for the answers to say what a class thinks."""


@dataclass(frozen=True)
class Group:
    """The answers that have the same reason.

    Attributes:
        value: The number that the right way, or the mistake, yields; `None` where there are several.
    """

    kind: AnswerKind
    count: int
    value: float | None = None
    mistake: Mistake | None = None


def tells_mistakes_apart(question: Question) -> bool:
    """Whether the answers to a question show what was thought: enough usual mistakes give different answers."""
    return len(question.mistakes) >= LEAST_MISTAKES


def spread(question: Question, answers: Iterable[Answer]) -> tuple[Group, ...]:
    """Groups the answers to a question.

    Args:
        question: What was asked.
        answers: What the class answered.

    Returns:
        The right answers first, even if there are none; the usual mistakes that were made, the most frequent first;
        then what is nearly right, and what nobody recognises.
    """
    known = {mistake.name for mistake in question.mistakes}
    counts: Counter[tuple[AnswerKind, str | None]] = Counter()
    for answer in answers:
        is_unknown = answer.kind == "mistake" and answer.mistake not in known
        counts["wrong" if is_unknown else answer.kind, None if is_unknown else answer.mistake] += 1
    made = [Group("mistake", counts["mistake", one.name], one.value, one) for one in question.mistakes]
    others: tuple[AnswerKind, ...] = ("nearly", "wrong")
    return (
        Group("right", counts["right", None], question.answer),
        *sorted((group for group in made if group.count), key=lambda group: -group.count),
        *(Group(kind, counts[kind, None]) for kind in others if counts[kind, None]),
    )
