"""What every page needs in the browser: its language, links, what a tour points out, keys, saving."""

from __future__ import annotations

from typing import TypedDict

import streamlit as st

from explainer.ui import places
from explainer.ui.components.mounting import mount


class Meta(TypedDict):
    """What the component is told; `cookie` is kept by the browser for the next visit."""

    identity: str
    language: str
    cookie: str
    point: str | None
    has_panel: bool
    presents: bool


def declare_page(language: str, point: str | None, *, has_panel: bool, presents: bool, cookie: str) -> None:
    """Says what the page is to do in the browser.

    Links of the class `within` are followed without loading the page anew, and buttons with `data-keep` save pictures.

    Args:
        language: A key of `LANGUAGES`.
        point: A CSS selector of what is to be pointed out; `None` for nothing.
        has_panel: Whether the tour's panel stays at the lower edge.
        presents: Whether keys step on and back.
        cookie: Name and value of what the browser keeps.
    """
    meta = Meta(
        identity=f"{language} {point} {has_panel} {presents}",
        language=language,
        cookie=cookie,
        point=point,
        has_panel=has_panel,
        presents=presents,
    )
    with st.container(key="page-itself"):
        mount("page", meta, {}, key="page_itself", on_choice=places.remember_where_to)
