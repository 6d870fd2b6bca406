"""What the first page says before its picture: what this is, in a line, and the ways in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import streamlit as st

from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.sidebar import PAGES
from explainer.ui.terms import paragraph

WAYS: Mapping[str, str] = MappingProxyType({"article": ":material/article:", "draw": ":material/draw:"})
"""The pages to begin with, in order, and their icons."""


def welcome(frame: Frame) -> None:
    """Says what this is and offers the ways in."""
    parameters = session.link_parameters(frame.session)
    with st.container(key="welcome", horizontal=True, vertical_alignment="center", gap="small"):
        paragraph(frame, "page.overview.about")
        with st.container(key="ways-in", horizontal=True, gap="small", width="content"):
            for page in (page for page in WAYS if page in PAGES):
                label = frame.text(f"page.overview.way_{page}")
                st.page_link(PAGES[page][0], label=label, icon=WAYS[page], query_params=parameters)
