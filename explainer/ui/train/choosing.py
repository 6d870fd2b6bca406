"""Which run is shown, and how a new one is started."""

from __future__ import annotations

import secrets

import streamlit as st

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.network import ARTICLE as ARTICLE_NETWORK
from explainer.network import NetworkConfig
from explainer.text import Text
from explainer.training.estimates import expected_seconds, measurements, runs_ahead
from explainer.training.recipes import FAST, QUICK_LOOK, RECIPES, TRAINING_IMAGES, Recipe
from explainer.training.records import MAX_SEED, Request
from explainer.training.source import recipe_source
from explainer.training.status import RunStatus, read_status
from explainer.ui import caches, session
from explainer.ui.frame import Frame, explain
from explainer.ui.train.durations import about


def shown_run(frame: Frame) -> RunStatus | None:
    """The visitor's run that has not ended, in whatever tab it was started; else the one the link names, if any."""
    queue = caches.queue()
    active = queue.active_run(frame.visitor)
    chosen = active or frame.session.run
    if chosen is None:
        return None
    try:
        status = read_status(queue.store.run(chosen))
    except ExplainerError as error:
        explain(error, frame.text)
        return None
    if chosen != frame.session.run:
        session.change(run=chosen)
    return status


def heading(frame: Frame, status: RunStatus | None) -> None:
    """What happens on this page, or what is going on."""
    text = frame.text
    if status is None:
        st.title(text("page.train.title"), anchor=False)
        return
    st.title(text(f"page.train.title_{status.state}"), anchor=False)
    if status.recipe is not None:
        st.markdown(
            text("page.train.trained_by", name=recipe_name(text, status.recipe), size=size(text, status.recipe))
        )


def choose(frame: Frame) -> None:
    """The recipes as cards, what can be changed about them, and the start."""
    text = frame.text
    config = _network(frame)
    ahead = len(runs_ahead(caches.queue()))
    with st.container(key="training-choice"):
        about_learning = st.empty()
        default = QUICK_LOOK.name if ahead else FAST.name
        recipe = RECIPES[_recipe_card(text, config, frame.session.recipe or default)]
        about_learning.markdown(text("page.train.sentence", parameters=config.parameters, batch_size=recipe.batch_size))
        if ahead:
            st.info(text("page.train.others", count=ahead), icon=":material/group:")
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            start = st.button(
                text("page.train.start"), type="primary", icon=":material/play_arrow:", disabled=not _has_data(text)
            )
            evaluate = st.toggle(
                text("page.train.evaluate"),
                value=True,
                key="training_evaluate",
                help=text("page.train.evaluate_help"),
                persist_state="session",
            )
        st.caption(text("page.train.goes_on"))
        st.subheader(text("page.train.source"), anchor=False)
        st.code(recipe_source(recipe), language="python")
    if start:
        _start(frame, config, recipe.model_copy(update={"evaluate_each_epoch": evaluate}))


def choose_again(recipe: Recipe | None) -> None:
    """Leads back to the choice, with a recipe chosen already."""
    session.change(run=None, recipe=recipe.name if recipe is not None and recipe.name in RECIPES else None)
    st.rerun()


def recipe_name(text: Text, recipe: Recipe) -> str:
    """What a recipe is called."""
    identifier = f"recipe.{recipe.name}.name"
    return text(identifier) if identifier in text else recipe.name


def size(text: Text, recipe: Recipe) -> str:
    """A recipe's images, epochs and batch size in words."""
    images = "images_all" if recipe.training_images == TRAINING_IMAGES else "images_part"
    epochs = "one_epoch" if recipe.epochs == 1 else "several_epochs"
    return text(
        "page.train.size",
        images=text(f"page.train.{images}", images=recipe.training_images),
        epochs=text(f"page.train.{epochs}", epochs=recipe.epochs),
        batch_size=recipe.batch_size,
    )


def _recipe_card(text: Text, config: NetworkConfig, chosen: str) -> str:
    """Draws a card for each recipe; returns the name of the chosen one."""
    # Streamlit knows an option by its words, so each language has a widget of its own.
    key = session.bind(f"training_recipe_{text.language}", chosen)

    def keep() -> None:
        session.change(recipe=session.value(key))

    measured = list(measurements(caches.queue().store))
    captions = [_caption(text, recipe, expected_seconds(recipe, config, measured)) for recipe in RECIPES.values()]
    with st.container(key="training-recipes"):
        st.radio(
            text("page.train.recipe"),
            list(RECIPES),
            key=key,
            format_func=lambda name: f"**{text(f'recipe.{name}.name')}**",
            captions=captions,
            horizontal=True,
            width="stretch",
            label_visibility="collapsed",
            on_change=keep,
        )
    return chosen


def _caption(text: Text, recipe: Recipe, seconds: float | None) -> str:
    expected = text("page.train.unmeasured") if seconds is None else about(seconds, text)
    return f"**{expected}** {size(text, recipe)}  \n{text(f'recipe.{recipe.name}.promise')}"


def _network(frame: Frame) -> NetworkConfig:
    """The network in use; the article's if there is no model at all, of which the sidebar speaks."""
    try:
        return frame.model.config
    except ExplainerError:
        return ARTICLE_NETWORK


def _has_data(text: Text) -> bool:
    try:
        mnist.load()
    except ExplainerError as error:
        explain(error, text)
        return False
    return True


def _start(frame: Frame, config: NetworkConfig, recipe: Recipe) -> None:
    request = Request(config=config, recipe=recipe, seed=secrets.randbelow(MAX_SEED + 1), visitor=frame.visitor)
    try:
        run = caches.queue().submit(request)
    except ExplainerError as error:
        if error.code != "training_active":
            raise
        # Another tab was faster: show what it has started.
        run = str(error.details["run"])
    session.change(run=run)
    st.rerun()
