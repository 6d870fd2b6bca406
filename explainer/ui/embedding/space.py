"""The feature vectors of the test images (pixels, or the inputs of the last layer), and their map by t-SNE."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from explainer import mnist
from explainer.embedding import tsne
from explainer.embedding.axes import Axes
from explainer.embedding.view import EmbeddingView
from explainer.errors import ExplainerError
from explainer.jobs import Job
from explainer.mnist import TEST_IMAGES, unscale
from explainer.resembling import hidden_vector, is_short_enough
from explainer.text import Text
from explainer.tracing import Array
from explainer.ui import caches, many_images, session
from explainer.ui.addresses import visitor_asks
from explainer.ui.durations import about
from explainer.ui.frame import Frame
from explainer.ui.many_images import PART_IMAGES, Space
from explainer.ui.pages import rerun_page
from explainer.ui.parts import explain
from explainer.ui.piecewise import PARTS, compute_pieces, predicted
from explainer.ui.terms import paragraph

TEXT = "page.embedding"
TICK_SECONDS = 1.0
ENOUGH = 0.1
"""The progress (0 to 1) from which the remaining time can be estimated."""


@dataclass(frozen=True)
class FeatureSpace:
    """The feature vectors of the test images and of the image in use.

    Attributes:
        space: `(10000, numbers)`.
        gather: Returns `space` again, for a queued job that should not hold it while it waits.
        own: `(numbers,)`.
        axes: The principal axes of `space`.
    """

    key: Hashable
    space: Space
    gather: Callable[[], Space]
    own: Array
    axes: Axes


def heading(frame: Frame) -> bool:
    """Draws the title and the purpose of the page.

    Returns:
        Whether all data of the page are computed; if not, their progress is shown.
    """
    st.title(frame.text(f"{TEXT}.title"), anchor=False)
    paragraph(frame, f"{TEXT}.lead")
    return predicted(frame, (frame.model,)) is not None and vectors(frame) is not None


def view_of(frame: Frame) -> EmbeddingView:
    """The page's part of the link, or its default."""
    return frame.session.view or EmbeddingView()


def pixels(frame: Frame) -> FeatureSpace | str:
    """The pixels: 784 per image, 0 to 255."""
    return _feature_space(("pixels",), _pixels(), _pixels, unscale(frame.image.pixels).ravel().astype(np.float32))


def _pixels() -> Space:
    return mnist.load().x_test.reshape(TEST_IMAGES, -1)


def vectors(frame: Frame) -> FeatureSpace | str | None:
    """The vectors from which the network in use computes its ten scores.

    Returns:
        The vectors; the catalogue's name of the reason why they have no map; or `None` while they are computed, with
        a progress bar.

    Raises:
        ExplainerError: If the weights do not fit, or the data set is missing.
    """
    model = frame.model
    if not is_short_enough(model.config):
        return "too_long"
    pieces = [partial(many_images.hidden_vectors, model.learned, part) for part in range(PARTS)]

    def words(done: int) -> str:
        return frame.text(f"{TEXT}.computing", done=done * PART_IMAGES, total=TEST_IMAGES)

    parts = compute_pieces(frame, pieces, words)
    if parts is None:
        return None
    gather = partial(many_images.all_hidden_vectors, model.stored)
    return _feature_space(model.learned.key, np.concatenate(parts), gather, hidden_vector(frame.trace))


def chosen(frame: Frame) -> FeatureSpace | str | None:
    """The feature space chosen for the map; see `vectors`."""
    return pixels(frame) if view_of(frame).space == "pixels" else vectors(frame)


def _feature_space(key: Hashable, space: Space, gather: Callable[[], Space], own: Array) -> FeatureSpace | str:
    axes = many_images.axes(key, space)
    return axes if isinstance(axes, str) else FeatureSpace(key, space, gather, own, axes)


def key_of(subject: FeatureSpace) -> Hashable:
    """The cache key of a map by t-SNE."""
    return "tsne", subject.key


def neighbourhoods(frame: Frame, subject: FeatureSpace) -> Array | None:
    """The positions of the test images on the map by t-SNE; draws the progress until they are computed.

    Returns:
        `(10000, 2)`; `None` until they are computed, or after an error, which is shown.
    """
    job = _asked(subject)
    if job.error is not None:
        _failed(frame.text, subject, job.error)
        return None
    if job.is_over:
        positions: Array = job.result
        return positions
    st.fragment(_follow, run_every=TICK_SECONDS)(frame, subject)
    return None


def _asked(subject: FeatureSpace) -> Job:
    begin = partial(tsne.positions, subject.gather)
    return caches.map_jobs().ask(key_of(subject), 0, begin, owner=session.tab())


def _follow(frame: Frame, subject: FeatureSpace) -> None:
    with visitor_asks():
        job = _asked(subject)
        if job.is_over or session.current() != frame.session:
            rerun_page()
        st.progress(job.progress, text=progress_words(frame.text, job, caches.map_jobs().ahead_of(job)))
        st.caption(frame.text(f"{TEXT}.meanwhile"))


def progress_words(text: Text, job: Job, ahead: int) -> str:
    """The text beside the progress bar.

    Args:
        job: The job that computes the map.
        ahead: The number of jobs before it.
    """
    if ahead:
        return text(f"{TEXT}.waiting", count=ahead)
    if job.progress < ENOUGH:
        return text(f"{TEXT}.beginning")
    seconds = (time.monotonic() - job.began) * (1 - job.progress) / job.progress
    iteration = round(job.progress * tsne.ITERATIONS)
    return text(f"{TEXT}.going_on", done=iteration, total=tsne.ITERATIONS, left=about(seconds, text))


def _failed(text: Text, subject: FeatureSpace, error: Exception) -> None:
    if not isinstance(error, ExplainerError):
        raise error
    explain(error, text)
    st.button(
        text(f"{TEXT}.again"),
        key="embedding_again",
        icon=":material/replay:",
        on_click=caches.map_jobs().forget,
        args=(key_of(subject),),
    )
