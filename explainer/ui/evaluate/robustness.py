"""How accuracy falls as digits get harder."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from explainer import mnist
from explainer.evaluation.distorting import DISTORTIONS, distorted, sample
from explainer.figures.look import PLOT
from explainer.figures.robustness import Tried
from explainer.figures.robustness import robustness as drawn
from explainer.mnist import Images
from explainer.ui import many_images, session
from explainer.ui.evaluate.subject import TEXT
from explainer.ui.frame import Frame
from explainer.ui.numbers import MINUS, percent
from explainer.ui.parts import alone
from explainer.ui.piecewise import all_of
from explainer.ui.terms import paragraph

LEVELS = [(name, level) for name, each in DISTORTIONS.items() for level in each.levels]


@alone
def robustness(frame: Frame) -> None:
    """Four curves, measured when they are asked for; those of the bundled model at once."""
    text = frame.text
    count = len(sample(*_test())[1])
    st.header(text(f"{TEXT}.robustness"), anchor=False)
    paragraph(frame, f"{TEXT}.robustness_lead", count=count)
    if not _is_asked_for(frame, count):
        return
    model = frame.model
    pieces = [partial(many_images.withstood, model.stored, name, level) for name, level in LEVELS]

    def words(done: int) -> str:
        return text(f"{TEXT}.measuring", done=done, total=len(LEVELS))

    right = all_of(frame, pieces, words)
    if right is not None:
        _curves(frame, right, count)


def _test() -> tuple[Images, mnist.Labels]:
    dataset = mnist.load()
    return dataset.x_test, dataset.y_test


def _is_asked_for(frame: Frame, count: int) -> bool:
    """Some seconds of the processor: at once for the model that all share, else for whoever asks."""
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
