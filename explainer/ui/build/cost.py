"""What a training of the network will take on this machine: seconds as measured, never guessed; room and memory."""

from __future__ import annotations

import streamlit as st

from explainer.network import NetworkConfig
from explainer.text import Text
from explainer.training.queue.estimates import measurements
from explainer.training.recipes.recipe import Recipe
from explainer.training.worker.speed import speed_of_runs
from explainer.ui import caches
from explainer.ui.drafting import draft_of
from explainer.ui.durations import about
from explainer.ui.frame import Frame
from explainer.ui.run_names import recipe_name
from explainer.ui.train.start import chosen_recipe, measure, needs


def seconds_an_epoch(frame: Frame) -> None:
    """Says how long an epoch takes and how that is known, or offers to measure it; then what a whole training takes."""
    config, text = draft_of(frame).config, frame.text
    if config is None:
        return
    recipe = chosen_recipe(frame.session)
    with st.container(key="build-cost", horizontal=True, gap="small", vertical_alignment="center"):
        sentence, is_known = _sentence(config, recipe, text)
        st.markdown(sentence, width="content")
        if not is_known:
            measure(config, recipe, text, key="build_measure")
    needs(frame, config, recipe)


def _sentence(config: NetworkConfig, recipe: Recipe, text: Text) -> tuple[str, bool]:
    """What is known, and whether anything is."""
    speed = caches.speeds().known(config, recipe.batch_size)
    source = "measured"
    if speed is None:
        speed = speed_of_runs(config, recipe.batch_size, measurements(caches.queue().store))
        source = "from_runs"
    if speed is None:
        return text("page.build.not_measured", batch_size=recipe.batch_size), False
    return text(
        f"page.build.epoch_{source}",
        duration=about(recipe.epoch_images / speed, text),
        images=recipe.epoch_images,
        batch_size=recipe.batch_size,
        recipe=recipe_name(text, recipe),
        speed=round(speed),
    ), True
