"""Occlusion: the decrease of a class's score while a square covers a part of the image."""

from collections.abc import Mapping
from functools import partial

import numpy as np
import streamlit as st

from explainer.attribution.likeness import likeness, rank_correlation
from explainer.attribution.occlusion import SIZES, Occlusion, images_to_predict, occlusion
from explainer.attribution.random_weights import SEEDS
from explainer.mnist import IMAGE_SIZE, unscale
from explainer.predicting import Predictions, batch_size
from explainer.tracing import Array
from explainer.ui import caches, many_images
from explainer.ui.attribution.target import TEXT, digit_of, explained, likeness_words, look, look_of
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.frame import Frame
from explainer.ui.numbers import decimal
from explainer.ui.parts import page_fragment
from explainer.ui.pictures import occlusion as picture
from explainer.ui.piecewise import compute_pieces, is_wanted
from explainer.ui.widgets import segments


@page_fragment
def occlusion_map(frame: Frame) -> None:
    """Draws the size of the square, the score's decrease for each position, and the same map for random weights."""
    text, chosen = frame.text, look_of(frame)
    st.header(text(f"{TEXT}.covering"), anchor=False)
    segments(
        text(f"{TEXT}.size"),
        SIZES,
        chosen.size,
        lambda size: look(frame, size=size),
        key="attribution_size",
        words=lambda size: f"{size}×{size}",
    )
    found = _computed(frame, chosen.size)
    if found is not None:
        _picture(frame, *found)


def _picture(frame: Frame, learned: Occlusion, *random: Occlusion) -> None:
    digit, chosen = digit_of(frame), look_of(frame)
    losses = learned.losses(digit)
    strongest = place_of_most(losses)

    def choose(answer: Mapping[str, object]) -> None:
        row, column = (index_in(answer, name, IMAGE_SIZE) for name in ("row", "column"))
        if row is not None and column is not None:
            look(frame, place=(row, column))

    touched = learned.touches
    found = likeness([rank_correlation(losses[touched], each.losses(digit)[touched]) for each in random])
    view = (digit, chosen.size, chosen.place or strongest)
    st.markdown(most_words(frame, learned))
    mount(
        "occlusion",
        *picture.scene(frame.image.pixels, learned, random[0], view, likeness_words(frame, found), frame.text),
        key="occlusion",
        on_choice=choose,
    )
    explained(frame, "covering", found, size=chosen.size)


def place_of_most(losses: Array) -> tuple[int, int]:
    """Row and column of the largest decrease."""
    row, column = np.unravel_index(int(losses.argmax()), losses.shape)
    return int(row), int(column)


def most_words(frame: Frame, found: Occlusion) -> str:
    """A sentence on the largest decrease of the score, or on why there is none."""
    digit = digit_of(frame)
    losses = found.losses(digit)
    row, column = place_of_most(losses)
    if not found.touches.any():
        return frame.text(f"{TEXT}.most_black")
    if losses[row, column] <= 0:
        return frame.text(f"{TEXT}.most_none", digit=digit)
    decimals = picture.decimals_of(found, digit)
    # The difference of the rounded logits, as shown in the picture.
    before, after = (round(float(logit), decimals) for logit in (found.before[digit], found.after[row, column, digit]))
    return frame.text(f"{TEXT}.most", row=row, column=column, loss=decimal(before - after, decimals), digit=digit)


def _computed(frame: Frame, size: int) -> tuple[Occlusion, ...] | None:
    """The results of the model, then of each draw of random weights; `None` until requested and computed."""
    model, image = frame.model, unscale(frame.image.pixels)
    if not is_wanted(frame.text, (model,)):
        return None
    images, at_once = images_to_predict(image, size), batch_size(model.config)

    batches = [images[start : start + at_once] for start in range(0, len(images), at_once)]
    networks = (model.learned, *(caches.initialized(model.config, seed) for seed in SEEDS))
    waiting = [partial(many_images.batch_predictions, each, batch) for each in networks for batch in batches]

    def words(done: int) -> str:
        total = len(networks) * len(images)
        return frame.text(f"{TEXT}.computing", done=min(done * at_once, total), total=total)

    found = compute_pieces(frame, waiting, words)
    if found is None:
        return None
    parts = (found[start : start + len(batches)] for start in range(0, len(found), len(batches)))
    return tuple(occlusion(image, size, Predictions.joined(part)) for part in parts)
