"""The class whose score is explained, and the links to its explanation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from explainer.attribution.likeness import ALIKE, SOMEWHAT, verdict
from explainer.attribution.view import AttributionView
from explainer.network import LOGITS, Stage
from explainer.text import Text, joined
from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.numbers import decimal, probability
from explainer.ui.pages import page_link
from explainer.ui.query import render
from explainer.ui.references import LedgerPath
from explainer.ui.terms import Section, paragraph
from explainer.ui.widgets import digit_choice

TEXT = "page.attribution"
LIMITS = ("one_at_a_time", "never_seen", "no_sum", "coarse", "where")


def heading(frame: Frame) -> None:
    """Says which class it is about, and lets another be chosen."""
    text, trace, digit = frame.text, frame.trace, digit_of(frame)
    st.title(text(f"{TEXT}.title", digit=digit), anchor=False)
    words = {
        "digit": digit,
        "predicted": trace.prediction,
        "logit": decimal(float(trace.logits[digit]), 3),
        "share": probability(float(trace.probabilities[digit])),
    }
    paragraph(frame, f"{TEXT}.lead_{'predicted' if digit == trace.prediction else 'other'}", **words)
    if frame.model.epoch == 0:
        st.info(text(f"{TEXT}.untrained"), icon=":material/info:")
    digit_choice(text, TEXT, "attribution_digit", look_of(frame).digit, lambda chosen: look(frame, digit=chosen))
    with st.container(key="attribution-places", horizontal=True):
        other = rival(frame, digit)
        page_link(frame, "walkthrough", text(f"{TEXT}.follow"))
        ledger = {"stage": LOGITS, "trail": str(LedgerPath((digit, other)))}
        page_link(frame, "walkthrough", text(f"{TEXT}.ledger", digit=digit, other=other), ledger)
        page_link(frame, "evaluate", text(f"{TEXT}.mistakes"))


def limits(frame: Frame) -> None:
    """What such maps do not say, and where they come from."""
    text, section = frame.text, Section(frame, "limits")
    st.header(text(f"{TEXT}.limits"), anchor=False)
    said = "\n".join(f"- {section.mark(text(f'{TEXT}.limit_{name}'))}" for name in LIMITS)
    st.markdown(said, unsafe_allow_html=True)
    st.caption(text(f"{TEXT}.sources"))


def look_of(frame: Frame) -> AttributionView:
    """What the link says of it."""
    return frame.session.look or AttributionView()


def look(frame: Frame, **changes: Any) -> None:
    """Looks at something else, for a callback.

    Args:
        frame: The page's frame.
        **changes: Fields of `AttributionView`.
    """
    session.change(look=replace(session.current().look or look_of(frame), **changes))


def digit_of(frame: Frame) -> int:
    """The class whose score it is about."""
    digit = look_of(frame).digit
    return frame.trace.prediction if digit is None else digit


def rival(frame: Frame, digit: int) -> int:
    """The class with the largest score beside a class."""
    others = np.delete(np.arange(frame.trace.logits.size), digit)
    return int(others[frame.trace.logits[others].argmax()])


def likeness_words(text: Text, correlation: float | None, kind: str) -> str:
    """How alike a map is to what random weights give, and what follows from that.

    Args:
        correlation: The rank correlation; `None` if there is none.
        kind: `"covered"` or `"gradients"`: what was compared.
    """
    words = text(f"{TEXT}.verdict_{verdict(correlation)}")
    if correlation is None:
        return words
    limits_of = {"alike": ALIKE, "somewhat": SOMEWHAT}
    measured = text(f"{TEXT}.correlation_{kind}", correlation=decimal(correlation, 2, signed=True), **limits_of)
    return joined((measured, words))


def fresh_link(frame: Frame, digit: int | None = None) -> dict[str, str]:
    """A link's parameters for the model and the image in use, with nothing covered by hand yet.

    Args:
        frame: The page's frame.
        digit: The class; `None` for the predicted one.
    """
    return render(frame.session) | {"look": str(AttributionView(digit))}


def to_attribution(frame: Frame, stage: Stage) -> None:
    """Links there from the scores and the probabilities: for the first class of the ledger, if that is open.

    Args:
        frame: The page's frame.
    """
    if stage.layer != frame.model.config.built[-1].name:
        return
    trail = frame.session.trail if stage.is_logits else None
    digit = trail.classes[0] if trail is not None and trail.classes is not None else None
    page_link(frame, "attribution", frame.text("page.attribution.enter"), fresh_link(frame, digit))
