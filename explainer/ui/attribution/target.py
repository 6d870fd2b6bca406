"""The class whose score the Attribution page explains, the sentences about it, and the links to the page."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from explainer.attribution.likeness import ALIKE, SOMEWHAT, Likeness
from explainer.attribution.random_weights import SEEDS
from explainer.attribution.view import AttributionView
from explainer.claims.learning import has_learned
from explainer.network import LOGITS, Stage
from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.numbers import decimal, probability
from explainer.ui.pages import page_link
from explainer.ui.query import render
from explainer.ui.references import LedgerPath
from explainer.ui.terms import Section, paragraph
from explainer.ui.widgets import digit_choice

TEXT = "page.attribution"
LIMITS = ("one_at_a_time", "never_seen", "no_sum", "coarse")


def heading(frame: Frame) -> None:
    """Draws the title, the class's score, the choice of the class, and links to related pages."""
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
    """Draws the limits of such maps; most of them and the sources are in an expander."""
    text, section = frame.text, Section(frame, "limits")
    st.header(text(f"{TEXT}.limits"), anchor=False)
    st.markdown(section.mark(text(f"{TEXT}.limit_where")), unsafe_allow_html=True)
    with st.expander(text(f"{TEXT}.more_limits")):
        said = "\n".join(f"- {section.mark(text(f'{TEXT}.limit_{name}'))}" for name in LIMITS)
        st.markdown(said, unsafe_allow_html=True)
        st.caption(text(f"{TEXT}.sources"))


def look_of(frame: Frame) -> AttributionView:
    """The page's part of the link, or its default."""
    return frame.session.look or AttributionView()


def look(frame: Frame, **changes: Any) -> None:
    """Changes the page's part of the link, for a callback.

    Args:
        **changes: Fields of `AttributionView`.
    """
    session.change(look=replace(session.current().look or look_of(frame), **changes))


def digit_of(frame: Frame) -> int:
    """The class whose score is explained: the chosen one, or the predicted one."""
    digit = look_of(frame).digit
    return frame.trace.prediction if digit is None else digit


def rival(frame: Frame, digit: int) -> int:
    """The class with the largest score, except the given one."""
    others = np.delete(np.arange(frame.trace.logits.size), digit)
    return int(others[frame.trace.logits[others].argmax()])


def likeness_words(frame: Frame, found: Likeness) -> str:
    """A sentence on the similarity between a map and those of random weights, with its meaning."""
    if found.verdict != "unknown" and not has_learned(frame.model.epoch, frame.model.test_accuracy):
        return frame.text(f"{TEXT}.verdict_unlearned")
    numbers = {"agreeing": found.agreeing, "draws": len(found.correlations)}
    return frame.text(f"{TEXT}.verdict_{found.verdict}", **numbers)


def explained(frame: Frame, way: str, found: Likeness, **values: object) -> None:
    """Draws an expander that explains how a map was computed and compared with random weights.

    Args:
        way: `"covering"` or `"gradients"`.
        **values: Placeholders of the sentence about the method.
    """
    text, section = frame.text, Section(frame, f"how-{way}")
    said = [text(f"{TEXT}.{way}_how", **values), text(f"{TEXT}.draws", draws=len(SEEDS))]
    if found.correlations:
        correlations = text(f"{TEXT}.comma").join(decimal(each, 2, signed=True) for each in found.correlations)
        limits_of = {"alike": ALIKE, "somewhat": SOMEWHAT}
        said.append(text(f"{TEXT}.correlations_{way}", correlations=correlations, **limits_of))
    with st.expander(text(f"{TEXT}.how")):
        st.markdown("\n\n".join(map(section.mark, said)), unsafe_allow_html=True)


def fresh_link(frame: Frame, digit: int | None = None) -> dict[str, str]:
    """The query parameters of a link for the model and image in use, without a chosen position of the square.

    Args:
        digit: The class; `None` for the predicted one.
    """
    return render(frame.session) | {"look": str(AttributionView(digit))}


def to_attribution(frame: Frame, stage: Stage) -> None:
    """Draws a link to the page on the stages of the last layer; if a ledger is open there, for its first class."""
    if stage.layer != frame.model.config.built[-1].name:
        return
    trail = frame.session.trail if stage.is_logits else None
    digit = trail.classes[0] if trail is not None and trail.classes is not None else None
    page_link(frame, "attribution", frame.text("page.attribution.enter"), fresh_link(frame, digit))
