"""The teacher's view of a class: its members, the question, the answers, and what the students are shown."""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from explainer.classroom import ClassroomStore, QuestionState, Snapshot
from explainer.classroom.export import as_csv, as_json
from explainer.ui import caches, class_now, session
from explainer.ui.class_now import TEXT
from explainer.ui.classroom.asked import ClassQuestion, asked_in_class
from explainer.ui.classroom.choosing import choose
from explainer.ui.classroom.collecting import collect
from explainer.ui.classroom.spread import answers_in_groups, calculation, people
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link, rerun_page
from explainer.ui.parts import explained
from explainer.ui.presenting import is_loopback, qr_code
from explainer.ui.stage_words import stage_label
from explainer.ui.widgets import bound, segments

LOOK_SECONDS = 1.0

_SECRET = "class_secret"
"""Session key: the code of a class and its secret."""
_SHOWS = "class_shows_"
"""Prefix of the session keys that say whether a part is shown on the projector."""


VIEWS = ("questions", "digits")
_VIEW = "class_view"
"""Session key: the chosen one of `VIEWS`."""


def remember_secret(code: str, secret: str) -> None:
    """Keeps the secret of a class for this tab: it cannot be read again from anywhere else."""
    session.remember(_SECRET, (code, secret))


def teach(frame: Frame, snapshot: Snapshot) -> None:
    """Draws the page for a teacher."""
    posed, view = snapshot.question, session.remembered(_VIEW, VIEWS[0])
    _head(frame, snapshot, view)
    st.fragment(_people, run_every=LOOK_SECONDS)(frame, snapshot, view)
    _actions(frame, snapshot, view)
    if view == "digits":
        with explained(frame.text, frame.shown_errors):
            collect(frame, snapshot)
        return
    asked = None
    if posed is not None:
        with explained(frame.text, frame.shown_errors):
            asked = asked_in_class(frame, posed)
    if asked is not None:
        question, answers = st.columns([5, 8], gap="medium")
        with question, st.container(key="class-question", border=True):
            _question(frame, asked)
        with answers:
            st.fragment(_answers, run_every=LOOK_SECONDS)(frame, asked)
    if asked is not None and asked.is_pictured:
        asked.picture()
    choose(frame)


def _head(frame: Frame, snapshot: Snapshot, view: str) -> None:
    text = frame.text
    with st.container(key="class-head", horizontal=True, vertical_alignment="top"):
        with st.container(width="stretch", gap="xsmall"):
            st.title(text(f"{TEXT}.title_{'digits' if view == 'digits' else 'teacher'}"), anchor=False)
            st.markdown(text(f"{TEXT}.lead_teacher"))
            segments(
                text(f"{TEXT}.view"),
                VIEWS,
                view,
                lambda name: session.remember(_VIEW, name),
                key=_VIEW,
                words=lambda name: text(f"{TEXT}.view_{name}"),
                label_visibility="collapsed",
            )
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


def _people(frame: Frame, drawn: Snapshot, view: str) -> None:
    """Draws the number of members per page; reruns the page if the question or the drawings in view have changed."""
    snapshot = class_now.pulse(frame)
    if snapshot.question != drawn.question or (view == "digits" and snapshot.wall != drawn.wall):
        rerun_page()
    people(frame.text, caches.classrooms().pages(snapshot))


def _shows(frame: Frame, part: str, *, at_first: bool) -> bool:
    """Draws the switch that hides a part on a projector; returns whether the part is shown."""
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
    """Draws the answers received so far; reruns the page if the question has changed."""
    text, snapshot = frame.text, class_now.current(frame)
    if snapshot is None or snapshot.question != asked.posed:
        rerun_page()
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


def _actions(frame: Frame, snapshot: Snapshot, view: str) -> None:
    posed = snapshot.question
    with st.container(key="class-actions", horizontal=True, vertical_alignment="center", gap="small"):
        class_now.lead_switch(frame, snapshot)
        _links(frame, snapshot)
        _ending(frame, snapshot)
        if posed is None or view == "digits":
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
        on_click=class_now.change_class,
        args=(snapshot.code, change),
    )


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

        st.button(
            text(f"{TEXT}.secret_renew"),
            key="class_renew",
            on_click=class_now.change_class,
            args=(snapshot.code, renew),
        )


def _ending(frame: Frame, snapshot: Snapshot) -> None:
    text, code = frame.text, snapshot.code
    with st.popover(text(f"{TEXT}.end"), icon=":material/logout:", key="class_ending", on_change="rerun") as opened:
        if not opened.open:
            return
        st.markdown(text(f"{TEXT}.end_lead"))
        with explained(text, frame.shown_errors):
            answers = caches.classrooms().store.answers(code, frame.visitor)
            for kind, written in (("csv", as_csv(answers)), ("json", as_json(answers))):
                label = text(f"{TEXT}.export", kind=kind.upper())
                name, key = f"class-{code}.{kind}", f"class_export_{kind}"
                st.download_button(label, written, name, f"text/{kind}", key=key, on_click="ignore", width="stretch")

        def close(store: ClassroomStore) -> None:
            store.close(code, frame.visitor)
            caches.own_sets().lend(frame.visitor, None)
            session.forget("classroom")

        st.button(
            text(f"{TEXT}.close"),
            key="class_close",
            icon=":material/delete:",
            type="primary",
            width="stretch",
            on_click=class_now.change_class,
            args=(code, close),
        )
