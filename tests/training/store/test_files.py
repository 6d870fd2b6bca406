import errno
import shutil
from pathlib import Path

import pytest

from explainer.training.store import files
from explainer.training.store.files import create_exclusively, is_disk_full, read_complete_lines, write_atomically


def test_a_file_is_replaced_whole(tmp_path):
    path = tmp_path / "result.json"
    write_atomically(path, "old")
    write_atomically(path, "新")
    assert path.read_text(encoding="utf-8") == "新"
    assert list(tmp_path.iterdir()) == [path]


def test_the_old_file_stands_when_the_disk_is_full(tmp_path, monkeypatch):
    path = tmp_path / "result.json"
    write_atomically(path, "old")

    def write_half(self: Path, text: str, **options: object) -> int:
        self.write_bytes(text.encode()[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", write_half)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, "new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("has_links", [True, False])
def test_one_of_two_makes_a_file_and_whole(tmp_path, monkeypatch, has_links):
    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    if not has_links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    path = tmp_path / "more-1.json"
    assert create_exclusively(path, "first")
    assert not create_exclusively(path, "second")
    assert path.read_text(encoding="utf-8") == "first"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_made_half(tmp_path, monkeypatch):
    def write_half(self: Path, text: str, **options: object) -> int:
        self.write_bytes(text.encode()[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", write_half)
    with pytest.raises(OSError, match="No space"):
        create_exclusively(tmp_path / "more-1.json", "first")
    assert list(tmp_path.iterdir()) == []


def test_windows_may_refuse_to_replace_for_a_moment(tmp_path, monkeypatch):
    refusals = iter([PermissionError, PermissionError])
    replace = Path.replace

    def replace_at_last(self: Path, target: Path) -> Path:
        for refusal in refusals:
            raise refusal
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", replace_at_last)
    monkeypatch.setattr(files, "REPLACE_PAUSE_SECONDS", 0.0)
    write_atomically(tmp_path / "result.json", "new")
    assert (tmp_path / "result.json").read_text(encoding="utf-8") == "new"


def test_windows_may_refuse_for_good(tmp_path, monkeypatch):
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(files, "REPLACE_PAUSE_SECONDS", 0.0)
    with pytest.raises(PermissionError):
        write_atomically(tmp_path / "result.json", "new")
    assert list(tmp_path.iterdir()) == []


def test_an_unfinished_line_waits_for_its_end(tmp_path):
    path = tmp_path / "progress.jsonl"
    path.write_bytes(b"one\ntwo\nthr")
    lines, offset = read_complete_lines(path)
    assert lines == [b"one", b"two"]
    assert read_complete_lines(path, offset) == ([], offset)
    with path.open("ab") as file:
        file.write(b"ee\n\n")
    assert read_complete_lines(path, offset) == ([b"three", b""], 15)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_is_really_full_is_recognised(tmp_path):
    with pytest.raises(OSError, match="space") as full, Path("/dev/full").open("wb") as device:
        device.write(b"x")
    assert is_disk_full(full.value, tmp_path)


def test_a_full_disk_is_recognised_behind_other_errors(tmp_path):
    error = RuntimeError("Unable to save")
    error.__cause__ = OSError(errno.ENOSPC, "Kein Speicherplatz")
    assert is_disk_full(error, tmp_path)
    hdf5 = OSError("Can't write data (errno = 28, error message = 'No space left on device')")
    assert is_disk_full(hdf5, tmp_path)


def test_another_error_is_no_full_disk_unless_the_disk_is(tmp_path, monkeypatch):
    error = OSError("Unable to flush file")
    assert not is_disk_full(error, tmp_path)
    assert not is_disk_full(OSError(errno.EACCES, "Permission denied"), tmp_path)
    usage = shutil.disk_usage(tmp_path)._replace(free=100)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert is_disk_full(error, tmp_path)
    assert not is_disk_full(KeyError("x"), tmp_path)
