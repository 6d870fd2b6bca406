"""The share of nearest neighbours with the same label: for pixels, for the network's vectors, and on the maps."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import partial
from html import escape

import numpy as np
import streamlit as st

from explainer.claims import variant_for
from explainer.claims.embedding import NEIGHBOURS, Change
from explainer.embedding import neighbours as counting
from explainer.embedding.view import WAYS
from explainer.ui import caches, many_images
from explainer.ui.embedding.space import TEXT, FeatureSpace, key_of, pixels, vectors, view_of
from explainer.ui.frame import Frame
from explainer.ui.many_images import Space
from explainer.ui.numbers import UNKNOWN, percent
from explainer.ui.pages import page_link
from explainer.ui.parts import page_fragment
from explainer.ui.piecewise import PARTS, compute_pieces
from explainer.ui.tables import scrolling
from explainer.ui.terms import paragraph

NUMBERS = "numbers"
Place = tuple[str, str]
"""One of `SPACES`; and one of `WAYS`, or `NUMBERS` for the unprojected vectors."""


@page_fragment
def neighbours(frame: Frame) -> None:
    """Draws an expander with the table of the shares, and sentences on their meaning."""
    with st.expander(frame.text(f"{TEXT}.neighbours"), icon=":material/hub:"):
        _counted(frame)


def _counted(frame: Frame) -> None:
    text = frame.text
    spaces = {"pixels": pixels(frame), "vectors": vectors(frame)}
    subjects = {name: found for name, found in spaces.items() if isinstance(found, FeatureSpace)}
    paragraph(frame, f"{TEXT}.neighbours_lead", count=counting.NEIGHBOURS)
    shares = _shares(frame, subjects)
    if shares is None:
        return
    st.html(_table(frame, subjects, shares))
    if len(shares) < len(subjects) * (1 + len(WAYS)):
        st.caption(text(f"{TEXT}.column_missing"))
    for sentence in _sentences(frame, shares):
        st.markdown(sentence)
    model = frame.model
    if model.epoch and 0 in model.epochs:
        there = {"model": str(model.reference_at(0)), "map": str(replace(view_of(frame), opened=None))}
        page_link(frame, "embedding", text(f"{TEXT}.before_training"), there)


def _shares(frame: Frame, subjects: Mapping[str, FeatureSpace]) -> Mapping[Place, float] | None:
    """The share of nearest neighbours with the same label, 0 to 1; `None` while it is being computed."""
    counted: dict[Place, tuple[Hashable, Space]] = {}
    for name, subject in subjects.items():
        counted[name, NUMBERS] = subject.key, subject.space
        counted[name, "pca"] = ("pca", subject.key), subject.axes.positions
        near = caches.map_jobs().result(key_of(subject))
        if near is not None:
            counted[name, "tsne"] = key_of(subject), near
    pieces: list[Callable[[], float]] = [
        partial(many_images.neighbour_agreement, key, part, space)
        for key, space in counted.values()
        for part in range(PARTS)
    ]

    def words(done: int) -> str:
        return frame.text(f"{TEXT}.counting", share=percent(done / len(pieces), 0))

    found = compute_pieces(frame, pieces, words)
    return None if found is None else dict(zip(counted, np.reshape(found, (-1, PARTS)).mean(axis=1), strict=True))


def _table(frame: Frame, subjects: Mapping[str, FeatureSpace], shares: Mapping[Place, float]) -> str:
    text, columns = frame.text, (NUMBERS, *WAYS)
    names = (text(f"{TEXT}.column_{column}") for column in ("images", *columns))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    rows = []
    for name, subject in subjects.items():
        title = escape(text(f"{TEXT}.row_{name}", count=subject.space.shape[1]))
        cells = "".join(_cell(frame, (name, column), shares) for column in columns)
        rows.append(f'<tr><th scope="row">{title}</th>{cells}</tr>')
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return scrolling("class-scores", text(f"{TEXT}.neighbours"), table)


def _cell(frame: Frame, place: Place, shares: Mapping[Place, float]) -> str:
    view = view_of(frame)
    shown = ' class="shown"' if place == (view.space, view.way) else ""
    return f"<td{shown}>{percent(shares[place]) if place in shares else UNKNOWN}</td>"


def _sentences(frame: Frame, shares: Mapping[Place, float]) -> list[str]:
    """Sentences on the effect of the network, and of the current map, on the neighbours."""
    view, text = view_of(frame), frame.text
    said = []
    if ("vectors", NUMBERS) in shares:
        by_network = Change(shares["pixels", NUMBERS], shares["vectors", NUMBERS])
        said.append(text(variant_for(NEIGHBOURS, f"{TEXT}.by_network", by_network), **_words(by_network)))
    if (view.space, view.way) in shares:
        on_map = Change(shares[view.space, NUMBERS], shares[view.space, view.way])
        said.append(text(variant_for(NEIGHBOURS, f"{TEXT}.on_map", on_map), **_words(on_map)))
    return said


def _words(change: Change) -> dict[str, str]:
    return {"before": percent(change.before), "after": percent(change.after)}
