"""A callback that saves the weights of the bundled model, which has more checkpoints than a run."""

from pathlib import Path

import keras

from explainer.training.store.paths import BATCHES, batch_path, epoch_path


class BundleWeights(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Saves the weights within the first epoch and after every epoch, with the optimizer's state.

    The training itself does not change: the weights after each epoch are identical with and without it.

    Args:
        directory: An existing directory.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self._directory = directory
        self._epoch = 0

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:  # noqa: ARG002
        """Stores the number of the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:  # noqa: ARG002
        """Saves the weights after the batches `BATCHES` of the first epoch."""
        if self._epoch == 0 and batch + 1 in BATCHES:
            self.model.save_weights(batch_path(self._directory, batch + 1))

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:  # noqa: ARG002
        """Saves the weights of the epoch."""
        self.model.save_weights(epoch_path(self._directory, epoch + 1))
