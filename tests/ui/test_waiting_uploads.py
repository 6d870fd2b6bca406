"""However many uploads are sent without a page that asks for them, the server keeps few."""

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from explainer.ui import waiting_uploads
from explainer.ui.waiting_uploads import TAB_FILES, BoundedUploads


@pytest.fixture
def manager() -> MemoryUploadedFileManager:
    made = MemoryUploadedFileManager("/upload")
    made.add_file = BoundedUploads(made)  # type: ignore[method-assign]
    return made


def send(manager: MemoryUploadedFileManager, tab: str, file: str, size: int = 10) -> None:
    manager.add_file(tab, UploadedFileRec(file, file, "", bytes(size)))


def kept(manager: MemoryUploadedFileManager) -> set[str]:
    return {file for files in manager.file_storage.values() for file in files}


def test_a_tab_keeps_its_newest(manager: MemoryUploadedFileManager) -> None:
    for number in range(60):
        send(manager, "tab", str(number))
    send(manager, "another tab", "other")
    assert kept(manager) == {*(str(number) for number in range(60 - TAB_FILES, 60)), "other"}


def test_all_together_are_bounded_and_the_oldest_go(
    manager: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_uploads, "WAITING_BYTES", 100)
    for number in range(10):
        send(manager, f"tab {number}", str(number), size=30)
    assert kept(manager) == {"7", "8", "9"}
    send(manager, "large", "large", size=1_000)
    assert kept(manager) == {"large"}


def test_what_a_page_has_read_makes_room(manager: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_uploads, "WAITING_BYTES", 100)
    send(manager, "a", "first", 60)
    manager.remove_file("a", "first")
    send(manager, "b", "second", 60)
    send(manager, "c", "third", 40)
    assert kept(manager) == {"second", "third"}


def test_who_has_waited_long_goes(manager: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(waiting_uploads.time, "monotonic", lambda: now)
    send(manager, "a", "old")
    now += waiting_uploads.WAITING_SECONDS + 1
    send(manager, "b", "new")
    assert kept(manager) == {"new"}


def test_the_same_file_sent_again_is_kept_once(manager: MemoryUploadedFileManager) -> None:
    for _ in range(3):
        send(manager, "tab", "same")
    assert kept(manager) == {"same"}
