"""Questions on the walkthrough's stages: the visitor predicts a result before the picture shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from explainer.network import Stage
from explainer.questions import Asked, Question, ask, judge, makers_of, read_answer
from explainer.questions.reading import LONGEST
from explainer.text import Text
from explainer.ui import ledger, session
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.frame import Frame
from explainer.ui.pictures.question import Dot, QuestionContext, State, scene, wording
from explainer.ui.query import Session
from explainer.ui.stage_words import StageWords, stage_label
from explainer.ui.widgets import bound

Key = tuple[str, str, str, int]
"""Identifies a question: the model, the image or batch, the stage or weight, and the question's number."""

_NOTEBOOK = "question_notebook"
MOST_KEPT = 400
"""The number of questions that a tab's notebook keeps."""


@dataclass(frozen=True)
class Attempt:
    """A visitor's attempt at a question.

    Attributes:
        answer: The typed answer; empty if the visitor had the answer shown.
    """

    state: State
    answer: str = ""


@dataclass
class Notebook:
    """The questions and attempts of a tab. They are private to the tab and dropped with it.

    Attributes:
        places: The index of the number that a question is about, if the visitor had chosen one; otherwise `None`. It
            is kept, so that the question stays the same when the visitor selects another number.
    """

    places: dict[Key, tuple[int, ...] | None] = field(default_factory=dict)
    attempts: dict[Key, Attempt] = field(default_factory=dict)

    def forget_oldest(self) -> None:
        """Drops the oldest questions."""
        for kept in (self.places, self.attempts):
            while len(kept) > MOST_KEPT:
                del kept[next(iter(kept))]


@dataclass(frozen=True)
class Asking:
    """The current question.

    Attributes:
        attempt: The visitor's attempt; `None` if there is none yet.
    """

    key: Key
    asked: Asked
    attempt: Attempt | None

    @property
    def is_open(self) -> bool:
        """Whether the result is still hidden."""
        return _is_open(self.attempt)

    @property
    def identity(self) -> str:
        """The identity of the question's view: another question starts a new view."""
        return " ".join(map(str, (*self.key, self.asked.question.index)))

    def focus(self, chosen: Session) -> Session:
        """The choices with the number in question selected. After the answer, the visitor may select another."""
        if self.index is None:
            return chosen
        names = ("row", "column", "filter") if len(self.index) == 3 else ("filter",)
        place: dict[str, Any] = dict(zip(names, self.index, strict=True))
        kept = {name: getattr(chosen, name) for name in names}
        is_moved = not self.is_open and any(value is not None for value in kept.values())
        if is_moved:
            place |= {name: value for name, value in kept.items() if value is not None}
        return replace(chosen, **place)

    @property
    def index(self) -> tuple[int, ...] | None:
        """Index of the number in question; `None` if the question is about the whole stage."""
        return self.asked.question.index


def is_on(frame: Frame) -> bool:
    """Whether questions are asked before pictures are shown. They are not in present mode."""
    return frame.session.question is not None and frame.session.present is None


def asking(frame: Frame, stage: Stage) -> Asking | None:
    """The question that the link names; `None` if none is to be asked."""
    number = frame.session.question
    if not is_on(frame) or number is None or ledger.is_open(frame, stage):
        return None
    notebook = _notebook()
    key = _key(frame, stage, number)
    focus = notebook.places.setdefault(key, _chosen(frame, stage))
    asked = ask(frame.trace, frame.model.weights, stage, number, focus)
    return None if asked is None else Asking(key, asked, notebook.attempts.get(key))


def _notebook() -> Notebook:
    kept = session.remembered(_NOTEBOOK, None)
    if not isinstance(kept, Notebook):
        kept = Notebook()
        session.remember(_NOTEBOOK, kept)
    return kept


def _key(frame: Frame, stage: Stage, number: int) -> Key:
    return str(frame.model.reference), str(frame.image.reference), stage.name, number


def _chosen(frame: Frame, stage: Stage) -> tuple[int, ...] | None:
    """The index of the number that the visitor selected; `None` if it is incomplete or out of range."""
    chosen = frame.session
    parts = (chosen.row, chosen.column, chosen.filter) if len(stage.output_shape) == 3 else (chosen.filter,)
    place = tuple(part for part in parts if part is not None)
    fits = len(place) == len(parts) and all(at < size for at, size in zip(place, stage.output_shape, strict=True))
    return place if fits else None


