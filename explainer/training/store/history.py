"""The training history of a run as a CSV file, written by Keras's `CSVLogger`."""

import csv
import io
from pathlib import Path

import keras

from explainer.training.store.files import write_atomically


class HistoryLogger(keras.callbacks.CSVLogger):  # type: ignore[misc]  # Keras is untyped
    """Keras's `CSVLogger`, without the empty `val_` columns that it would add.

    Args:
        path: The file. Rows are appended; an existing file keeps its columns.
    """

    COLUMNS = ("accuracy", "learning_rate", "loss", "test_accuracy", "test_loss")
    VALIDATION_COLUMNS = ("val_accuracy", "val_loss")

    def __init__(self, path: Path, *, has_validation: bool) -> None:
        super().__init__(path, append=True)
        self._path = path
        self._columns = [*self.COLUMNS, *(self.VALIDATION_COLUMNS if has_validation else ())]

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Opens the file and determines its columns."""
        super().on_train_begin(logs)
        self.keys = self._begun() or self._columns

    def _begun(self) -> list[str]:
        """The columns of an existing file, without the epoch; empty for a new file."""
        with self._path.open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file), [])[1:]

    def close(self) -> None:
        """Closes the file, also after `fit` has raised."""
        self.on_train_end()


def trim_history(path: Path, epoch: int) -> None:
    """Removes the rows after an epoch from a `CSVLogger`'s file, since these epochs are about to be trained again.

    Args:
        path: The file; it need not exist. Its epochs count from 0.
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
