"""What a training will take, said before it starts: time, room on the disk, memory; and whether there is as much."""

from __future__ import annotations

import math
from collections.abc import Iterable

import streamlit as st

from explainer.errors import ExplainerError
from explainer.network import NetworkConfig
from explainer.text import Text, joined
from explainer.training.limits.limits import MEGABYTE, current_limits
from explainer.training.limits.memory import check_memory, peak_bytes
from explainer.training.limits.room import in_megabytes
from explainer.training.limits.sizes import run_bytes
from explainer.training.queue.estimates import Measurement, expected_seconds, measurements
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.records import Request
from explainer.ui import caches
from explainer.ui.addresses import where_from
from explainer.ui.durations import about
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link
from explainer.ui.parts import explain
from explainer.ui.run_names import in_markdown, recipe_name

GIGABYTE = 1_000 * MEGABYTE
MENDED_ON_RUNS = ("room_full_visitor", "disk_full")
"""What a visitor can mend by deleting trainings of their own."""


def needs(frame: Frame, config: NetworkConfig, recipe: Recipe) -> bool:
    """Says what a training will take, and what to do where there is not as much.

    Args:
        frame: The page's frame.

    Returns:
        Whether there is.
    """
    text, queue = frame.text, caches.queue()
    request = Request(config=config, recipe=recipe, visitor=frame.visitor, address=where_from())
    _sentence(request, text)
    try:
        check_memory(config, recipe, queue.dispatcher.sharing_memory)
        queue.room.check(request, run_bytes(config, recipe))
    except ExplainerError as error:
        with st.container(key="training-refused"):
            st.warning(text(f"error.{error.code}", **error.details), icon=":material/block:")
            if error.code in MENDED_ON_RUNS:
                page_link(frame, "runs")
        return False
    return True


def known_seconds(config: NetworkConfig, recipe: Recipe, measured: Iterable[Measurement] | None = None) -> float | None:
    """How long a training will take, as earlier ones took, or else as the speed was measured.

    Args:
        measured: Earlier trainings; by default those of the store.

    Returns:
        Seconds; `None` if neither is known.
    """
    expected = expected_seconds(recipe, config, measurements(caches.queue().store) if measured is None else measured)
    if expected is not None:
        return expected
    speed = caches.speeds().known(config, recipe.batch_size)
    return None if speed is None else recipe.epochs * recipe.epoch_images / speed


def measure(config: NetworkConfig, recipe: Recipe, text: Text, *, key: str) -> None:
    """Offers to measure how fast a network is trained.

    Args:
        key: Streamlit's key of the button.
    """
    if not st.button(text("page.build.measure"), key=key, icon=":material/timer:"):
        return
    try:
        with st.spinner(text("page.build.measuring")):
            caches.speeds().measure(config, recipe.batch_size)
    except ExplainerError as error:
        explain(error, text)
        return
    st.rerun()


def room_taken(frame: Frame) -> None:
    """Says how much of the room the visitor's runs take."""
    own, *_ = caches.queue().room.budgets(frame.visitor, where_from())
    if math.isfinite(own.limit):
        words = {"taken": in_megabytes(own.taken), "limit": int(own.limit / MEGABYTE)}
        st.caption(frame.text("page.runs.room", **words))


def _sentence(request: Request, text: Text) -> None:
    seconds = known_seconds(request.config, request.recipe)
    parts = [
        text("page.train.unmeasured") if seconds is None else about(seconds, text),
        _room(request, text),
        text("page.train.needs_memory", gigabytes=f"{peak_bytes(request.config, request.recipe) / GIGABYTE:.1f}"),
    ]
    limit = current_limits().seconds
    recipe = in_markdown(recipe_name(text, request.recipe))
    said = [text("page.train.needs", recipe=recipe, needs=text("page.train.needs_separator").join(parts))]
    if seconds is not None and seconds > limit:
        said.append(text("page.train.needs_longer", limit=about(limit, text)))
    st.markdown(joined(said))


def _room(request: Request, text: Text) -> str:
    own, *_ = caches.queue().room.budgets(request.visitor, request.address)
    needed = in_megabytes(run_bytes(request.config, request.recipe))
    if not math.isfinite(own.limit):
        return text("page.train.needs_disk", needed=needed)
    words = {"taken": in_megabytes(own.taken), "limit": int(own.limit / MEGABYTE)}
    return text("page.train.needs_share", needed=needed, **words)
