"""A teacher's side of a class: who is there, what is asked, what they answer, and what everyone is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from urllib.parse import urlencode

import streamlit as st

from explainer.classroom import ClassroomStore, PosedQuestion, QuestionState, Snapshot
from explainer.classroom.export import as_csv, as_json
from explainer.classroom.spread import tells_mistakes_apart
from explainer.errors import ExplainerError
from explainer.network import Stage
from explainer.questions import Asked, ask, makers_of
from explainer.ui import caches, class_now, news, session
from explainer.ui.class_now import TEXT
from explainer.ui.classroom.asked import ClassQuestion, asked_in_class
from explainer.ui.classroom.spread import answers_in_groups, calculation, people
from explainer.ui.frame import Frame
from explainer.ui.pages import draw_anew, page_link
from explainer.ui.parts import alone, explained
from explainer.ui.pictures.question import placeholders, wording, written_answer
from explainer.ui.presenting import is_loopback, qr_code
from explainer.ui.titles import stage_label
from explainer.ui.widgets import bound

LOOK_SECONDS = 1.0

_SECRET = "class_secret"
"""Where it is kept which class this tab knows the secret of, and the secret."""
_TURN = "class_turn"
"""Where it is kept how often other numbers were asked for."""
_SHOWS = "class_shows_"
"""Where it is kept whether a part is shown on the projector."""


def remember_secret(code: str, secret: str) -> None:
    """Keeps the secret of a class for this tab: nobody else can say it again."""
    session.remember(_SECRET, (code, secret))


def teach(frame: Frame, snapshot: Snapshot) -> None:
    """Draws the page for a teacher.

    Args:
        frame: The page's frame.
        snapshot: The class as the page shows it.
    """
    posed = snapshot.question
    _head(frame, snapshot)
    st.fragment(_people, run_every=LOOK_SECONDS)(frame, posed)
    _actions(frame, snapshot)
    asked = None
    if posed is not None:
        with explained(frame.text, frame.said):
            asked = asked_in_class(frame, posed)
    if asked is not None:
        question, answers = st.columns([5, 8], gap="medium")
        with question, st.container(key="class-question", border=True):
            _question(frame, asked)
        with answers:
            st.fragment(_answers, run_every=LOOK_SECONDS)(frame, asked)
    if asked is not None and asked.is_pictured:
        asked.picture()
    _choose(frame)


def _head(frame: Frame, snapshot: Snapshot) -> None:
    text = frame.text
    with st.container(key="class-head", horizontal=True, vertical_alignment="top"):
        with st.container(width="stretch", gap="xsmall"):
            st.title(text(f"{TEXT}.title_teacher"), anchor=False)
            st.markdown(text(f"{TEXT}.lead_teacher"))
        with st.container(key="class-code", horizontal=True, vertical_alignment="center", width="content", gap="small"):
            _code(frame, snapshot.code)
            if st.button(text(f"{TEXT}.enlarge"), key="class_enlarge", icon=":material/zoom_in:"):
                st.dialog(text(f"{TEXT}.join_title"), width="large")(_enlarged)(frame, snapshot.code)


def _address(frame: Frame, **more: str) -> str:
    return f"{session.page_address()}?{urlencode({'lang': frame.text.language, **more})}"


def _code(frame: Frame, code: str) -> None:
    picture, label = qr_code(_address(frame, **{"class": code})), escape(frame.text(f"{TEXT}.code"))
    st.html(
        f'<div class="class-code"><img src="{picture}" alt=""><div><span>{label}</span>'
        f"<strong>{class_now.spaced(code)}</strong></div></div>"
    )


def _enlarged(frame: Frame, code: str) -> None:
    text, address = frame.text, _address(frame, **{"class": code})
    st.html(
        f'<div class="class-code enlarged"><img src="{qr_code(address)}" alt="{escape(text(f"{TEXT}.join_title"))}">'
        f"<div><span>{escape(text(f'{TEXT}.code'))}</span><strong>{class_now.spaced(code)}</strong></div></div>"
    )
    st.code(address, language=None, wrap_lines=True)
    st.markdown(text(f"{TEXT}.enlarge_hint"))
    if is_loopback(address):
        st.warning(text("page.present.loopback"), icon=":material/wifi_off:")


def _people(frame: Frame, drawn: PosedQuestion | None) -> None:
    """Who is where; another question, of another tab of the teacher's, draws the page anew."""
    snapshot = class_now.pulse(frame)
    if snapshot.question != drawn:
        draw_anew()
    people(frame.text, caches.classrooms().pages(snapshot))


