"""Long computations in pieces: the page is there while they go on, with progress, and nobody else waits long.

Each piece is kept by `caches`, so what one visitor has had computed is there for all.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import streamlit as st

from explainer.mnist import TEST_IMAGES
from explainer.predicting import Predictions
from explainer.text import Text
from explainer.turns import PAGES
from explainer.ui import many_images, session
from explainer.ui.frame import Frame
from explainer.ui.many_images import PART_IMAGES
from explainer.ui.models import ModelInUse
from explainer.ui.pages import draw_anew
from explainer.ui.parts import explained_on_top

Piece = TypeVar("Piece")

PARTS = TEST_IMAGES // PART_IMAGES
BUDGET_SECONDS = 0.25
"""How long one look at the page may compute: the rest follows while it is shown already."""
TICK_SECONDS = 0.1
QUICK_MULTIPLY_ADDS = 30_000_000
"""Above this, ten times the article's network, answers take minutes and are computed when they are asked for."""


def all_of(
    frame: Frame, pieces: Sequence[Callable[[], Piece]], words: Callable[[int], str]
) -> tuple[Piece, ...] | None:
    """What all pieces come to; until they are there, how far it is, and then the page is drawn anew.

    Args:
        pieces: What computes each piece, or finds it in a cache.
        words: What is said beside the bar, from the number of pieces that are done.

    Returns:
        All pieces in order; `None` while some are missing.

    Raises:
        ExplainerError: Whatever a piece raises.
    """
    # What is found stays with the visitor until all of it is: many at once may be too much for the caches.
    found: list[Piece] = []
    _until_time_is_up(pieces, found)
    if len(found) == len(pieces):
        return tuple(found)
    st.fragment(_go_on, run_every=TICK_SECONDS)(frame.page, pieces, found, words)
    return None


def _go_on(page: str, pieces: Sequence[Callable[[], Piece]], found: list[Piece], words: Callable[[int], str]) -> None:
    with explained_on_top(page):
        _until_time_is_up(pieces, found)
        if len(found) == len(pieces):
            draw_anew()
        st.progress(len(found) / len(pieces), text=words(len(found)))


def _until_time_is_up(pieces: Sequence[Callable[[], Piece]], found: list[Piece]) -> None:
    begun = time.monotonic()
    # Whose turn it is to compute, each piece asks by itself.
    with PAGES.given_back():
        while len(found) < len(pieces) and time.monotonic() - begun <= BUDGET_SECONDS:
            found.append(pieces[len(found)]())


def predicted(frame: Frame, models: Sequence[ModelInUse]) -> tuple[Predictions, ...] | None:
    """What models say of all test images; `None` while it is being computed, or has to be asked for.

    Raises:
        ExplainerError: If there are no usable weights, or no data set.
    """
    if not is_wanted(frame.text, models):
        return None
    pieces = [partial(many_images.predictions, model.stored, part) for model in models for part in range(PARTS)]

    def words(done: int) -> str:
        images = {"done": done * PART_IMAGES, "total": len(pieces) * PART_IMAGES}
        return frame.text("frame.computing_answers", **images)

    found = all_of(frame, pieces, words)
    if found is None:
        return None
    return tuple(Predictions.joined(found[start : start + PARTS]) for start in range(0, len(found), PARTS))


def is_wanted(text: Text, models: Sequence[ModelInUse]) -> bool:
    """Whether models are quick, or the visitor asked for what takes minutes; if not, a button to ask is drawn."""
    if all(model.config.multiply_adds <= QUICK_MULTIPLY_ADDS for model in models):
        return True
    name = "heavy_" + "_".join(str(model.reference) for model in models)
    if not session.remembered(name, False):
        st.button(
            text("frame.compute_answers"),
            key=f"compute_{name}",
            icon=":material/calculate:",
            on_click=session.remember,
            args=(name, True),
            help=text("frame.compute_answers_help"),
        )
    return bool(session.remembered(name, False))
