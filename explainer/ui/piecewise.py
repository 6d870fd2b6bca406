"""Long computations in pieces: the page stays usable and shows progress, and other visitors get their turns.

`caches` keeps each piece, so a result that was computed for one visitor is available to all.
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
from explainer.ui.pages import rerun_page
from explainer.ui.parts import explained_on_top

Piece = TypeVar("Piece")

PARTS = TEST_IMAGES // PART_IMAGES
BUDGET_SECONDS = 0.25
"""How long one run of the page may compute; the rest follows while the page is already shown."""
TICK_SECONDS = 0.1
QUICK_MULTIPLY_ADDS = 30_000_000
"""Networks with more multiply-adds (ten times the article's) take minutes; they are computed only on request."""


def compute_pieces(
    frame: Frame, pieces: Sequence[Callable[[], Piece]], words: Callable[[int], str]
) -> tuple[Piece, ...] | None:
    """Computes all pieces; shows a progress bar until they are complete, and then reruns the page.

    Args:
        pieces: One function per piece, which computes it or takes it from a cache.
        words: The text beside the bar, from the number of completed pieces.

    Returns:
        All pieces in order; `None` while some are missing.

    Raises:
        ExplainerError: Whatever a piece raises.
    """
    # The visitor's session keeps the completed pieces: with many visitors, the caches may drop them.
    found: list[Piece] = []
    _compute_within_budget(pieces, found)
    if len(found) == len(pieces):
        return tuple(found)
    st.fragment(_compute_next, run_every=TICK_SECONDS)(frame.page, pieces, found, words)
    return None


def _compute_next(
    page: str, pieces: Sequence[Callable[[], Piece]], found: list[Piece], words: Callable[[int], str]
) -> None:
    with explained_on_top(page):
        _compute_within_budget(pieces, found)
        if len(found) == len(pieces):
            rerun_page()
        st.progress(len(found) / len(pieces), text=words(len(found)))


def _compute_within_budget(pieces: Sequence[Callable[[], Piece]], found: list[Piece]) -> None:
    begun = time.monotonic()
    # Each piece waits for its own turn.
    with PAGES.given_back():
        while len(found) < len(pieces) and time.monotonic() - begun <= BUDGET_SECONDS:
            found.append(pieces[len(found)]())


def predicted(frame: Frame, models: Sequence[ModelInUse]) -> tuple[Predictions, ...] | None:
    """The predictions of models for all test images; `None` while they are computed, or until they are requested.

    Raises:
        ExplainerError: If the weights or the data set cannot be read.
    """
    if not is_wanted(frame.text, models):
        return None
    pieces = [partial(many_images.predictions, model.stored, part) for model in models for part in range(PARTS)]

    def words(done: int) -> str:
        images = {"done": done * PART_IMAGES, "total": len(pieces) * PART_IMAGES}
        return frame.text("frame.computing_answers", **images)

    found = compute_pieces(frame, pieces, words)
    if found is None:
        return None
    return tuple(Predictions.joined(found[start : start + PARTS]) for start in range(0, len(found), PARTS))


def is_wanted(text: Text, models: Sequence[ModelInUse]) -> bool:
    """Whether to compute predictions: if the models are small, or if the visitor presses the button drawn otherwise."""
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
