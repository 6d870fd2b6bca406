"""Models that Keras itself has saved, against its own predictions.

Random networks with random weights, written and saved in every way that is taken: as Sequential and functional models,
with activation functions as arguments and as layers, with and without `Rescaling` and softmax, with an optimizer's
state, as `.keras`, packed once more, and as `to_json()` with `.weights.h5`. Each is brought in as the Runs page does
it, in a process of its own; what it then says of test images is compared with `model.predict`.
"""

import sys
import time

import keras
import numpy as np

from benchmarks.report import Figure, Report, Sample
from explainer import mnist
from tests.oracles.keras_files import Way, farthest, saved
from tests.oracles.random_networks import random_network

SEED = 20_263
MODELS = 500
IMAGES = 50
TOLERANCE = 1e-6
LIMITS = {"filters": 24, "units": 128}
"""Larger layers take longer and are no different."""


def measure(repeats: int = MODELS) -> Report:
    """Saves models and brings them in.

    Args:
        repeats: How many.

    Returns:
        What was found. Models that are not read, or that say something else, are printed.
    """
    generator, images = np.random.default_rng(SEED), mnist.load().x_test[:IMAGES]
    differences, seconds, wrong = [], [], 0
    for number in range(repeats):
        config, way = random_network(generator, limits=LIMITS), Way.drawn(generator)
        model = saved(config, way, seed=number)
        began = time.perf_counter()
        try:
            differences.append(farthest(model, images))
        except Exception as error:  # noqa: BLE001 (whatever it is, it is counted)
            print(f"{number}: {error!r}, {way}", file=sys.stderr)
            differences.append(np.inf)
        seconds.append(time.perf_counter() - began)
        if differences[-1] > TOLERANCE:
            wrong += 1
            print(f"{number}: {differences[-1]:.1e}, {way}, {config.layers}", file=sys.stderr)
        keras.backend.clear_session()
    return Report(
        "keras_files",
        (Sample("a model is brought in and predicts", tuple(1_000 * each for each in seconds)),),
        (
            Figure("models", repeats, unit="models"),
            Figure("models that are refused or predict something else", wrong, at_most=0, unit="models"),
            Figure("largest difference of a probability", max(differences), at_most=TOLERANCE, unit=""),
        ),
    )
