"""The visitor's class, in the sidebar of every page: joining, leaving, and following the teacher."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from explainer.classroom import ClassroomStore, Place, Snapshot
from explainer.errors import ExplainerError
from explainer.ui import caches, notices, session
from explainer.ui.addresses import where_from
from explainer.ui.frame import Frame
from explainer.ui.pages import PAGES, go_to, page_link, rerun_page
from explainer.ui.parts import page_fragment
from explainer.ui.query import Session, parse, render
from explainer.ui.widgets import bound

PULSE_SECONDS = 2.0
TEXT = "page.class"

_JOINED = "class_joined"
"""State key of the class that this tab has joined."""
_LED = "class_led"
"""State key of the last place to which this tab has led the class."""
_LED_TO = "class_led_to"
"""State key of the last place to which the teacher has led this tab."""
_FOLLOWS = "class_follows"
"""State key: whether this tab follows the teacher."""


def join_from_link(page: str, choices: Session) -> Session:
    """Lets the visitor join the class that their link names. If that fails, adds a notice and resets the class."""
    code, secret = choices.classroom, choices.teacher
    if code is None:
        return choices if secret is None else session.forget("teacher")
    try:
        _enter(code, secret)
    except ExplainerError as error:
        notices.add_error(page, error)
        return session.forget("classroom", "teacher")
    session.remember(_JOINED, code)
    # The secret must not stay visible in the address.
    return choices if secret is None else session.forget("teacher")


def _enter(code: str, secret: str | None) -> None:
    live, visitor = caches.classrooms(), session.visitor()
    known = live.snapshot(code)
    if known is None and session.remembered(_JOINED, None) == code:
        raise ExplainerError("class_ended", f"Expected a class that has not ended; received {code}.")
    if known is None or known.member(visitor) is None or (secret is not None and not known.teaches(visitor)):
        with live.changing(code) as store:
            store.join(code, visitor, where_from() or visitor, secret)


def current(frame: Frame) -> Snapshot | None:
    """The current state of the visitor's class; `None` if they are in none."""
    code = frame.session.classroom
    found = None if code is None else caches.classrooms().snapshot(code)
    return found if found is not None and found.member(frame.visitor) is not None else None


def panel(frame: Frame) -> None:
    """Draws the sidebar's part about the class: the form to join, or the class's state and the switch to follow."""
    if frame.session.classroom is None:
        _join_popover(frame)
        return
    if frame.bar is not None:
        page_link(frame, "class", frame.session.classroom, place=frame.bar)
    # The Class page shows the same itself.
    if frame.page != "class":
        with st.container(key="class-now", gap="xsmall"):
            st.fragment(_now, run_every=PULSE_SECONDS)(frame)


def pulse(frame: Frame) -> Snapshot:
    """Notes the visitor's presence, and leads the class or follows the teacher. Called by fragments with a timer.

    Reruns the page if the class has ended.
    """
    snapshot = current(frame)
    if snapshot is None:
        rerun_page()
    caches.classrooms().note(snapshot, frame.visitor, frame.page)
    if snapshot.teaches(frame.visitor):
        _lead_class(frame, snapshot)
    else:
        _follow_teacher(frame, snapshot)
    return snapshot


def lead_switch(frame: Frame, snapshot: Snapshot) -> None:
    """Draws the teacher's switch to lead the class, or, while the class is led, the student's switch to follow."""
    if snapshot.teaches(frame.visitor):

        def lead(is_wanted: bool) -> None:
            session.remember(_LED, None)
            _set_place(snapshot.code, frame.visitor, _place(frame.page) if is_wanted else None)

        label, more = (frame.text(f"{TEXT}.{name}") for name in ("lead_on", "lead_help"))
        st.toggle(label, help=more, **bound("class_lead", snapshot.place is not None, lead))
    elif snapshot.place is not None:

        def follow(is_wanted: bool) -> None:
            session.remember(_FOLLOWS, is_wanted)
            session.remember(_LED_TO, None)

        st.toggle(frame.text(f"{TEXT}.follow"), **bound("class_follow", _follows(), follow))


