"""One's own training settings: a widget for each, and what they ask too much of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from explainer.frozen import Frozen
from explainer.optimizers import OPTIMIZERS
from explainer.text import Text
from explainer.training.recipes.changes import Changes, changed_recipe
from explainer.training.recipes.recipe import OWN, Recipe
from explainer.training.store.records import MAX_SEED
from explainer.ui import session
from explainer.ui.numbers import percent
from explainer.ui.terms import meaning

TEXT = "page.train"
FEW = 2
"""So few words to choose from stand below one another, each with what it means."""


def own_recipe(text: Text, recipe: Recipe) -> Recipe | None:
    """Draws the widgets; says what is too much, if anything is.

    Returns:
        The recipe, or `None` if it asks for too much.
    """
    with st.container(key="training-own", gap="small"):
        optimizer, amounts, words = st.columns(3, gap="medium")
        with optimizer:
            _optimizer(text, recipe)
        for name in recipe.described():
            with words if recipe.words(name) else amounts:
                _setting(text, recipe, recipe, name)
    if recipe.excess is None:
        return recipe
    st.error(text(f"error.{recipe.excess.code}", **recipe.excess.details), icon=":material/error:")
    return None


def choose_seed(text: Text, seed: int | None) -> None:
    """Where the random numbers start; empty for another start each time."""
    key = session.bind(f"training_seed_{text.language}", seed)

    def keep() -> None:
        session.change(seed=session.value(key))

    st.number_input(
        text(f"{TEXT}.seed_choice"),
        0,
        MAX_SEED,
        value=None,
        step=1,
        key=key,
        placeholder=text(f"{TEXT}.seed_random"),
        help=text(f"{TEXT}.seed_choice_help"),
        on_change=keep,
        width=320,
    )


def _optimizer(text: Text, recipe: Recipe) -> None:
    """Which optimizer, and those of its settings that have a part in what is learned."""
    st.selectbox(
        text(f"{TEXT}.optimizer"),
        list(OPTIMIZERS),
        format_func=lambda name: text(f"optimizer.{name}.name"),
        help=text(f"{TEXT}.optimizer_help"),
        **_bound(text, "optimizer", recipe.optimizer.name, lambda name: _change(recipe, _usual(recipe, name))),
    )
    for name in recipe.optimizer.settings:
        _setting(text, recipe, recipe.optimizer, name)


def _usual(recipe: Recipe, name: str) -> Changes:
    """Another optimizer with its usual options, and at its usual learning rate if the old one had its own."""
    old, new = type(recipe.optimizer), OPTIMIZERS[name]
    is_usual = recipe.optimizer.learning_rate == old.model_fields["learning_rate"].default
    rate = {"learning_rate": new.model_fields["learning_rate"].default} if is_usual else {}
    return {"optimizer": name, **rate, **{field: option.usual for field, option in new.options().items()}}


def _setting(text: Text, recipe: Recipe, owner: Frozen, name: str) -> None:
    """One setting as it is declared: words to choose from, a slider, or a number to type."""
    setting, words, value = owner.described()[name], owner.words(name), getattr(owner, name)
    bounds = {} if words or setting.steps else {"least": owner.bound(name, "ge"), "most": owner.bound(name, "le")}
    label, own_help = text(f"{TEXT}.{name}", **bounds), f"{TEXT}.{name}_help"
    more: dict[str, Any] = {
        "help": text(own_help) if own_help in text else meaning(text.language, label),
        **_bound(text, name, value, lambda chosen: _change(recipe, {name: chosen})),
    }
    if words:
        _word(text, name, label, words, more)
    elif setting.steps:
        # A value that stands between the steps, from a link, gets one of its own.
        steps = setting.steps if value in setting.steps else sorted({*setting.steps, value})
        shown = (lambda share: percent(share, 0)) if setting.is_share else "{:,}" if isinstance(value, int) else "{:g}"
        st.select_slider(label, steps, format_func=shown if callable(shown) else shown.format, **more)
    else:
        st.number_input(label, bounds["least"], bounds["most"], step=setting.step, **more)


def _word(text: Text, name: str, label: str, words: tuple[str, ...], more: dict[str, Any]) -> None:
    """One of a few words. Keras's own, which have no others in the catalogue, are explained below them."""
    if f"{TEXT}.{name}_{words[0]}" in text:
        st.selectbox(label, words, format_func=lambda word: text(f"{TEXT}.{name}_{word}"), **more)
        return
    st.radio(label, words, format_func=lambda word: f"`{word}`", **more)
    st.markdown(text(f"{TEXT}.{session.value(more['key'])}"))


def _bound(text: Text, name: str, value: Any, choose: Callable[[Any], None]) -> dict[str, Any]:
    """Makes a widget show a setting, and change it."""
    key = session.bind(f"training_{name}_{text.language}", value)

    def keep() -> None:
        chosen = session.value(key)
        if chosen is not None:
            choose(chosen)

    return {"key": key, "on_change": keep}


def _change(recipe: Recipe, changes: Changes) -> None:
    session.change(recipe=OWN, training=changed_recipe(recipe, changes).own)
