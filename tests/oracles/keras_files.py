"""Models as somebody elsewhere would make and save them with Keras: the package has no part in it."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from explainer import mnist
from explainer.network import NetworkConfig
from explainer.predicting import Predictor
from explainer.training.models.brought_in import weights_of
from explainer.training.models.keras_files import network_of
from tests.networks import REFERENCE, random_arrays

FUNCTIONS: Mapping[str, Callable[[], keras.Layer]] = {
    "relu": keras.layers.ReLU,
    "leaky_relu": lambda: keras.layers.LeakyReLU(negative_slope=0.2),
    "softmax": keras.layers.Softmax,
}
"""Layers that are a function; any other is an `Activation`."""


@dataclass(frozen=True)
class Way:
    """A way to write and save a network.

    Attributes:
        is_functional: Whether it is `Model(inputs, outputs)` and not `Sequential`.
        has_own_functions: Whether activation functions are layers of their own, not arguments.
        rescales: Whether it takes bytes and divides them by 255 itself.
        has_softmax: Whether it ends with softmax, not with scores.
        is_compiled: Whether the file has the optimizer's state, too.
        is_apart: Whether it is saved as `to_json()` and `.weights.h5`, not as `.keras`.
        is_packed: Whether the archive is packed again, smaller, as an archiver does it.
    """

    is_functional: bool = False
    has_own_functions: bool = False
    rescales: bool = False
    has_softmax: bool = True
    is_compiled: bool = False
    is_apart: bool = False
    is_packed: bool = False

    @classmethod
    def drawn(cls, generator: np.random.Generator) -> Way:
        """One of all of them by chance."""
        return cls(*(bool(generator.integers(2)) for _ in cls.__dataclass_fields__))


@dataclass(frozen=True)
class Saved:
    """A model and what was saved of it.

    Attributes:
        description: The file that says which network it is.
        weights: The file with the weights, perhaps the same.
    """

    way: Way
    model: keras.Model
    description: bytes
    weights: bytes

    def predictions(self, images: mnist.Images) -> npt.NDArray[np.float32]:
        """What Keras itself says of images, `uint8`, `(n, 28, 28)`: probabilities."""
        pixels = images.astype(np.float32) if self.way.rescales else mnist.scale(images)
        found = self.model.predict(pixels[..., np.newaxis], verbose=0)
        return np.asarray(found if self.way.has_softmax else keras.ops.softmax(found))


def written(config: NetworkConfig, way: Way) -> keras.Model:
    """A network as a reader of its layers would write it in Keras."""
    layers = [keras.layers.Rescaling(1 / 255)] if way.rescales else []
    for settings in config.layers:
        layers += _with_function(REFERENCE[settings.kind](settings), way)
    last = keras.layers.Dense(10, activation="softmax" if way.has_softmax else None)
    layers += _with_function(last, way)
    inputs = keras.Input((28, 28, 1))
    if not way.is_functional:
        return keras.Sequential([inputs, *layers])
    outputs = inputs
    for layer in layers:
        outputs = layer(outputs)
    return keras.Model(inputs, outputs)


def _with_function(layer: keras.Layer, way: Way) -> list[keras.Layer]:
    name = getattr(getattr(layer, "activation", None), "__name__", "linear")
    if not way.has_own_functions or name == "linear":
        return [layer]
    layer.activation = keras.activations.linear
    return [layer, FUNCTIONS.get(name, lambda: keras.layers.Activation(name))()]


def saved(config: NetworkConfig, way: Way, seed: int = 1) -> Saved:
    """A network with random weights, saved by Keras."""
    model = written(config, way)
    arrays = iter(random_arrays(model, seed))
    for variable in model.weights:
        if not variable.path.endswith("seed_generator_state"):
            variable.assign(next(arrays))
    if way.is_compiled:
        model.compile(optimizer="adam", loss="categorical_crossentropy")
        model.optimizer.build(model.trainable_variables)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        if way.is_apart:
            path = path.with_suffix(".weights.h5")
            model.save_weights(path)
            return Saved(way, model, model.to_json().encode(), path.read_bytes())
        model.save(path)
        content = path.read_bytes()
    return Saved(way, model, *[packed(content) if way.is_packed else content] * 2)


def packed(content: bytes) -> bytes:
    """The same archive, as small as it can be."""
    return with_entries(content, {})


def with_entries(content: bytes, entries: Mapping[str, bytes | None]) -> bytes:
    """An archive with other files in it.

    Args:
        entries: By name, what takes a file's place, or is added; `None` takes it away.
    """
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name, file in ({each: old.read(each) for each in old.namelist()} | dict(entries)).items():
            if file is not None:
                # Of no date, so that it is the same each time.
                new.writestr(zipfile.ZipInfo(name), file, zipfile.ZIP_DEFLATED)
    return changed.getvalue()


def config_of(content: bytes) -> Any:
    """What an archive's `config.json` says."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return json.loads(archive.read("config.json"))


def farthest(saved: Saved, images: mnist.Images) -> float:
    """How far the predictions of a model that was brought in are from Keras's own, at most.

    Args:
        images: `uint8`, `(n, 28, 28)`.
    """
    found = network_of(saved.description)
    if found.adds_softmax == saved.way.has_softmax:
        raise RuntimeError(f"Expected that softmax is known to be missing; received {saved.way}.")
    weights = weights_of(saved.weights, found.network)
    own = Predictor(found.network).predictions(images, weights).probabilities
    return float(np.abs(own - saved.predictions(images)).max())
