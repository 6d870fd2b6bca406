"""The visitor's own digits, added to the images that are learned from."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explainer.own_digits import OwnDigits
from explainer.text import joined
from explainer.training.recipes.recipe import OWN, REPEATS, AddedDigits, Recipe
from explainer.training.recipes.settings import TrainingSettings
from explainer.ui import caches, news, session
from explainer.ui.frame import Frame
from explainer.ui.numbers import percent
from explainer.ui.widgets import segments

TEXT = "page.train.own"


def leave_out_unknown(frame: Frame) -> None:
    """Goes on without digits that a link names and that the visitor does not have, with a word about it."""
    settings = frame.session.training
    added = None if settings is None else settings.own_digits
    if settings is None or added is None or caches.own_sets().find(frame.visitor, added) is not None:
        return
    session.change(training=replace(settings, own_digits=None))
    news.leave(frame.page, "warning", news.sentence(f"{TEXT}_unknown", count=added.images))
    st.rerun()


def choose_own_images(frame: Frame, settings: TrainingSettings, recipe: Recipe | None) -> None:
    """Lets the visitor add the digits that they keep, and says what that makes of an epoch.

    Args:
        frame: The page's frame.
        settings: What is chosen, as one's own settings.
        recipe: The same as a recipe; `None` if it asks for too much.
    """
    text, added = frame.text, settings.own_digits
    digits = caches.own_sets().get(frame.visitor)
    if added is None and not digits.labels.size:
        return
    with st.container(key="training-own-images", gap="small"):
        _repeats(frame, settings, digits)
        if added is None:
            st.caption(text(f"{TEXT}_offer", count=digits.labels.size))
            return
        if recipe is not None:
            st.markdown(_share(frame, recipe, added))
            st.caption(text(f"{TEXT}_no_test"))
        if added.digest != digits.digest:
            _other_set(frame, settings, added, digits)


def _repeats(frame: Frame, settings: TrainingSettings, digits: OwnDigits) -> None:
    """How often each stands in an epoch."""
    text, added = frame.text, settings.own_digits
    repeats = 0 if added is None else added.repeats

    def keep(chosen: int) -> None:
        if added is None:
            _put(settings, digits, chosen)
        else:
            own_digits = AddedDigits(**{**dict(added), "repeats": chosen}) if chosen else None
            session.change(recipe=OWN, training=replace(settings, own_digits=own_digits))

    segments(
        text(TEXT),
        sorted({0, *REPEATS, repeats}),
        repeats,
        keep,
        key="training_own",
        words=lambda number: text(f"{TEXT}_times" if number else f"{TEXT}_not", repeats=number),
        explanation=text(f"{TEXT}_help"),
    )


def _put(settings: TrainingSettings, digits: OwnDigits, repeats: int) -> None:
    """Adds digits, each so often."""
    own_digits = AddedDigits(images=len(digits.labels), repeats=repeats, digest=digits.digest) if repeats else None
    session.change(recipe=OWN, training=replace(settings, own_digits=own_digits))


def _share(frame: Frame, recipe: Recipe, added: AddedDigits) -> str:
    """How many of how many images are one's own, and how many updates that makes."""
    text, before = frame.text, recipe.model_copy(update={"own_digits": None}).batches
    words = {
        "count": added.images,
        "repeats": added.repeats,
        "added": recipe.added_images,
        "total": recipe.epoch_images,
        "share": percent(recipe.added_images / recipe.epoch_images),
    }
    is_more = recipe.batches > before
    updates = text(f"{TEXT}_updates" if is_more else f"{TEXT}_updates_same", batches=recipe.batches, before=before)
    return joined((text(f"{TEXT}_share", **words), updates))


def _other_set(frame: Frame, settings: TrainingSettings, added: AddedDigits, digits: OwnDigits) -> None:
    """Says that these are the digits of an earlier training, and offers those that are kept now."""
    text, now = frame.text, int(digits.labels.size)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(text(f"{TEXT}_earlier" if now else f"{TEXT}_earlier_alone", count=added.images, now=now))
        if now:
            st.button(
                text(f"{TEXT}_take_new", count=now),
                key="training_own_new",
                icon=":material/refresh:",
                on_click=_put,
                args=(settings, digits, added.repeats),
            )
