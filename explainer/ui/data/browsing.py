"""All images of a part and a class, a page at a time; one click makes one of them the image in use."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from explainer import mnist
from explainer.survey import A_PAGE, PARTS, Browse, part_of, places
from explainer.ui import session
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.frame import Frame
from explainer.ui.pictures import mosaic
from explainer.ui.references import ImageReference
from explainer.ui.terms import paragraph
from explainer.ui.widgets import bound, digit_choice, segments

TEXT = "page.data"


def heading(frame: Frame) -> None:
    """What the data are."""
    st.title(frame.text(f"{TEXT}.title"), anchor=False)
    paragraph(frame, f"{TEXT}.lead")


def chosen(frame: Frame) -> Browse:
    """What is looked at: what was chosen, else the page of the image in use; always a page that there is."""
    browse = frame.session.browse or around(frame.session.image)
    labels = part_of(mnist.load(), browse.part)[1]
    pages = math.ceil(places(labels, browse.digit).size / A_PAGE)
    return replace(browse, page=min(browse.page, pages - 1))


def around(image: ImageReference) -> Browse:
    """The page on which an image is; the first test images for a drawing."""
    if image.source == "drawing":
        return Browse()
    return Browse(image.source, None, int(image.key) // A_PAGE)


def browser(frame: Frame) -> None:
    """Part and class to choose, and their images."""
    browse = chosen(frame)
    _choices(frame, browse)
    images, labels = part_of(mnist.load(), browse.part)
    found = places(labels, browse.digit)
    shown = found[browse.page * A_PAGE : (browse.page + 1) * A_PAGE]

    def choose(answer: Mapping[str, object]) -> None:
        page = index_in(answer, "page", math.ceil(found.size / A_PAGE))
        if page is not None:
            session.change(browse=replace(browse, page=page))
        picked = index_in(answer, "image", shown.size)
        if picked is not None:
            # The page stays as it is, also where it would follow the image.
            session.change(image=ImageReference(browse.part, int(shown[picked])), browse=browse)

    reference = frame.image.reference
    in_use = int(reference.key) if reference.source == browse.part else None
    scene = mosaic.scene(
        images[shown], labels[shown], shown, in_use, mosaic.Paging(browse.page, found.size), frame.text
    )
    mount("mosaic", *scene, key="mosaic", on_choice=choose)


def _choices(frame: Frame, browse: Browse) -> None:
    text = frame.text

    def choose_digit(digit: int | None) -> None:
        session.change(browse=Browse(browse.part, digit))

    with st.container(key="data-choices", horizontal=True):
        segments(
            text(f"{TEXT}.part"),
            PARTS[::-1],
            browse.part,
            lambda part: session.change(browse=Browse(part, browse.digit)),
            key="data_part",
            words=lambda part: text(f"{TEXT}.{part}"),
        )
        digit_choice(text, TEXT, "data_digit", browse.digit, choose_digit)
        _index(frame, browse)


def _index(frame: Frame, browse: Browse) -> None:
    """Straight to an image by its number."""
    last = len(part_of(mnist.load(), browse.part)[1]) - 1
    reference = frame.session.image
    current = int(reference.key) if reference.source == browse.part else 0

    def choose(index: int) -> None:
        image = ImageReference(browse.part, index)
        session.change(image=image, browse=around(image))

    label = frame.text(f"{TEXT}.index", last=last)
    widget = bound(f"data_index_{browse.part}", current, choose)
    st.number_input(label, 0, last, step=1, width=180, **widget)
