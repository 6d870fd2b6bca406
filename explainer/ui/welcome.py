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
                _tour(frame)
            _way(place(frame, "draw"), text("page.overview.way_draw"), ":material/draw:")


def _tour(frame: Frame) -> None:
    if frame.session.tour is None:
        first = tour.start(frame)
        st.button(
            first.name,
            key="tour_start",
            icon=":material/tour:",
            on_click=leave_for,
            args=(first.page, first.parameters),
        )


def _way(there: Place, label: str, icon: str) -> None:
    st.page_link(there.script, label=label, icon=icon, query_params=dict(there.parameters))
