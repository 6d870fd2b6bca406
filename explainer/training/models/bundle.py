"""The trained model that ships with the project, with its weights after every epoch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from explainer.errors import ExplainerError
from explainer.network import NetworkConfig, keras_model
from explainer.training.models.weights import digest
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.files import write_atomically
from explainer.training.store.records import EpochRecord, Versions
from explainer.training.store.run import Run

DEFAULT_DIRECTORY = Path(__file__).resolve().parents[3] / "assets" / "pretrained"
DESCRIPTION = "model.json"


class BundleDescription(BaseModel):
    """How the bundled model came about: `model.json`.

    Attributes:
        seed: Start of every random number.
        test_loss: Loss on the 10,000 test images at the end.
        test_accuracy: The same of the accuracy, 0 to 1.
        epochs: The end of each epoch, epoch 0 included.
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
        return _checkpoint_path(self.directory, epoch)

    def sha256(self, epoch: int) -> str | None:
        """What the weights after an epoch are known by."""
        return self.description.sha256.get(epoch)

    def unusable(self, epoch: int, error: ExplainerError) -> ExplainerError:
        """Names the file that is missing or damaged: getting the project again helps."""
        if epoch not in self.epochs:
            return error
        path = self.checkpoint_path(epoch)
        return _altered(path, error) if path.is_file() else _missing(path)


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


def export_bundle(run: Run, directory: Path) -> Bundle:
    """Makes a bundle of a finished run: the weights that it has kept, without the optimizer's state, and a description.

    Args:
        run: A run whose result is `"finished"`.

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
    model = keras_model(request.config)
    digests = {}
    for epoch in run.checkpoints():
        path = _checkpoint_path(directory, epoch)
        model.load_weights(run.checkpoint_path(epoch))
        model.save_weights(path)
        digests[epoch] = digest(path)
    description = BundleDescription(
        config=request.config,
        recipe=request.recipe,
        seed=request.seed,
        trained=date.fromtimestamp(result.ended),
        versions=result.versions,
        test_loss=result.test_loss,
        test_accuracy=result.test_accuracy,
        epochs=run.epochs_done(),
        sha256=digests,
    )
    write_atomically(directory / DESCRIPTION, description.model_dump_json(indent=2) + "\n")
    return Bundle(directory, description)


def _checkpoint_path(directory: Path, epoch: int) -> Path:
    return directory / f"epoch-{epoch:02d}.weights.h5"


def _missing(path: Path) -> ExplainerError:
    return ExplainerError("bundle_missing", f"Expected the bundled model's file {path}; received none.", file=path.name)


def _altered(path: Path, error: Exception) -> ExplainerError:
    return ExplainerError(
        "bundle_altered", f"Expected the bundled model's file {path} as shipped; received {error}.", file=path.name
    )
