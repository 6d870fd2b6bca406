"""What a page needs in the browser and has nothing to show for: its language, and links within the dashboard."""

from __future__ import annotations

from typing import TypedDict

import streamlit as st

from explainer.ui import places
from explainer.ui.components.mounting import mount


class Meta(TypedDict):
    """What the component is told."""

    identity: str
    language: str


def declare_page(language: str) -> None:
    """Says in which language the page is, and has links of the class `within` followed without loading the page anew.

    Args:
        language: A key of `LANGUAGES`.
    """
    meta = Meta(identity=language, language=language)
    with st.container(key="page-itself"):
        mount("page", meta, {}, key="page_itself", on_choice=places.remember_where_to)
