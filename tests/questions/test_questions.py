"""Questions: the accepted answer is Keras's, mistakes are what they are said to be, and answers are told apart."""

from collections import Counter
from collections.abc import Callable

import pytest

from explainer.network import NetworkConfig, keras_model
from explainer.questions import Mistake, Question, SolutionStep, ask, judge, makers_of
from explainer.questions.question import decimal_question, tolerance_for, whole_question
from explainer.tracing import Array, Tracer, as_weights
from tests.networks import COVERING, NETWORKS
from tests.oracles.question_cases import Case
from tests.oracles.question_checks import MISTAKES
from tests.oracles.questions import faults_of
from tests.oracles.reference import Reference
from tests.oracles.runs import random_weights

CHOSEN = dict.fromkeys(("article", "even_kernel_strides_3_linear", "whole_maps", *COVERING))


@pytest.fixture(scope="module")
def cases(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> list[Case]:
    """Every question of every stage of some networks, twice."""
    found = []
    for name in CHOSEN:
        config = NETWORKS[name]
        arrays = random_weights(config, seed=11)
        # One network is as sure of itself as a trained one, the others hesitate.
        arrays[-2] *= 20 if name == "article" else 1
        reference, model = Reference(config, arrays), keras_model(config)
        model.set_weights(arrays)
        weights = as_weights(config, arrays)
        trace, outputs = tracer_of(config).trace(images[1], weights), reference.outputs(images[1])
        for stage in config.stages:
            for number in range(2 * len(makers_of(stage))):
                asked = ask(trace, weights, stage, number)
                assert asked is not None
                assert (asked.number, asked.count) == (number % len(makers_of(stage)), len(makers_of(stage)))
                found.append(Case(asked.question, stage, reference, model, outputs))
    return found


def test_answers_are_keras_s_and_mistakes_what_numpy_makes_of_them(cases: list[Case]) -> None:
    assert [fault for case in cases for fault in faults_of(case)] == []


def test_a_sure_network_is_asked_with_smaller_scores(cases: list[Case]) -> None:
    names = {case.question.name for case in cases}
    assert {"probability", "probability_divided"} <= names


def test_the_usual_mistakes_are_recognised(cases: list[Case]) -> None:
    known = Counter(mistake.name for case in cases for mistake in case.question.mistakes)
    wanted = {"bias_forgotten", "window_left", "window_down", "function_forgotten", "mean_taken", "largest_taken"}
    wanted |= {"biases_forgotten", "channels_forgotten", "unchanged", "one_forgotten", "steps_forgotten", "sign"}
    assert wanted <= set(known)
    assert set(known) <= set(MISTAKES)


def test_a_wrong_number_of_the_oracle_would_be_noticed(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(case for case in cases if any(one.name == "biases_forgotten" for one in case.question.mistakes))
    monkeypatch.setitem(MISTAKES, "biases_forgotten", lambda _: -1)  # type: ignore[arg-type]
    assert [fault.split()[1] for fault in faults_of(case)] == ["biases_forgotten"]


def test_the_number_that_a_visitor_chose_is_asked_after_first(
    tracer_of: Callable[[NetworkConfig], Tracer], images: Array
) -> None:
    config = NETWORKS["article"]
    weights = as_weights(config, random_weights(config, seed=3))
    trace = tracer_of(config).trace(images[0], weights)
    stage = config.stages[1]
    chosen = ask(trace, weights, stage, 0, (4, 5, 6))
    assert chosen is not None
    assert chosen.question.index == (4, 5, 6)
    again = [ask(trace, weights, stage, len(makers_of(stage)), focus) for focus in ((4, 5, 6), None)]
    assert [one.question.index for one in again if one is not None] == [again[0].question.index] * 2  # type: ignore[union-attr]
    assert again[0].question.index != (4, 5, 6)  # type: ignore[union-attr]


def question() -> Question:
    steps = [SolutionStep("sum", 0.5), SolutionStep("bias", 0.7, added=0.2), SolutionStep("function", 0.7)]
    mistakes = [
        Mistake("bias_forgotten", 0.5, "bias"),
        Mistake("as_good_as_right", 0.709, "bias"),
        Mistake("window_left", 0.505, "sum"),
        Mistake("endless", float("inf"), "sum"),
    ]
    return decimal_question("cell", steps, mistakes, 0.7, is_signed=True)


def test_mistakes_that_cannot_be_told_apart_are_left_out() -> None:
    assert [mistake.name for mistake in question().mistakes] == ["bias_forgotten", "sign"]
    whole = whole_question(
        "size", [SolutionStep("add_one", 3)], [Mistake(str(value), value, "add_one") for value in (3, 4, 4)]
    )
    assert [mistake.value for mistake in whole.mistakes] == [4]


@pytest.mark.parametrize(
    ("answer", "kind", "failing", "reached"),
    [
        (0.7, "right", None, "function"),
        (0.71, "right", None, "function"),
        (0.49, "mistake", "bias", "sum"),
        (-0.7, "mistake", "function", None),
        (0.74, "nearly", "function", None),
        (3.0, "wrong", None, None),
    ],
)
def test_an_answer_gets_the_step_that_went_wrong(
    answer: float, kind: str, failing: str | None, reached: str | None
) -> None:
    verdict = judge(question(), answer)
    assert (verdict.kind, verdict.failing, verdict.reached) == (kind, failing, reached)


def test_an_answer_that_is_nearer_to_a_mistake_is_that_mistake() -> None:
    steps = [SolutionStep("sum", 0.4878), SolutionStep("factor", 0.497884)]
    asked = decimal_question("scaled", steps, [Mistake("factor_forgotten", 0.4878, "factor")], 0.5)
    verdicts = [judge(asked, typed) for typed in (0.488, 0.493, 0.498, 0.507)]
    assert [verdict.kind for verdict in verdicts] == ["mistake", "right", "right", "right"]
    assert verdicts[0].mistake == asked.mistakes[0]


@pytest.mark.parametrize(
    ("scale", "tolerance"),
    [(0, 0.01), (0.03, 0.003), (0.1, 0.01), (1, 0.01), (2, 0.01), (4.8, 0.02), (17, 0.08), (100, 0.5)],
)
def test_the_tolerance_follows_the_size_of_the_numbers(scale: float, tolerance: float) -> None:
    assert tolerance_for(scale) == pytest.approx(tolerance)
