"""The bundled model's first epoch in a few seconds: the browser computes the image with the weights of each moment."""

import zlib
from collections.abc import Mapping
from typing import TypedDict

import numpy as np

from explainer.network import NetworkConfig
from explainer.text import Text
from explainer.tracing import Array, Weights
from explainer.training.models.bundle import Bundle, load_bundle
from explainer.training.models.weights import load_weights
from explainer.ui.components.payload import Scene, pack
from explainer.ui.pictures.forward import forward_scene

TEXT = "component.replay"


class Meta(TypedDict):
    """What is replayed; lists have one entry per moment, from before the training to the end of its first epoch.

    Attributes:
        address: Where the weights are.
        batches: After which batch.
        accuracies: On the test images, 0 to 1.
        images: How many images a batch has.
        epochs: For how many epochs the model learned.
        kernel: The array of the first convolution's kernels, `(size, size, 1, filters)`.
        maps: The stage whose maps are shown, `(rows, columns, filters)`.
        label: The digit that the image is said to show.
    """

    identity: str
    address: str
    batches: list[int]
    accuracies: list[float]
    images: int
    epochs: int
    kernel: str
    maps: str
    label: int | None
    text: dict[str, str]


class Arrays(TypedDict):
    """The image, `(28, 28)`."""

    image: Array


def replay_scene(bundle: Bundle, text: Text, *, image: Array, label: int | None, address: str) -> Scene:
    """Describes the replay for its component.

    Args:
        image: `(28, 28)`, 0 to 1.
        label: The digit that the image is said to show; `None` for a drawing.
        address: Where `first_epoch_payload` is served.
    """
    config, description = bundle.config, bundle.description
    moments = _moments(bundle)
    convolution = config.first_convolution
    assert convolution is not None
    meta: Meta = {
        "identity": f"{text.language} {address}",
        "address": address,
        "batches": list(moments),
        "accuracies": list(moments.values()),
        "images": description.recipe.batch_size,
        "epochs": description.recipe.epochs,
        "kernel": f"{convolution.name} kernel",
        "maps": config.stages[config.stages.index(convolution) + 1].name,
        "label": label,
        "text": text.table(TEXT),
    }
    arrays: Arrays = {"image": image}
    return meta, arrays


def _moments(bundle: Bundle) -> Mapping[int, float]:
    """The accuracy on the test images after each batch that there are weights of."""
    start, end = bundle.description.epochs[:2]
    assert start.test_accuracy is not None
    assert end.test_accuracy is not None
    within = {record.batch: record.test_accuracy for record in bundle.description.first_epoch}
    return {0: start.test_accuracy, **within, end.batches: end.test_accuracy}


def first_epoch_version() -> str:
    """What tells the weights from those of another version of the project."""
    description = load_bundle().description
    digests = [record.sha256 for record in description.first_epoch]
    return f"{zlib.crc32(''.join((description.sha256[0], *digests, description.sha256[1])).encode()):08x}"


def first_epoch_payload() -> bytes:
    """The network as the browser computes it, with the weights of every moment as `float32`: some 7 MB.

    Raises:
        ExplainerError: As `load_weights` does.
    """
    bundle = load_bundle()
    within = bundle.first_epoch
    weights = [load_weights(bundle, 0), *(load_weights(within, batch) for batch in within.checkpoints())]
    return pack(*_programs(bundle.config, [*weights, load_weights(bundle, 1)]))


def _programs(config: NetworkConfig, weights: list[Weights]) -> Scene:
    """As `forward_scene` for one moment; each array has one entry per moment."""
    scenes = [forward_scene(config, each, "first epoch") for each in weights]
    meta, first = scenes[0]
    return meta, {name: np.stack([arrays[name] for _, arrays in scenes]) for name in first}
