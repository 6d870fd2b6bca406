"""What the bundled model is made of: more weights than a run keeps."""

from pathlib import Path

import keras

from explainer.training.store.paths import BATCHES, batch_path, epoch_path


class BundleWeights(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Saves the weights within the first epoch and after every epoch, with the optimizer's state.

    It changes nothing about the training: the weights after each epoch are the same to the last bit.

    Args:
        directory: Where to; it has to exist.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self._directory = directory
        self._epoch = 0

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:  # noqa: ARG002
        """Notes the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:  # noqa: ARG002
        """Saves the weights if they are to be kept."""
        if self._epoch == 0 and batch + 1 in BATCHES:
            self.model.save_weights(batch_path(self._directory, batch + 1))

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:  # noqa: ARG002
        """Saves the weights of the epoch."""
        self.model.save_weights(epoch_path(self._directory, epoch + 1))
