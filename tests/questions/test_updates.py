"""Questions about an update: the answers are Keras's, and the usual mistakes are told from one another."""

import keras
import numpy as np
import pytest

from explainer.questions import judge
from explainer.questions.updates import direction, new_weight

RANDOM = np.random.default_rng(7)
WEIGHTS = RANDOM.normal(scale=0.3, size=30)
GRADIENTS = RANDOM.choice((-1, 1), size=30) * 10.0 ** RANDOM.uniform(-3.5, 1.5, size=30)
CASES = list(zip(WEIGHTS.tolist(), GRADIENTS.tolist(), strict=True))


def moved(weight: float, gradient: float, rate: float) -> float:
    """A step of Keras's gradient descent."""
    variable = keras.Variable(np.array([weight], np.float32))
    optimizer = keras.optimizers.SGD(rate)
    optimizer.apply([keras.ops.convert_to_tensor(np.array([gradient], np.float32))], [variable])
    return float(variable.numpy()[0])


@pytest.mark.parametrize(("weight", "gradient"), CASES)
def test_the_new_weight_is_keras_s(weight: float, gradient: float) -> None:
    question = new_weight(weight, gradient)
    assert question is not None
    rate = float(question.numbers["rate"])
    assert question.answer == pytest.approx(moved(weight, gradient, rate), rel=1e-5, abs=1e-6)
    # What is shown is exact enough to work the answer out.
    shown = round(weight, question.decimals) - rate * round(gradient, question.decimals)
    assert judge(question, shown).kind == "right"
    wrong = {
        "minus_forgotten": weight + rate * gradient,
        "rate_forgotten": weight - gradient,
        "old_weight_forgotten": rate * gradient,
        "sign": -(weight - rate * gradient),
    }
    known = {mistake.name for mistake in question.mistakes}
    assert "minus_forgotten" in known
    for name in known:
        found = judge(question, wrong[name])
        assert (found.kind, found.mistake and found.mistake.name) == ("mistake", name)


def test_a_weight_without_a_gradient_is_not_asked_after() -> None:
    assert new_weight(0.5, 0.0) is None
    assert new_weight(0.5, 1e-6) is None


@pytest.mark.parametrize("gradient", [0.0, 3.0, -2e-7])
def test_a_weight_goes_where_a_step_of_keras_moves_it(gradient: float) -> None:
    question = direction(gradient)
    assert question.answer == np.sign(moved(0.0, gradient, 0.1))
    kinds = {choice: judge(question, choice).kind for choice in question.choices}
    assert [choice for choice, kind in kinds.items() if kind == "right"] == [question.answer]
    if gradient:
        found = judge(question, -question.answer)
        assert found.mistake is not None
        assert found.mistake.name == "uphill"
        assert judge(question, 0).failing == "opposite"
