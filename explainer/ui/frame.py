"""What every page shares: settings, sidebar, the model and the image in use, and a word for whatever goes wrong."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.errors import ExplainerError
from explainer.figures.palette import variables
from explainer.text import UNREADABLE, Text
from explainer.tracing import Trace
from explainer.ui import caches, images, log, models, news, session, sidebar, tour
from explainer.ui.components.mounting import mount_library
from explainer.ui.drawings import DRAWN
from explainer.ui.images import ImageInUse
from explainer.ui.models import ModelInUse
from explainer.ui.pages import PAGES, draw_anew, go_on
from explainer.ui.pictures.page import declare_page
from explainer.ui.query import SHARED, Session
from explainer.ui.references import ImageReference, ModelReference
from explainer.ui.waiting_uploads import bound_uploads

logger = logging.getLogger(__name__)

SIDEBAR_WIDTH = 244
ASSETS = Path(__file__).resolve().parents[2] / "assets"
STYLE = ASSETS / "style"
"""What looks alike on every page, `everywhere.css`, which is sent first, and a sheet for each page that needs one."""
COMMON = [ASSETS / "components" / "common" / name for name in ("letters.css", "terms.css")]
"""What looks alike in the page and in its components."""


class Frame:
    """What a page works with. Model, image and trace are loaded when they are asked for.

    Args:
        page: The page's name.
        choices: The visitor's choices.
        visitor: The visitor's id.

    Attributes:
        said: Codes of the errors that the page has spoken of already.
        has_sidebar: Whether the sidebar is drawn already.
        thumbnail: The sidebar's place for the image in use, once it is drawn.
        bar: A phone's place for the training that has not ended, once it is drawn.
        fields: Draws the page's own form into the sidebar, where model and image are then folded; `None` without one.
    """

    def __init__(self, page: str, choices: Session, visitor: str) -> None:
        self.page = page
        self.session = choices
        self.visitor = visitor
        self.text = Text(choices.language)
        self.said: set[str] = set()
        self.has_sidebar = False
        self.thumbnail: DeltaGenerator | None = None
        self.bar: DeltaGenerator | None = None
        self.fields: Callable[[], None] | None = None

    @functools.cached_property
    def model(self) -> ModelInUse:
        """The model in use; the bundled one, with a word about it, if the chosen one cannot be had.

        Raises:
            ExplainerError: If the bundled model cannot be had either.
        """
        try:
            return models.find(self.session.model)
        except ExplainerError as error:
            if self.session.model == ModelReference():
                raise
            news.leave_error(self.page, error, follow_up="frame.bundled_instead")
            self.session = session.forget("model")
            return models.find(ModelReference())

    @functools.cached_property
    def image(self) -> ImageInUse:
        """The image in use; the first test image, with a word about it, if a drawing is no longer kept.

        Raises:
            ExplainerError: If the data set cannot be read.
        """
        try:
            return images.find(self.session.image, self.visitor, session.remembered(DRAWN, None))
        except ExplainerError as error:
            if self.session.image.source != "drawing":
                raise
            news.leave_error(self.page, error, follow_up="frame.test_image_instead")
            self.session = session.forget("image")
            return images.find(ImageReference(), self.visitor)

    def load(self) -> None:
        """Loads model and image, so that what is to be said about them stands on top of the page.

        Raises:
            ExplainerError: If one of them cannot be had.
        """
        missing = self.model.missing_epoch
        if missing is not None:
            words = {"missing": missing, "shown": self.model.epoch}
            st.warning(self.text("frame.last_epoch_missing", **words), icon=":material/info:")
        self.image  # noqa: B018 (a property that remembers)

    def draw_sidebar(self) -> None:
        """Draws the sidebar and what stands in for it on a phone, once; a page need not, unless it writes into it."""
        if not self.has_sidebar:
            self.has_sidebar = True
            for draw in (sidebar.draw_bar, sidebar.draw):
                with explained(self.text, self.said):
                    draw(self)

    @functools.cached_property
    def trace(self) -> Trace:
        """The image's way through the model."""
        return self.model.trace(self.image.pixels)

    def catch_up(self) -> None:
        """Takes over what was chosen since the page was drawn; what concerns more than a part of it draws it anew."""
        chosen = session.current()
        if any(getattr(chosen, name) != getattr(self.session, name) for name in SHARED):
            st.rerun()
        self.session = chosen


