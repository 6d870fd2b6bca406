"""Digits that were taken home come back into the visitor's set."""

from __future__ import annotations

import streamlit as st

from explainer.own_digits import MAX_MEGABYTES, digits_of
from explainer.ui import caches, news
from explainer.ui.frame import Frame
from explainer.ui.uploads import empty_fields, upload_field

TEXT = "page.draw"


def bring(frame: Frame) -> None:
    """A field for a file of digits, which come to those that are kept."""
    text = frame.text
    with st.expander(text(f"{TEXT}.own_bring"), icon=":material/upload_file:"):
        brought = upload_field(
            text,
            "own_digits",
            text(f"{TEXT}.own_bring_label", limit=MAX_MEGABYTES),
            MAX_MEGABYTES,
            lambda _, content: _add(frame.visitor, content),
        )
    if brought is not None:
        count, total = brought.value
        news.leave(frame.page, "success", news.sentence(f"{TEXT}.own_brought", count=count, total=total))
        empty_fields()
        st.rerun()


def _add(visitor: str, content: bytes) -> tuple[int, int]:
    """Adds what is in a file to a visitor's digits: how many were in it, and how many there are now.

    Raises:
        ExplainerError: As `digits_of`, `OwnDigits.with_all` and `OwnSets.put` do.
    """
    found, sets = digits_of(content), caches.own_sets()
    digits = sets.get(visitor).with_all(found)
    sets.put(visitor, digits)
    return len(found.labels), len(digits.labels)
