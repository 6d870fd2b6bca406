"""The page's language, which screen readers and browsers are told."""

from __future__ import annotations

import streamlit as st

from explainer.ui.components.mounting import mount


def declare_language(language: str) -> None:
    """Says in which language the page is.

    Args:
        language: A key of `LANGUAGES`.
    """
    with st.container(key="page-language"):
        mount("language", {"language": language}, {}, key="page_language")