def alone(part: Callable[[Frame], None]) -> Callable[[Frame], None]:
    """Makes a part of a page that is computed again without the rest when something in it is used.

    Whatever is raised inside becomes a message there.

    Args:
        part: Draws the part.

    Returns:
        The same, as a fragment.
    """

    @functools.wraps(part)
    def draw(frame: Frame) -> None:
        go_on()
        frame.catch_up()
        # What the rest of the page has said stays there; what was said in here goes with each new run.
        with explained(frame.text, set(frame.said)):
            part(frame)

    return st.fragment(draw)


@functools.cache
def _rules(folder: Path) -> str:
    """What is common to the page and its components, and all sheets of a folder."""
    sheets = sorted(folder.glob("*.css"), key=lambda sheet: (sheet.stem != "everywhere", sheet.stem))
    if not sheets:
        logger.error("Expected style sheets in %s; received none.", folder)
    return "".join(sheet.read_text(encoding="utf-8") for sheet in (*COMMON, *sheets))


@contextmanager
def page_frame(page: str) -> Iterator[Frame]:
    """Draws the frame around a page.

    Whatever is raised inside becomes a message in the visitor's language: an `ExplainerError` says what was wrong and
    what to do, anything else goes to the log.

    Args:
        page: `"overview"`, or the name of the page's file.

    Yields:
        What the page works with.
    """
    log.configure()
    caches.spare_modules()
    bound_uploads()
    choices = session.current()
    try:
        frame = Frame(page, choices, session.visitor())
    except (OSError, ValueError):
        logger.exception("The catalogue cannot be read")
        st.error("\n\n".join(UNREADABLE.values()), icon=":material/error:")
        st.stop()
    st.set_page_config(
        page_title=frame.text("frame.tab_title", page=frame.text(f"navigation.{page}")),
        page_icon=str(ASSETS / "icon.png"),
        layout="wide",
        initial_sidebar_state=SIDEBAR_WIDTH,
    )
    # Not before: a run without the page's icon would have its file thrown away, which the browser may still ask for.
    go_on()
    st.html(f"<style>{variables()}{_rules(STYLE)}</style>")
    mount_library()
    session.publish(choices, SHARED + PAGES[page].choices)
    for parameter in session.problems():
        news.leave(page, "warning", news.sentence("frame.bad_parameter", parameter=parameter))
    # What was asked for and cannot be had is told on top.
    told = st.container(key="news", gap="xsmall")
    with explained(frame.text, frame.said):
        frame.load()
    with told:
        news.tell(page, frame.text)
    # Not before: what cannot be had is not what a visitor is to come back to.
    declare_page(
        frame.text,
        tour.point(frame),
        has_panel=choices.tour is not None,
        presents=choices.present is not None,
        cookie=session.last_choices(frame.session),
    )
    # Before the page, which may begin anew several times until all is computed; it is seen below.
    with explained(frame.text, frame.said):
        tour.panel(frame)
    with explained(frame.text, frame.said):
        yield frame
    # Last, since it is what changes least: the page itself is sent first.
    frame.draw_sidebar()
    session.told_again()


def explain(error: ExplainerError, text: Text) -> None:
    """Says what is wrong and what to do, for as long as it is wrong. What happened once is left to `news`.

    Args:
        error: The error.
        text: The catalogue.
    """
    logger.warning("%s: %s", error.code, error)
    identifier = f"error.{error.code}" if f"error.{error.code}" in text else "error.unexpected"
    st.error(text(identifier, **error.details), icon=":material/error:")


@contextmanager
def explained(text: Text, told: set[str]) -> Iterator[None]:
    """Turns whatever is raised inside into a message in the visitor's language.

    Args:
        text: The catalogue.
        told: Codes of the errors that the page has spoken of already; each is told once.
    """
    try:
        yield
    except ExplainerError as error:
        if error.code not in told:
            explain(error, text)
        told.add(error.code)
    except Exception:
        logger.exception("A page failed")
        if "unexpected" not in told:
            st.error(text("error.unexpected"), icon=":material/error:")
        told.add("unexpected")


@contextmanager
def explained_on_top(page: str) -> Iterator[None]:
    """Does the same for a part that is drawn anew by itself: there, a message would be gone with the next time.

    Args:
        page: The page's name.
    """
    try:
        yield
    except ExplainerError as error:
        is_new = news.leave_error(page, error)
    except Exception:
        logger.exception("A part of a page failed")
        is_new = news.leave(page, "error", news.sentence("error.unexpected"))
    else:
        return
    if is_new:
        draw_anew()
