"""Digits that visitors have drawn, as files.

Those that a visitor has saved lie beside the runs, a file a visitor, and count in the visitor's own space. Those that a
run learns from lie in its folder, as they were when it was asked for, and go with it.
"""

import hashlib
import logging
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from explainer.errors import ExplainerError
from explainer.own_digits import OwnDigits, read_npz
from explainer.training.recipes.recipe import AddedDigits
from explainer.training.store.files import bytes_of, replace, unwritable
from explainer.training.store.paths import RunPaths

logger = logging.getLogger(__name__)

UNREADABLE = (OSError, EOFError, ValueError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged file may raise: one flipped bit makes a file encrypted, or packed in a way nobody knows."""
FOLDER = "digits"
"""Its files are named by a hash of the visitor's id, which is known to the visitor's browser alone."""


def saved_path(root: Path, visitor: str) -> Path:
    """Where a visitor's digits are saved."""
    return root / FOLDER / f"{hashlib.sha256(visitor.encode()).hexdigest()[:24]}.npz"


def saved_files(root: Path) -> list[Path]:
    """The files of all visitors who have saved digits."""
    return sorted((root / FOLDER).glob("*.npz"))


def saved_bytes(root: Path, visitor: str | None = None) -> int:
    """What saved digits take of the disk.

    Args:
        visitor: Whose; by default everybody's.
    """
    return sum(map(bytes_of, saved_files(root) if visitor is None else [saved_path(root, visitor)]))


def saved_of(root: Path, visitors: Iterable[str | None]) -> int:
    """What the saved digits of some visitors take of the disk.

    Args:
        visitors: Their ids, each once; `None` stands for nobody.
    """
    return sum(saved_bytes(root, visitor) for visitor in visitors if visitor is not None)


def load_digits(root: Path, visitor: str) -> OwnDigits | None:
    """The digits that a visitor has saved; `None` if there are none that can be read."""
    path = saved_path(root, visitor)
    try:
        return read_npz(path.read_bytes)
    except FileNotFoundError:
        return None
    except UNREADABLE:
        logger.warning("The digits in %s cannot be read", path.name)
        return None


def save_digits(root: Path, visitor: str, digits: OwnDigits) -> None:
    """Saves a visitor's digits, in the place of older ones.

    Raises:
        ExplainerError: `disk_full` or `store_unwritable`; then the older ones still stand.
    """
    path = saved_path(root, visitor)
    partial = path.with_suffix(".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(digits.npz())
        replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise unwritable(error, root) from error


def forget_digits(root: Path, visitor: str) -> None:
    """Deletes what a visitor has saved.

    Raises:
        ExplainerError: `store_unwritable`.
    """
    try:
        saved_path(root, visitor).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(error, root) from error


def run_digits(run: RunPaths, added: AddedDigits) -> OwnDigits:
    """The digits that a run learns from beside MNIST's.

    Raises:
        ExplainerError: `own_digits_missing` if the run's folder has not, or no longer, just these.
    """
    try:
        return check_digits(read_npz(run.own_digits_path.read_bytes), added)
    except UNREADABLE as error:
        raise _missing(added, repr(error)) from error


def check_digits(digits: OwnDigits | None, added: AddedDigits) -> OwnDigits:
    """Makes sure that digits are those that a recipe adds.

    Args:
        digits: Some, or none.

    Raises:
        ExplainerError: `own_digits_missing`.
    """
    if digits is None or (len(digits.labels), digits.digest) != (added.images, added.digest):
        raise _missing(added, "none" if digits is None else digits.digest)
    return digits


def _missing(added: AddedDigits, received: str) -> ExplainerError:
    return ExplainerError("own_digits_missing", f"Expected the digits {added.digest}; received {received}.")
