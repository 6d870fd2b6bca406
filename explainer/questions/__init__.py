"""Questions about a network's values, their answers, and the evaluation of a visitor's answer."""

from explainer.questions.asking import Asked, ask, makers_of
from explainer.questions.question import Mistake, Question, SolutionStep, Term, Verdict, judge
from explainer.questions.reading import read_answer
from explainer.questions.subject import QuestionSubject

__all__ = [
    "Asked",
    "Mistake",
    "Question",
    "QuestionSubject",
    "SolutionStep",
    "Term",
    "Verdict",
    "ask",
    "judge",
    "makers_of",
    "read_answer",
]
