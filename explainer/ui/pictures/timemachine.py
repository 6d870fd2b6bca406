"""One image at every epoch and within the first: a kernel of the first convolution, its map, the scores, the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NotRequired, TypedDict

import numpy as np

from explainer.claims import variant_for
from explainer.claims.trainings import TIME_MACHINE, Timeline
from explainer.network import NetworkConfig, Stage
from explainer.network.kinds import LayerWeights
from explainer.text import Text
from explainer.tracing import Array, Trace, Weights
from explainer.ui.components.payload import Quantized, Scene, quantize
from explainer.ui.numbers import percent
from explainer.ui.pictures.scales import OF_SIGNS, Scale, limit_of

TEXT = "component.timemachine"
MOST_COLUMNS = 8
"""Moments up to which each has a column of pictures; of more, the first four, the turning point and the last."""
FIRST_COLUMNS = 4


class Convolution(TypedDict):
    """The filter that is followed; `function` is what comes after it, in words."""

    kernel_scale: Scale
    map_scale: Scale
    filter: int
    filters: int
    function: str | None


class Meta(TypedDict):
    """What is shown of all moments; lists have one entry per moment.

    Attributes:
        epochs: What each is called: the epoch's number, or words for a moment that is none's end.
        accuracies: In words, as far as they were measured.
        epoch: The one to look at.
        columns: The places of those that have pictures of their own.
        label: The digit that the image is said to show.
        logit_limit: The largest score of all epochs, either sign.
    """

    identity: str
    epochs: list[int | str]
    predictions: list[int]
    accuracies: list[str | None]
    epoch: int
    columns: list[int]
    turn: int | None
    label: int | None
    logit_limit: float
    convolution: Convolution | None
    text: dict[str, str]


class Arrays(TypedDict):
    """What the network made of the image.

    Attributes:
        image: `(28, 28)`.
        logits: `(epochs, 10)`.
        probabilities: `(epochs, 10)`.
        kernels: With a convolution, its `(epochs, size, size)`,
        biases: `(epochs,)`
        maps: and `(epochs, height, width)`.
    """

    image: Array
    logits: Array
    probabilities: Array
    kernels: NotRequired[Array]
    biases: NotRequired[Array]
    maps: NotRequired[Quantized]


@dataclass(frozen=True)
class Moment:
    """What a network made of an image at one moment; small enough to be kept for every epoch.

    Attributes:
        epoch: After which epoch, 0 before training.
        batch: Of a moment within the first epoch, after which batch; 0 for the others.
        first: Kernels and biases of the first convolution; `None` in a network without one.
        maps: Its maps after the activation function, `(height, width, filters)`; `None` likewise.
        logits: `(10,)`.
        probabilities: `(10,)`.
    """

    epoch: int
    first: LayerWeights | None
    maps: Array | None
    logits: Array
    probabilities: Array
    batch: int = 0

    @property
    def prediction(self) -> int:
        """The class of the largest probability; among equals the first."""
        return int(np.argmax(self.probabilities))


def moment_of(epoch: int, config: NetworkConfig, weights: Weights, trace: Trace) -> Moment:
    """Keeps of a trace what the time machine shows."""
    stage = config.first_convolution
    return Moment(
        epoch=epoch,
        first=None if stage is None else weights[stage.name],
        maps=None if stage is None else trace.stages[trace.index(stage.name) + 1].output,
        logits=trace.logits,
        probabilities=trace.probabilities,
    )


def turning_point(predictions: Sequence[int], label: int | None) -> int | None:
    """Where the answer became right, or, of an image whose digit nobody has said, where it settled.

    Args:
        predictions: The answer at each epoch, in order; at least one.
        label: The digit that the image is said to show.

    Returns:
        The place of the first right answer, `None` if there is none; without a label, the place from which on the
        answer is the last one.
    """
    if label is not None:
        return next((place for place, answer in enumerate(predictions) if answer == label), None)
    others = [place for place, answer in enumerate(predictions) if answer != predictions[-1]]
    return others[-1] + 1 if others else 0


def columns_shown(count: int, turn: int | None, within: Sequence[int] = ()) -> list[int]:
    """The moments that have a column of pictures, as places.

    Args:
        within: The places of those within the first epoch: of these, that in the middle, and the turning point.
    """
    whole = [place for place in range(count) if place not in within]
    chosen = {*whole}
    if len(whole) > MOST_COLUMNS:
        chosen = {*whole[:FIRST_COLUMNS], whole[-1]}
    chosen |= {within[len(within) // 2]} if within else set()
    return sorted(chosen if turn is None else chosen | {turn})


def strongest_filter(moments: Sequence[Moment]) -> int:
    """The filter whose map has the largest value at the last epoch."""
    maps = moments[-1].maps
    return 0 if maps is None else int(np.argmax(maps.max(axis=(0, 1))))


def time_machine_scene(
    moments: Sequence[Moment],
    config: NetworkConfig,
    text: Text,
    *,
    image: Array,
    epoch: int,
    run: str,
    filter_index: int,
    label: int | None,
    accuracies: Mapping[int, float | None],
    within: Mapping[int, float] = MappingProxyType({}),
    has_epochs: bool = True,
) -> Scene:
    """Describes all moments for the time machine's component.

    Args:
        moments: The image at each moment, in order; at least one.
        image: `(28, 28)`, 0 to 1.
        run: Whose weights they are.
        filter_index: The filter to look at, from 0, within range.
        label: The digit that the image is said to show; `None` for a drawing.
        accuracies: On the test images by epoch, 0 to 1, as far as they were measured.
        within: The same by batch of the first epoch.
        has_epochs: Whether it is known after which epochs the weights were saved; if not, there is one moment.

    Returns:
        The payload's meta and arrays, see `Meta` and `Arrays`. Kernels, maps and scores have one scale each for all
        epochs: otherwise growing would not be seen.
    """
    stage = config.first_convolution
    predictions = [moment.prediction for moment in moments]
    turn = turning_point(predictions, label)
    logits = np.stack([moment.logits for moment in moments])
    arrays: Arrays = {
        "image": image,
        "logits": logits,
        "probabilities": np.stack([moment.probabilities for moment in moments]),
    }
    timeline = Timeline([None if moment.batch else moment.epoch for moment in moments], turn)
    places = [place for place, moment in enumerate(moments) if moment.batch]
    brought = text.table(f"{TEXT}.brought")
    meta: Meta = {
        "identity": f"{text.language} {run} {stage}",
        "epochs": [_called(moment, text) if has_epochs else brought["moment"] for moment in moments],
        "predictions": predictions,
        "accuracies": [
            _accuracy(within.get(moment.batch) if moment.batch else accuracies.get(moment.epoch)) for moment in moments
        ],
        "epoch": epoch,
        "columns": columns_shown(len(moments), turn, places),
        "turn": turn,
        "label": label,
        "logit_limit": limit_of(logits),
        "convolution": None,
        "text": text.table(TEXT) | _turned(timeline, text) | ({} if has_epochs else brought),
    }
    if stage is not None:
        kernels, biases, maps = _followed(moments, filter_index)
        arrays |= {"kernels": kernels, "biases": biases, "maps": quantize(maps)}
        limits = limit_of(kernels), limit_of(maps)
        meta["convolution"] = _convolution(stage, _after(config, stage), filter_index, limits, text)
    return meta, arrays


def _followed(moments: Sequence[Moment], filter_index: int) -> tuple[Array, Array, Array]:
    """A filter's kernel `(epochs, size, size)`, its bias `(epochs,)` and its map `(epochs, height, width)`."""
    first = [moment.first for moment in moments if moment.first is not None]
    kernels = np.stack([layer.kernel[:, :, 0, filter_index] for layer in first])
    biases = np.array([layer.bias[filter_index] for layer in first], dtype=np.float32)
    return kernels, biases, np.stack([moment.maps[..., filter_index] for moment in moments if moment.maps is not None])


