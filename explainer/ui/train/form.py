"""The form of a recipe: a widget per setting, the seed, and the visitor's own digits."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from explainer.frozen import Frozen, Setting
from explainer.optimizers import OPTIMIZERS
from explainer.own_digits import OwnDigits
from explainer.text import Text, joined
from explainer.training.recipes.changes import Changes, changed_recipe
from explainer.training.recipes.recipe import OWN, REPEATS, AddedDigits, Recipe
from explainer.training.store.records import MAX_SEED
from explainer.ui import caches, notices, session
from explainer.ui.frame import Frame
from explainer.ui.numbers import percent
from explainer.ui.terms import meaning
from explainer.ui.widgets import bound, segments, step_slider

TEXT = "page.train"


def own_recipe(text: Text, recipe: Recipe) -> Recipe | None:
    """Draws the widgets, and an error if the recipe exceeds a limit.

    Returns:
        The recipe; `None` if it exceeds a limit.
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
    """Draws the field of the seed; empty for a random seed per run."""
    st.number_input(
        text(f"{TEXT}.seed_choice"),
        0,
        MAX_SEED,
        step=1,
        placeholder=text(f"{TEXT}.seed_random"),
        help=text(f"{TEXT}.seed_choice_help"),
        width=320,
        **bound("training_seed", seed, lambda chosen: session.change(seed=chosen), may_be_empty=True),
    )


def _optimizer(text: Text, recipe: Recipe) -> None:
    """Draws the choice of the optimizer and the widgets of its settings."""
    names = list(OPTIMIZERS)

    def choose(name: str) -> None:
        _change(recipe, _usual(recipe, name))

    st.selectbox(
        text(f"{TEXT}.optimizer"),
        names,
        format_func=lambda name: text(f"optimizer.{name}.name"),
        help=text(f"{TEXT}.optimizer_help"),
        **bound("training_optimizer", recipe.optimizer.name, choose, start=names),
    )
    for name in recipe.optimizer.settings:
        _setting(text, recipe, recipe.optimizer, name)


def _usual(recipe: Recipe, name: str) -> Changes:
    """Changes to another optimizer with its default options; also its default learning rate, if the old one had its."""
    old, new = type(recipe.optimizer), OPTIMIZERS[name]
    is_usual = recipe.optimizer.learning_rate == old.model_fields["learning_rate"].default
    rate = {"learning_rate": new.model_fields["learning_rate"].default} if is_usual else {}
    return {"optimizer": name, **rate, **{field: option.usual for field, option in new.options().items()}}


def _setting(text: Text, recipe: Recipe, owner: Frozen, name: str) -> None:
    """Draws the widget that fits a setting's declaration: a choice of words, a slider, or a number field."""
    setting, words, value = owner.described()[name], owner.words(name), getattr(owner, name)
    bounds = {} if words or setting.steps else {"least": owner.bound(name, "ge"), "most": owner.bound(name, "le")}
    label, own_help = text(f"{TEXT}.{name}", **bounds), f"{TEXT}.{name}_help"
    explanation = text(own_help) if own_help in text else meaning(text.language, label)
    key = f"training_{name}"

    def choose(chosen: Any) -> None:
        _change(recipe, {name: chosen})

    if setting.steps:
        step_slider(label, setting.steps, value, choose, key=key, words=_number_words(setting), explanation=explanation)
    elif not words:
        least, most = bounds.values()
        st.number_input(label, least, most, step=setting.step, help=explanation, **bound(key, value, choose))
    elif f"{TEXT}.{name}_{value}" in text:
        said = {word: text(f"{TEXT}.{name}_{word}") for word in words}
        widget = bound(key, value, choose, start=words)
        st.selectbox(label, words, format_func=said.__getitem__, help=explanation, **widget)
    else:
        # Keras's own words, explained below them.
        st.radio(label, words, format_func="`{}`".format, help=explanation, **bound(key, value, choose, start=words))
        st.markdown(text(f"{TEXT}.{value}"))


def _number_words(setting: Setting) -> Callable[[float], str]:
    if setting.is_share:
        return lambda share: percent(share, 0)
    return lambda number: f"{number:,}" if isinstance(number, int) else f"{number:g}"


