"""Long computations in short pieces, with a progress bar, so that neither the page nor other visitors wait long.

Each piece is cached, and so shared by all visitors.
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
"""Maximum computing time per run of the page or fragment; further pieces follow in the next run."""
TICK_SECONDS = 0.1
QUICK_MULTIPLY_ADDS = 30_000_000
"""Above this, ten times the article's network, predictions take minutes and are computed only on request."""


def all_of(
    frame: Frame, pieces: Sequence[Callable[[], Piece]], words: Callable[[int], str]
) -> tuple[Piece, ...] | None:
    """Computes pieces. While some are missing, shows a progress bar; when all are computed, reruns the page.

    Args:
        pieces: Functions that each compute a piece or find it in a cache.
        words: Returns the label of the progress bar for the number of computed pieces.

    Returns:
        All pieces in order; `None` while some are missing.

    Raises:
        ExplainerError: If a piece raises it.
    """
    # Computed pieces are also held here until all are: the caches may be too small for many visitors at once.
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
    # Each piece waits for its own turn to compute.
    with PAGES.given_back():
        while len(found) < len(pieces) and time.monotonic() - begun <= BUDGET_SECONDS:
            found.append(pieces[len(found)]())


def predicted(frame: Frame, models: Sequence[ModelInUse]) -> tuple[Predictions, ...] | None:
    """The models' predictions for all test images; `None` while they are computed or until they are requested.

    Raises:
        ExplainerError: If usable weights or the data set are missing.
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
    """Whether all models are quick, or the visitor has requested the slow predictions. If not, draws a button."""
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