def join_form(frame: Frame, key: str) -> None:
    """Draws the field for a class's code.

    Args:
        key: Key of the form.
    """
    text = frame.text
    with st.form(key, border=False):
        field = f"{key}_code"
        st.text_input(text(f"{TEXT}.code"), key=field, max_chars=20, placeholder="123 456", autocomplete="off")

        def join() -> None:
            typed = unicodedata.normalize("NFKC", str(session.remembered(field, "")))
            code = "".join(character for character in typed if character.isalnum())
            if code.isdecimal() and code.isascii() and len(code) == 6:
                session.remember(_JOINED, None)
                session.change(classroom=code)
            else:
                error = ExplainerError("class_code", f"Expected six digits; received {len(code)} letters.")
                notices.add_error(frame.page, error)

        st.form_submit_button(text(f"{TEXT}.join"), type="primary", width="stretch", on_click=join)


def leave() -> None:
    """Leaves the class; for callbacks. A student's answers are deleted."""
    code = session.current().classroom
    if code is not None:
        live, visitor = caches.classrooms(), session.visitor()
        snapshot = live.snapshot(code)
        if snapshot is not None and snapshot.member(visitor) is not None and not snapshot.teaches(visitor):
            with live.changing(code) as store:
                store.leave(code, visitor)
    session.forget("classroom")


def change_class(code: str, change: Callable[[ClassroomStore], object], page: str = "class") -> None:
    """Changes a class; for callbacks. If that fails, adds a notice to a page."""
    try:
        with caches.classrooms().changing(code) as store:
            change(store)
    except ExplainerError as error:
        notices.add_error(page, error)


@page_fragment
def _join_popover(frame: Frame) -> None:
    label = frame.text(f"{TEXT}.join_title")
    with st.popover(label, icon=":material/school:", key="join_class", on_change="rerun") as popover:
        if popover.open:
            join_form(frame, "join_beside")


def _now(frame: Frame) -> None:
    """Draws a link to the class (the number of members present, or an open question) and the switch to follow."""
    snapshot = pulse(frame)
    text, question = frame.text, snapshot.question
    is_asked = question is not None and question.state == "open" and snapshot.answer_of(frame.visitor) is None
    label = "now_asked" if is_asked and not snapshot.teaches(frame.visitor) else "now"
    count = caches.classrooms().pages(snapshot).total()
    page_link(frame, "class", text(f"{TEXT}.{label}", code=spaced(snapshot.code), count=count), width="stretch")
    lead_switch(frame, snapshot)


def spaced(code: str) -> str:
    """A code in two groups of digits."""
    return f"{code[:3]}\u00a0{code[3:]}"


def _follows() -> bool:
    return bool(session.remembered(_FOLLOWS, True))


def _place(page: str) -> Place:
    """The visitor's place, without choices that are personal, such as the language."""
    link = render(session.as_drawn(), ("model", "image", *PAGES[page].choices))
    return Place(page, link)


def _set_place(code: str, visitor: str, place: Place | None) -> None:
    session.remember(_LED, place)
    live = caches.classrooms()
    try:
        with live.changing(code) as store:
            store.lead(code, visitor, place)
    except ExplainerError as error:
        notices.add_error("class", error)


def _lead_class(frame: Frame, snapshot: Snapshot) -> None:
    """Leads the class to this tab's place if it has changed in this tab: the teacher may have other tabs."""
    if snapshot.place is not None:
        place = _place(frame.page)
        if session.remembered(_LED, None) != place:
            _set_place(snapshot.code, frame.visitor, place)


def _follow_teacher(frame: Frame, snapshot: Snapshot) -> None:
    """Switches to the teacher's place, once per place, so that students may look around in between."""
    place = snapshot.place
    if place is None or place.page not in PAGES or not _follows() or session.remembered(_LED_TO, None) == place:
        return
    session.remember(_LED_TO, place)
    chosen, _ = parse(place.link, Session())
    names = ("model", "image", *PAGES[place.page].choices)
    there: dict[str, Any] = {name: getattr(chosen, name) for name in names}
    here = session.as_drawn()
    if place.page == frame.page and render(replace(here, **there), names) == render(here, names):
        return
    go_to(place.page, session.change(**there))
