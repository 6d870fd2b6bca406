"""Carries the guided experiments out and writes what came of them: `python -m explainer.experiments.measure`.

It takes some twenty minutes on one processor. What has been measured already is kept, so it can be ended at any time;
`--anew` begins with nothing.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from explainer import mnist
from explainer.child_processes import lower_priority
from explainer.experiments.guided import EXPERIMENTS, SEEDS, Variant
from explainer.experiments.shipped import PATH, Epoch, Measured, Results, Training
from explainer.training.recipes.recipe import TEST_BATCH_SIZE
from explainer.training.store.files import write_atomically
from explainer.training.store.records import Request
from explainer.training.worker.attempt import training_data, validation_data, versions
from explainer.training.worker.datasets import untuned_datasets
from explainer.training.worker.restart import seeded_model

DIGITS = 5
"""Digits after the point that are kept."""


class Watch(keras.callbacks.Callback):  # type: ignore[misc]  # Keras is untyped
    """Takes the processor's time of each epoch, and evaluates the test images."""

    def __init__(self, images: Any, labels: Any, *, each_epoch: bool) -> None:
        super().__init__()
        self._test = images, labels
        self._each_epoch = each_epoch
        self._began = self._ended = 0.0
        self.seconds: list[float] = []
        self.epochs: list[Epoch] = []

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:  # noqa: ARG002
        """Starts the clock."""
        self._began = time.process_time()

    def on_train_batch_end(self, batch: int, logs: object = None) -> None:  # noqa: ARG002
        """Reads the clock: what comes after the last batch is no training."""
        self._ended = time.process_time()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Writes the epoch down."""
        self.seconds.append(self._ended - self._began)
        found = dict(logs or {})
        if self._each_epoch or epoch + 1 == self.params["epochs"]:
            tested = self.model.evaluate(*self._test, batch_size=TEST_BATCH_SIZE, verbose=0, return_dict=True)
            found["test_accuracy"] = tested["accuracy"]
        known = {name: round(float(found[name]), DIGITS) for name in Epoch.model_fields if name in found}
        self.epochs.append(Epoch(**known))


def measure(variant: Variant, dataset: mnist.Dataset) -> Training:
    """Trains a variant with its seed, as a worker would."""
    design = variant.design
    recipe = design.recipe
    factor = np.float32(255 if variant.has_raw_pixels else 1)
    keras.backend.clear_session()
    model = seeded_model(Request(config=design.config, recipe=recipe, seed=design.seed))
    images, labels = training_data(dataset, recipe)
    validation = validation_data(dataset, recipe)
    test_labels = dataset.y_test if recipe.has_integer_labels else mnist.one_hot(dataset.y_test)
    watch = Watch(
        factor * mnist.add_channel(mnist.scale(dataset.x_test)), test_labels, each_epoch=recipe.evaluate_each_epoch
    )
    with untuned_datasets():
        model.fit(
            factor * images,
            labels,
            batch_size=recipe.batch_size,
            epochs=recipe.epochs,
            validation_data=validation and (factor * validation[0], validation[1]),
            validation_batch_size=TEST_BATCH_SIZE,
            verbose=0,
            callbacks=[watch],
        )
    # The first epoch compiles.
    return Training(seed=design.seed, epochs=tuple(watch.epochs), seconds=round(float(np.mean(watch.seconds[1:])), 3))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures what is missing, and writes after each variant.

    Args:
        arguments: The command line without the program's name.
    """
    parser = argparse.ArgumentParser(prog="python -m explainer.experiments.measure", description=__doc__)
    parser.add_argument("--out", type=Path, default=PATH, help="the file to write")
    parser.add_argument("--anew", action="store_true", help="measure all again")
    options = parser.parse_args(arguments)
    # So that the time of an epoch is that of its arithmetic.
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    lower_priority()
    dataset = mnist.load()
    known: dict[str, dict[Any, Measured]] = {}
    if options.out.exists() and not options.anew:
        kept = Results.model_validate_json(options.out.read_bytes())
        known = {name: {one.value: one for one in measured} for name, measured in kept.experiments.items()}
    trained: dict[Variant, Training] = {}
    for name, variants in EXPERIMENTS.items():
        found = known.setdefault(name, {})
        for variant in variants:
            if variant.value not in found:
                found[variant.value] = _measured(variant, dataset, trained)
                _write(options.out, known)
                print(f"{name} {variant.value}: {found[variant.value].accuracies}", flush=True)
    _write(options.out, known)
    return 0


def _measured(variant: Variant, dataset: mnist.Dataset, trained: dict[Variant, Training]) -> Measured:
    """A variant with every seed; what another experiment has trained already is not trained again."""
    trainings = []
    for seed in SEEDS:
        seeded = variant.with_seed(seed)
        key = Variant("", seeded.design, seeded.has_raw_pixels)
        if key not in trained:
            trained[key] = measure(seeded, dataset)
        trainings.append(trained[key])
    return Measured(value=variant.value, parameters=variant.design.config.parameters, trainings=tuple(trainings))


def _write(path: Path, known: dict[str, dict[Any, Measured]]) -> None:
    ordered = {
        name: tuple(known[name][variant.value] for variant in variants if variant.value in known[name])
        for name, variants in EXPERIMENTS.items()
        if name in known
    }
    results = Results(versions=versions(), experiments=ordered)
    write_atomically(path, results.model_dump_json(exclude_none=True, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
