"""The Data page: browsing the images, their pixels and classes, and the preparation for training."""

import math
from collections.abc import Mapping
from dataclasses import replace
from html import escape

import numpy as np
import streamlit as st

from explainer import mnist, survey
from explainer.figures.bars import bars
from explainer.figures.look import PLOT
from explainer.mnist import CLASSES
from explainer.survey import A_PAGE, PARTS, Browse, Step, counts, part_of, places
from explainer.text import Text
from explainer.ui import caches, session
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.frame import Frame
from explainer.ui.parts import page_fragment
from explainer.ui.pictures import channels, mosaic, pixelgrid
from explainer.ui.references import ImageReference
from explainer.ui.terms import paragraph
from explainer.ui.widgets import bound, digit_choice, segments

TEXT = "page.data"


def heading(frame: Frame) -> None:
    """Draws the page's title and introduction."""
    st.title(frame.text(f"{TEXT}.title"), anchor=False)
    paragraph(frame, f"{TEXT}.lead")


@page_fragment
def explore(frame: Frame) -> None:
    """Draws the image browser, the image in use and the classes. A choice in one affects the others."""
    browser(frame)
    one_image(frame)
    classes(frame)


def chosen(frame: Frame) -> Browse:
    """The browser's selection: the link's, else the page with the image in use. The page is limited to valid ones."""
    browse = frame.session.browse or around(frame.session.image)
    labels = part_of(mnist.load(), browse.part)[1]
    pages = math.ceil(places(labels, browse.digit).size / A_PAGE)
    return replace(browse, page=min(browse.page, pages - 1))


def around(image: ImageReference) -> Browse:
    """The browser's page with an image; for a drawing, the first test images."""
    if image.source == "drawing":
        return Browse()
    return Browse(image.source, None, int(image.key) // A_PAGE)


def browser(frame: Frame) -> None:
    """Draws the choices of part and class, and the selected images."""
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
            # Store the page, which would otherwise follow the image.
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
    """Draws the field that selects an image by its index."""
    last = len(part_of(mnist.load(), browse.part)[1]) - 1
    reference = frame.session.image
    current = int(reference.key) if reference.source == browse.part else 0

    def choose(index: int) -> None:
        image = ImageReference(browse.part, index)
        session.change(image=image, browse=around(image))

    label = frame.text(f"{TEXT}.index", last=last)
    widget = bound(f"data_index_{browse.part}", current, choose)
    st.number_input(label, 0, last, step=1, width=180, **widget)


def one_image(frame: Frame) -> None:
    """Draws the image in use as 784 numbers, and its label as ten."""
    mount("pixelgrid", *pixelgrid.scene(frame.image.pixels, frame.image.label, frame.text), key="pixelgrid")


def classes(frame: Frame) -> None:
    """Draws the class counts as bars, and the average image of each class."""
    browse, text = chosen(frame), frame.text
    found = counts(part_of(mnist.load(), browse.part)[1])
    most, least = int(np.argmax(found)), int(np.argmin(found))
    left, right = st.columns(2, gap="large")
    with left:
        st.header(text(f"{TEXT}.counts_{browse.part}", count=sum(found)), anchor=False)
        words = {"most": most, "most_count": found[most], "least": least, "least_count": found[least]}
        paragraph(frame, f"{TEXT}.counts_sentence", **words)
        figure = bars(found, chosen=browse.digit, theme=session.theme(), axis=text(f"{TEXT}.label"))
        st.plotly_chart(figure, key="data_counts", config=PLOT)
    with right:
        st.header(text(f"{TEXT}.averages"), anchor=False)
        paragraph(frame, f"{TEXT}.averages_sentence")
        _averages(frame, browse)


def _averages(frame: Frame, browse: Browse) -> None:
    def choose(answer: Mapping[str, object]) -> None:
        digit = index_in(answer, "image", CLASSES)
        if digit is not None:
            session.change(browse=Browse(browse.part, digit))

    scene = mosaic.averages(caches.averages(browse.part), browse.digit, frame.text)
    mount("mosaic", *scene, key="averages", on_choice=choose)


def steps(frame: Frame) -> None:
    """Draws the table of the arrays after each line of the preparation."""
    text = frame.text
    st.header(text(f"{TEXT}.steps"), anchor=False)
    paragraph(frame, f"{TEXT}.steps_lead")
    st.html(table(survey.preparation(mnist.load()), text))


def table(prepared: tuple[Step, ...], text: Text) -> str:
    """The steps as a table.

    Args:
        prepared: The steps, in order.
    """
    columns = ("line", "shape", "dtype", "range", "room")
    head = "".join(f"<th scope='col'>{escape(text(f'{TEXT}.step_{column}'))}</th>" for column in columns)
    return f"<table class='data-steps'><tr>{head}</tr>{''.join(_row(step, text) for step in prepared)}</table>"


def _row(step: Step, text: Text) -> str:
    cells = {
        "line": f"<code>{escape(step.line)}</code><p>{escape(text(f'{TEXT}.step_{step.name}'))}</p>",
        "shape": f"<code>{step.shape}</code>",
        "dtype": f"<code>{step.dtype}</code>",
        "range": f"{step.least:g}–{step.most:g}",
        "room": _room(step.megabytes),
    }
    columns = [f"<td data-name='{escape(text(f'{TEXT}.step_{name}'))}'>{cell}</td>" for name, cell in cells.items()]
    return f"<tr>{''.join(columns)}</tr>"


def _room(megabytes: float) -> str:
    return f"{megabytes:,.0f} MB" if megabytes >= 1 else f"{1000 * megabytes:,.0f} KB"


def colours(frame: Frame) -> None:
    """Draws, for comparison, a color image with three numbers per pixel."""
    st.header(frame.text(f"{TEXT}.colours"), anchor=False)
    paragraph(frame, f"{TEXT}.colours_lead")
    mount("channels", *channels.scene(frame.text), key="channels")
