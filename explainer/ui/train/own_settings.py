"""One's own training settings: a widget for each, and what they ask too much of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, get_args

import streamlit as st
from pydantic import ValidationError

from explainer.mnist import TRAINING_IMAGES
from explainer.text import Text
from explainer.training.recipes.recipe import (
    BATCH_SIZES,
    KERAS_RATES,
    MAX_EPOCHS,
    MAX_VALIDATION_IMAGES,
    OWN,
    Loss,
    OptimizerName,
    Recipe,
    Schedule,
)
from explainer.training.recipes.settings import TrainingSettings
from explainer.training.store.records import MAX_SEED
from explainer.ui import session
from explainer.ui.numbers import percent
from explainer.ui.terms import meaning

RATES = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
MOMENTA = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)
WARM_UPS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
USUAL_MOMENTUM = 0.9
LEAST_IMAGES = 100
STEP = 1_000


def own_recipe(text: Text, settings: TrainingSettings) -> Recipe | None:
    """Draws the widgets; says what is too much, if anything is.

    Args:
        settings: The settings as they are.

    Returns:
        The recipe, or `None` if it asks for too much.
    """
    with st.container(key="training-own", gap="small"):
        optimizer, amount, labels = st.columns(3, gap="medium")
        with optimizer:
            _optimizer(text, settings)
        with amount:
            _amount(text, settings)
        with labels:
            _labels(text, settings)
    try:
        return settings.recipe()
    except ValidationError as error:
        problem = error.errors()[0]
        st.error(text(f"error.{problem['type']}", **problem.get("ctx", {})), icon=":material/error:")
        return None


def choose_seed(text: Text, seed: int | None) -> None:
    """Where the random numbers start; empty for another start each time."""
    key = session.bind(f"training_seed_{text.language}", seed)

    def keep() -> None:
        session.change(seed=session.value(key))

    st.number_input(
        text("page.train.seed_choice"),
        0,
        MAX_SEED,
        value=None,
        step=1,
        key=key,
        placeholder=text("page.train.seed_random"),
        help=text("page.train.seed_choice_help"),
        on_change=keep,
        width=320,
    )


def _optimizer(text: Text, settings: TrainingSettings) -> None:
    st.selectbox(
        text("page.train.optimizer"),
        get_args(OptimizerName),
        format_func=lambda name: text(f"page.train.optimizer_{name}"),
        help=text("page.train.optimizer_help"),
        **_bound(text, settings, "optimizer", lambda name: _with_optimizer(settings, name)),
    )
    _ladder(text, settings, "learning_rate", RATES, "{:g}".format)
    if settings.optimizer == "sgd":
        _ladder(text, settings, "momentum", MOMENTA, "{:g}".format)
    st.selectbox(
        text("page.train.schedule"),
        get_args(Schedule),
        format_func=lambda name: text(f"page.train.schedule_{name}"),
        help=meaning(text.language, text("page.train.schedule")),
        **_bound(text, settings, "schedule"),
    )
    if settings.schedule == "one_cycle":
        _ladder(text, settings, "warm_up_share", WARM_UPS, lambda share: percent(share, 0))


def _amount(text: Text, settings: TrainingSettings) -> None:
    _number(text, settings, "epochs", 1, MAX_EPOCHS, 1)
    _ladder(text, settings, "batch_size", BATCH_SIZES, "{:,}".format)
    _number(text, settings, "training_images", LEAST_IMAGES, TRAINING_IMAGES, STEP)
    _number(text, settings, "validation_images", 0, MAX_VALIDATION_IMAGES, STEP)


def _labels(text: Text, settings: TrainingSettings) -> None:
    st.radio(
        text("page.train.loss"),
        get_args(Loss),
        format_func=lambda name: f"`{name}`",
        help=meaning(text.language, text("page.train.loss")),
        **_bound(text, settings, "loss"),
    )
    st.markdown(text(f"page.train.{settings.loss}"))


def _with_optimizer(settings: TrainingSettings, name: OptimizerName) -> TrainingSettings:
    """The usual momentum of the new one; its usual learning rate, too, if the old one had its own."""
    momentum = USUAL_MOMENTUM if name == "sgd" else 0.0
    is_usual = settings.learning_rate == KERAS_RATES[settings.optimizer]
    rate = KERAS_RATES[name] if is_usual else settings.learning_rate
    return replace(settings, optimizer=name, momentum=momentum, learning_rate=rate)


def _ladder(
    text: Text, settings: TrainingSettings, name: str, steps: Sequence[Any], shown: Callable[[Any], str]
) -> None:
    """A slider over sensible values; one that stands between them, from a link, gets a step of its own."""
    value = getattr(settings, name)
    options = steps if value in steps else sorted({*steps, value})
    label = text(f"page.train.{name}")
    explanation = meaning(text.language, label)
    st.select_slider(label, options, format_func=shown, help=explanation, **_bound(text, settings, name))


def _number(text: Text, settings: TrainingSettings, name: str, least: int, most: int, step: int) -> None:
    label = text(f"page.train.{name}", least=least, most=most)
    own = f"page.train.{name}_help"
    explanation = text(own) if own in text else meaning(text.language, label)
    st.number_input(label, least, most, step=step, help=explanation, **_bound(text, settings, name))


def _bound(
    text: Text,
    settings: TrainingSettings,
    name: str,
    changed: Callable[[Any], TrainingSettings] | None = None,
) -> dict[str, Any]:
    """Makes a widget show a setting, and change it."""
    key = session.bind(f"training_{name}_{text.language}", getattr(settings, name))

    def keep() -> None:
        value = session.value(key)
        if value is not None:
            chosen = replace(settings, **{name: value}) if changed is None else changed(value)
            session.change(recipe=OWN, training=chosen)

    return {"key": key, "on_change": keep}
