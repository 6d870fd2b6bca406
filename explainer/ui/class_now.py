"""The class that a visitor takes part in, on every page: joining it, and going where the teacher is."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from explainer.classroom import ClassroomStore, Place, Snapshot
from explainer.errors import ExplainerError
from explainer.ui import caches, news, session
from explainer.ui.addresses import where_from
from explainer.ui.frame import Frame
from explainer.ui.pages import PAGES, go_to, page_link, rerun_page
from explainer.ui.parts import alone
from explainer.ui.query import Session, parse, render
from explainer.ui.widgets import bound

PULSE_SECONDS = 2.0
TEXT = "page.class"

_JOINED = "class_joined"
"""Where it is kept which class this tab has been in."""
_LED = "class_led"
"""Where it is kept to which place this tab has led the class last."""
_LED_TO = "class_led_to"
"""Where it is kept to which place the teacher has led this tab last."""
_FOLLOWS = "class_follows"
"""Where it is kept whether this tab goes where the teacher is."""


def entered(page: str, choices: Session) -> Session:
    """Lets the visitor into the class that their link names, once, with a word if that cannot be."""
    code, secret = choices.classroom, choices.teacher
    if code is None:
        return choices if secret is None else session.forget("teacher")
    try:
        _enter(code, secret)
    except ExplainerError as error:
        news.leave_error(page, error)
        return session.forget("classroom", "teacher")
    session.remember(_JOINED, code)
    # Nobody is to read the secret in the address.
    return choices if secret is None else session.forget("teacher")


def _enter(code: str, secret: str | None) -> None:
    live, visitor = caches.classrooms(), session.visitor()
    known = live.snapshot(code)
    if known is None and session.remembered(_JOINED, None) == code:
        raise ExplainerError("class_ended", f"Expected a class that goes on; received {code}.")
    if known is None or known.member(visitor) is None or (secret is not None and not known.teaches(visitor)):
        with live.changing(code) as store:
            store.join(code, visitor, where_from() or visitor, secret)


def current(frame: Frame) -> Snapshot | None:
    """The visitor's class as it is now; `None` if they are in none."""
    code = frame.session.classroom
    found = None if code is None else caches.classrooms().snapshot(code)
    return found if found is not None and found.member(frame.visitor) is not None else None


def panel(frame: Frame) -> None:
    """Draws what the sidebar has of the class: the way in, or who is there and where the teacher is."""
    if frame.session.classroom is None:
        _way_in(frame)
        return
    if frame.bar is not None:
        page_link(frame, "class", frame.session.classroom, place=frame.bar)
    # The page of the class does the same itself.
    if frame.page != "class":
        with st.container(key="class-now", gap="xsmall"):
            st.fragment(_now, run_every=PULSE_SECONDS)(frame)


def pulse(frame: Frame) -> Snapshot:
    """Says that the visitor is there, goes along with the teacher, or leads the class, for a part with a timer.

    The page is drawn anew when the class has ended.
    """
    snapshot = current(frame)
    if snapshot is None:
        rerun_page()
    caches.classrooms().note(snapshot, frame.visitor, frame.page)
    if snapshot.teaches(frame.visitor):
        _lead_on(frame, snapshot)
    else:
        _go_along(frame, snapshot)
    return snapshot


def following(frame: Frame, snapshot: Snapshot) -> None:
    """Draws the teacher's switch that leads the class, or the student's that leaves it alone, while they are led."""
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
        key: Tells this field from others.
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
                news.leave_error(frame.page, error)

        st.form_submit_button(text(f"{TEXT}.join"), type="primary", width="stretch", on_click=join)


def leave() -> None:
    """Leaves the class, for a callback; a student's answers go with them."""
    code = session.current().classroom
    if code is not None:
        live, visitor = caches.classrooms(), session.visitor()
        snapshot = live.snapshot(code)
        if snapshot is not None and snapshot.member(visitor) is not None and not snapshot.teaches(visitor):
            with live.changing(code) as store:
                store.leave(code, visitor)
    session.forget("classroom")


def change_class(code: str, change: Callable[[ClassroomStore], object], page: str = "class") -> None:
    """Changes a class, for a callback; what cannot be done is told on top of a page."""
    try:
        with caches.classrooms().changing(code) as store:
            change(store)
    except ExplainerError as error:
        news.leave_error(page, error)


@alone
def _way_in(frame: Frame) -> None:
    label = frame.text(f"{TEXT}.join_title")
    with st.popover(label, icon=":material/school:", key="join_class", on_change="rerun") as popover:
        if popover.open:
            join_form(frame, "join_beside")


def _now(frame: Frame) -> None:
    """Who is there and what is asked, with the way to it."""
    snapshot = pulse(frame)
    text, question = frame.text, snapshot.question
    is_asked = question is not None and question.state == "open" and snapshot.answer_of(frame.visitor) is None
    label = "now_asked" if is_asked and not snapshot.teaches(frame.visitor) else "now"
    count = caches.classrooms().pages(snapshot).total()
    page_link(frame, "class", text(f"{TEXT}.{label}", code=spaced(snapshot.code), count=count), width="stretch")
    following(frame, snapshot)


def spaced(code: str) -> str:
    """A code as it is read aloud."""
    return f"{code[:3]}\u00a0{code[3:]}"


def _follows() -> bool:
    return bool(session.remembered(_FOLLOWS, True))


def _place(page: str) -> Place:
    """Where the visitor is, for others: without what is the visitor's own."""
    link = render(session.as_drawn(), ("model", "image", *PAGES[page].choices))
    return Place(page, link)


def _set_place(code: str, visitor: str, place: Place | None) -> None:
    session.remember(_LED, place)
    live = caches.classrooms()
    try:
        with live.changing(code) as store:
            store.lead(code, visitor, place)
    except ExplainerError as error:
        news.leave_error("class", error)


def _lead_on(frame: Frame, snapshot: Snapshot) -> None:
    """Leads the class on, if the teacher has gone on in this tab; another one of theirs may be elsewhere."""
    if snapshot.place is not None:
        place = _place(frame.page)
        if session.remembered(_LED, None) != place:
            _set_place(snapshot.code, frame.visitor, place)


def _go_along(frame: Frame, snapshot: Snapshot) -> None:
    """Goes where the teacher is, once for each place: whoever looks around meanwhile may."""
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
