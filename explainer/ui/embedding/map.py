"""The map of all test images, and the card of the selected image."""

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
from explainer.evaluation.view import EvaluationView
from explainer.mnist import CLASSES, TEST_IMAGES
from explainer.resembling import MOST_NUMBERS
from explainer.text import Text
from explainer.ui import session
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.embedding.space import TEXT, FeatureSpace, chosen, neighbourhoods, view_of
from explainer.ui.evaluate.evaluation import cards
from explainer.ui.frame import Frame
from explainer.ui.numbers import PERCENT, closed_parts
from explainer.ui.pages import page_link
from explainer.ui.parts import page_fragment
from explainer.ui.pictures import embedding
from explainer.ui.pictures.embedding import Plane
from explainer.ui.piecewise import predicted
from explainer.ui.references import ImageReference
from explainer.ui.terms import paragraph
from explainer.ui.widgets import bound, segments


def index_in_use(frame: Frame) -> int | None:
    """Index of the image in use among the test images; `None` if it is none of them."""
    reference = frame.image.reference
    return int(reference.key) if reference.source == "test" else None


def open_card(frame: Frame, evaluation: Evaluation) -> None:
    """Draws the card of the selected image; by default, of the image in use."""
    text, view, in_use = frame.text, view_of(frame), index_in_use(frame)
    index = in_use if view.opened is None else view.opened
    st.header(text(f"{TEXT}.opened"), anchor=False)

    def choose(chosen: int | None) -> None:
        session.change(view=replace(view, opened=chosen))

    # For visitors without a mouse, or for whom the points are too small.
    widget = bound("embedding_index", index, choose, may_be_empty=True)
    st.number_input(text(f"{TEXT}.index"), 0, TEST_IMAGES - 1, step=1, width=190, **widget)
    if index is None:
        st.caption(text(f"{TEXT}.none_opened"))
        return
    cards(frame, "page", np.array([index]), (evaluation,), 1)
    if index != in_use:
        st.button(
            text(f"{TEXT}.use"),
            key="embedding_use",
            icon=":material/center_focus_strong:",
            on_click=_use,
            args=(index,),
        )
    cell = EvaluationView(label=int(evaluation.labels[index]), answer=int(evaluation.predictions.answers[index]))
    words = text(f"{TEXT}.to_cell", label=cell.label, answer=cell.answer)
    page_link(frame, "evaluate", words, {"evaluation": str(cell)})


def _use(index: int) -> None:
    session.change(image=ImageReference("test", index))


@page_fragment
def the_map(frame: Frame) -> None:
    """Draws the map of all test images, and the card of the selected image."""
    _choices(frame)
    found, subject = predicted(frame, (frame.model,)), chosen(frame)
    if found is None or subject is None:
        return
    if isinstance(subject, str):
        st.info(frame.text(f"{TEXT}.{subject}", most=MOST_NUMBERS), icon=":material/info:")
        return
    evaluation = Evaluation(found[0], mnist.load().y_test)
    with st.container(key="embedding-map"):
        with st.container(key="embedding-plane"):
            _plane(frame, subject, evaluation)
        with st.container(key="embedding-opened"):
            open_card(frame, evaluation)
    _explain(frame, subject)


def _choices(frame: Frame) -> None:
    """Draws the choices of the features and of the projection."""
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


def _explain(frame: Frame, subject: FeatureSpace) -> None:
    """Explains the projection: its number of dimensions and, for PCA, the explained variance."""
    count = subject.space.shape[1]
    if view_of(frame).way == "tsne":
        paragraph(frame, f"{TEXT}.tsne", count=count)
        return
    share = sum(subject.axes.shares)
    total = round(100 * share, 1)
    first, second = closed_parts(total, [100 * each for each in subject.axes.shares], 1)
    words = {"share": f"{total:.1f}{PERCENT}", "first": f"{first:.1f}{PERCENT}", "second": f"{second:.1f}{PERCENT}"}
    paragraph(frame, variant_for(SHARES, f"{TEXT}.pca", share), count=count, **words)


def _plane(frame: Frame, subject: FeatureSpace, evaluation: Evaluation) -> None:
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
