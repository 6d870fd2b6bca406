"""What all pages share: styles, messages, the tour's panel, the sidebar, and error handling."""

import functools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from explainer.figures.palette import variables
from explainer.text import UNREADABLE, Text
from explainer.ui import caches, class_now, log, notices, session, sidebar, tour
from explainer.ui.addresses import visitor_asks
from explainer.ui.components.mounting import mount, mount_library
from explainer.ui.frame import Frame
from explainer.ui.pages import PAGES, follow_queued_link
from explainer.ui.parts import explained
from explainer.ui.pictures import page as page_itself
from explainer.ui.places import queue_followed_link
from explainer.ui.query import SHARED, Session
from explainer.ui.waiting_uploads import bound_uploads

logger = logging.getLogger(__name__)

SIDEBAR_WIDTH = 244
ASSETS = Path(__file__).resolve().parents[2] / "assets"
STYLE = ASSETS / "style"
"""The style sheets: `everywhere.css`, which is sent first, and one for each page that needs its own.

The sheets in `modes` change a whole page and are sent only in their mode. A selector with `:has(…)` could replace the
mode, but browsers would then recompute the style of the whole page at every change.
"""
COMMON = [ASSETS / "components" / "common" / name for name in ("letters.css", "terms.css")]
"""Style sheets that the page shares with its components."""


def _style(choices: Session) -> str:
    """The CSS of a page, with the modes that the visitor has turned on."""
    modes = {"tour": choices.tour, "presenting": choices.present}
    sheets = (STYLE / "modes" / f"{mode}.css" for mode, choice in modes.items() if choice is not None)
    return _rules(STYLE) + "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)


@functools.cache
def _rules(folder: Path) -> str:
    """The shared style sheets and all sheets of a folder, in one text."""
    sheets = sorted(folder.glob("*.css"), key=lambda sheet: (sheet.stem != "everywhere", sheet.stem))
    if not sheets:
        logger.error("Expected style sheets in %s; received none.", folder)
    return "".join(sheet.read_text(encoding="utf-8") for sheet in (*COMMON, *sheets))


def _frame(page: str, choices: Session) -> Frame:
    """The page's context. Without a readable catalogue of texts, shows just that and stops the run."""
    try:
        return Frame(page, choices, session.visitor())
    except (OSError, ValueError):
        logger.exception("The catalogue cannot be read")
        st.error("\n\n".join(UNREADABLE.values()), icon=":material/error:")
        st.stop()


@contextmanager
def page_frame(page: str) -> Iterator[Frame]:
    """Draws everything around a page, and shows errors as messages.

    Any exception raised inside becomes a message in the visitor's language. The message of an `ExplainerError` says
    what was wrong and what to do; all other exceptions are logged.

    Args:
        page: `"overview"`, or the name of the page's file.

    Yields:
        The page's context.
    """
    log.configure()
    with visitor_asks():
        caches.freeze_modules()
        bound_uploads()
        choices = session.current()
        frame = _frame(page, choices)
        _begin(page, frame.text, choices)
        choices = frame.session = class_now.join_from_link(page, choices)
        session.publish(choices, SHARED + PAGES[page].choices)
        for parameter in session.problems():
            notices.add(page, "warning", notices.sentence("frame.bad_parameter", parameter=parameter))
        # Messages about a model or an image that cannot be loaded are at the top.
        messages = st.container(key="news", gap="xsmall")
        with explained(frame.text, frame.shown_errors):
            frame.load()
        with messages:
            notices.show(page, frame.text)
        # After loading: a model or an image that cannot be loaded is not kept for the next visit.
        _follow_in_browser(frame, choices)
        # Before the page, which may rerun several times until everything is computed. (CSS shows the panel below.)
        with explained(frame.text, frame.shown_errors):
            tour.panel(frame)
        with explained(frame.text, frame.shown_errors):
            yield frame
        # Last, because it changes least: the page itself is sent first.
        sidebar.draw(frame)


def _follow_in_browser(frame: Frame, choices: Session) -> None:
    """Mounts the component that runs in every page: links, keys, the tour's highlight, saving."""
    scene = page_itself.scene(
        frame.text,
        frame.page,
        tour.point(frame),
        stop=None if choices.tour is None else str(choices.tour),
        presents=choices.present is not None,
        cookie=session.last_choices(frame.session),
    )
    with st.container(key="page-itself"):
        mount("page", *scene, key="page_itself", on_choice=queue_followed_link)


def _begin(page: str, text: Text, choices: Session) -> None:
    """Sets the page's title and icon, follows a queued link, and sends the style sheets and the components' library."""
    st.set_page_config(
        page_title=text("frame.tab_title", page=text(f"navigation.{page}")),
        page_icon=str(ASSETS / "icon.png"),
        layout="wide",
        initial_sidebar_state=SIDEBAR_WIDTH,
    )
    # After the icon is set: when a run ends without it, Streamlit deletes its file, which the browser may still load.
    follow_queued_link()
    st.html(f"<style>{variables()}{_style(choices)}</style>")
    mount_library()
