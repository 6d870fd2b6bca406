"""The visitor's own labeled drawings: label, show, save, download and upload them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import streamlit as st

from explainer.drawing import Digit
from explainer.errors import ExplainerError
from explainer.mnist import CLASSES, Images, scale, unscale
from explainer.own_digits import MAX_MEGABYTES, MOST, OwnDigits, digits_of
from explainer.ui import caches, notices, session
from explainer.ui.classroom.sending import offer
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.drawings import identifier_of
from explainer.ui.frame import Frame
from explainer.ui.pages import go_to, page_link
from explainer.ui.pictures import mosaic
from explainer.ui.references import ImageReference
from explainer.ui.uploads import empty_fields, upload_field
from explainer.ui.widgets import bound

NEWS = "own_news"
"""Session key: whether the page has to be rerun to show an error."""
TEXT = "page.draw"
CHOSEN = "own_digit"
"""Session key: the index of the selected digit."""


@contextmanager
def errors_reported(frame: Frame) -> Iterator[None]:
    """Reports errors on top of the page, which is then rerun."""
    try:
        yield
    except ExplainerError as error:
        notices.add_error(frame.page, error)
        session.remember(NEWS, True)


def upload(frame: Frame) -> None:
    """Draws a field for a file of digits, which are added to the visitor's own."""
    text = frame.text
    with st.expander(text(f"{TEXT}.own_bring"), icon=":material/upload_file:"):
        brought = upload_field(
            text,
            "own_digits",
            text(f"{TEXT}.own_bring_label", limit=MAX_MEGABYTES),
            MAX_MEGABYTES,
            lambda _, content: _with(frame.visitor, content),
        )
    if brought is not None:
        count, digits = brought.value
        # Saving may fail because the disk is full, which is not an error of the file.
        with errors_reported(frame):
            caches.own_sets().put(frame.visitor, digits)
        notices.add(
            frame.page, "success", notices.sentence(f"{TEXT}.own_brought", count=count, total=len(digits.labels))
        )
        empty_fields()
        st.rerun()


def _with(visitor: str, content: bytes) -> tuple[int, OwnDigits]:
    """The number of digits in a file, and the visitor's set with these digits added.

    Raises:
        ExplainerError: See `digits_of` and `OwnDigits.with_all`.
    """
    found = digits_of(content)
    return len(found.labels), caches.own_sets().get(visitor).with_all(found)


def own_set(frame: Frame, digit: Digit | None) -> None:
    """Draws the labels for the drawing, and the visitor's set with selection, download and upload."""
    if session.remembered(NEWS, False):
        session.remember(NEWS, False)
        st.rerun()
    sets = caches.own_sets()
    digits = sets.get(frame.visitor)
    st.header(frame.text(f"{TEXT}.own"), anchor=False)
    if sets.are_lost(frame.visitor):
        st.warning(frame.text(f"{TEXT}.own_lost"), icon=":material/info:")
    if digit is not None:
        _label(frame, digit, digits)
        image = unscale(digit.image)
        offer(frame, image, label_of(image, digits))
    if digits.labels.size:
        _look(frame, digits)
        _download(frame, digits)
    upload(frame)


def label_of(image: Images, digits: OwnDigits) -> int | None:
    """The label of a drawing in the set; `None` if it is not in the set."""
    known = np.flatnonzero((digits.images == image).all(axis=(1, 2)))
    return int(digits.labels[known[0]]) if known.size else None


def _label(frame: Frame, digit: Digit, digits: OwnDigits) -> None:
    """Draws ten buttons, which add the drawing to the set with that label; pressing the label again removes it."""
    image = unscale(digit.image)
    current = label_of(image, digits)

    def keep(label: int | None) -> None:
        sets = caches.own_sets()
        before = sets.get(frame.visitor)
        same = np.flatnonzero((before.images == image).all(axis=(1, 2)))
        session.remember(CHOSEN, None)
        if label is not None:
            _put(frame, before.with_one(image, label))
        elif same.size:
            _put(frame, before.without(int(same[0])))

    widget = bound(f"own_label_{identifier_of(digit.image)}", current, keep, start="default", may_be_empty=True)
    st.pills(frame.text(f"{TEXT}.own_label"), range(CLASSES), **widget)


def _look(frame: Frame, digits: OwnDigits) -> None:
    chosen = session.remembered(CHOSEN, None)
    chosen = chosen if chosen is not None and chosen < digits.labels.size else None

    def choose(answer: Mapping[str, object]) -> None:
        session.remember(CHOSEN, index_in(answer, "image", digits.labels.size))

    labels = [str(label) for label in digits.labels]
    named = enumerate(labels, start=1)
    names = [frame.text("component.mosaic.name_own", number=number, label=label) for number, label in named]
    picture = mosaic.few("own", digits.images, names, labels, chosen, frame.text)
    mount("mosaic", *picture, key="own_digits", on_choice=choose)
    if chosen is not None:
        _about_one(frame, digits, chosen)


def _about_one(frame: Frame, digits: OwnDigits, chosen: int) -> None:
    """Draws the actions for the selected digit: follow it or delete it."""

    def erase() -> None:
        session.remember(CHOSEN, None)
        _put(frame, caches.own_sets().get(frame.visitor).without(chosen))

    text = frame.text
    with st.container(horizontal=True, gap="small"):
        follows = st.button(text(f"{TEXT}.follow"), key="own_follow", icon=":material/conversion_path:")
        st.button(text(f"{TEXT}.own_erase"), key="own_erase", icon=":material/delete:", on_click=erase)
    if follows:
        image = scale(digits.images[chosen])
        identifier = caches.drawings().keep(frame.visitor, image)
        go_to("walkthrough", session.change(image=ImageReference("drawing", identifier, image)))


def _download(frame: Frame, digits: OwnDigits) -> None:
    """Draws the size of the set, the switch that saves it on the server, and the download."""
    text, sets = frame.text, caches.own_sets()
    is_saved = sets.is_saved(frame.visitor)
    st.caption(text(f"{TEXT}.own_saved" if is_saved else f"{TEXT}.own_in_memory", count=digits.labels.size, most=MOST))
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        widget = bound("own_save", is_saved, lambda wanted: _save(frame, wanted=wanted))
        st.toggle(text(f"{TEXT}.own_save"), **widget)
        st.download_button(
            text(f"{TEXT}.own_home"),
            digits.npz,
            file_name="own-digits.npz",
            mime="application/octet-stream",
            icon=":material/download:",
            help=text(f"{TEXT}.own_home_help"),
            on_click="ignore",
        )
    with st.container(horizontal=True, gap="medium"):
        page_link(frame, "evaluate", text(f"{TEXT}.own_evaluate"))
        page_link(frame, "train", text(f"{TEXT}.own_train"))


def _save(frame: Frame, *, wanted: bool) -> None:
    sets = caches.own_sets()
    with errors_reported(frame):
        (sets.save if wanted else sets.unsave)(frame.visitor)


def _put(frame: Frame, digits: OwnDigits) -> None:
    with errors_reported(frame):
        caches.own_sets().put(frame.visitor, digits)