def context_of(
    text: Text, stage: Stage, asked: Asked, key: Key, *, dots: Sequence[Dot], is_pictured: bool = False
) -> QuestionContext:
    """The context of a question's card."""
    attempt, question = _notebook().attempts.get(key), asked.question
    typed = None if attempt is None else read_answer(attempt.answer, is_whole=question.is_whole)
    return QuestionContext(
        text=text,
        stage=stage,
        asked=asked,
        identity=" ".join(map(str, (*key, question.index, text.language))),
        is_pictured=is_pictured,
        answer="" if attempt is None else attempt.answer,
        state=None if attempt is None else attempt.state,
        verdict=None if typed is None else judge(question, typed),
        dots=dots,
    )


def record_answer(key: Key, question: Question, answer: Mapping[str, object]) -> object:
    """Records a visitor's answer, or their request to show the answer or try again.

    Returns:
        Their request, unless they answered; `None` for none. It is not validated.
    """
    notebook = _notebook()
    typed, wish = answer.get("answer"), answer.get("wish")
    choice = index_in(answer, "choice", len(question.choices))
    if choice is not None:
        typed = str(question.choices[choice])
    if isinstance(typed, str):
        value = read_answer(typed, is_whole=question.is_whole)
        state: State = "unreadable" if value is None else judge(question, value).kind
        notebook.attempts[key] = Attempt(state, typed[: LONGEST + 1])
        wish = None
    elif wish == "show":
        notebook.attempts[key] = Attempt("shown")
    elif wish == "again":
        notebook.attempts.pop(key, None)
    notebook.forget_oldest()
    return wish


def is_open(key: Key) -> bool:
    """Whether a question's result is still hidden."""
    return _is_open(_notebook().attempts.get(key))


def _is_open(attempt: Attempt | None) -> bool:
    return attempt is None or attempt.state == "unreadable"


def switch(frame: Frame) -> None:
    """Draws the switch that turns questions on and off."""

    def choose(is_wanted: bool) -> None:
        session.remember(_NOTEBOOK, replace(_notebook(), places={}))
        session.change(question=0 if is_wanted else None, trail=None if is_wanted else session.current().trail)

    widget = bound("question_switch", is_on(frame), choose)
    st.toggle(frame.text("question.switch"), help=frame.text("question.help"), **widget)


def words(frame: Frame, stage: Stage, current: Asking) -> StageWords:
    """The title and the question, for the place above the picture."""
    text = frame.text
    said = wording(text, stage, current.asked.question)
    label = stage_label(text, frame.model.config, stage)
    title = text("question.heading", label=label, title=said["title"])
    return StageWords(title=title, what=said["ask"])


def card(frame: Frame, stage: Stage, current: Asking, *, is_pictured: bool) -> None:
    """Draws the answer field and the feedback on the answer.

    Args:
        is_pictured: Whether the stage's picture shows how the answer is computed.
    """
    context = context_of(
        frame.text, stage, current.asked, current.key, dots=_dots(frame, stage), is_pictured=is_pictured
    )

    def choose(answer: Mapping[str, object]) -> None:
        _take(frame, stage, current, answer)

    mount("question", *scene(context), key="question", on_choice=choose)


def _take(frame: Frame, stage: Stage, current: Asking, answer: Mapping[str, object]) -> None:
    """Records an answer and carries out the visitor's request; ignores unknown ones."""
    wish = record_answer(current.key, current.asked.question, answer)
    if wish == "again":
        session.forget("filter", "channel", "row", "column")
    elif wish == "next":
        _ask_next(frame, stage, current)
    elif wish == "other":
        _ask(stage, current.key[-1] + current.asked.count)


def _ask_next(frame: Frame, stage: Stage, current: Asking) -> None:
    """Asks the stage's next question; after its last, the next stage's first; after the last stage, starts again."""
    stages = [other for other in frame.model.config.stages if makers_of(other)]
    following = stages[stages.index(stage) + 1 :]
    if current.asked.number + 1 < current.asked.count or not following:
        _ask(stage, current.key[-1] + 1)
    else:
        _ask(following[0], 0)


def _ask(stage: Stage, number: int) -> None:
    session.change(stage=stage.name, question=number, filter=None, channel=None, row=None, column=None)


def _dots(frame: Frame, current: Stage) -> list[Dot]:
    """The visitor's progress at each stage, for this model and image."""
    text, config = frame.text, frame.model.config
    model, image = str(frame.model.reference), str(frame.image.reference)
    states: dict[str, set[State]] = {}
    for (own_model, own_image, name, _), attempt in _notebook().attempts.items():
        if (own_model, own_image) == (model, image) and attempt.state != "unreadable":
            states.setdefault(name, set()).add(attempt.state)
    dots: list[Dot] = []
    for stage in config.stages:
        if makers_of(stage):
            done = states.get(stage.name, set())
            state = "right" if "right" in done else "seen" if done else "open"
            label = text(f"question.progress_{state}", label=stage_label(text, config, stage))
            dots.append({"label": label, "state": state, "is_current": stage == current})  # type: ignore[typeddict-item]
    return dots
