"""What the map is made of: the test images' numbers, before the network or after it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from explainer import mnist
from explainer.embedding.axes import Axes
from explainer.embedding.view import EmbeddingView
from explainer.mnist import TEST_IMAGES, unscale
from explainer.resembling import hidden_vector, is_short_enough
from explainer.tracing import Array
from explainer.ui import many_images
from explainer.ui.frame import Frame
from explainer.ui.many_images import PART_IMAGES, Space
from explainer.ui.piecewise import PARTS, all_of, predicted
from explainer.ui.terms import paragraph

TEXT = "page.embedding"


@dataclass(frozen=True)
class Subject:
    """The test images' numbers, and those of the image in use.

    Attributes:
        key: What tells them from all others.
        space: `(10000, numbers)`.
        gather: Finds `space` once more, for what has to wait and is not to keep it meanwhile.
        own: `(numbers,)`.
        axes: The directions in which they differ most.
    """

    key: Hashable
    space: Space
    gather: Callable[[], Space]
    own: Array
    axes: Axes


def heading(frame: Frame) -> bool:
    """Says what the page is about.

    Returns:
        Whether all that it is made of is known; if not, how far it is stands there.
    """
    st.title(frame.text(f"{TEXT}.title"), anchor=False)
    paragraph(frame, f"{TEXT}.lead")
    return predicted(frame, (frame.model,)) is not None and vectors(frame) is not None


def view_of(frame: Frame) -> EmbeddingView:
    """What is looked at."""
    return frame.session.view or EmbeddingView()


def pixels(frame: Frame) -> Subject | str:
    """The images as they come: 784 pixels each, 0 to 255."""
    return _subject(("pixels",), _pixels(), _pixels, unscale(frame.image.pixels).ravel().astype(np.float32))


def _pixels() -> Space:
    return mnist.load().x_test.reshape(TEST_IMAGES, -1)


def vectors(frame: Frame) -> Subject | str | None:
    """What the network in use makes its ten scores of.

    Returns:
        The numbers; why there is no map of them, as the catalogue calls it; or `None` while they are computed, which
        is shown.

    Raises:
        ExplainerError: If the weights do not fit, or there is no data set.
    """
    model = frame.model
    if not is_short_enough(model.config):
        return "too_long"
    pieces = [partial(many_images.hidden_vectors, model.learned, part) for part in range(PARTS)]

    def words(done: int) -> str:
        return frame.text(f"{TEXT}.computing", done=done * PART_IMAGES, total=TEST_IMAGES)

    parts = all_of(frame, pieces, words)
    if parts is None:
        return None
    gather = partial(many_images.all_hidden_vectors, model.stored)
    return _subject(model.learned.key, np.concatenate(parts), gather, hidden_vector(frame.trace))


def chosen(frame: Frame) -> Subject | str | None:
    """Those of the two that the map is made of; see `vectors`."""
    return pixels(frame) if view_of(frame).space == "pixels" else vectors(frame)


def _subject(key: Hashable, space: Space, gather: Callable[[], Space], own: Array) -> Subject | str:
    axes = many_images.axes(key, space)
    return axes if isinstance(axes, str) else Subject(key, space, gather, own, axes)