def _convolution(stage: Stage, after: Stage, filter_index: int, limits: tuple[float, float], text: Text) -> Convolution:
    """Which filter it is, and the scales of its kernels and of its maps, whose largest sizes are `limits`."""
    function = None if after.activation == "linear" else text(f"component.activation.name_{after.activation}")
    return {
        "kernel_scale": Scale(kind="diverging", limit=limits[0]),
        "map_scale": Scale(kind=OF_SIGNS[after.settings.signs], limit=limits[1]),
        "filter": filter_index,
        "filters": stage.channels,
        "function": function,
    }


def _turned(timeline: Timeline, text: Text) -> dict[str, str]:
    """What is said of the turning point: of all epochs, or of those that there are weights of."""
    sentences = text.table(TEXT)
    names = {name: variant_for(TIME_MACHINE, f"{TEXT}.{name}", timeline) for name in ("turn_right", "turn_settled")}
    return {name: sentences[said.removeprefix(f"{TEXT}.")] for name, said in names.items()}


def _after(config: NetworkConfig, stage: Stage) -> Stage:
    """The activation function that follows a convolution."""
    return config.stages[config.stages.index(stage) + 1]


def _called(moment: Moment, text: Text) -> int | str:
    """The epoch's number; within the first epoch, after how many batches."""
    return text(f"{TEXT}.within", batch=moment.batch) if moment.batch else moment.epoch


def _accuracy(share: float | None) -> str | None:
    return None if share is None else percent(share)
