"""Questions about scores and probabilities."""

from __future__ import annotations

import numpy as np

from explainer.questions.question import Mistake, Question, Step, Term, decimal_question, whole_question
from explainer.questions.subject import Subject

GAINS = (1.5, 0.5, 0.8, 1.3)
"""By how much of its distance from the winner a class is raised, in turn."""

RIVALS = 3
"""From the runner-up on, so many classes are raised in turn."""


def winner(subject: Subject) -> Question:
    """Which class wins if one score were larger."""
    scores = subject.inputs.astype(np.float64)
    first, raised, gain = change(subject)
    changed = scores.copy()
    changed[raised] += gain
    answer = int(np.argmax(changed))
    runner_up = int(np.argsort(-changed, kind="stable")[1])
    return whole_question(
        "winner",
        [
            Step(
                "raise",
                None,
                numbers={"score": float(scores[raised]), "raised": raised, "gain": gain, "new": float(changed[raised])},
            ),
            Step("best", answer, numbers={"best": float(changed[answer])}),
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


def change(subject: Subject) -> tuple[int, int, float]:
    """Who wins, whose score is raised, and by how much, to one digit after the point.

    Args:
        subject: The probabilities.
    """
    scores = subject.inputs.astype(np.float64)
    order = np.argsort(-scores, kind="stable")
    first, raised = int(order[0]), int(order[1 + subject.turn % min(RIVALS, len(order) - 1)])
    distance = float(scores[first] - scores[raised])
    gain = round(distance * GAINS[subject.turn % len(GAINS)], 1)
    # As near as that, nobody could see from rounded numbers who wins.
    if abs(gain - distance) < 0.05:
        gain = round(gain + 0.2, 1)
    return first, raised, max(gain, 0.1 if distance > 0.15 else round(distance + 0.2, 1))


def probability(subject: Subject) -> Question:
    """A class's probability in per cent."""
    (chosen,) = subject.index
    scores = subject.inputs.astype(np.float64)
    powers = np.exp(scores - scores.max())
    answer, whole = 100 * subject.value, float(powers.sum())
    scores_sum = float(scores.sum())
    mistakes = [
        Mistake("fraction", subject.value, "percent"),
        Mistake("complement", 100 - answer, "percent"),
        Mistake("powers_not_shared", 100 * float(powers[chosen]), "percent"),
    ]
    if scores_sum != 0:
        mistakes.append(Mistake("powers_forgotten", 100 * float(scores[chosen]) / scores_sum, "powers"))
    return decimal_question(
        "probability",
        [
            Step("powers", None, numbers={"count": len(scores)}),
            Step("powers_sum", whole, numbers={"count": len(scores)}),
            Step("percent", answer, numbers={"power": float(powers[chosen])}),
        ],
        mistakes,
        answer,
        numbers={"unit": chosen, "score": float(scores[chosen])},
        terms=tuple(Term("power", float(power), place) for place, power in enumerate(powers)),
        index=subject.index,
        unit="%",
        digits=4,
    )
