"""What every page needs in the browser: its language, links, what a tour points out, keys, saving."""

from collections.abc import Mapping
from typing import TypedDict

from explainer.text import FALLBACK_LANGUAGE, Text
from explainer.ui.components.payload import Scene

GAP = "{}"
NAMES = {
    "Open": "open",
    "Clear value": "clear",
    "Selected values": "selected",
    f"Remove {GAP}": "remove",
    "Increment": "more",
    "Decrement": "less",
    "Sidebar": "sidebar",
    "Expand sidebar": "expand",
    "Collapse sidebar": "collapse",
    "Running...": "running",
    "Close": "close",
}
"""What Streamlit calls parts of its widgets, in English alone, and what we call it."""
SENTENCES = {
    "No results": "nothing",
    f"You can only select up to {GAP} options. Remove an option first.": "most",
    "Connection error": "lost",
    "Streamlit server is not responding. Are you connected to the internet?": "lost_note",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": "ended",
    "Page not found": "no_page",
    "The page that you have requested does not seem to exist. Running the app's main page.": "no_page_note",
}
"""What it writes."""


class Meta(TypedDict):
    """What the component is told.

    `cookie` is kept by the browser for the next visit; `names` and `sentences` are Streamlit's, with ours instead;
    `visited` is said in the menu of a page that was visited. If the page `is_partly_english`, its English sentences are
    to be marked.
    """

    identity: str
    language: str
    is_partly_english: bool
    names: dict[str, str]
    sentences: dict[str, str]
    cookie: str
    point: str | None
    has_panel: bool
    presents: bool
    page: str
    visited: str


def scene(text: Text, page: str, point: str | None, *, stop: str | None, presents: bool, cookie: str) -> Scene:
    """Says what the page is to do in the browser.

    Links of the class `within` are followed without loading the page anew, and buttons with `data-keep` save pictures.

    Args:
        point: A CSS selector of what is to be pointed out; `None` for nothing.
        stop: The tour's stop, whose panel stays at the lower edge; `None` off a tour. Two stops may point at the same.
        cookie: Name and value of what the browser keeps.
    """
    meta: Meta = {
        "identity": f"{text.language} {page} {point} {stop} {presents}",
        "language": text.language,
        "is_partly_english": text.untranslated > 0,
        "names": _own_words(text, NAMES),
        "sentences": _own_words(text, SENTENCES),
        "cookie": cookie,
        "point": point,
        "has_panel": stop is not None,
        "presents": presents,
        "page": page,
        "visited": text("frame.visited"),
    }
    return meta, {}


def _own_words(text: Text, english: Mapping[str, str]) -> dict[str, str]:
    """What Streamlit says, with what is to stand there instead; nothing where English is what is to stand there."""
    if text.language == FALLBACK_LANGUAGE:
        return {}
    return {said: text(f"frame.streamlit_{name}", gap=GAP) for said, name in english.items()}
