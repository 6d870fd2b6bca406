"""Fields for files that visitors bring: each file is read once and let go, whatever becomes of it.

Streamlit keeps an upload in memory until its visitor leaves, says in English, in a tooltip, that one has failed, and
tells the server nothing of that.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explainer.errors import ExplainerError
from explainer.text import Text
from explainer.ui import session
from explainer.ui.run_names import in_markdown

logger = logging.getLogger(__name__)
Value = TypeVar("Value")

ROUND = "uploads_round"
"""How often the fields were emptied: each time they are new."""


@dataclass(frozen=True)
class Brought(Generic[Value]):
    """What came of a file.

    Attributes:
        file: Its name.
        value: What was made of it.
    """

    file: str
    value: Value


@dataclass(frozen=True)
class _Outcome:
    """What came of a file: a value, or an error to tell as long as the file stands in its field."""

    identifier: str
    file: str
    value: Any = None
    error: ExplainerError | None = None


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
) -> Brought[Value] | None:
    """A field for one file, and below it what is wrong with the file.

    Args:
        text: The catalogue.
        name: What the field is called in the style sheet: `upload-NAME`.
        label: What the visitor is asked for.
        limit_megabytes: How large a file the browser sends.
        read: Makes something of the file's name and content, or raises an `ExplainerError`; is called once a file.
        limit: What is said of the limit, if the reader takes less than the browser sends.
        hint: More on what is asked for.
        waiting: What is said while `read` is at work, if that is more than reading.

    Returns:
        What came of the file, as long as it stands in the field; `None` if there is none, or it is refused.
    """
    key, place = f"{name}_{text.language}_{session.remembered(ROUND, 0)}", f"{name}_outcome"
    with st.container(key=f"upload-{name}-{text.language}", gap="small"):
        uploaded = st.file_uploader(label, type=None, key=key, max_upload_size=limit_megabytes, help=hint)
        # Streamlit's own sign of a failure, which only the browser knows of, makes it visible.
        with st.container(key=f"upload-failed-{name}"):
            st.error(text("frame.upload_failed", limit=limit or f"{limit_megabytes} MB"), icon=":material/error:")
    if uploaded is not None:
        with st.spinner(waiting or text("frame.reading_upload")):
            _read_once(uploaded, place, read)
    # A file that was let go is still known by its id.
    in_field = getattr(session.remembered(key, None), "file_id", None)
    outcome: _Outcome | None = session.remembered(place, None)
    if in_field is None:
        session.remember(place, None)
        return None
    if outcome is None or outcome.identifier != in_field:
        st.error(text("error.upload_lost"), icon=":material/error:")
        return None
    if outcome.error is not None:
        _refuse(text, in_markdown(outcome.file), outcome.error)
        return None
    return Brought(outcome.file, outcome.value)


def empty_fields() -> None:
    """Lets all fields be new, and empty, when the page is drawn again."""
    session.remember(ROUND, session.remembered(ROUND, 0) + 1)


def _read_once(uploaded: Any, place: str, read: Callable[[str, bytes], Any]) -> None:
    known: _Outcome | None = session.remembered(place, None)
    try:
        if known is None or known.identifier != uploaded.file_id:
            session.remember(place, _outcome(uploaded, read))
    finally:
        _let_go(uploaded)


def _outcome(uploaded: Any, read: Callable[[str, bytes], Any]) -> _Outcome:
    try:
        return _Outcome(uploaded.file_id, uploaded.name, read(uploaded.name, uploaded.getvalue()))
    except ExplainerError as error:
        return _Outcome(uploaded.file_id, uploaded.name, error=error)


def _let_go(uploaded: Any) -> None:
    """Frees an upload's memory: Streamlit's own record of it, and what the widget shows."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, uploaded.file_id)
    uploaded.truncate(0)


def _refuse(text: Text, file: str, error: ExplainerError) -> None:
    logger.warning("%s: %s", error.code, error)
    reason = text(f"error.{error.code}", **error.details | {"file": file})
    st.error(text("frame.upload_refused", file=file, reason=reason), icon=":material/error:")
