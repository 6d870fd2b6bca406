"""Pages that show the documents for teachers, with links rewritten for this server."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from explainer.text import FALLBACK_LANGUAGE
from explainer.ui.frame import Frame
from explainer.ui.pages import PAGES
from explainer.ui.places import Place, internal_link, place

FOLDER = Path(__file__).resolve().parents[2] / "docs"
HANDOUTS: Mapping[str, str] = MappingProxyType({"lesson-plan": "lesson_plan", "classroom": "classroom"})
"""The page of each document, by the document's name without its language."""

_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_SERVER = "localhost:8501"
"""The server named in the documents' links."""


def handout(frame: Frame, name: str) -> None:
    """Draws a document in the visitor's language, or in English if it is not translated.

    Args:
        name: A key of `HANDOUTS`.
    """
    file = FOLDER / f"{name}.{frame.text.language}.md"
    written = (file if file.is_file() else FOLDER / f"{name}.{FALLBACK_LANGUAGE}.md").read_text(encoding="utf-8")
    title, _, body = written.partition("\n")
    st.title(title.removeprefix("# "), anchor=False)
    # The first paragraph links to the document in other languages. A page has its language switch instead.
    _, _, body = body.strip().partition("\n\n")
    with st.container(key="handout"):
        st.markdown(_LINK.sub(lambda link: _link_html(frame, link[1], link[2]), body), unsafe_allow_html=True)


def _link_html(frame: Frame, label: str, address: str) -> str:
    """A link as HTML; for a link out of the dashboard, only its label."""
    parts = urlsplit(address)
    if parts.netloc == _SERVER:
        page = parts.path.strip("/") or "overview"
        return (
            internal_link(Place(page, dict(parse_qsl(parts.query)), label).address, label) if page in PAGES else label
        )
    page = HANDOUTS.get(Path(parts.path).name.partition(".")[0], "")
    return internal_link(place(frame, page).address, label) if page else label
