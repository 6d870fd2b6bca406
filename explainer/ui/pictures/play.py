"""Up to a hundred steps of training in a row: a kernel, a map, its gradient, the answer, and the losses."""

from typing import NotRequired, TypedDict

import numpy as np

from explainer.learning.recording import Recording
from explainer.text import Text
from explainer.tracing import Array
from explainer.ui.components.payload import Quantized, Scene, quantize
from explainer.ui.pictures.scales import Scale, limit_of

TEXT = "component.play"
MOST_STEPS = 100
SNAPSHOTS = 8


class Watched(TypedDict):
    """The map that is watched, in words, and the scales of all steps; `gradient_sizes` has the sum of each step's."""

    stage: str
    kernel: str
    map: str
    kernel_scale: Scale
    map_scale: Scale
    gradient_scale: Scale
    gradient_sizes: list[float]


class Meta(TypedDict):
    """What is shown.

    Attributes:
        steps: How many are known.
        asked: How many were asked for.
        snapshots: After how many steps there are small pictures.
        label: What the watched image shows.
        is_over: Whether all that was asked for is known.
        limit: How many steps there can be.
    """

    identity: str
    steps: int
    asked: int
    limit: int
    snapshots: list[int]
    label: int
    is_over: bool
    can_keep: bool
    watched: Watched | None
    start: str
    batch_name: str
    unseen_name: str
    text: dict[str, str]
    transport: dict[str, str]


class Arrays(TypedDict):
    """After each number of steps from 0.

    Attributes:
        image: `(28, 28)`, 0 to 1.
        probabilities: `(steps + 1, 10)`.
        losses: `(steps,)`, of each step's batch before the step.
        tried: `(times, 3)`: after how many steps, the loss of unseen images, and the share of right answers.
        kernels: `(steps + 1, size, size)`; where a map is watched, as the next two.
        maps: `(steps + 1, height, width)`.
        gradients: Likewise.
    """

    image: Array
    probabilities: Array
    losses: Array
    tried: Array
    kernels: NotRequired[Array]
    maps: NotRequired[Quantized]
    gradients: NotRequired[Quantized]


def snapshots(asked: int) -> list[int]:
    """After how many steps there are small pictures: the start, the end, and evenly between."""
    return sorted({round(place) for place in np.linspace(0, asked, SNAPSHOTS)})


def scene(
    recording: Recording,
    asked: int,
    text: Text,
    *,
    identity: str,
    start: str,
    names: tuple[str, str, str] | None,
    unseen: int,
    can_keep: bool,
) -> Scene:
    """Describes as many steps as are known.

    Args:
        asked: How many were asked for.
        start: Where it begins, in words.
        names: What the convolution, its kernel and its map are called; `None` where none is watched.
        unseen: How many unseen images are tried.
        can_keep: Whether the visitor may keep a step as a run.
    """
    steps = min(len(recording.losses), asked)
    seen = recording.seen[: steps + 1]
    tried = [one for one in recording.tried if one.steps <= steps]
    image = recording.image
    arrays: Arrays = {
        "image": image.images[0, ..., 0],
        "probabilities": np.stack([one.probabilities for one in seen]),
        "losses": np.array(recording.losses[:steps], np.float32),
        "tried": np.array([(one.steps, one.loss, one.accuracy) for one in tried], np.float32),
    }
    watched: Watched | None = None
    if names is not None:
        kernels = np.stack(recording.kernels[: steps + 1])
        maps = np.stack([one.map for one in seen if one.map is not None])
        gradients = np.stack([one.gradient for one in seen if one.gradient is not None])
        arrays |= {"kernels": kernels, "maps": quantize(maps), "gradients": quantize(gradients)}
        watched = {
            "stage": names[0],
            "kernel": names[1],
            "map": names[2],
            "kernel_scale": Scale(kind="diverging", limit=limit_of(kernels)),
            "map_scale": Scale(kind="diverging", limit=limit_of(maps)),
            "gradient_scale": Scale(kind="diverging", limit=limit_of(gradients)),
            "gradient_sizes": [float(np.abs(one).sum()) for one in gradients],
        }
    meta: Meta = {
        "identity": f"play {text.language} {identity}",
        "steps": steps,
        "asked": asked,
        "limit": MOST_STEPS,
        "snapshots": snapshots(asked),
        "label": int(image.labels[0]),
        "is_over": steps == asked,
        "can_keep": can_keep,
        "watched": watched,
        "start": start,
        "batch_name": text(f"{TEXT}.batch", images=recording.recipe.batch_size),
        "unseen_name": text(f"{TEXT}.unseen", images=unseen),
        "text": text.table(TEXT),
        "transport": text.table("component.transport") | text.table("component.play_transport"),
    }
    return meta, arrays
