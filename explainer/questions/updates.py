"""Questions about the update of one weight by plain gradient descent: its direction, and the new weight."""

import math

import numpy as np

from explainer.questions.question import (
    SMALLEST,
    Mistake,
    Question,
    SolutionStep,
    distinct,
    tolerance_for,
    whole_question,
)

RATES = (0.1, 1.0)
"""Learning rates for the question; the first one whose step is large enough to display is used."""


def direction(gradient: float) -> Question:
    """Asks whether the weight increases (1), decreases (-1) or stays (0)."""
    answer = -int(np.sign(gradient))
    return whole_question(
        "direction",
        [
            SolutionStep("slope", None, numbers={"gradient": gradient}),
            SolutionStep("opposite" if answer else "level", answer),
        ],
        [Mistake("uphill", -answer, "opposite"), Mistake("stands_still", 0, "opposite")],
        numbers={"gradient": gradient},
        choices=(1, 0, -1),
        digits=max(2, 2 - math.floor(math.log10(abs(gradient)))) if gradient else 2,
    )


def new_weight(weight: float, gradient: float) -> Question | None:
    """Asks for the new weight: weight − learning rate × gradient.

    Returns:
        `None` if the gradient is so small that no learning rate of `RATES` moves the weight visibly.
    """
    rate = next((rate for rate in RATES if rate * abs(gradient) >= SMALLEST), None)
    if rate is None:
        return None
    step = rate * gradient
    answer = weight - step
    tolerance = tolerance_for(abs(step))
    mistakes = [
        Mistake("minus_forgotten", weight + step, "minus_step"),
        Mistake("rate_forgotten", weight - gradient, "step_size"),
        Mistake("old_weight_forgotten", step, "old_weight"),
        Mistake("old_weight_forgotten", -step, "old_weight"),
        Mistake("sign", -answer, "minus_step"),
    ]
    return Question(
        name="new_weight",
        steps=(
            SolutionStep("step_size", step),
            SolutionStep("old_weight", weight),
            SolutionStep("minus_step", answer, added=-step),
        ),
        mistakes=distinct(mistakes, answer, tolerance),
        tolerance=tolerance,
        numbers={"weight": weight, "gradient": gradient, "rate": f"{rate:g}", "step": step},
        is_signed=True,
    )
