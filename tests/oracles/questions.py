"""Questions about a network, and whether their answers and mistakes are those of Keras and NumPy."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from explainer.network import NetworkConfig, keras_model
from explainer.questions import Question, ask, judge, makers_of
from explainer.tracing import Trace, Tracer, as_weights
from tests.oracles.question_cases import Case
from tests.oracles.question_checks import MISTAKES, answer_of
from tests.oracles.reference import Array, Reference
from tests.oracles.runs import random_weights

ROUNDS = 3
"""How often questions come round before a drawn one."""
FLOAT = 1e-4
"""By which share of the largest number on the way Keras's floats may differ from NumPy's."""


def cases(generator: np.random.Generator, config: NetworkConfig, image: Array, count: int) -> Iterator[Case]:
    """Draws questions about a network.

    Args:
        image: `(28, 28)`, 0 to 1.
    """
    arrays = random_weights(config, seed=int(generator.integers(2**31)))
    reference, model = Reference(config, arrays), keras_model(config)
    model.set_weights(list(arrays))
    weights = as_weights(config, arrays)
    trace = Tracer(config).trace(image, weights)
    outputs = reference.outputs(image)
    stages = [stage for stage in config.stages if makers_of(stage)]
    for _ in range(count):
        stage = stages[int(generator.integers(len(stages)))]
        number = int(generator.integers(ROUNDS * len(makers_of(stage))))
        found = ask(trace, weights, stage, number, _focus(generator, trace, stage.name))
        assert found is not None
        yield Case(found.question, stage, reference, model, outputs)


def _focus(generator: np.random.Generator, trace: Trace, name: str) -> tuple[int, ...] | None:
    """A number that a visitor may have chosen; in half of the cases none."""
    if generator.random() < 1 / 2:
        return None
    return tuple(int(place) for place in generator.integers(trace[name].shape))


def _typed(question: Question, value: float) -> tuple[float, float]:
    """A number as a visitor may type it: in full, and with as many digits as are shown."""
    return value, round(value, question.decimals)


def faults_of(case: Case) -> list[str]:
    """What is wrong with a question."""
    question = case.question
    faults = []
    answer = answer_of(case)
    if not _agree(question, question.answer, answer):
        faults.append(f"{question.name}: answer {question.answer}, Keras {answer}")
    faults += [
        f"{question.name}: its own answer {own} is not accepted"
        for own in _typed(question, question.answer)
        if not question.accepts(own)
    ]
    steps = {step.name for step in question.steps}
    for mistake in question.mistakes:
        expected = MISTAKES[mistake.name](case)
        if not _agree(question, mistake.value, expected):
            faults.append(f"{question.name}: {mistake.name} {mistake.value}, NumPy {expected}")
        accepted = filter(question.accepts, _typed(question, mistake.value))
        faults += [f"{question.name}: {mistake.name} {typed} would be accepted" for typed in accepted]
        if judge(question, mistake.value).mistake != mistake:
            faults.append(f"{question.name}: {mistake.name} is not recognised")
        if mistake.step not in steps:
            faults.append(f"{question.name}: {mistake.name} goes wrong at {mistake.step}, which is no step")
    for one, other in combinations(question.mistakes, 2):
        if abs(one.value - other.value) <= question.tolerance:
            faults.append(f"{question.name}: {one.name} and {other.name} are the same number")
    return faults


def _agree(question: Question, value: float, expected: float) -> bool:
    if question.is_whole:
        return value == expected
    sizes = [abs(term.term) for term in question.terms] + [abs(step.value) for step in question.steps if step.value]
    return abs(value - expected) <= FLOAT * max(1.0, abs(value), *sizes)
