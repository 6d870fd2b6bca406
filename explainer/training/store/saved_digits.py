"""Files of the digits that visitors have drawn.

The digits that a visitor saves are one file per visitor in the folder `digits`, and count toward the visitor's disk
quota. The digits that a run trains on are a copy in the run's folder, made with the request and deleted with the run.
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
"""Errors of reading a damaged file: one flipped bit can mark it as encrypted or as packed by an unknown method."""
FOLDER = "digits"
"""File names are hashes of the visitor's id, because the id is known to the visitor's browser only."""


def saved_path(root: Path, visitor: str) -> Path:
    """The path of a visitor's saved digits."""
    return root / FOLDER / f"{hashlib.sha256(visitor.encode()).hexdigest()[:24]}.npz"


def saved_files(root: Path) -> list[Path]:
    """The files of all visitors who have saved digits."""
    return sorted((root / FOLDER).glob("*.npz"))


def saved_bytes(root: Path, visitor: str | None = None) -> int:
    """The disk space of saved digits in bytes.

    Args:
        visitor: The visitor's id; by default, all visitors are counted.
    """
    return sum(map(bytes_of, saved_files(root) if visitor is None else [saved_path(root, visitor)]))


def saved_of(root: Path, visitors: Iterable[str | None]) -> int:
    """The disk space of some visitors' saved digits in bytes.

    Args:
        visitors: Their ids, each once; `None` is ignored.
    """
    return sum(saved_bytes(root, visitor) for visitor in visitors if visitor is not None)


def load_digits(root: Path, visitor: str) -> OwnDigits | None:
    """Loads the digits that a visitor has saved; `None` if there are none, or they cannot be read."""
    path = saved_path(root, visitor)
    try:
        return read_npz(path.read_bytes)
    except FileNotFoundError:
        return None
    except UNREADABLE:
        logger.warning("The digits in %s cannot be read", path.name)
        return None


def save_digits(root: Path, visitor: str, digits: OwnDigits) -> None:
    """Saves a visitor's digits and replaces older ones.

    Raises:
        ExplainerError: `disk_full` or `store_unwritable`. Then the older ones are kept.
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
    """Deletes the digits that a visitor has saved.

    Raises:
        ExplainerError: `store_unwritable`.
    """
    try:
        saved_path(root, visitor).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(error, root) from error


def run_digits(run: RunPaths, added: AddedDigits) -> OwnDigits:
    """Loads the visitor's digits that a run trains on in addition to MNIST.

    Args:
        added: Their expected number and hash.

    Raises:
        ExplainerError: `own_digits_missing` if the run's folder does not contain exactly these digits.
    """
    try:
        return check_digits(read_npz(run.own_digits_path.read_bytes), added)
    except UNREADABLE as error:
        raise _missing(added, repr(error)) from error


def check_digits(digits: OwnDigits | None, added: AddedDigits) -> OwnDigits:
    """Checks that digits match the number and hash in a recipe. Returns them.

    Raises:
        ExplainerError: `own_digits_missing` if they differ, or `digits` is `None`.
    """
    if digits is None or (len(digits.labels), digits.digest) != (added.images, added.digest):
        raise _missing(added, "none" if digits is None else digits.digest)
    return digits


def _missing(added: AddedDigits, received: str) -> ExplainerError:
    return ExplainerError("own_digits_missing", f"Expected the digits {added.digest}; received {received}.")
