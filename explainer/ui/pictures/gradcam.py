"""Grad-CAM step by step: a filter's map, its gradients and their mean; the sum over all filters; what is left of it."""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.attribution.grad_cam import GradCam
from explainer.network import NetworkConfig, Stage
from explainer.receptive import Mask, receptive_field
from explainer.text import Text
from explainer.tracing import Array
from explainer.ui.components.payload import Scene
from explainer.ui.numbers import fine_decimals
from explainer.ui.pictures.scales import Scale, ScaleKind, limit_of, maps_first

TEXT = "component.gradcam"


class Decimals(TypedDict):
    """With how many decimals the numbers of each step are written."""

    maps: int
    gradients: int
    weights: int
    sums: int


class Meta(TypedDict):
    """`weights` are the means of the filters' gradients; of the scales, `over` is that of the result, as all after it.

    `rows` and `columns` are first and last row and column of pixels that a row or column of cells sees, null for none;
    `outcome` says what ReLU leaves, `verdict` how alike this is to what random weights give.
    """

    identity: str
    digit: int
    filter: int
    row: int
    column: int
    weights: list[float]
    maps_scale: Scale
    gradients_scale: Scale
    weights_scale: Scale
    sums_scale: Scale
    over_scale: Scale
    decimals: Decimals
    random_scale: Scale
    rows: list[tuple[int, int] | None]
    columns: list[tuple[int, int] | None]
    outcome: str
    verdict: str
    text: dict[str, str]


class Arrays(TypedDict):
    """Steps 1 and 2 `(filters, height, width)`, 4 and 5 `(height, width)`, 6, likewise at random, and the image."""

    maps: NDArray[np.float32]
    gradients: NDArray[np.float32]
    sums: NDArray[np.float32]
    result: NDArray[np.float32]
    over: NDArray[np.float32]
    random: NDArray[np.float32]
    image: NDArray[np.float32]


@dataclass(frozen=True)
class GradCamView:
    """What is in focus.

    Attributes:
        output: The stage whose maps are weighed.
        kind: What numbers these can be.
        row: A cell's row.
    """

    digit: int
    output: Stage
    kind: ScaleKind
    filter: int
    row: int
    column: int


def scene(
    image: Array,
    found: tuple[GradCam, GradCam],
    view: GradCamView,
    config: NetworkConfig,
    said: tuple[str, str],
    text: Text,
) -> Scene:
    """Describes the computation for its component.

    Args:
        image: `(28, 28)`, 0 to 1.
        found: The computation with the model's weights, and with random ones.
        said: What ReLU leaves, and how alike this is to what random weights give, in a sentence each.
    """
    learned, random = found
    field = receptive_field(config, view.output.name)
    meta: Meta = {
        "identity": f"gradcam {text.language} {view.output.name} {view.output.output_shape}",
        "digit": view.digit,
        "filter": view.filter,
        "row": view.row,
        "column": view.column,
        "weights": learned.weights.tolist(),
        "maps_scale": Scale(kind=view.kind, limit=limit_of(learned.maps)),
        "gradients_scale": Scale(kind="diverging", limit=limit_of(learned.gradients)),
        "weights_scale": Scale(kind="diverging", limit=limit_of(learned.weights)),
        "sums_scale": Scale(kind="diverging", limit=limit_of(learned.sums)),
        "over_scale": Scale(kind="sequential", limit=limit_of(learned.result)),
        "random_scale": Scale(kind="sequential", limit=limit_of(random.result)),
        "decimals": {
            "maps": fine_decimals(limit_of(learned.maps)),
            "gradients": fine_decimals(limit_of(learned.gradients)),
            "weights": fine_decimals(limit_of(learned.weights)),
            "sums": fine_decimals(limit_of(learned.sums)),
        },
        "rows": _spans(field.rows),
        "columns": _spans(field.columns),
        "outcome": said[0],
        "verdict": said[1],
        "text": text.table(TEXT),
    }
    arrays: Arrays = {
        "maps": maps_first(learned.maps),
        "gradients": maps_first(learned.gradients),
        "sums": learned.sums.astype(np.float32),
        "result": learned.result.astype(np.float32),
        "over": learned.over_image.astype(np.float32),
        "random": random.over_image.astype(np.float32),
        "image": image,
    }
    return meta, arrays


def _spans(seen: Mask) -> list[tuple[int, int] | None]:
    """First and last line of pixels that each line of cells sees."""
    lines = (np.flatnonzero(line) for line in seen)
    return [(int(line[0]), int(line[-1])) if line.size else None for line in lines]