def _shows(frame: Frame, part: str, *, at_first: bool) -> bool:
    """Draws the switch that hides a part on a projector, and says whether it is shown."""
    key = f"{_SHOWS}{part}"
    shown = bool(session.remembered(key, at_first))
    label = frame.text(f"{TEXT}.show_{part}")
    st.toggle(label, **bound(f"class_{part}", shown, lambda wanted: session.remember(key, wanted)))
    return shown


def _question(frame: Frame, asked: ClassQuestion) -> None:
    text, words = frame.text, asked.words
    label = stage_label(text, asked.frame.model.config, asked.stage)
    number = text(f"{TEXT}.number", number=asked.posed.number, label=label)
    st.header(text("question.heading", label=number, title=words["title"]), anchor=False)
    st.markdown(words["ask"])
    if asked.posed.state == "revealed" or _shows(frame, "calculation", at_first=False):
        calculation(asked.steps)
    page_link(frame, "walkthrough", text(f"{TEXT}.to_stage"), _stage_link(asked))


def _stage_link(asked: ClassQuestion) -> dict[str, str]:
    return {"model": asked.posed.model, "image": asked.posed.image, "stage": asked.stage.name}


def _answers(frame: Frame, asked: ClassQuestion) -> None:
    """The answers as they come in."""
    text, snapshot = frame.text, class_now.current(frame)
    if snapshot is None or snapshot.question != asked.posed:
        draw_anew()
    given, there = len(snapshot.answers), caches.classrooms().pages(snapshot).total()
    with st.container(key="class-answers-head", horizontal=True, vertical_alignment="center"):
        st.header(text(f"{TEXT}.answered", count=given), anchor=False, width="stretch")
        st.markdown(text(f"{TEXT}.thinking", count=max(there - given, 0)), width="content")
        is_shown = _shows(frame, "spread", at_first=True)
    if not is_shown:
        st.markdown(text(f"{TEXT}.hidden"))
        return
    shows_numbers = asked.posed.state == "revealed" or bool(session.remembered(f"{_SHOWS}calculation", False))
    answers_in_groups(asked, snapshot.answers.values(), shows_numbers=shows_numbers)


def _actions(frame: Frame, snapshot: Snapshot) -> None:
    posed = snapshot.question
    with st.container(key="class-actions", horizontal=True, vertical_alignment="center", gap="small"):
        class_now.following(frame, snapshot)
        _links(frame, snapshot)
        _ending(frame, snapshot)
        if posed is None:
            return
        if posed.state == "open":
            _button(frame, snapshot, "stop", "closed", ":material/timer_off:")
        else:
            _button(frame, snapshot, "go_on", "open", ":material/lock_open:")
        if posed.state != "revealed":
            _button(frame, snapshot, "reveal", "revealed", ":material/campaign:", is_main=True)


def _button(
    frame: Frame, snapshot: Snapshot, name: str, state: QuestionState, icon: str, *, is_main: bool = False
) -> None:
    def change(store: ClassroomStore) -> None:
        store.set_state(snapshot.code, frame.visitor, state)

    st.button(
        frame.text(f"{TEXT}.{name}"),
        key=f"class_{name}",
        icon=icon,
        type="primary" if is_main else "secondary",
        on_click=_change,
        args=(snapshot.code, change),
    )


def _change(code: str, change: Callable[[ClassroomStore], object]) -> None:
    """Changes the class, for a callback; what cannot be done is told on top of the page."""
    try:
        with caches.classrooms().changing(code) as store:
            change(store)
    except ExplainerError as error:
        news.leave_error("class", error)


