"""Predictions in the browser while the visitor draws: the network and the preprocessing steps are sent to it."""

import streamlit as st

from explainer.drawing import Steps
from explainer.network import NetworkConfig
from explainer.ui.components.mounting import mount
from explainer.ui.frame import Frame
from explainer.ui.models import ModelInUse
from explainer.ui.pictures.forward import forward_scene
from explainer.ui.pictures.live import Following
from explainer.ui.pictures.preparation import StepsDone
from explainer.ui.terms import paragraph

MOST_PARAMETERS = 2_000_000
"""8 MB to send, about 16 times the article's network."""

MOST_MULTIPLY_ADDS = 40_000_000
"""About 25 ms on the machine of the README's figures: three times the time available per frame. Faster machines may
manage, and the browser measures whether it does."""


def is_small_enough(config: NetworkConfig) -> bool:
    """Whether a browser may be able to compute a network in every frame."""
    return config.parameters <= MOST_PARAMETERS and config.multiply_adds <= MOST_MULTIPLY_ADDS


def send_network(model: ModelInUse) -> None:
    """Sends the network in use to the browser, if it is small enough. Call it outside what each stroke reruns."""
    if is_small_enough(model.config):
        with st.container(key="word-network"):
            mount("forward", *forward_scene(model.config, model.weights, _name(model)), key="forward")


def browser_model(model: ModelInUse, steps: Steps) -> Following | None:
    """The browser's model and preprocessing steps; `None` if the network is too large."""
    if not is_small_enough(model.config):
        return None
    done = StepsDone(crop=steps.crop, thin=steps.thin, fit=steps.fit, centre=steps.centre)
    return Following(model=_name(model), steps=done)


def explain_difference(frame: Frame) -> None:
    """Explains why the browser's numbers and Keras's differ in the last digits, if the browser computes any."""
    if is_small_enough(frame.model.config):
        with st.container(key="draw-rounding"):
            paragraph(frame, "page.draw.rounding")


def _name(model: ModelInUse) -> str:
    return f"{model.reference} {model.config.fingerprint} {model.epoch}"
