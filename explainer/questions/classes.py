"""Questions about scores and probabilities."""

import numpy as np
import numpy.typing as npt

from explainer.questions.question import Mistake, Question, SolutionStep, Term, decimal_question, whole_question
from explainer.questions.subject import QuestionSubject
from explainer.tracing import Array

GAINS = (1.5, 0.5, 0.8, 1.3)
"""Factors of a class's distance from the winner, by which its score is raised; used in turn."""

DIVISORS = (1, 2, 5, 10, 20)
"""Divisors of the scores that soften the probabilities."""

SURE = 0.95
"""A larger probability makes the question trivial."""

SMALL_PERCENTAGE = 20.0
"""Smaller percentages get the tolerance of this one, since the displayed values are rounded."""

RIVALS = 3
"""Number of classes, from the runner-up on, whose scores are raised in turn."""


def winner(subject: QuestionSubject) -> Question:
    """Asks which class wins if one score is raised."""
    scores = subject.inputs.astype(np.float64)
    first, raised, gain = change(subject)
    changed = scores.copy()
    changed[raised] += gain
    answer = int(np.argmax(changed))
    runner_up = int(np.argsort(-changed, kind="stable")[1])
    return whole_question(
        "winner",
        [
            SolutionStep(
                "raise",
                None,
                numbers={"score": float(scores[raised]), "raised": raised, "gain": gain, "new": float(changed[raised])},
            ),
            SolutionStep("best", answer, numbers={"best": float(changed[answer])}),
        ],
        [
            Mistake("raise_ignored", first, "raise"),
            Mistake("raised_wins", raised, "best"),
            Mistake("second_best", runner_up, "best"),
            Mistake("smallest_wins", int(np.argmin(changed)), "best"),
        ],
        numbers={"raised": raised, "gain": gain, "first": first},
        terms=tuple(Term("class", float(score), place) for place, score in enumerate(scores)),
        choices=tuple(range(len(scores))),
    )


def change(subject: QuestionSubject) -> tuple[int, int, float]:
    """The winning class, the class whose score is raised, and the amount, rounded to one decimal.

    Args:
        subject: A value of the softmax stage.
    """
    scores = subject.inputs.astype(np.float64)
    order = np.argsort(-scores, kind="stable")
    first, raised = int(order[0]), int(order[1 + subject.turn % min(RIVALS, len(order) - 1)])
    distance = float(scores[first] - scores[raised])
    gain = round(distance * GAINS[subject.turn % len(GAINS)], 1)
    # Otherwise the rounded scores would not show which class wins.
    if abs(gain - distance) < 0.05:
        gain = round(gain + 0.2, 1)
    return first, raised, max(gain, 0.1 if distance > 0.15 else round(distance + 0.2, 1))


def probability(subject: QuestionSubject) -> Question:
    """Asks for a class's probability in percent; if one class has nearly all of it, the scores are divided first."""
    (chosen,) = subject.index
    divisor = divisor_of(subject.inputs)
    scores = subject.inputs.astype(np.float64) / divisor
    powers, shares = np.exp(scores - scores.max()), softened(subject.inputs)
    answer = 100 * float(subject.value if divisor == 1 else shares[chosen])
    mistakes = [
        Mistake("fraction", answer / 100, "percent"),
        Mistake("complement", 100 - answer, "percent"),
        Mistake("powers_not_shared", 100 * float(powers[chosen]), "percent"),
    ]
    if divisor > 1:
        mistakes.append(Mistake("division_ignored", 100 * subject.value, "powers"))
    if scores.sum() != 0:
        mistakes.append(Mistake("powers_forgotten", 100 * float(scores[chosen] / scores.sum()), "powers"))
    return decimal_question(
        "probability" if divisor == 1 else "probability_divided",
        [
            SolutionStep("powers", None, numbers={"count": len(scores)}),
            SolutionStep("powers_sum", float(powers.sum()), numbers={"count": len(scores)}),
            SolutionStep("percent", answer, numbers={"power": float(powers[chosen])}),
        ],
        mistakes,
        max(answer, SMALL_PERCENTAGE),
        numbers={"unit": chosen, "divisor": divisor},
        terms=tuple(Term("power", float(power), place) for place, power in enumerate(powers)),
        index=subject.index,
        unit="%",
        digits=3,
    )


def divisor_of(scores: Array) -> int:
    """The smallest divisor with which no probability exceeds `SURE`."""
    return next((divisor for divisor in DIVISORS if _shares(scores, divisor).max() <= SURE), DIVISORS[-1])


def softened(scores: Array) -> npt.NDArray[np.float64]:
    """The probabilities after division by `divisor_of`.

    Args:
        scores: `(classes,)`.
    """
    return _shares(scores, divisor_of(scores))


def _shares(scores: Array, divisor: int) -> npt.NDArray[np.float64]:
    powers = np.exp((scores.astype(np.float64) - scores.max()) / divisor)
    return np.asarray(powers / powers.sum())
