"""Answers by the mistake that was made; no answer is counted twice, and none is left out."""

from hypothesis import given
from hypothesis import strategies as st

from explainer.classroom import Answer, spread
from explainer.classroom.spread import tells_mistakes_apart
from explainer.questions import Mistake, Question, SolutionStep, judge

QUESTION = Question(
    name="function",
    steps=(SolutionStep("function", 0.5),),
    mistakes=(Mistake("sign", -0.5, "function"), Mistake("fraction", 0.25, "function")),
    tolerance=0.01,
)


def answered(value: float) -> Answer:
    verdict = judge(QUESTION, value)
    return Answer(value, verdict.kind, None if verdict.mistake is None else verdict.mistake.name)


def test_answers_are_grouped_by_what_was_thought() -> None:
    given_answers = [answered(value) for value in (0.5, 0.505, 0.25, -0.5, -0.5, -0.495, 0.53, 7.0, -7.0)]
    # Of a mistake that the question does not know, nobody knows what was thought.
    groups = spread(QUESTION, [*given_answers, Answer(1.0, "mistake", "gone")])
    assert [(one.kind, one.mistake and one.mistake.name, one.value, one.count) for one in groups] == [
        ("right", None, 0.5, 2),
        ("mistake", "sign", -0.5, 3),
        ("mistake", "fraction", 0.25, 1),
        ("nearly", None, None, 1),
        ("wrong", None, None, 3),
    ]


def test_nobody_has_answered_yet() -> None:
    assert [(one.kind, one.count) for one in spread(QUESTION, [])] == [("right", 0)]


@given(st.lists(st.floats(-2, 2)))
def test_every_answer_is_counted_once(values: list[float]) -> None:
    assert sum(one.count for one in spread(QUESTION, map(answered, values))) == len(values)


def test_a_question_with_one_usual_mistake_tells_little() -> None:
    assert tells_mistakes_apart(QUESTION)
    assert not tells_mistakes_apart(Question(name="size", steps=QUESTION.steps, mistakes=(), tolerance=0))
