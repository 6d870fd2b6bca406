"""Atomic writes of files, and reads of complete lines."""

import errno
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from explainer.errors import ExplainerError

REPLACE_ATTEMPTS = 20
REPLACE_PAUSE_SECONDS = 0.05
ALMOST_FULL_BYTES = 64 * 1024


def write_atomically(path: Path, text: str) -> None:
    """Writes a file atomically: under a temporary name, which is then renamed.

    Args:
        path: The file; an existing one is replaced.
        text: The new content, written as UTF-8.

    Raises:
        OSError: If it cannot be written. Then an existing file is unchanged, and no temporary file remains.
    """
    partial = _partial(path)
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        replace(partial, path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def create_exclusively(path: Path, text: str) -> bool:
    """Creates a file, unless it exists.

    Args:
        text: The content, written as UTF-8.

    Returns:
        Whether this call created the file; `False` if it existed.

    Raises:
        OSError: If it cannot be written. Then no file remains.
    """
    partial = _partial(path)
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        # A link is created in one step: no reader finds an empty file, even if this process is killed.
        path.hardlink_to(partial)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        # The file system has no hard links, such as that of a USB stick.
        return _create_in_place(path, text)
    finally:
        partial.unlink(missing_ok=True)
    return True


def _create_in_place(path: Path, text: str) -> bool:
    try:
        file = path.open("x", encoding="utf-8")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(text)
    except OSError:
        # An incomplete file would be mistaken for a complete one.
        path.unlink(missing_ok=True)
        raise
    return True


def _partial(path: Path) -> Path:
    """A temporary path in the same directory, different in each call."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")


def replace(source: Path, target: Path) -> None:
    """Renames a file and replaces an existing target.

    Windows refuses this while another process reads the target, so it is retried for one second.

    Raises:
        OSError: If the file still cannot be renamed.
    """
    for _ in range(REPLACE_ATTEMPTS - 1):
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(REPLACE_PAUSE_SECONDS)
        else:
            return
    source.replace(target)


def read_complete_lines(path: Path, offset: int = 0) -> tuple[list[bytes], int]:
    """Reads the lines that were appended after an offset.

    Args:
        path: A file that is only appended to.
        offset: The offset that the previous call returned, in bytes.

    Returns:
        The complete lines without line breaks, and the next offset. An unfinished last line is left for a later call.

    Raises:
        OSError: If the file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(offset)
        content = file.read()
    complete, end, _ = content.rpartition(b"\n")
    return (complete.split(b"\n") if end else []), offset + len(complete) + len(end)


def is_disk_full(error: BaseException, directory: Path) -> bool:
    """Whether a full disk caused an error.

    HDF5 reports a full disk in its message only, if at all, so the free space is checked, too.

    Args:
        error: The error; its causes are examined, too.
        directory: A directory on the disk.
    """
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if "No space left on device" in str(cause):
            return True
    return isinstance(error, OSError | RuntimeError) and _free_bytes(directory) < ALMOST_FULL_BYTES


def unwritable(error: OSError, directory: Path) -> ExplainerError:
    """Converts a failed write to the error `disk_full` or `store_unwritable`.

    Args:
        directory: The directory of the file; it need not exist.
    """
    existing = next(folder for folder in (directory, *directory.parents) if folder.exists())
    code = "disk_full" if is_disk_full(error, existing) else "store_unwritable"
    return ExplainerError(code, f"Expected to write below {directory}; received {error}.")


def bytes_of(path: Path) -> int:
    """The size of a file in bytes; 0 if it does not exist, also if it has just been renamed or deleted."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _free_bytes(directory: Path) -> int:
    try:
        return shutil.disk_usage(directory).free
    except OSError:
        return ALMOST_FULL_BYTES
