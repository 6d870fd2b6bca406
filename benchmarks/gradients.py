"""Gradients of random networks against `tf.GradientTape` on plain Keras models, and the time that a step takes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

import keras
import numpy as np
import tensorflow as tf

from benchmarks.report import Figure, Report, Sample, alternate, paired_ratio
from benchmarks.trace import script_run_milliseconds
from explainer import mnist
from explainer.learning.backpropagation import Backpropagation, Batch, batch_of
from explainer.network import NetworkConfig, keras_model
from explainer.tracing import as_weights
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from tests.networks import random_arrays, reference_model
from tests.oracles.gradients import blurred, faults_of, sum_faults, taped
from tests.oracles.random_networks import random_network

SEED = 20_261_202
NETWORKS = 300
BATCHES = 5
IMAGES = 8
BATCH_SIZE = 32
CALLS = 15
FEW_NEARBY, MANY_NEARBY = 1, 32
"""With how many weights that differ in their last digits a step is compared at first, and before it counts as wrong."""
LIMITS = {"filters": 16, "units": 64}
"""Larger layers have the same gradients, and take longer."""


def measure(repeats: int = NETWORKS) -> Report:
    """Compares the gradients of random networks, then times the article's network.

    Returns:
        What was found. What was wrong is printed as it is found.
    """
    generator = np.random.default_rng(SEED)
    faults: list[str] = []
    for _ in range(repeats):
        config = random_network(generator, limits=LIMITS)
        found = _faults(config, generator)
        for fault in found:
            print(f"{config.model_dump_json()}\n  {fault}", file=sys.stderr, flush=True)
        faults += found
    ours, plain = _times()
    return Report(
        "gradients",
        (ours, plain),
        (
            Figure("networks × batches compared", repeats * BATCHES, unit="steps"),
            Figure("gradients or sums that were wrong", len(faults), at_most=0, unit="faults"),
            Figure(
                "plain `tf.GradientTape` / a step of 32 images", paired_ratio(plain.values, ours.values), at_least=5
            ),
        ),
    )


def _faults(config: NetworkConfig, generator: np.random.Generator) -> list[str]:
    dataset = mnist.load()
    arrays = random_arrays(reference_model(config), int(generator.integers(1 << 30)))
    weights, backpropagation = as_weights(config, arrays), Backpropagation(config)
    faults: list[str] = []
    for number in range(BATCHES):
        chosen = generator.integers(len(dataset.x_train), size=IMAGES)
        images, labels = dataset.x_train[chosen] / 255, dataset.y_train[chosen].tolist()
        step = backpropagation.step(batch_of(config, images, labels, seed=1), weights)
        expected = taped(step, arrays)
        found: list[str] = []
        for nearby in (FEW_NEARBY, MANY_NEARBY):
            blur = [
                backpropagation.step(step.batch, as_weights(config, blurred(arrays, generator))) for _ in range(nearby)
            ]
            places = np.random.default_rng(number)
            found = [*faults_of(step, expected, blur), *sum_faults(step, places, count=1, nearby=blur)]
            if not found:
                break
        faults += found
    return faults


def _times() -> tuple[Sample, Sample]:
    """A step of the article's network and the same by a plain tape, each right after a session was cleared."""
    bundle, dataset = load_bundle(), mnist.load()
    images, labels = dataset.x_train[:BATCH_SIZE] / 255, dataset.y_train[:BATCH_SIZE].tolist()
    batch = batch_of(bundle.config, images, labels, seed=1)
    model = keras_model(bundle.config)
    model.load_weights(bundle.checkpoint_path(bundle.checkpoints()[-1]))
    sides: dict[str, Callable[[], object]] = {
        "a step": partial(Backpropagation(bundle.config).step, batch, load_weights(bundle)),
        "plain tape": partial(_plain, model, batch),
    }
    found = alternate({name: partial(script_run_milliseconds, call) for name, call in sides.items()}, CALLS)
    ours, plain = (Sample(name, values) for name, values in found.items())
    return ours, plain


def _plain(model: keras.Model, batch: Batch) -> list[np.ndarray]:
    with tf.GradientTape() as tape:
        numbers = tf.constant(batch.images)
        tape.watch(numbers)
        outputs = [numbers]
        for layer in model.layers[1:]:
            numbers = layer(numbers, training=True)
            outputs.append(numbers)
        loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(batch.labels, numbers))
    found = tape.gradient(loss, [*outputs[:-1], *model.trainable_variables])
    return [one.numpy() for one in found]
