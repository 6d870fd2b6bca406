"""Uploads that no page has read yet: the server keeps few of them, however many are sent.

A visitor's tab may send any number without a page that asks for one, and Streamlit keeps each until the tab is closed.
"""

import threading
import time
from dataclasses import dataclass

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

TAB_FILES = 2
"""How many of one tab wait for their page."""
WAITING_BYTES = 400 * 2**20
"""How much all of them may take."""
WAITING_SECONDS = 60.0
"""How long one waits, if another comes after it; a page that asked for it reads it at once."""


def bound_uploads() -> None:
    """Makes the server let older uploads go when another comes; does nothing where that was done before."""
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
    """Stands in for `add_file` of Streamlit's store of uploads. Safe to call from any thread."""

    def __init__(self, manager: MemoryUploadedFileManager) -> None:
        self._manager = manager
        self._add_file = manager.add_file
        self._waiting: list[_Waiting] = []
        self._lock = threading.Lock()

    def __call__(self, session_id: str, file: UploadedFileRec) -> None:
        """Takes an upload in, after those have gone that are too many, too old or too large together with it.

        Args:
            session_id: The tab's.
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
