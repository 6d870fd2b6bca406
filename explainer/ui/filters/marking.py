"""The filters of the layer that do nothing, or what another does."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from explainer.filters.redundancy import DUPLICATE_LIKENESS, SILENT_SHARE, Redundancy, redundancy
from explainer.filters.responses import COMPARED_IMAGES, Responses
from explainer.ui.filters.subject import TEXT
from explainer.ui.frame import Frame
from explainer.ui.numbers import percent
from explainer.ui.pictures.filterbench import Subject
from explainer.ui.places import place, within
from explainer.ui.terms import Section


def marked(frame: Frame, subject: Subject, responses: Responses) -> None:
    """Names them, with the rules, each as a link.

    Args:
        frame: The page's frame.
        responses: What the filters of its layer return.
    """
    text, found = frame.text, redundancy(responses)
    st.header(text(f"{TEXT}.marks"), anchor=False)
    st.markdown("  \n".join(sentences(frame, subject, found)), unsafe_allow_html=True)
    limits = {"share": percent(SILENT_SHARE, 0), "likeness": DUPLICATE_LIKENESS, "images": COMPARED_IMAGES}
    st.caption(Section(frame, "marks").mark(text(f"{TEXT}.marks_rule", **limits)), unsafe_allow_html=True)


def sentences(frame: Frame, subject: Subject, found: Redundancy) -> list[str]:
    """What is said of the layer's filters, as HTML in Markdown.

    Args:
        frame: The page's frame.
    """
    text = frame.text

    def link(index: int) -> str:
        if index == subject.index:
            return f"<strong>{index}</strong>"
        there = place(frame, "filters", {"stage": subject.stage.name, "filter": str(index)})
        return within(there.address, str(index))

    def names(indices: Iterable[int], joint: str) -> str:
        return joint.join(map(link, indices))

    comma = text(f"{TEXT}.comma")
    silent = text(f"{TEXT}.silent", filters=names(found.silent, comma)) if found.silent else text(f"{TEXT}.silent_none")
    if not found.pairs:
        return [silent, text(f"{TEXT}.duplicates_none")]
    pairs = comma.join(names(pair, text(f"{TEXT}.alike")) for pair in found.pairs)
    return [silent, text(f"{TEXT}.duplicates", filters=pairs)]
