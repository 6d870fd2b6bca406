"""What has just been done, told once the page has been drawn anew."""

from __future__ import annotations

import streamlit as st

from explainer.ui import session

_NEWS = "runs_news"


def leave_news(*sentences: str) -> None:
    """Keeps sentences for the next time the page is drawn.

    Args:
        *sentences: In the visitor's language.
    """
    session.remember(_NEWS, sentences)


def tell_news() -> None:
    """Says what was left, once."""
    sentences: tuple[str, ...] = session.remembered(_NEWS, ())
    if sentences:
        st.success("  \n".join(sentences), icon=":material/check_circle:")
        session.remember(_NEWS, ())
