"""Calibration, abstention by a confidence threshold, and robustness to distorted digits."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from explainer import mnist
from explainer.claims import variant_for
from explainer.claims.evaluating import EVALUATE
from explainer.evaluation.abstaining import THRESHOLDS, outcomes
from explainer.evaluation.calibration import Bin, calibration
from explainer.evaluation.distorting import DISTORTIONS, distorted, sample
from explainer.evaluation.scores import Evaluation
from explainer.figures.look import PLOT
from explainer.figures.reliability import reliability
from explainer.figures.robustness import Tried
from explainer.figures.robustness import robustness as drawn
from explainer.mnist import Images
from explainer.ui import many_images, session
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.evaluate.evaluation import TEXT, evaluated, look, view_of
from explainer.ui.frame import Frame
from explainer.ui.numbers import MINUS, percent
from explainer.ui.parts import page_fragment
from explainer.ui.pictures import abstain
from explainer.ui.piecewise import compute_pieces
from explainer.ui.terms import paragraph

LEVELS = [(name, level) for name, each in DISTORTIONS.items() for level in each.levels]


def sureness(frame: Frame, evaluation: Evaluation) -> None:
    """Draws the reliability diagram, and the expected calibration error."""
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
        st.markdown(text(variant_for(EVALUATE, f"{TEXT}.calibrated", found)))
        with st.expander(text(f"{TEXT}.formula_title"), icon=":material/function:"):
            paragraph(frame, f"{TEXT}.sureness_lead")
            paragraph(frame, f"{TEXT}.error", error=f"{100 * found.error:.2f}")
            st.markdown(text(f"{TEXT}.formula"))


@page_fragment
def threshold(frame: Frame) -> None:
    """Draws the confidence threshold, and the numbers of images answered or abstained from, right or wrong."""
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


@page_fragment
def robustness(frame: Frame) -> None:
    """Draws an expander with the accuracy on distorted digits; measured while it is open, in part only on request."""
    with st.expander(
        frame.text(f"{TEXT}.robustness"), icon=":material/blur_on:", key="evaluate_robustness", on_change="rerun"
    ) as unfolded:
        if unfolded.open:
            _measured(frame)


def _measured(frame: Frame) -> None:
    text, model = frame.text, frame.model
    count = len(sample(*_test())[1])
    paragraph(frame, f"{TEXT}.robustness_lead", count=count)
    if not _is_asked_for(frame, count):
        return
    pieces = [partial(many_images.right_when_distorted, model.stored, name, level) for name, level in LEVELS]

    def words(done: int) -> str:
        return text(f"{TEXT}.measuring", done=done, total=len(LEVELS))

    right = compute_pieces(frame, pieces, words)
    if right is not None:
        _curves(frame, right, count)


def _test() -> tuple[Images, mnist.Labels]:
    dataset = mnist.load()
    return dataset.x_test, dataset.y_test


def _is_asked_for(frame: Frame, count: int) -> bool:
    """Whether to measure, which takes seconds of CPU time: always for the bundled model, else on request (a button)."""
    text, model = frame.text, frame.model
    name = f"evaluate_measure_{model.reference}"
    if model.is_bundled or session.remembered(name, False):
        return True
    st.button(
        text(f"{TEXT}.measure"),
        key="evaluate_measure",
        icon=":material/show_chart:",
        on_click=session.remember,
        args=(name, True),
        help=text(f"{TEXT}.measure_help", count=count, levels=len(LEVELS)),
    )
    return False


def _curves(frame: Frame, right: tuple[int, ...], count: int) -> None:
    model = frame.model
    image = mnist.unscale(frame.image.pixels)
    answers = many_images.distorted_answers(model.learned, image)
    columns = [column for _ in range(2) for column in st.columns(2, gap="large")]
    for column, name in zip(columns, DISTORTIONS, strict=True):
        with column:
            st.subheader(frame.text(f"{TEXT}.{name}"), anchor=False)
            places = [place for place, (other, _) in enumerate(LEVELS) if other == name]
            tried = [_tried(frame, LEVELS[place], right[place], count, image, answers[place]) for place in places]
            st.plotly_chart(drawn(tried, theme=session.theme()), key=f"evaluate_{name}", config=PLOT)


def _tried(frame: Frame, piece: tuple[str, float], right: int, count: int, image: Images, answer: np.uint8) -> Tried:
    name, level = piece
    label = frame.image.label
    mark = "" if label is None else " ✓" if answer == label else " ✗"
    accuracy = right / count
    written = f"{level:g}".replace("-", MINUS)
    hover = {"level": written, "accuracy": percent(accuracy), "right": right, "count": count}
    return Tried(
        name=written,
        accuracy=accuracy,
        image=distorted(image[np.newaxis], name, level)[0],
        answer=f"{answer}{mark}",
        hover=frame.text(f"{TEXT}.hover_level", **hover),
    )
