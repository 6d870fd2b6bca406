"""How sure it is against how right, and what it would gain and lose by saying "I don't know"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from explainer.claims import variant_for
from explainer.claims.evaluating import EVALUATE
from explainer.evaluation.abstaining import THRESHOLDS, outcomes
from explainer.evaluation.calibration import Bin, calibration
from explainer.evaluation.scores import Evaluation
from explainer.figures.look import PLOT
from explainer.figures.reliability import reliability
from explainer.ui import session
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.evaluate.subject import TEXT, evaluated, look, view_of
from explainer.ui.frame import Frame
from explainer.ui.numbers import percent
from explainer.ui.parts import alone
from explainer.ui.pictures import abstain
from explainer.ui.terms import paragraph


def sureness(frame: Frame, evaluation: Evaluation) -> None:
    """The reliability diagram, and the expected calibration error.

    Args:
        frame: The page's frame.
        evaluation: What the model in use says.
    """
    text, found = frame.text, calibration(evaluation)
    st.header(text(f"{TEXT}.sureness"), anchor=False)
    picture, words = st.columns([1.2, 1], gap="large", vertical_alignment="center")

    def hover(each: Bin) -> str:
        values = {"low": percent(each.low, 0), "high": percent(each.high, 0), "images": each.images}
        means = {"confidence": percent(each.confidence), "accuracy": percent(each.accuracy)}
        return text(f"{TEXT}.hover_bin", **values, **means)

    with picture:
        names = {"confidence": text(f"{TEXT}.confidence"), "accuracy": text(f"{TEXT}.accuracy")}
        figure = reliability(found.bins, [hover(each) for each in found.bins], theme=session.theme(), **names)
        st.plotly_chart(figure, key="evaluate_reliability", config=PLOT)
    with words:
        paragraph(frame, f"{TEXT}.sureness_lead")
        paragraph(frame, f"{TEXT}.error", error=f"{100 * found.error:.2f}")
        st.markdown(text(variant_for(EVALUATE, f"{TEXT}.calibrated", found)))
        with st.expander(text(f"{TEXT}.formula_title"), icon=":material/function:"):
            st.markdown(text(f"{TEXT}.formula"))


@alone
def threshold(frame: Frame) -> None:
    """The slider, and the four ways that an image can go."""
    evaluation = evaluated(frame, frame.model)
    if evaluation is None:
        return
    view = view_of(frame)
    st.header(frame.text(f"{TEXT}.abstain"), anchor=False)

    def choose(answer: Mapping[str, object]) -> None:
        place = index_in(answer, "place", len(THRESHOLDS))
        if place is not None:
            look(replace(view_of(frame), threshold=THRESHOLDS[place]))

    scene = abstain.scene(outcomes(evaluation), view.threshold, frame.text)
    mount("abstain", *scene, key="evaluate_threshold", on_choice=choose)
