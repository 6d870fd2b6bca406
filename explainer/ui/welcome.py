"""What the first page says before its picture: what this is, in a line, and the ways in."""

from __future__ import annotations

import streamlit as st

from explainer.ui import tour
from explainer.ui.frame import Frame
from explainer.ui.pages import leave_for
from explainer.ui.parts import explained
from explainer.ui.places import Place, place
from explainer.ui.terms import paragraph


def welcome(frame: Frame) -> None:
    """Says what this is and offers the ways in."""
    text = frame.text
    with st.container(key="welcome", horizontal=True, vertical_alignment="center", gap="small"):
        paragraph(frame, "page.overview.about")
        with st.container(key="ways-in", horizontal=True, gap="small", width="content"):
            _way(place(frame, "article"), text("page.overview.way_article"), ":material/article:")
            with explained(text, frame.said):
                _tours(frame)
            _way(place(frame, "draw"), text("page.overview.way_draw"), ":material/draw:")


def _tours(frame: Frame) -> None:
    if frame.session.tour is None:
        first, *lessons = tour.starts(frame)
        _start(first, "tour_start", ":material/tour:")
        if lessons:
            with st.popover(frame.text("page.overview.way_lessons"), icon=":material/school:"):
                for number, lesson in enumerate(lessons):
                    _start(lesson, f"lesson_start_{number}")


def _start(there: Place, key: str, icon: str | None = None) -> None:
    st.button(there.name, key=key, icon=icon, on_click=leave_for, args=(there.page, there.parameters))


def _way(there: Place, label: str, icon: str) -> None:
    st.page_link(there.script, label=label, icon=icon, query_params=dict(there.parameters))
