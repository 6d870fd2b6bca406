"""Fields for files that visitors bring: each file is read once and let go, whatever becomes of it.

Streamlit keeps an upload in memory until its visitor leaves, says in English, in a tooltip, that one has failed, and
tells the server nothing of that.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explainer.errors import ExplainerError
from explainer.text import Text
from explainer.training.store.names import one_line
from explainer.ui import session
from explainer.ui.components.mounting import mount
from explainer.ui.pictures.upload import Meta
from explainer.ui.run_names import in_markdown

logger = logging.getLogger(__name__)
Value = TypeVar("Value")


CAMERA_WORDS = {
    "Take Photo": "take",
    "Clear photo": "clear",
    "Switch camera": "switch",
    "This app would like to use your camera.": "asks",
    "Learn how to allow access.": "how",
}
"""What Streamlit's camera says, and what we call it."""

ROUND = "uploads_round"
"""How often the fields were emptied: each time they are new."""


@dataclass(frozen=True)
class UploadResult(Generic[Value]):
    """What came of a file."""

    file: str
    value: Value


@dataclass(frozen=True)
class _Outcome:
    """What came of a file, kept as long as the file stands in its field: a value, or an error to tell.

    Not the error itself: it would keep all that was at work when it was raised, the file's content among it.
    """

    identifier: str
    file: str
    value: Any = None
    refusal: tuple[str, dict[str, object]] | None = None


def upload_field(
    text: Text,
    name: str,
    label: str,
    limit_megabytes: int,
    read: Callable[[str, bytes], Value],
    *,
    limit: str | None = None,
    hint: str | None = None,
    waiting: str | None = None,
) -> UploadResult[Value] | None:
    """A field for one file, and below it what is wrong with the file.

    Args:
        name: What the field is called in the style sheet: `upload-NAME`.
        limit_megabytes: How large a file the browser sends.
        read: Makes something of the file's name and content, or raises an `ExplainerError`; is called once a file.
        limit: What is said of the limit, if the reader takes less than the browser sends.
        waiting: What is said while `read` is at work, if that is more than reading.

    Returns:
        What came of the file, as long as it stands in the field; `None` if there is none, or it is refused.
    """
    key, place = f"{name}_{text.language}_{session.remembered(ROUND, 0)}", f"{name}_outcome"
    frame, word = f"upload-{name}", text("frame.choose_file")
    with st.container(key=frame, gap="small"):
        with st.container(key=f"word-{frame}"):
            meta = Meta(identity=f"{frame} {word}", frame=frame, word=word, others={})
            mount("upload", meta, {}, key=f"{name}_word")
        uploaded = st.file_uploader(label, type=None, key=key, max_upload_size=limit_megabytes, help=hint)
        # Streamlit's own sign of a failure, which only the browser knows of, makes it visible.
        failed = escape(text("frame.upload_failed", limit=limit or f"{limit_megabytes} MB"))
        st.html(f'<p class="upload-failed" role="alert">{failed}</p>')
    if uploaded is not None:
        _take(uploaded, key, place, read, waiting or text("frame.reading_upload"))
    return _told(text, key, place)


def camera_field(text: Text, name: str, label: str, read: Callable[[str, bytes], Value]) -> UploadResult[Value] | None:
    """A field for one photo by the camera of whoever looks at the page, and below it what is wrong with it.

    Args:
        name: What the field is called in the style sheet: `upload-NAME`.
        read: As of `upload_field`.

    Returns:
        As `upload_field`.
    """
    key, place = f"{name}_{text.language}_{session.remembered(ROUND, 0)}", f"{name}_outcome"
    frame = f"upload-{name}"
    words = {english: text(f"frame.camera_{identifier}") for english, identifier in CAMERA_WORDS.items()}
    with st.container(key=frame, gap="small"):
        with st.container(key=f"word-{frame}"):
            meta = Meta(identity=f"{frame} {text.language}", frame=frame, word="", others=words)
            mount("upload", meta, {}, key=f"{name}_word")
        uploaded = st.camera_input(label, key=key)
    if uploaded is not None:
        _take(uploaded, key, place, read, text("frame.reading_upload"))
    return _told(text, key, place)


def empty_fields() -> None:
    """Lets all fields be new, and empty, when the page is drawn again."""
    session.remember(ROUND, session.remembered(ROUND, 0) + 1)


def _take(uploaded: Any, key: str, place: str, read: Callable[[str, bytes], Any], waiting: str) -> None:
    """Reads a file, unless that was done before, and then lets it go.

    If another run of the script interrupts the reading, the file stays, and that run reads it.
    """
    known: _Outcome | None = session.remembered(place, None)
    if known is None or known.identifier != uploaded.file_id:
        try:
            with st.spinner(waiting):
                session.remember(place, _outcome(uploaded.file_id, uploaded.name, uploaded.getvalue(), read))
        except Exception:
            _let_go(uploaded, key)
            raise
    _let_go(uploaded, key)


def _let_go(uploaded: Any, key: str) -> None:
    """Frees an upload's memory: Streamlit's record of it, the page's copy and the widget's own."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, uploaded.file_id)
    for copy in (uploaded, session.remembered(key, uploaded)):
        copy.truncate(0)


def _outcome(identifier: str, file: str, content: bytes, read: Callable[[str, bytes], Any]) -> _Outcome:
    try:
        return _Outcome(identifier, file, read(file, content))
    except ExplainerError as error:
        logger.warning("%s: %s", error.code, error)
        return _Outcome(identifier, file, refusal=(error.code, error.details))


def _told(text: Text, key: str, place: str) -> UploadResult[Any] | None:
    """What came of the file in the field, with a word if nothing did."""
    # A file that was let go is still known by its id.
    in_field = getattr(session.remembered(key, None), "file_id", None)
    outcome: _Outcome | None = session.remembered(place, None)
    if in_field is None:
        session.remember(place, None)
    elif outcome is None or outcome.identifier != in_field:
        st.error(text("error.upload_lost"), icon=":material/error:")
    elif outcome.refusal is not None:
        code, details = outcome.refusal
        file = in_markdown(one_line(outcome.file))
        reason = text(f"error.{code}", **details | {"file": file})
        st.error(text("frame.upload_refused", file=file, reason=reason), icon=":material/error:")
    else:
        return UploadResult(outcome.file, outcome.value)
    return None
