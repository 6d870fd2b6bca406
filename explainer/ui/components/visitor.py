"""The cookie with the visitor's id."""

from __future__ import annotations

import streamlit as st

from explainer.ui import session
from explainer.ui.components.mount import mount

DAYS = 180


def remember_visitor(identifier: str) -> None:
    """Puts the visitor's id into a cookie if the browser has none, and takes over the one it has.

    Args:
        identifier: The visitor's id.
    """
    with st.container(key="visitor"):
        answer = mount(
            "visitor",
            {"name": session.cookie_name(), "identifier": identifier, "days": DAYS},
            {},
            key="visitor_cookie",
        )
    session.adopt_visitor(str(answer.get("identifier", "")))
