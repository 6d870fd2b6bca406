"""The model in use: the bundled one, or a run's."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from explainer.errors import ExplainerError
from explainer.network import NetworkConfig
from explainer.tracing import Array, Trace, Weights
from explainer.training.limits.kept_checkpoints import given_up
from explainer.training.models.configuration import RunConfiguration
from explainer.training.models.weights import Checkpoints
from explainer.training.store.records import EpochRecord
from explainer.training.store.run import Run
from explainer.ui import caches
from explainer.ui.model_keys import Learned, Stored
from explainer.ui.references import BUNDLED, ModelReference

logger = logging.getLogger(__name__)

DAMAGED = {"weights_unreadable", "weights_do_not_fit", "bundle_altered"}
"""Error codes of weights files that are damaged."""

WITHIN = "bundled within its first epoch"
"""The owner of the weights within the first epoch, in cache keys."""


@dataclass(frozen=True)
class ModelInUse:
    """A trained network with the weights of one epoch.

    Attributes:
        learned: The network and its weights after the chosen epoch, with their cache key.
        epochs: The epochs whose weights are available.
        test_accuracy: Accuracy on the 10,000 test images after that epoch, 0 to 1; `None` if it was not measured.
        accuracies: The same for each epoch.
        source: Reads the weights of all epochs.
        given_up: The epochs whose weights were deleted, because the run is long; see `kept_checkpoints`.
        first_epoch: The weights within the first epoch, where `epoch` is the batch; empty for runs.
        accuracies_within: Their accuracies on the test images, 0 to 1, by batch.
        missing_epoch: The last epoch of the training, if its weights are missing or damaged and an earlier epoch is
            shown instead.
        has_epochs: Whether the epoch of the weights is known; `False` for an imported Keras file.
    """

    reference: ModelReference
    learned: Learned
    epochs: tuple[int, ...]
    test_accuracy: float | None
    accuracies: Mapping[int, float | None]
    source: Checkpoints
    given_up: tuple[int, ...] = ()
    missing_epoch: int | None = None
    first_epoch: tuple[Stored, ...] = ()
    accuracies_within: Mapping[int, float] = field(default_factory=dict)
    has_epochs: bool = True

    @property
    def is_bundled(self) -> bool:
        """Whether it ships with the project."""
        return self.reference.run == BUNDLED

    @property
    def config(self) -> NetworkConfig:
        """The network."""
        return self.learned.config

    @property
    def weights(self) -> Weights:
        """The weights after the chosen epoch."""
        return self.learned.weights

    @property
    def epoch(self) -> int:
        """The chosen epoch; 0 is before training."""
        return self.learned.epoch

    @property
    def stored(self) -> Stored:
        """The same weights as a reference to their file, for computations that start later."""
        return self.stored_at(self.epoch)

    def stored_at(self, epoch: int) -> Stored:
        """A reference to the weights of another epoch."""
        return Stored(owner=self.reference.run, epoch=epoch, config=self.config, source=self.source)

    def reference_at(self, epoch: int) -> ModelReference:
        """The model's link word for another epoch; for the last epoch, the link does not name it."""
        return replace(self.reference, epoch=None if epoch == self.epochs[-1] else epoch)

    def trace(self, image: Array) -> Trace:
        """Computes every stage for one image, `(28, 28)`, 0 to 1."""
        return caches.trace(self.learned, image)

    def try_out(self, image: Array, weights: Weights) -> Trace:
        """Computes every stage with changed weights; the result is not cached.

        Args:
            image: `(28, 28)`, 0 to 1.
            weights: The changed weights.
        """
        return caches.tracer(self.config).trace(image, weights)


def find(reference: ModelReference) -> ModelInUse:
    """Loads a model.

    Raises:
        ExplainerError: If it is unknown, damaged, or has no weights of that epoch.
    """
    if reference.run == BUNDLED:
        bundle = caches.bundle()
        accuracies = {record.epoch: record.test_accuracy for record in bundle.description.epochs}
        within = bundle.first_epoch
        return replace(
            _in_use(reference, bundle, accuracies),
            first_epoch=tuple(
                Stored(owner=WITHIN, epoch=batch, config=bundle.config, source=within) for batch in within.checkpoints()
            ),
            accuracies_within={record.batch: record.test_accuracy for record in bundle.description.first_epoch},
        )
    run = caches.queue().store.run(reference.run)
    records = run.epochs_done()
    found = _in_use(reference, run, _accuracies(run, records))
    return replace(
        found,
        given_up=tuple(epoch for epoch in given_up(records) if epoch not in found.epochs),
        has_epochs=run.request().recipe.is_known,
    )


def _accuracies(run: Run, records: Sequence[EpochRecord]) -> dict[int, float | None]:
    """Test accuracies by epoch; the last one is in the result even if epochs were not evaluated."""
    accuracies = {record.epoch: record.test_accuracy for record in records}
    result = run.result()
    if result is not None and result.test_accuracy is not None:
        accuracies[result.epoch] = result.test_accuracy
    return accuracies


def _in_use(reference: ModelReference, source: Checkpoints, accuracies: Mapping[int, float | None]) -> ModelInUse:
    epochs = source.checkpoints()
    if not epochs:
        raise ExplainerError("weights_missing", f"Expected weights of {reference}; received none yet.", epoch=0)
    # Lazily: earlier epochs are read only if later ones are damaged.
    tried: Iterable[int] = reversed(epochs) if reference.epoch is None else (reference.epoch,)
    config = source.config
    learned = _first_readable(Stored(owner=reference.run, epoch=epoch, config=config, source=source) for epoch in tried)
    epoch = learned.epoch
    trained = max(accuracies, default=epoch)
    return ModelInUse(
        reference=reference,
        learned=learned,
        epochs=epochs,
        test_accuracy=accuracies.get(epoch),
        accuracies=accuracies,
        source=source,
        missing_epoch=trained if reference.epoch is None and epoch < trained else None,
    )


def _first_readable(models: Iterable[Stored]) -> Learned:
    """The first of the epochs whose weights can be read; raises the first error if there is none."""
    damaged: ExplainerError | None = None
    for model in models:
        try:
            return caches.learned(model)
        except ExplainerError as error:
            if error.code not in DAMAGED:
                raise
            logger.warning("Epoch %d of %s: %s", model.epoch, model.owner, error)
            damaged = damaged or error
    assert damaged is not None
    raise damaged


def configuration_of(model: ModelInUse) -> RunConfiguration:
    """The network, recipe and seed of a model, for export.

    Raises:
        ExplainerError: If the run cannot be read.
    """
    if model.is_bundled:
        known = caches.bundle().description
        return RunConfiguration(network=known.config, recipe=known.recipe, seed=known.seed)
    request = caches.queue().store.run(model.reference.run).request()
    return RunConfiguration(network=request.config, recipe=request.recipe, seed=request.seed)
