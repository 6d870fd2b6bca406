"""Gradients of random networks against `tf.GradientTape` on plain Keras models, and the time that a step takes.

Each step is computed four times: by the dashboard and by the plain model, in `float32` and in `float64`. In `float64`
the two have to agree to seven digits, and each number drawn with the sum of its parts in NumPy. In `float32`, which is
what is shown, the dashboard may be off by as much as TensorFlow is; see `tests/oracles/gradients.py`.
"""

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
from explainer.network import keras_model
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from tests.networks import random_arrays, reference_model
from tests.oracles.gradients import Comparison, tensorflow_is_wrong
from tests.oracles.random_networks import random_network

SEED = 20_261_202
NETWORKS = 300
BATCHES = 5
IMAGES = 8
BATCH_SIZE = 32
CALLS = 15
MOST_DRAWN = 50
"""So many batches are drawn of a network at most. One where rounding decides which gate is open is drawn anew."""
LIMITS = {"filters": 16, "units": 64}
"""Larger layers have the same gradients, and take longer."""


def measure(repeats: int = NETWORKS) -> Report:
    """Compares the gradients of random networks, then times the article's network.

    Returns:
        What was found. What was wrong is printed as it is found.
    """
    generator, dataset = np.random.default_rng(SEED), mnist.load()
    faults: list[str] = []
    drawn = left_out = 0
    for _ in range(repeats):
        config = random_network(generator, limits=LIMITS)
        while tensorflow_is_wrong(config):
            left_out += 1
            config = random_network(generator, limits=LIMITS)
        comparison = Comparison(config, random_arrays(reference_model(config), int(generator.integers(1 << 30))))
        compared = 0
        for _ in range(MOST_DRAWN):
            chosen = generator.integers(len(dataset.x_train), size=IMAGES)
            batch = batch_of(config, dataset.x_train[chosen] / 255, dataset.y_train[chosen].tolist(), seed=drawn)
            found = comparison.faults(batch, generator, count=1)
            drawn += 1
            compared += found is not None
            for fault in found or ():
                faults.append(fault)
                print(f"{config.model_dump_json()}\n  {fault}", file=sys.stderr, flush=True)
            if compared == BATCHES:
                break
        else:
            faults.append(f"only {compared} batches of {config.fingerprint} can be compared")
    ours, plain = _times()
    return Report(
        "gradients",
        (ours, plain),
        (
            Figure("networks × batches compared", repeats * BATCHES, unit="steps"),
            Figure("drawn anew, since rounding decides a gate or a winner", drawn - repeats * BATCHES, unit="steps"),
            Figure("networks left out, since TensorFlow itself is wrong", left_out, unit="networks"),
            Figure("gradients or sums that were wrong", len(faults), at_most=0, unit="faults"),
            Figure(
                "plain `tf.GradientTape` / a step of 32 images", paired_ratio(plain.values, ours.values), at_least=5
            ),
        ),
    )


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
