"""Digits that were taken home come back into the visitor's set."""

from __future__ import annotations

import streamlit as st

from explainer.own_digits import MAX_MEGABYTES, OwnDigits, digits_of
from explainer.ui import caches, news
from explainer.ui.drawn.telling import told
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
            lambda _, content: _with(frame.visitor, content),
        )
    if brought is not None:
        count, digits = brought.value
        # What is kept may still find no room on the disk, which is no fault of the file's.
        with told(frame):
            caches.own_sets().put(frame.visitor, digits)
        news.leave(frame.page, "success", news.sentence(f"{TEXT}.own_brought", count=count, total=len(digits.labels)))
        empty_fields()
        st.rerun()


def _with(visitor: str, content: bytes) -> tuple[int, OwnDigits]:
    """How many digits are in a file, and a visitor's with them.

    Raises:
        ExplainerError: As `digits_of` and `OwnDigits.with_all` do.
    """
    found = digits_of(content)
    return len(found.labels), caches.own_sets().get(visitor).with_all(found)
