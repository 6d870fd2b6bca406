"""Files that are either old or new, never half-written, and lines that are read only when complete."""

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
    """Writes a file whole under another name and renames it into place.

    Args:
        path: The file; an older one is replaced.
        text: Its new content, written as UTF-8.

    Raises:
        OSError: If it cannot be written; then the old file still stands and nothing else is left behind.
    """
    partial = _partial(path)
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        replace(partial, path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def create_exclusively(path: Path, text: str) -> bool:
    """Writes a file that must not be there yet.

    Args:
        text: Its content, written as UTF-8.

    Returns:
        Whether it was this call that made it; otherwise somebody else was faster.

    Raises:
        OSError: If it cannot be written; then nothing is left behind.
    """
    partial = _partial(path)
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        # In one step, so that nobody, whatever is killed meanwhile, finds it empty.
        path.hardlink_to(partial)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        # A disk that knows no links, as a memory stick.
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
        # Empty it would be taken for what it is not.
        path.unlink(missing_ok=True)
        raise
    return True


def _partial(path: Path) -> Path:
    """Where a file is written that is to come whole into its place; another one each time."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")


def replace(source: Path, target: Path) -> None:
    """Renames a file, in the place of an older one.

    Windows refuses that while somebody reads the older one, so it is tried for a second.

    Raises:
        OSError: If it cannot be done.
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
    """Reads the lines that were appended since the last time.

    Args:
        path: A file that is only ever appended to.
        offset: Where the last call ended, in bytes.

    Returns:
        The complete lines without their ends, and the next offset. An unfinished last line waits for its end.

    Raises:
        OSError: If the file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(offset)
        content = file.read()
    complete, end, _ = content.rpartition(b"\n")
    return (complete.split(b"\n") if end else []), offset + len(complete) + len(end)


def is_disk_full(error: BaseException, directory: Path) -> bool:
    """Whether an error came about because there is no room left.

    HDF5 reports a full disk in its message only, if at all; so the disk is asked, too.

    Args:
        error: The error, with what caused it.
    """
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if "No space left on device" in str(cause):
            return True
    return isinstance(error, OSError | RuntimeError) and _free_bytes(directory) < ALMOST_FULL_BYTES


def unwritable(error: OSError, directory: Path) -> ExplainerError:
    """What to say when something cannot be written. Returns `disk_full` or `store_unwritable`.

    Args:
        directory: Where it was to be written; it need not exist.
    """
    existing = next(folder for folder in (directory, *directory.parents) if folder.exists())
    code = "disk_full" if is_disk_full(error, existing) else "store_unwritable"
    return ExplainerError(code, f"Expected to write below {directory}; received {error}.")


def bytes_of(path: Path) -> int:
    """How large a file is; 0 if there is none, or if it was renamed or deleted at this moment."""
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
