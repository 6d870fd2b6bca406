"""What a question's card says, in both languages, whatever is answered."""

import re
from collections.abc import Callable, Iterator

import pytest

from explainer.network import NetworkConfig, Stage
from explainer.questions import Asked, ask, judge, makers_of
from explainer.text import ORIGINALS, Text
from explainer.tracing import Array, Tracer, as_weights
from explainer.ui.pictures.question import QuestionContext, scene, wording
from tests.networks import NETWORKS
from tests.oracles.runs import random_weights
from tests.ui.pages import JAPANESE

CHOSEN = ("article", "even_kernel_strides_3_linear", "whole_maps", "normalized")


@pytest.fixture(scope="module")
def questions(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> list[tuple[Stage, Asked]]:
    found = []
    for name in CHOSEN:
        config = NETWORKS[name]
        weights = as_weights(config, random_weights(config, seed=5))
        trace = tracer_of(config).trace(images[0], weights)
        for stage in config.stages:
            asked = [ask(trace, weights, stage, number) for number in range(2 * len(makers_of(stage)))]
            found += [(stage, one) for one in asked if one is not None]
    return found


def cards(stage: Stage, asked: Asked, text: Text) -> Iterator[dict[str, object]]:
    """The card before, and after every kind of answer."""
    base = {"text": text, "stage": stage, "asked": asked, "identity": "x"}
    question = asked.question
    yield dict(scene(QuestionContext(**base))[0])  # type: ignore[arg-type]
    for state in ("unreadable", "shown"):
        yield dict(scene(QuestionContext(**base, state=state))[0])  # type: ignore[arg-type]
    nearly, wrong = question.answer + 3 * question.tolerance, 1e9
    for value in (question.answer, nearly, wrong, *(mistake.value for mistake in question.mistakes)):
        verdict = judge(question, value)
        yield dict(scene(QuestionContext(**base, state=verdict.kind, verdict=verdict))[0])  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ORIGINALS)
def test_every_question_and_every_answer_has_its_words(questions: list[tuple[Stage, Asked]], language: str) -> None:
    text = Text(language)
    for stage, asked in questions:
        said = [*wording(text, stage, asked.question).values()]
        for sentence in (*said, *map(str, cards(stage, asked, text))):
            assert not re.search(r"\{\w+\}", sentence.replace("{'", "")), sentence
            assert bool(JAPANESE.search(sentence)) is (language == "ja"), sentence


def test_nothing_of_the_answer_is_sent_before_it_is_given(questions: list[tuple[Stage, Asked]]) -> None:
    for stage, asked in questions:
        meta = scene(QuestionContext(text=Text("en"), stage=stage, asked=asked, identity="x"))[0]
        assert meta["steps"] == []
        assert meta["said"] is None


def number(written: str) -> float:
    return float(written.replace("−", "-").replace(",", "").removesuffix("\u00a0%"))


def test_what_is_known_adds_up_to_the_answer_as_shown(questions: list[tuple[Stage, Asked]]) -> None:
    """A sum's terms and its bias make the number before the activation function, to the last digit."""
    found = 0
    for stage, asked in questions:
        question = asked.question
        if question.bias is None or not question.terms:
            continue
        found += 1
        context = QuestionContext(text=Text("en"), stage=stage, asked=asked, identity="x", state="shown")
        meta = scene(context)[0]
        given = [number(row["value"]) for row in meta["given"] if row["value"]]
        bias = next(row for row, step in zip(meta["steps"], question.steps, strict=True) if step.name == "bias")
        assert sum(given) == pytest.approx(number(bias["value"]), abs=1e-9)
        assert number(meta["steps"][-1]["value"]) == pytest.approx(question.answer, abs=0.51 * 10**-question.decimals)
    assert found > 10


def test_the_steps_before_the_one_that_went_wrong_are_right(questions: list[tuple[Stage, Asked]]) -> None:
    stage, asked = next((stage, one) for stage, one in questions if one.question.name == "parameters_window")
    question = asked.question
    verdict = judge(question, next(one.value for one in question.mistakes if one.name == "biases_forgotten"))
    context = QuestionContext(
        text=Text("en"), stage=stage, asked=asked, identity="x", state=verdict.kind, verdict=verdict
    )
    steps = scene(context)[0]["steps"]
    assert [step["state"] for step in steps] == ["right", "failing"]
    assert [step["is_here"] for step in steps] == [True, False]