def _change(recipe: Recipe, changes: Changes) -> None:
    session.change(recipe=OWN, training=changed_recipe(recipe, changes).own)


OWN_TEXT = "page.train.own"


def leave_out_unknown(frame: Frame) -> None:
    """Removes own digits from the link that the visitor does not have, with a warning."""
    settings = frame.session.training
    added = None if settings is None else settings.own_digits
    if settings is None or added is None or caches.own_sets().find(frame.visitor, added) is not None:
        return
    session.change(training=settings.model_copy(update={"own_digits": None}))
    notices.add(frame.page, "warning", notices.sentence(f"{OWN_TEXT}_unknown", count=added.images))
    st.rerun()


def choose_own_images(frame: Frame, settings: Recipe, recipe: Recipe | None) -> None:
    """Draws the choice that adds the visitor's own digits to the training data, and their share of an epoch.

    Args:
        settings: The chosen recipe as own settings.
        recipe: The chosen recipe; `None` if it exceeds a limit.
    """
    text, added = frame.text, settings.own_digits
    digits = caches.own_sets().get(frame.visitor)
    if added is None and not digits.labels.size:
        return
    with st.container(key="training-own-images", gap="small"):
        _repeats(frame, settings, digits)
        if added is None:
            st.caption(text(f"{OWN_TEXT}_offer", count=digits.labels.size))
            return
        if recipe is not None:
            st.markdown(_share(frame, recipe, added))
            st.caption(text(f"{OWN_TEXT}_no_test"))
        if added.digest != digits.digest:
            _other_set(frame, settings, added, digits)


def _repeats(frame: Frame, settings: Recipe, digits: OwnDigits) -> None:
    """Draws the choice of how many times an epoch contains each digit."""
    text, added = frame.text, settings.own_digits
    repeats = 0 if added is None else added.repeats

    def keep(chosen: int) -> None:
        if added is None:
            _put(settings, digits, chosen)
        else:
            own_digits = AddedDigits(**{**dict(added), "repeats": chosen}) if chosen else None
            session.change(recipe=OWN, training=settings.model_copy(update={"own_digits": own_digits}))

    segments(
        text(OWN_TEXT),
        sorted({0, *REPEATS, repeats}),
        repeats,
        keep,
        key="training_own",
        words=lambda number: text(f"{OWN_TEXT}_times" if number else f"{OWN_TEXT}_not", repeats=number),
        explanation=text(f"{OWN_TEXT}_help"),
    )


def _put(settings: Recipe, digits: OwnDigits, repeats: int) -> None:
    """Adds digits to the recipe; 0 repeats remove them."""
    own_digits = AddedDigits(images=len(digits.labels), repeats=repeats, digest=digits.digest) if repeats else None
    session.change(recipe=OWN, training=settings.model_copy(update={"own_digits": own_digits}))


def _share(frame: Frame, recipe: Recipe, added: AddedDigits) -> str:
    """Words for the share of own digits in an epoch, and for the resulting number of updates."""
    text, before = frame.text, recipe.model_copy(update={"own_digits": None}).batches
    words = {
        "count": added.images,
        "repeats": added.repeats,
        "added": recipe.added_images,
        "total": recipe.epoch_images,
        "share": percent(recipe.added_images / recipe.epoch_images),
    }
    is_more = recipe.batches > before
    updates = f"{OWN_TEXT}_updates" if is_more else f"{OWN_TEXT}_updates_same"
    return joined((text(f"{OWN_TEXT}_share", **words), text(updates, batches=recipe.batches, before=before)))


def _other_set(frame: Frame, settings: Recipe, added: AddedDigits, digits: OwnDigits) -> None:
    """Says that the digits are a class's or an earlier version, and offers the visitor's current ones."""
    text, now = frame.text, int(digits.labels.size)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if caches.own_sets().is_lent(frame.visitor, added):
            st.caption(text(f"{OWN_TEXT}_class", count=added.images))
            return
        st.caption(text(f"{OWN_TEXT}_earlier" if now else f"{OWN_TEXT}_earlier_alone", count=added.images, now=now))
        if now:
            st.button(
                text(f"{OWN_TEXT}_take_new", count=now),
                key="training_own_new",
                icon=":material/refresh:",
                on_click=_put,
                args=(settings, digits, added.repeats),
            )
