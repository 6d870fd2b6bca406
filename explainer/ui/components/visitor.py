"""The cookie with the visitor's id."""

from __future__ import annotations

from typing import TypedDict

import streamlit as st

from explainer.ui import session
from explainer.ui.components.mounting import mount

DAYS = 180


class Meta(TypedDict):
    """What the browser is told: the cookie's name and how long it is kept, and the page's language."""

    identity: str
    name: str
    identifier: str
    days: int
    language: str


def remember_visitor(identifier: str, language: str) -> None:
    """Puts the visitor's id into a cookie if the browser has none, and takes over the one it has.

    Args:
        identifier: The visitor's id.
        language: The page's language, which screen readers and browsers are told.
    """
    with st.container(key="visitor"):
        meta: Meta = {
            "identity": f"{identifier} {language}",
            "name": session.cookie_name(),
            "identifier": identifier,
            "days": DAYS,
            "language": language,
        }
        answer = mount("visitor", meta, {}, key="visitor_cookie")
    session.adopt_visitor(str(answer.get("identifier", "")))
