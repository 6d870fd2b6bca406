"""The Lab page: interactive experiments with convolution, pooling, a shifted digit and optimizers."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from explainer.laboratory.settings import (
    LARGEST_SHIFT,
    RATES,
    UPDATES,
    ConvolutionSetting,
    PoolingSetting,
    Shift,
    Update,
    answered,
)
from explainer.optimizers import VARIANTS
from explainer.shifting import shifted
from explainer.ui import session
from explainer.ui.components.mounting import index_in
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link
from explainer.ui.parts import page_fragment
from explainer.ui.pictures import lab, labshift, optimizers
from explainer.ui.query import LABS
from explainer.ui.terms import mount_with_terms, paragraph
from explainer.ui.widgets import segments

TEXT = "page.lab"
CONVOLUTION = ConvolutionSetting(row=1, column=3)
SHIFT = Shift(right=1)
POOLING = PoolingSetting(row=2, column=1)
"""The initial settings of the experiments, which show an instructive result."""


def chosen(frame: Frame) -> str:
    """The open experiment, one of `LABS`."""
    return frame.session.lab or LABS[0]


def heading(frame: Frame) -> None:
    """Draws the experiment's title and introduction."""
    st.title(frame.text(f"{TEXT}.{chosen(frame)}.title"), anchor=False)
    paragraph(frame, f"{TEXT}.{chosen(frame)}.lead")


def choice(frame: Frame) -> None:
    """Draws the choice of experiments."""
    text = frame.text
    segments(
        text(f"{TEXT}.choice"),
        LABS,
        chosen(frame),
        lambda name: session.change(lab=name),
        key="lab_choice",
        words=lambda name: text(f"{TEXT}.{name}.name"),
        label_visibility="collapsed",
    )


@page_fragment
def experiment(frame: Frame) -> None:
    """Draws the open experiment with the link's settings."""
    if chosen(frame) == "shift":
        _moved_digit(frame, frame.session.shift or SHIFT)
    elif chosen(frame) == "optimizers":
        _descent(frame, frame.session.update or Update())
    elif chosen(frame) == "pooling":
        _bench(frame, frame.session.pooling or POOLING)
    else:
        _bench(frame, frame.session.convolution or CONVOLUTION)


def _bench(frame: Frame, setting: ConvolutionSetting | PoolingSetting) -> None:
    """Draws window, weights and output. The browser computes them, and sends the settings once they stop changing."""
    tool = chosen(frame)
    kind = type(setting)

    def choose(answer: Mapping[str, object]) -> None:
        changed = answered(kind, answer.get("setting"))
        if changed is not None:
            session.change(**{tool: changed})

    stage = frame.model.config.first_convolution
    learned = lab.learned_filters(frame.model.weights, None if stage is None else stage.name)
    meta, arrays = lab.scene(setting, frame.image.pixels, frame.image.label, learned, frame.text)
    mount_with_terms(frame, "lab", (meta, arrays), key=f"lab-{tool}", on_choice=choose)


def _moved_digit(frame: Frame, shift: Shift) -> None:
    """Draws the digit to shift, and the effect on the network's activations."""

    def choose(answer: Mapping[str, object]) -> None:
        down, right = (index_in(answer, name, 2 * LARGEST_SHIFT + 1) for name in ("down", "right"))
        if down is not None and right is not None:
            session.change(shift=Shift(down - LARGEST_SHIFT, right - LARGEST_SHIFT))

    pixels, model = frame.image.pixels, frame.model
    moved = shifted(pixels, shift.right, shift.down)
    traces = frame.trace, model.trace(moved), model.trace(np.zeros_like(pixels))
    meta, arrays = labshift.scene(model.config, pixels, traces, shift, frame.text)
    mount_with_terms(frame, "labshift", (meta, arrays), key="lab-shift", on_choice=choose)


def _descent(frame: Frame, update: Update) -> None:
    """Draws optimizers on one loss surface, and a link to train the network in use with each."""
    names = list(VARIANTS)

    def choose(answer: Mapping[str, object]) -> None:
        sizes = {"optimizer": len(names), "rate": len(RATES), "number": UPDATES + 1}
        places = {name: index_in(answer, name, size) for name, size in sizes.items()}
        optimizer, rate, number = places.values()
        if optimizer is not None and rate is not None and number is not None:
            session.change(update=Update(names[optimizer], RATES[rate], number))

    scene = optimizers.scene(update, frame.text)
    mount_with_terms(frame, "optimizers", scene, key="lab-optimizers", on_choice=choose)
    page_link(frame, "compare", frame.text(f"{TEXT}.optimizers.train"))
