"""The map, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from explainer import mnist
from explainer.claims import variant_for
from explainer.claims.embedding import SHARES
from explainer.embedding.axes import NEAREST, amid_nearest
from explainer.embedding.view import SPACES, WAYS
from explainer.evaluation.scores import Evaluation
from explainer.mnist import CLASSES, TEST_IMAGES
from explainer.resembling import MOST_NUMBERS
from explainer.text import Text
from explainer.ui import session
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.embedding.computing import neighbourhoods
from explainer.ui.embedding.opening import index_in_use, open_card
from explainer.ui.embedding.subject import TEXT, Subject, chosen, view_of
from explainer.ui.frame import Frame
from explainer.ui.numbers import PERCENT, closed_parts
from explainer.ui.parts import alone
from explainer.ui.pictures import embedding
from explainer.ui.pictures.embedding import Plane
from explainer.ui.piecewise import predicted
from explainer.ui.terms import paragraph
from explainer.ui.widgets import segments


@alone
def the_map(frame: Frame) -> None:
    """All test images on a plane, and beside it the image whose point is open."""
    _choices(frame)
    found, subject = predicted(frame, (frame.model,)), chosen(frame)
    if found is None or subject is None:
        return
    if isinstance(subject, str):
        st.info(frame.text(f"{TEXT}.{subject}", most=MOST_NUMBERS), icon=":material/info:")
        return
    evaluation = Evaluation(found[0], mnist.load().y_test)
    _explain(frame, subject)
    with st.container(key="embedding-map"):
        with st.container(key="embedding-plane"):
            _plane(frame, subject, evaluation)
        with st.container(key="embedding-opened"):
            open_card(frame, evaluation)


def _choices(frame: Frame) -> None:
    """By what the images are laid out, and in which way."""
    text, view = frame.text, view_of(frame)

    def choose(name: str, value: Any) -> None:
        session.change(view=replace(view, **{name: value}))

    with st.container(key="embedding-choices", horizontal=True, vertical_alignment="bottom"):
        for name, options in (("space", SPACES), ("way", WAYS)):
            segments(
                text(f"{TEXT}.{name}"),
                options,
                getattr(view, name),
                partial(choose, name),
                key=f"embedding_{name}",
                words=partial(_option, text, name),
            )


def _option(text: Text, name: str, option: str) -> str:
    return text(f"{TEXT}.{name}_{option}")


def _explain(frame: Frame, subject: Subject) -> None:
    """How many numbers become two, and what that means."""
    count = subject.space.shape[1]
    if view_of(frame).way == "tsne":
        paragraph(frame, f"{TEXT}.tsne", count=count)
        return
    share = sum(subject.axes.shares)
    total = round(100 * share, 1)
    first, second = closed_parts(total, [100 * each for each in subject.axes.shares], 1)
    words = {"share": f"{total:.1f}{PERCENT}", "first": f"{first:.1f}{PERCENT}", "second": f"{second:.1f}{PERCENT}"}
    paragraph(frame, variant_for(SHARES, f"{TEXT}.pca", share), count=count, **words)


def _plane(frame: Frame, subject: Subject, evaluation: Evaluation) -> None:
    view, index, text = view_of(frame), index_in_use(frame), frame.text
    positions = subject.axes.positions if view.way == "pca" else neighbourhoods(frame, subject)
    if positions is None:
        return
    landing = None
    if index is not None:
        own = positions[index]
    elif view.way == "pca":
        own, landing = subject.axes.place(subject.own), text(f"{TEXT}.landed_pca")
    else:
        own, near = amid_nearest(subject.space, positions, subject.own)
        counts = np.bincount(evaluation.labels[near], minlength=CLASSES)
        label = int(counts.argmax())
        landing = text(f"{TEXT}.landed_tsne", count=NEAREST, same=int(counts[label]), label=label)

    def choose(answer: Mapping[str, object]) -> None:
        image = index_in(answer, "image", TEST_IMAGES)
        if image is not None:
            session.change(view=replace(view, opened=image))

    plane = Plane(
        name=f"{view.way} {subject.key}",
        positions=positions,
        own=own,
        own_name=text(f"{TEXT}.{'drawing' if frame.image.label is None else 'in_use'}"),
        opened=view.opened,
    )
    mount("embedding", *embedding.scene(plane, evaluation, text), key="embedding", on_choice=choose)
    if landing is not None:
        st.caption(landing)
