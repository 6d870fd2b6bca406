"""What every page has around it: style, news, the tour's panel, the sidebar, and a word for whatever goes wrong."""

import functools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from explainer.figures.palette import variables
from explainer.text import UNREADABLE, Text
from explainer.ui import caches, class_now, log, news, session, sidebar, tour
from explainer.ui.addresses import visitor_asks
from explainer.ui.components.mounting import mount, mount_library
from explainer.ui.frame import Frame
from explainer.ui.pages import PAGES, go_on
from explainer.ui.parts import explained
from explainer.ui.pictures import page as page_itself
from explainer.ui.places import remember_where_to
from explainer.ui.query import SHARED, Session
from explainer.ui.waiting_uploads import bound_uploads

logger = logging.getLogger(__name__)

SIDEBAR_WIDTH = 244
ASSETS = Path(__file__).resolve().parents[2] / "assets"
STYLE = ASSETS / "style"
"""What looks alike on every page, `everywhere.css`, which is sent first, and a sheet for each page that needs one.

In `modes` are those that change a whole page, and are sent only then. With `:has(…)` they could always be there, but
browsers would compute the whole page's style again at every change in it.
"""
COMMON = [ASSETS / "components" / "common" / name for name in ("letters.css", "terms.css")]
"""What looks alike in the page and in its components."""


def _style(choices: Session) -> str:
    """All that a page looks like, by what a visitor has chosen."""
    modes = {"tour": choices.tour, "presenting": choices.present}
    sheets = (STYLE / "modes" / f"{mode}.css" for mode, choice in modes.items() if choice is not None)
    return _rules(STYLE) + "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


@functools.cache
def _rules(folder: Path) -> str:
    """What is common to the page and its components, and all sheets of a folder."""
    sheets = sorted(folder.glob("*.css"), key=lambda sheet: (sheet.stem != "everywhere", sheet.stem))
    if not sheets:
        logger.error("Expected style sheets in %s; received none.", folder)
    return "".join(sheet.read_text(encoding="utf-8") for sheet in (*COMMON, *sheets))


def _frame(page: str, choices: Session) -> Frame:
    """What the page works with; without a catalogue, all that can be said is that there is none."""
    try:
        return Frame(page, choices, session.visitor())
    except (OSError, ValueError):
        logger.exception("The catalogue cannot be read")
        st.error("\n\n".join(UNREADABLE.values()), icon=":material/error:")
        st.stop()


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
    with visitor_asks():
        caches.spare_modules()
        bound_uploads()
        choices = session.current()
        frame = _frame(page, choices)
        _begin(page, frame.text, choices)
        choices = frame.session = class_now.entered(page, choices)
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
        _follow_in_browser(frame, choices)
        # Before the page, which may begin anew several times until all is computed; it is seen below.
        with explained(frame.text, frame.said):
            tour.panel(frame)
        with explained(frame.text, frame.said):
            yield frame
        # Last, since it is what changes least: the page itself is sent first.
        sidebar.draw(frame)


def _follow_in_browser(frame: Frame, choices: Session) -> None:
    """Says what the page is to do in the browser."""
    scene = page_itself.scene(
        frame.text,
        frame.page,
        tour.point(frame),
        stop=None if choices.tour is None else str(choices.tour),
        presents=choices.present is not None,
        cookie=session.last_choices(frame.session),
    )
    with st.container(key="page-itself"):
        mount("page", *scene, key="page_itself", on_choice=remember_where_to)


def _begin(page: str, text: Text, choices: Session) -> None:
    """What every page is drawn with: its title and icon, the style sheets, the library of the pictures."""
    st.set_page_config(
        page_title=text("frame.tab_title", page=text(f"navigation.{page}")),
        page_icon=str(ASSETS / "icon.png"),
        layout="wide",
        initial_sidebar_state=SIDEBAR_WIDTH,
    )
    # Not before: a run without the page's icon would have its file thrown away, which the browser may still ask for.
    go_on()
    st.html(f"<style>{variables()}{_style(choices)}</style>")
    mount_library()
