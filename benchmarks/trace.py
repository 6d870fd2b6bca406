"""All stages of one image, right after `keras.backend.clear_session()`, which Streamlit calls after every script run.

For each network, in turn: the dashboard's `Tracer`, and the same sub-model as a plain `tf.function`. For the article's
network also one `predict` a layer, and the `Tracer` with the weights of other epochs. Each call has a thread of its
own, as a script run has.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from benchmarks.report import Figure, Report, Sample, alternate
from explainer import mnist
from explainer.network import PRESETS, NetworkConfig, keras_model, twin_model
from explainer.tracing import Array, Tracer, Weights, as_weights
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights

WARM_UP = 3
DEFAULT = "article"
SAME, OTHER, PER_LAYER = "same weights", "another epoch's weights", "one predict a layer"


def measure(repeats: int = 15) -> Report:
    """Traces one image in turn with everything it is compared with.

    Args:
        repeats: Calls of each side.
    """
    image = mnist.scale(mnist.load().x_test[0])
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        compilations = Compilations(Path(folder))
        presets = {name: _against_plain(config, image, repeats) for name, config in PRESETS.items()}
        per_layer = _against_predict(image, repeats)
        weights, compiled = _against_other_weights(image, repeats, compilations)
    return report(presets, per_layer, weights, compiled)


class Compilations:
    """Counts what XLA compiles in this process; made before the first compilation.

    Args:
        folder: Where XLA describes each program that it compiles.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        flags = (os.environ.get("XLA_FLAGS", ""), f"--xla_dump_to={folder}", "--xla_dump_hlo_as_text")
        os.environ["XLA_FLAGS"] = " ".join(flags).strip()

    def count(self) -> int:
        """Programs compiled so far."""
        return len(list(self._folder.glob("*.before_optimizations.txt")))


def _against_plain(config: NetworkConfig, image: Array, repeats: int) -> tuple[Sample, Sample]:
    weights = _weights_of(config)
    tracer, plain = Tracer(config), _plain(config, image, weights)
    sides = {"Tracer": partial(tracer.trace, image, weights), "plain tf.function": plain}
    return _pair(_measure(sides, repeats))


def _plain(config: NetworkConfig, image: Array, weights: Weights) -> Callable[[], object]:
    """The twin as whoever does not know of `clear_session()` would call it, with its weights inside as in Keras."""
    twin = twin_model(config)
    variables = [tf.Variable(tensor) for tensor in weights.tensors]
    function = tf.function(lambda batch: twin([batch, *variables], training=False))
    batch = image[np.newaxis, ..., np.newaxis]
    return lambda: [output.numpy() for output in function(tf.constant(batch))]


def _against_predict(image: Array, repeats: int) -> tuple[Sample, Sample]:
    """A model that ends at each layer, and its `predict`."""
    bundle = load_bundle()
    model = keras_model(bundle.config)
    model.load_weights(bundle.checkpoint_path(bundle.checkpoints()[-1]))
    parts = [keras.Model(model.inputs, layer.output) for layer in model.layers[1:]]
    batch = image[np.newaxis, ..., np.newaxis]
    sides = {
        "Tracer": partial(Tracer(bundle.config).trace, image, load_weights(bundle)),
        PER_LAYER: lambda: [part.predict(batch, verbose=0) for part in parts],
    }
    return _pair(_measure(sides, repeats))


def _against_other_weights(image: Array, repeats: int, compilations: Compilations) -> tuple[tuple[Sample, Sample], int]:
    """Each call with the weights of another epoch than the call before; and what that made XLA compile."""
    bundle = load_bundle()
    tracer = Tracer(bundle.config)
    epochs = [load_weights(bundle, epoch) for epoch in bundle.checkpoints()]
    others = cycle(epochs[:-1])
    before = compilations.count()
    if before == 0:
        raise RuntimeError("Expected XLA to describe what it compiles; received nothing.")
    sides = {SAME: partial(tracer.trace, image, epochs[-1]), OTHER: lambda: tracer.trace(image, next(others))}
    pair = _pair(_measure(sides, repeats))
    return pair, compilations.count() - before


def _weights_of(config: NetworkConfig) -> Weights:
    """Random weights: what a number is changes nothing about its cost."""
    generator = np.random.default_rng(0)
    shapes = [shape for stage in config.stages for shape in stage.weight_shapes]
    return as_weights(config, [generator.normal(0, 0.1, shape).astype(np.float32) for shape in shapes])


def _measure(sides: dict[str, Callable[[], object]], repeats: int) -> Sequence[Sample]:
    timed = {name: partial(script_run_milliseconds, call) for name, call in sides.items()}
    alternate(timed, WARM_UP)
    return [Sample(name, values) for name, values in alternate(timed, repeats).items()]


def _pair(samples: Sequence[Sample]) -> tuple[Sample, Sample]:
    one, other = samples
    return one, other


def script_run_milliseconds(call: Callable[[], object]) -> float:
    """A call in a thread of its own, right after a session was cleared."""
    taken: list[float] = []

    def script_run() -> None:
        began = time.perf_counter()
        call()
        taken.append(1_000 * (time.perf_counter() - began))

    keras.backend.clear_session()
    thread = threading.Thread(target=script_run)
    thread.start()
    thread.join()
    return taken[0]


def report(
    presets: dict[str, tuple[Sample, Sample]],
    per_layer: tuple[Sample, Sample],
    weights: tuple[Sample, Sample],
    compiled: int,
) -> Report:
    """What follows from the milliseconds of each comparison.

    Args:
        presets: By network: the tracer, and a plain `tf.function`.
        per_layer: The tracer, and one `predict` a layer.
        weights: The same weights as before, and others.
        compiled: What the other weights made XLA compile.
    """
    samples = [
        Sample(f"{name}: {sample.name}", sample.values)
        for name, pair in {**presets, f"{DEFAULT} (predict)": per_layer, f"{DEFAULT} (weights)": weights}.items()
        for sample in pair
    ]
    figures = [
        Figure(f"{name}: plain / Tracer", plain.median / tracer.median, at_least=10 if name == DEFAULT else 4)
        for name, (tracer, plain) in presets.items()
    ]
    return Report(
        "trace",
        tuple(samples),
        (
            *figures,
            Figure(f"{PER_LAYER} / Tracer", per_layer[1].median / per_layer[0].median, at_least=100),
            Figure(f"{OTHER} / the same", weights[1].median / weights[0].median, at_most=2),
            Figure("recompilations for other weights", compiled, at_most=0, unit="programs"),
        ),
    )
