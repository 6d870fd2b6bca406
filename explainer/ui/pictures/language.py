"""The page's language, which screen readers and browsers are told."""

from __future__ import annotations

from typing import TypedDict

import streamlit as st

from explainer.ui.components.mounting import mount


class Meta(TypedDict):
    """What the component is told."""

    identity: str
    language: str


def declare_language(language: str) -> None:
    """Says in which language the page is.

    Args:
        language: A key of `LANGUAGES`.
    """
    with st.container(key="page-language"):
        mount("language", Meta(identity=language, language=language), {}, key="page_language")
