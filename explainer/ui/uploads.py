"""Fields for uploads and photos. Each file is read once, and then its memory is freed, even if reading fails.

Otherwise Streamlit would keep an upload in memory until its visitor leaves. It reports a failed upload in English, in
a tooltip, and does not notify the server.
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
"""Text ids of the translations, by the English texts of Streamlit's camera."""

ROUND = "uploads_round"
"""State key of how often the fields were emptied. The number is part of their keys, so they become new widgets."""


@dataclass(frozen=True)
class UploadResult(Generic[Value]):
    """The name of an uploaded file, and the value read from it."""

    file: str
    value: Value


@dataclass(frozen=True)
class _Outcome:
    """The result of reading a file, kept while the file is in its field: a value, or an error's code and details.

    The exception itself is not kept: its traceback would keep the file's content in memory.
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
    """Draws a field for one file, and below it the error, if the file is refused.

    Args:
        name: Name of the field; its name in the style sheet is `upload-NAME`.
        limit_megabytes: Size of the largest file that the browser sends.
        read: Converts the file's name and content into a value, or raises an `ExplainerError`. Called once per file.
        limit: The displayed limit, if `read` accepts less than the browser sends.
        waiting: The text shown while `read` runs; `None` for "reading".

    Returns:
        The result, while the file is in the field; `None` if there is no file or it is refused.
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
    return _result(text, key, place)


def camera_field(text: Text, name: str, label: str, read: Callable[[str, bytes], Value]) -> UploadResult[Value] | None:
    """Draws a field for one photo by the visitor's camera, and below it the error, if the photo is refused.

    Args:
        name: As in `upload_field`.
        read: As in `upload_field`.

    Returns:
        As in `upload_field`.
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
    return _result(text, key, place)


def empty_fields() -> None:
    """Empties all fields from the next run on."""
    session.remember(ROUND, session.remembered(ROUND, 0) + 1)


def _take(uploaded: Any, key: str, place: str, read: Callable[[str, bytes], Any], waiting: str) -> None:
    """Reads a file unless it has been read, and then frees its memory.

    If another run of the script interrupts the reading, the file is kept, and that run reads it.
    """
    known: _Outcome | None = session.remembered(place, None)
    if known is None or known.identifier != uploaded.file_id:
        try:
            with st.spinner(waiting):
                session.remember(place, _outcome(uploaded.file_id, uploaded.name, uploaded.getvalue(), read))
        except Exception:
            _free(uploaded, key)
            raise
    _free(uploaded, key)


def _free(uploaded: Any, key: str) -> None:
    """Frees an upload's memory: Streamlit's record, the page's copy and the widget's copy."""
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


def _result(text: Text, key: str, place: str) -> UploadResult[Any] | None:
    """The result of the file in the field; shows the error if there is one."""
    # After its memory was freed, a file is still identified by its id.
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
