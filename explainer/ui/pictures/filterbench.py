"""A filter's kernel and bias to change by hand, and its map before and after."""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.filters.edits import MOST_CHANGES, MOST_WEIGHT, FilterEdit
from explainer.network import Stage
from explainer.network.kinds.activation import LEAKY_RELU_SLOPE
from explainer.text import Text
from explainer.tracing import Array, Trace, Weights
from explainer.ui.components.payload import Scene
from explainer.ui.numbers import percent
from explainer.ui.pictures.convolution import Slide, slide_of
from explainer.ui.pictures.scales import Scale, scale_of

CHANGED_SHARE = 0.05
"""A cell counts as changed if it does by more than this share of the scale's limit."""


class Meta(Slide):
    """What is shown beside the cells.

    Attributes:
        filter: The filter, of `filters` that there are.
        channel: The input map whose weights are shown, of `channels` that there are.
        size: Rows of the input, as many as columns.
        places: Rows of the map, as many as columns.
        activation: The function that follows; `None` if none does.
        slope: Of leaky ReLU, below 0.
        edit: What is changed, as a link writes it; empty for nothing.
        most: How many numbers can be changed at once.
        largest: The largest weight or bias that can be set.
        noticed: A cell counts as changed if it does by more than this.
        predictions: What the network says of the image, as learned and with the change.
    """

    identity: str
    filter: int
    filters: int
    channel: int
    channels: int
    size: int
    places: int
    activation: str | None
    slope: float
    bias: float
    edit: str
    most: int
    largest: float
    scale: Scale
    noticed: float
    predictions: tuple[str, str]
    text: dict[str, str]


class Arrays(TypedDict):
    """The numbers of one filter.

    Attributes:
        input: The input map whose weights are shown, `(size, size)`.
        kernel: All its weights as learned, `(window, window, channels)`.
        others: Its pre-activations with what is changed over other input maps, but this one's weights and the bias as
            learned, `(places, places)`.
        learned: What the layer returns, as learned.
        changed: What it returns with the change, by Keras.
    """

    input: NDArray[np.float32]
    kernel: NDArray[np.float32]
    others: NDArray[np.float32]
    learned: NDArray[np.float32]
    changed: NDArray[np.float32]


@dataclass(frozen=True)
class FilterInUse:
    """A filter on a page.

    Attributes:
        output: The stage that gives what its layer returns.
        channel: The input map whose weights are shown.
        edit: What is changed by hand; `None` for nothing.
    """

    stage: Stage
    output: Stage
    index: int
    channel: int
    edit: FilterEdit | None
    weights: Weights

    @property
    def kernel(self) -> Array:
        """Its weights as learned, `(height, width, channels)`."""
        return np.ascontiguousarray(self.weights[self.stage.name].kernel[..., self.index])


def scene(subject: FilterInUse, learned: Trace, others: Trace, changed: Trace, text: Text) -> Scene:
    """Describes the bench for its component.

    Args:
        learned: The image's way through the network as learned.
        others: The same with what is changed over other input maps than the one shown.
    """
    stage, output, index = subject.stage, subject.output, subject.index
    scale = scale_of(learned, output.name)
    own = float(np.abs(learned[output.name].output[..., index]).max())
    scale = Scale(kind=scale["kind"], limit=own or scale["limit"])
    meta: Meta = {
        **slide_of(stage),
        "identity": f"{stage} {text.language}",
        "filter": index,
        "filters": stage.channels,
        "channel": subject.channel,
        "channels": stage.input_shape[-1],
        "size": stage.input_shape[0],
        "places": stage.output_shape[0],
        "activation": stage.activation,
        "slope": LEAKY_RELU_SLOPE,
        "bias": float(subject.weights[stage.name].bias[index]),
        "edit": "" if subject.edit is None else str(subject.edit),
        "most": MOST_CHANGES,
        "largest": MOST_WEIGHT,
        "scale": scale,
        "noticed": CHANGED_SHARE * scale["limit"],
        "predictions": (_prediction(learned), _prediction(changed)),
        "text": text.table("component.filterbench"),
    }
    arrays: Arrays = {
        "input": np.ascontiguousarray(learned.input_of(stage.name)[..., subject.channel]),
        "kernel": subject.kernel,
        "others": _map_of(others, stage, index),
        "learned": _map_of(learned, output, index),
        "changed": _map_of(changed, output, index),
    }
    return meta, arrays


def _map_of(trace: Trace, stage: Stage, index: int) -> Array:
    return np.ascontiguousarray(trace[stage.name].output[..., index])


def _prediction(trace: Trace) -> str:
    """The class of the largest probability, and how large that is."""
    return f"{trace.prediction} ({percent(float(trace.probabilities[trace.prediction]), 2)})"
