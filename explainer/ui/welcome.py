"""The top of the first page: what the dashboard is, in one sentence, and where to begin."""

from html import escape
from typing import Literal

import streamlit as st

from explainer.ui import tour
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link, queue_link
from explainer.ui.parts import explained
from explainer.ui.places import Place
from explainer.ui.terms import paragraph


def welcome(frame: Frame) -> None:
    """Draws the sentence and the links to a tour, the replay of a training run, the lessons, and two pages."""
    text = frame.text
    with st.container(key="welcome", horizontal=True, vertical_alignment="center", gap="small"):
        paragraph(frame, "page.overview.about")
        with st.container(key="ways-in", horizontal=True, gap="small", width="content"):
            with explained(text, frame.shown_errors):
                _introductions(frame)
            for page in ("draw", "article"):
                page_link(frame, page)


def _introductions(frame: Frame) -> None:
    """Draws the tour, the replay of a training and the lessons, unless a tour is active."""
    if frame.session.tour is None:
        first, *lessons = tour.starts(frame)
        _start(first, "tour_start", ":material/tour:", is_primary=True)
        # The component `replay`, further down the page, comes into view and plays.
        name = escape(frame.text("component.replay.play"))
        st.html(f'<a class="to-replay" href="#replay">{name}</a>', width="content")
        if lessons:
            with st.popover(frame.text("page.overview.way_lessons"), icon=":material/school:", type="tertiary"):
                for number, lesson in enumerate(lessons):
                    _start(lesson, f"lesson_start_{number}")


def _start(there: Place, key: str, icon: str | None = None, *, is_primary: bool = False) -> None:
    kind: Literal["primary", "secondary"] = "primary" if is_primary else "secondary"
    st.button(there.name, key=key, icon=icon, type=kind, on_click=queue_link, args=(there.page, there.parameters))
