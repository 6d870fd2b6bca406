"""The student's view of a class: the question, the field for the answer, and the calculation once it is revealed."""

from collections.abc import Mapping

import streamlit as st

from explainer.classroom import Answer, Snapshot
from explainer.errors import ExplainerError
from explainer.questions import judge, read_answer
from explainer.questions.reading import LONGEST
from explainer.ui import caches, class_now, notices, session
from explainer.ui.class_now import PULSE_SECONDS, TEXT
from explainer.ui.classroom.asked import ClassQuestion, asked_in_class
from explainer.ui.classroom.sending import is_other, look
from explainer.ui.classroom.spread import answers_in_groups
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.frame import Frame
from explainer.ui.pages import rerun_page
from explainer.ui.parts import explained
from explainer.ui.pictures.question import QuestionContext, State, class_scene
from explainer.ui.stage_words import stage_label

_TYPED = "class_typed"
"""Session key: the question's number, the answer typed last, and whether the student wants to change it."""


def answer(frame: Frame, snapshot: Snapshot) -> None:
    """Draws the page for a student."""
    text, posed = frame.text, snapshot.question
    place = st.container(key="class-student", horizontal=True, vertical_alignment="center")
    if posed is None:
        st.title(text(f"{TEXT}.title_student"), anchor=False)
        st.markdown(text(f"{TEXT}.waiting"))
    else:
        asked = asked_in_class(frame, posed)
        _question(frame, snapshot, asked)
    if snapshot.wall.is_open or snapshot.wall.is_shown:
        with explained(text, frame.shown_errors):
            look(frame, snapshot)
    with place:
        st.fragment(_state, run_every=PULSE_SECONDS)(frame, snapshot)
        st.button(text(f"{TEXT}.leave"), key="class_leave", icon=":material/logout:", on_click=class_now.leave)


def _state(frame: Frame, drawn: Snapshot) -> None:
    """Draws the numbers of members and answers; reruns the page if the question or the visible drawings changed."""
    snapshot = class_now.pulse(frame)
    if snapshot.question != drawn.question or is_other(snapshot.wall, drawn.wall):
        rerun_page()
    count = caches.classrooms().pages(snapshot).total()
    words = frame.text(f"{TEXT}.here", code=class_now.spaced(snapshot.code), count=count)
    if drawn.question is not None:
        words += " · " + frame.text(f"{TEXT}.answered", count=len(snapshot.answers))
    st.markdown(words)
    class_now.lead_switch(frame, snapshot)


def _question(frame: Frame, snapshot: Snapshot, asked: ClassQuestion) -> None:
    text, posed, words = frame.text, asked.posed, asked.words
    label = stage_label(text, asked.frame.model.config, asked.stage)
    st.title(text("question.heading", label=label, title=words["title"]), anchor=False)
    st.markdown(words["ask"])
    if posed.state == "closed":
        st.info(text(f"{TEXT}.closed"), icon=":material/timer_off:")
    asked.picture()
    _card(frame, snapshot, asked)
    if posed.state == "revealed":
        st.header(text(f"{TEXT}.everyone"), anchor=False)
        answers_in_groups(asked, snapshot.answers.values(), shows_numbers=True)


def _card(frame: Frame, snapshot: Snapshot, asked: ClassQuestion) -> None:
    posed, given = asked.posed, snapshot.answer_of(frame.visitor)
    number, typed, thinks_again = session.remembered(_TYPED, (0, "", False))
    if number != posed.number:
        typed, thinks_again = "", False
    verdict = None if given is None else judge(asked.question, given.value)
    state: State | None = None if verdict is None else verdict.kind
    if posed.state == "open" and thinks_again:
        state = "unreadable" if typed and read_answer(typed, is_whole=asked.question.is_whole) is None else None
    if posed.state == "revealed" and given is None:
        state = "shown"
    written = typed or ("" if given is None else f"{given.value:g}")
    context = QuestionContext(
        text=frame.text,
        stage=asked.stage,
        asked=asked.asked,
        identity=f"class {snapshot.code} {posed.number} {frame.text.language}",
        is_pictured=asked.is_pictured,
        answer=written,
        state=state,
        verdict=None if verdict is None or state != verdict.kind else verdict,
    )

    def choose(choice: Mapping[str, object]) -> None:
        _take(snapshot.code, frame.visitor, asked, choice)

    mount("question", *class_scene(context, posed.state), key="class-question", on_choice=choose)


def _take(code: str, visitor: str, asked: ClassQuestion, choice: Mapping[str, object]) -> None:
    """Sends an answer, or lets the student change it. Ignores invalid input."""
    number, question = asked.posed.number, asked.question
    typed, place = choice.get("answer"), index_in(choice, "choice", len(question.choices))
    if place is not None:
        typed = str(question.choices[place])
    if choice.get("wish") == "again":
        _, before, _ = session.remembered(_TYPED, (0, "", False))
        session.remember(_TYPED, (number, before, True))
    if not isinstance(typed, str):
        return
    value = read_answer(typed, is_whole=question.is_whole)
    session.remember(_TYPED, (number, typed[: LONGEST + 1], value is None))
    if value is not None:
        verdict = judge(question, value)
        mistake = None if verdict.mistake is None else verdict.mistake.name
        try:
            with caches.classrooms().changing(code) as store:
                store.answer(code, visitor, number, Answer(value, verdict.kind, mistake))
        except ExplainerError as error:
            notices.add_error("class", error)
