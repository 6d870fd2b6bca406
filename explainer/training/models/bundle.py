"""The trained model that ships with the project, with its weights after every epoch and within the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.network import NetworkConfig, keras_model
from explainer.training.models.weights import digest
from explainer.training.recipes.recipe import TEST_BATCH_SIZE, Recipe
from explainer.training.store.files import write_atomically
from explainer.training.store.paths import BATCHES, batch_path, epoch_path
from explainer.training.store.records import EpochRecord, Versions
from explainer.training.store.run import Run

if TYPE_CHECKING:
    import keras

DEFAULT_DIRECTORY = Path(__file__).resolve().parents[3] / "assets" / "pretrained"
DESCRIPTION = "model.json"


class FirstBatch(BaseModel):
    """Weights within the first epoch.

    Attributes:
        batch: After which batch.
        test_loss: Loss on the 10,000 test images then.
        test_accuracy: The same of the accuracy, 0 to 1.
        sha256: What the weights are known by.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch: int
    test_loss: float
    test_accuracy: float
    sha256: str


class BundleDescription(BaseModel):
    """How the bundled model came about: `model.json`.

    Attributes:
        test_loss: Loss on the 10,000 test images at the end.
        test_accuracy: The same of the accuracy, 0 to 1.
        epochs: The end of each epoch, epoch 0 included.
        first_epoch: Moments within the first epoch, in order.
        sha256: What the weights of each epoch are known by: a byte that a disk or a download got wrong would be shown
            as a number that the model learned.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    config: NetworkConfig
    recipe: Recipe
    seed: int
    trained: date
    versions: Versions
    test_loss: float
    test_accuracy: float
    epochs: tuple[EpochRecord, ...]
    first_epoch: tuple[FirstBatch, ...] = ()
    sha256: dict[int, str]


@dataclass(frozen=True)
class Bundle:
    """The bundled model."""

    directory: Path
    description: BundleDescription

    @property
    def config(self) -> NetworkConfig:
        """The network."""
        return self.description.config

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs whose weights are shipped."""
        return tuple(sorted(self.description.sha256))

    def checkpoints(self) -> tuple[int, ...]:
        """The epochs whose weights there are; 0 is before training."""
        return tuple(epoch for epoch in self.epochs if self.checkpoint_path(epoch).is_file())

    def checkpoint_path(self, epoch: int) -> Path:
        """The weights after an epoch."""
        return epoch_path(self.directory, epoch)

    def sha256(self, epoch: int) -> str | None:
        """What the weights after an epoch are known by."""
        return self.description.sha256.get(epoch)

    def unusable(self, epoch: int, error: ExplainerError) -> ExplainerError:
        """Names the file that is missing or damaged: getting the project again helps."""
        return _unusable(self.checkpoint_path(epoch), error) if epoch in self.epochs else error

    @property
    def first_epoch(self) -> FirstEpoch:
        """Its weights within the first epoch."""
        return FirstEpoch(self.directory, self.description)


@dataclass(frozen=True)
class FirstEpoch:
    """The bundled model within its first epoch: as `Bundle`, but batches are counted, not epochs."""

    directory: Path
    description: BundleDescription

    @property
    def config(self) -> NetworkConfig:
        """The network."""
        return self.description.config

    @property
    def _digests(self) -> dict[int, str]:
        return {record.batch: record.sha256 for record in self.description.first_epoch}

    def checkpoints(self) -> tuple[int, ...]:
        """The batches whose weights there are."""
        return tuple(batch for batch in self._digests if self.checkpoint_path(batch).is_file())

    def checkpoint_path(self, epoch: int) -> Path:
        """The weights after a batch."""
        return batch_path(self.directory, epoch)

    def sha256(self, epoch: int) -> str | None:
        """What the weights after a batch are known by."""
        return self._digests.get(epoch)

    def unusable(self, epoch: int, error: ExplainerError) -> ExplainerError:
        """Names the file that is missing or damaged."""
        return _unusable(self.checkpoint_path(epoch), error) if epoch in self._digests else error


