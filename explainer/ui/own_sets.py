"""The visitors' own labelled digits: in memory, and on disk if a visitor saves them."""

import threading
from contextlib import suppress

from explainer.errors import ExplainerError
from explainer.mnist import Images, Labels
from explainer.own_digits import OwnDigits
from explainer.recent import Recent
from explainer.training.limits.quotas import Quotas
from explainer.training.recipes.recipe import AddedDigits
from explainer.training.store.run_store import RunStore
from explainer.training.store.saved_digits import (
    check_digits,
    forget_digits,
    load_digits,
    run_digits,
    save_digits,
    saved_bytes,
    saved_path,
)

VISITORS = 500
"""The number of visitors whose digits are in memory, at most 320 KB each; the least recently used are dropped first."""


class OwnSets:
    """The digits of all visitors. Visitors have access to their own only. Thread-safe.

    Args:
        store: The run store, beside whose runs digits are saved.
    """

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._room = Quotas(store)
        self._sets: Recent[str, OwnDigits] = Recent(VISITORS)
        self._lent: Recent[str, OwnDigits] = Recent(VISITORS)
        self._lock = threading.Lock()

    def get(self, visitor: str) -> OwnDigits:
        """A visitor's digits: those in memory, else the saved ones, else none."""
        with self._lock:
            known = self._sets.get(visitor)
            if known is None:
                known = load_digits(self._store.root, visitor) or OwnDigits.empty()
            self._sets.put(visitor, known)
            return known

    def put(self, visitor: str, digits: OwnDigits) -> None:
        """Replaces a visitor's digits, also on disk if the previous ones are saved.

        Raises:
            ExplainerError: As `save`. The digits are still kept in memory.
        """
        with self._lock:
            self._sets.put(visitor, digits)
        if self.is_saved(visitor):
            self.save(visitor)

    def is_saved(self, visitor: str) -> bool:
        """Whether a visitor's digits are saved on disk."""
        return saved_path(self._store.root, visitor).is_file()

    def are_lost(self, visitor: str) -> bool:
        """Whether a visitor's saved digits cannot be read, and no new ones have replaced them."""
        is_empty = not self.get(visitor).labels.size
        return is_empty and self.is_saved(visitor) and load_digits(self._store.root, visitor) is None

    def save(self, visitor: str) -> None:
        """Saves a visitor's digits.

        Raises:
            ExplainerError: `digits_no_room`, `disk_full`, `store_unwritable` or `store_busy`.
        """
        digits = self.get(visitor)
        with self._store.locked():
            more = len(digits.npz()) - saved_bytes(self._store.root, visitor)
            self._room.check_digits(visitor, max(more, 0))
            save_digits(self._store.root, visitor, digits)

    def unsave(self, visitor: str) -> None:
        """Deletes a visitor's saved digits. They stay in memory while the server has room for them.

        Raises:
            ExplainerError: `store_unwritable`.
        """
        digits = self.get(visitor)
        forget_digits(self._store.root, visitor)
        with self._lock:
            self._sets.put(visitor, digits)

    def lend(self, visitor: str, digits: OwnDigits | None) -> None:
        """Lets a visitor train with the digits of others, such as a class. Replaces digits lent before."""
        with self._lock:
            self._lent.put(visitor, digits or OwnDigits.empty())

    def is_lent(self, visitor: str, added: AddedDigits) -> bool:
        """Whether a recipe adds the digits lent to a visitor."""
        with self._lock:
            lent = self._lent.get(visitor)
        return lent is not None and lent.digest == added.digest

    def find(self, visitor: str, added: AddedDigits | None) -> OwnDigits | None:
        """Finds the digits that a recipe adds: among the visitor's own, the lent ones, and those of earlier runs.

        Args:
            added: Identifies the digits; `None` if the recipe adds none.

        Returns:
            The digits; `None` if exactly these are not found, or `added` is `None`.
        """
        if added is None:
            return None
        with suppress(ExplainerError):
            return check_digits(self._lent.get(visitor) if self.is_lent(visitor, added) else self.get(visitor), added)
        for run in self._store.runs():
            request = self._store.request(run)
            known = None if request is None or request.visitor != visitor else request.recipe.own_digits
            if known is not None and known.digest == added.digest:
                with suppress(ExplainerError):
                    return run_digits(run, added)
        return None

    def images_and_labels(self, visitor: str) -> tuple[Images, Labels]:
        """A visitor's digits as arrays.

        Returns:
            `uint8`, `(n, 28, 28)`, 0 to 255, and `uint8`, `(n,)`, 0 to 9; n may be 0.
        """
        digits = self.get(visitor)
        return digits.images, digits.labels