def _links(frame: Frame, snapshot: Snapshot) -> None:
    text = frame.text
    with st.popover(
        text(f"{TEXT}.secret"), icon=":material/key:", key="class_secret_link", on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        st.markdown(text(f"{TEXT}.secret_lead"))
        code, secret = session.remembered(_SECRET, ("", ""))
        if code == snapshot.code:
            st.code(_address(frame, **{"class": code}, teacher=secret), language=None, wrap_lines=True)

        def renew(store: ClassroomStore) -> None:
            remember_secret(snapshot.code, store.renew_secret(snapshot.code, frame.visitor))

        st.button(text(f"{TEXT}.secret_renew"), key="class_renew", on_click=_change, args=(snapshot.code, renew))


def _ending(frame: Frame, snapshot: Snapshot) -> None:
    text, code = frame.text, snapshot.code
    with st.popover(text(f"{TEXT}.end"), icon=":material/logout:", key="class_ending", on_change="rerun") as opened:
        if not opened.open:
            return
        st.markdown(text(f"{TEXT}.end_lead"))
        with explained(text, frame.said):
            answers = caches.classrooms().store.answers(code, frame.visitor)
            for kind, written in (("csv", as_csv(answers)), ("json", as_json(answers))):
                label = text(f"{TEXT}.export", kind=kind.upper())
                name, key = f"class-{code}.{kind}", f"class_export_{kind}"
                st.download_button(label, written, name, f"text/{kind}", key=key, on_click="ignore", width="stretch")

        def close(store: ClassroomStore) -> None:
            store.close(code, frame.visitor)
            session.forget("classroom")

        st.button(
            text(f"{TEXT}.close"),
            key="class_close",
            icon=":material/delete:",
            type="primary",
            width="stretch",
            on_click=_change,
            args=(code, close),
        )


@alone
def _choose(frame: Frame) -> None:
    """The next question, among those whose usual mistakes give different answers."""
    text = frame.text
    snapshot = class_now.current(frame)
    if snapshot is None:
        return
    label = text(f"{TEXT}.choose")
    with st.expander(label, icon=":material/quiz:", expanded=snapshot.question is None, key="class_choose"):
        stage = _choose_stage(frame)
        offered = _offered(frame, stage)
        if not offered:
            st.info(text(f"{TEXT}.nothing_to_ask"))
            return
        number = _choose_number(frame, stage, offered)
        _preview(frame, stage, offered[number])
        with st.container(horizontal=True, gap="small"):
            st.button(text("question.other"), key="class_other", on_click=_other_numbers)
            if st.button(text(f"{TEXT}.ask"), key="class_ask", icon=":material/send:", type="primary"):
                _pose(frame, snapshot.code, stage, number)
                st.rerun()


def _choose_stage(frame: Frame) -> Stage:
    text, config = frame.text, frame.model.config
    stages = {stage.name: stage for stage in config.stages if makers_of(stage)}
    first = next((name for name, stage in stages.items() if stage.settings.has_kernel), next(iter(stages)))
    chosen = session.remembered("class_stage_chosen", frame.session.stage)
    chosen = chosen if chosen in stages else first

    def choose(name: str) -> None:
        session.remember("class_stage_chosen", name)
        session.remember(_TURN, 0)

    widget = bound(f"class_stage_{config.fingerprint}", chosen, choose, start=list(stages))
    label = text(f"{TEXT}.stage")
    st.selectbox(label, list(stages), format_func=lambda name: stage_label(text, config, stages[name]), **widget)
    return stages[chosen]


def _offered(frame: Frame, stage: Stage) -> dict[int, Asked]:
    """The stage's questions that tell mistakes apart, by their number."""
    count, turn = len(makers_of(stage)), int(session.remembered(_TURN, 0))
    numbers = range(turn * count, (turn + 1) * count)
    asked = {number: ask(frame.trace, frame.model.weights, stage, number) for number in numbers}
    return {number: one for number, one in asked.items() if one is not None and tells_mistakes_apart(one.question)}


def _choose_number(frame: Frame, stage: Stage, offered: dict[int, Asked]) -> int:
    text, numbers = frame.text, list(offered)

    def name(number: int) -> str:
        question = offered[number].question
        title = wording(text, stage, question)["title"]
        return text(f"{TEXT}.option", title=title, count=len(question.mistakes))

    key = f"class_number_{stage.name}_{session.remembered(_TURN, 0)}_{text.language}"
    return int(st.radio(text(f"{TEXT}.question"), numbers, key=key, format_func=name))


def _preview(frame: Frame, stage: Stage, asked: Asked) -> None:
    text, question = frame.text, asked.question
    st.markdown(wording(text, stage, question)["ask"])
    values = placeholders(text, stage, question)
    lines = [f"**{written_answer(text, question, question.answer)}** · {text(f'{TEXT}.group_right')}"]
    for mistake in question.mistakes:
        title = text(f"question.mistake.{mistake.name}", **values)
        lines.append(f"**{written_answer(text, question, mistake.value)}** · {title}")
    st.markdown("\n".join(f"- {line}" for line in lines))


def _other_numbers() -> None:
    session.remember(_TURN, int(session.remembered(_TURN, 0)) + 1)


def _pose(frame: Frame, code: str, stage: Stage, number: int) -> None:
    """Asks the class, about the weights and the image as they are now."""
    model, image = frame.model, frame.image
    reference = image.reference
    if reference.source == "drawing":
        reference = replace(reference, drawn=image.pixels)
    posed = PosedQuestion(0, str(replace(model.reference, epoch=model.epoch)), str(reference), stage.name, number)
    _change(code, lambda store: store.ask(code, frame.visitor, posed))