def load_bundle(directory: Path = DEFAULT_DIRECTORY) -> Bundle:
    """Reads the description of the bundled model; its weights are read by `load_weights`.

    Raises:
        ExplainerError: `bundle_missing` if the description or all weights are missing (detail `file`),
            `bundle_altered` if the description is damaged.
    """
    path = directory / DESCRIPTION
    try:
        bundle = Bundle(directory, BundleDescription.model_validate_json(path.read_bytes()))
    except OSError as error:
        raise _missing(path) from error
    except ValidationError as error:
        raise _altered(path, error) from error
    if not bundle.checkpoints():
        raise _missing(bundle.checkpoint_path(max(bundle.epochs, default=0)))
    return bundle


def export_bundle(run: Run, kept: Path, directory: Path) -> Bundle:
    """Makes a bundle of a finished run: its weights, and a description.

    The optimizer's state stays with the weights of each epoch, so that the next step can be followed. Within the first
    epoch, and before it, there are the weights alone.

    Args:
        run: A run whose result is `"finished"`.
        kept: What `BundleWeights` saved of it.

    Raises:
        ExplainerError: `run_unreadable`.
        ValueError: If the run is not finished, or its test loss or accuracy is not known.
        OSError: If the bundle cannot be written.
    """
    request, result = run.request(), run.result()
    if result is None or result.state != "finished" or result.versions is None:
        raise ValueError(f"Expected a finished run; received {run.id}.")
    if result.test_loss is None or result.test_accuracy is None:
        raise ValueError(f"Expected a run with test loss and accuracy; received {run.id}.")
    directory.mkdir(parents=True, exist_ok=True)
    # A model that was never compiled has no optimizer to save.
    bare, measured = keras_model(request.config), keras_model(request.config)
    measured.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
    digests = {}
    for epoch in run.checkpoints():
        path = epoch_path(directory, epoch)
        if epoch:
            copyfile(epoch_path(kept, epoch), path)
        else:
            _save_bare(bare, run.checkpoint_path(epoch), path)
        digests[epoch] = digest(path)
    first_epoch = []
    for batch in BATCHES:
        if batch_path(kept, batch).is_file():
            path = batch_path(directory, batch)
            _save_bare(bare, batch_path(kept, batch), path)
            first_epoch.append(FirstBatch(batch=batch, sha256=digest(path), **_tested(measured, path)))
    start, *later = run.epochs_done()
    description = BundleDescription(
        config=request.config,
        recipe=request.recipe,
        seed=request.seed,
        trained=date.fromtimestamp(result.ended),
        versions=result.versions,
        test_loss=result.test_loss,
        test_accuracy=result.test_accuracy,
        epochs=(start.model_copy(update=_tested(measured, epoch_path(directory, 0))), *later),
        first_epoch=tuple(first_epoch),
        sha256=digests,
    )
    write_atomically(directory / DESCRIPTION, description.model_dump_json(indent=2) + "\n")
    return Bundle(directory, description)


def _tested(model: keras.Model, path: Path) -> dict[str, float]:
    """Loss and accuracy of some weights on the 10,000 test images."""
    dataset = mnist.load()
    model.load_weights(path)
    images = mnist.add_channel(mnist.scale(dataset.x_test))
    loss, accuracy = model.evaluate(images, dataset.y_test, batch_size=TEST_BATCH_SIZE, verbose=0)
    return {"test_loss": loss, "test_accuracy": accuracy}


def _save_bare(model: keras.Model, source: Path, path: Path) -> None:
    """Copies weights without the optimizer's state."""
    model.load_weights(source)
    model.save_weights(path)


def _unusable(path: Path, error: ExplainerError) -> ExplainerError:
    return _altered(path, error) if path.is_file() else _missing(path)


def _missing(path: Path) -> ExplainerError:
    return ExplainerError("bundle_missing", f"Expected the bundled model's file {path}; received none.", file=path.name)


def _altered(path: Path, error: Exception) -> ExplainerError:
    return ExplainerError(
        "bundle_altered", f"Expected the bundled model's file {path} as shipped; received {error}.", file=path.name
    )
