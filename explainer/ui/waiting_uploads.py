"""Limits on uploads that no page has read yet.

A tab may send any number of files that no page has requested. Streamlit would keep each until the tab is closed.
"""

import threading
import time
from dataclasses import dataclass

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

TAB_FILES = 2
"""Maximum number of unread uploads per tab."""
WAITING_BYTES = 400 * 2**20
"""Maximum total size of all unread uploads."""
WAITING_SECONDS = 60.0
"""After this time, a newer upload replaces an unread one. (A page that requests a file reads it at once.)"""


def bound_uploads() -> None:
    """Makes Streamlit's store of uploads a bounded one, once per process."""
    context = get_script_run_ctx()
    manager = None if context is None else context.uploaded_file_mgr
    if isinstance(manager, MemoryUploadedFileManager) and not isinstance(manager.add_file, BoundedUploads):
        manager.add_file = BoundedUploads(manager)  # type: ignore[method-assign]


@dataclass(frozen=True)
class _Waiting:
    session: str
    file: str
    size: int
    arrived: float


class BoundedUploads:
    """A replacement of `add_file` of Streamlit's store of uploads that enforces the limits. Thread-safe."""

    def __init__(self, manager: MemoryUploadedFileManager) -> None:
        self._manager = manager
        self._add_file = manager.add_file
        self._waiting: list[_Waiting] = []
        self._lock = threading.Lock()

    def __call__(self, session_id: str, file: UploadedFileRec) -> None:
        """Adds an upload, after removing older ones that exceed a limit together with it.

        Args:
            session_id: Streamlit's id of the tab's session.
            file: The upload.
        """
        new = _Waiting(session_id, file.file_id, len(file.data), time.monotonic())
        with self._lock:
            waiting = [each for each in self._waiting if self._manager.get_files(each.session, [each.file])]
            kept: list[_Waiting] = []
            for each in reversed(waiting):
                if self._may_stay(each, [new, *kept]):
                    kept.insert(0, each)
                else:
                    self._manager.remove_file(each.session, each.file)
            self._waiting = [*kept, new]
            self._add_file(session_id, file)

    @staticmethod
    def _may_stay(older: _Waiting, newer: list[_Waiting]) -> bool:
        return (
            newer[0].arrived - older.arrived <= WAITING_SECONDS
            and sum(each.session == older.session for each in newer) < TAB_FILES
            and older.size + sum(each.size for each in newer) <= WAITING_BYTES
        )
