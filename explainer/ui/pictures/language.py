"""The page's language, which screen readers and browsers are told, and what is remembered for the next visit."""

from __future__ import annotations

from typing import TypedDict

import streamlit as st

from explainer.ui.components.mounting import mount


class Meta(TypedDict):
    """What the component is told: the page's language, and the cookie that the browser keeps."""

    identity: str
    language: str
    cookie: str


def declare_language(language: str, cookie: str) -> None:
    """Says in which language the page is, and lets the browser keep a cookie.

    Args:
        language: A key of `LANGUAGES`.
        cookie: Name and value.
    """
    with st.container(key="page-language"):
        mount(
            "language", Meta(identity=f"{language} {cookie}", language=language, cookie=cookie), {}, key="page_language"
        )
