"""The history of a run as a table: Keras's `CSVLogger`."""

import csv
import io
from pathlib import Path

import keras

from explainer.training.store.files import write_atomically


class HistoryLogger(keras.callbacks.CSVLogger):  # type: ignore[misc]  # Keras is untyped
    """Keras's `CSVLogger`, without the empty `val_` columns that it would add.

    Args:
        path: The file; rows are appended, and a file that was begun keeps its columns.
    """

    COLUMNS = ("accuracy", "learning_rate", "loss", "test_accuracy", "test_loss")
    VALIDATION_COLUMNS = ("val_accuracy", "val_loss")

    def __init__(self, path: Path, *, has_validation: bool) -> None:
        super().__init__(path, append=True)
        self._path = path
        self._columns = [*self.COLUMNS, *(self.VALIDATION_COLUMNS if has_validation else ())]

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Opens the file and settles its columns."""
        super().on_train_begin(logs)
        self.keys = self._begun() or self._columns

    def _begun(self) -> list[str]:
        """The columns that the file has already, without the epoch."""
        with self._path.open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file), [])[1:]

    def close(self) -> None:
        """Closes the file, also after `fit` has raised."""
        self.on_train_end()


def trim_history(path: Path, epoch: int) -> None:
    """Takes the rows after an epoch out of a `CSVLogger`'s file, since they are about to come again.

    Args:
        path: The file; there may be none. Its epochs count from 0.
        epoch: The last epoch to keep, from 1.

    Raises:
        OSError: If it cannot be written.
    """
    if not path.exists():
        return
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    kept = io.StringIO()
    csv.writer(kept, lineterminator="\n").writerows(rows[: 1 + epoch])
    write_atomically(path, kept.getvalue())
