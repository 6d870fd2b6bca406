"""All activations of a drawing at once, with the answer."""

import math
from collections.abc import Sequence
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.network import Stage
from explainer.non_digits import NonDigitKind
from explainer.text import Text
from explainer.tracing import Trace
from explainer.ui.components.payload import Arrays, Scene, quantize
from explainer.ui.numbers import probability
from explainer.ui.pictures.overview_columns import TEXT as TITLES
from explainer.ui.pictures.overview_columns import shape_of
from explainer.ui.pictures.preparation import StepsDone
from explainer.ui.pictures.scales import Scale, ScaleKind, kind_after, maps_first, scale_of, silent_maps

TEXT = "component.live"
STRIP_WIDTH = 700
"""CSS pixels that a strip has on a desktop."""


class Strip(TypedDict):
    """A stage.

    Attributes:
        stage: Its name, which is also its array's.
        count: Maps, or units.
        rows: Cells of a map that are sent, down; 1 of units.
        kind: The kind of its scale, whatever is drawn.
        coarseness: Cells of a map, along an axis, of which the mean is sent.
        source: Rows, columns and maps, or units, before that.
        scale: `None` as long as nothing is drawn.
        silent: The maps that are 0 everywhere.
    """

    stage: str
    title: str
    shape: str
    count: int
    rows: int
    columns: int
    flat: bool
    kind: ScaleKind
    coarseness: int
    source: list[int]
    scale: Scale | None
    silent: list[int]


class Following(TypedDict):
    """How the browser answers while the pen is down.

    Attributes:
        model: The name of the program that it is to compute.
        steps: Which steps of the preparation are done.
    """

    model: str
    steps: StepsDone


class Meta(TypedDict):
    """What is shown beside the activations.

    Attributes:
        is_far: Whether the drawing is far from all digits that networks learn from.
        prediction: Its answer; `None` as long as nothing is drawn.
        following: `None` if the network is too large to be computed in the browser.
    """

    identity: str
    language: str
    token: str
    milliseconds: float | None
    is_far: bool
    prediction: int | None
    following: Following | None
    strips: list[Strip]
    text: dict[str, str]


def live_scene(
    stages: Sequence[Stage],
    trace: Trace | None,
    text: Text,
    *,
    token: str,
    milliseconds: float | None = None,
    is_far: bool = False,
    non_digit: NonDigitKind | None = None,
    following: Following | None = None,
    from_photo: bool = False,
) -> Scene:
    """Describes what a network makes of a drawing for the live component.

    Args:
        stages: The network's stages.
        trace: Its answer; None as long as nothing is drawn.
        token: Names this drawing; the component publishes it as `data-painted` once it is on the screen.
        is_far: Whether the drawing is far from all digits that networks learn from.
        non_digit: Why it is no digit; then that is said instead of the answer.
        from_photo: Whether a photo is waited for, and no drawing.
        following: How the browser answers while the pen is down, if it does.

    Returns:
        The payload's meta and arrays: 8-bit `(maps, height, width)` of each activation and pooling stage by its name
        (of more than 64 maps, no more cells than there are pixels for), `(units,)` of dense activations, and in
        float32 the `probabilities` `(10,)` and the image `input` `(28, 28, 1)`. No arrays without a trace.
    """
    shown = [stage for stage in stages if stage.settings.is_shown_live]
    odd = {} if trace is None or non_digit is None else _odd(trace, non_digit, text)
    if trace is None and from_photo:
        odd = {name: text(f"{TEXT}.{name}_photo") for name in ("nothing", "nothing_hint")}
    meta: Meta = {
        "identity": f"{text.language} {list(stages)} {odd.get('nothing_hint', '')}",
        "language": text.language,
        "token": token,
        "milliseconds": milliseconds,
        "is_far": is_far,
        "prediction": None if trace is None or odd else trace.prediction,
        "following": following,
        "strips": [_strip(stage, stages, trace, text) for stage in shown],
        "text": text.table(TEXT) | {"too_large": _too_large(stages, text)} | odd,
    }
    if trace is None:
        return meta, {}
    arrays: Arrays = {stage.name: quantize(_maps(trace[stage.name].output)) for stage in shown}
    return meta, arrays | {"probabilities": trace.probabilities, "input": trace.stages[0].output}


def _too_large(stages: Sequence[Stage], text: Text) -> str:
    numbers = {"parameters": sum(stage.parameters for stage in stages)}
    numbers["multiply_adds"] = sum(stage.multiply_adds for stage in stages)
    return text(f"{TEXT}.too_large", **{name: f"{number:,}" for name, number in numbers.items()})


def _odd(trace: Trace, non_digit: NonDigitKind, text: Text) -> dict[str, str]:
    """What stands in the answer's place: that it is no digit, and what the network claims all the same."""
    sure = probability(float(trace.probabilities[trace.prediction]))
    hint = text(f"{TEXT}.odd_hint", digit=trace.prediction, percent=sure)
    return {"nothing": text(f"{TEXT}.odd_{non_digit}"), "nothing_hint": hint}


def _maps(output: NDArray[np.float32]) -> NDArray[np.float32]:
    if output.ndim == 1:
        return output
    factor = _coarseness(output.shape)
    if factor == 1:
        return maps_first(output)
    rows, columns = (np.arange(0, size, factor) for size in output.shape[:2])
    sums = np.add.reduceat(np.add.reduceat(output, rows, axis=0), columns, axis=1)
    cells = np.outer(_widths(rows, output.shape[0]), _widths(columns, output.shape[1]))
    return maps_first((sums / cells[:, :, None]).astype(np.float32))


def _widths(starts: NDArray[np.int_], size: int) -> NDArray[np.int_]:
    return np.diff(starts, append=size)


def _coarseness(shape: tuple[int, ...]) -> int:
    """How many cells, along an axis, are sent as their mean: what a screen shows of hundreds of maps side by side."""
    rows, columns, maps = shape
    if maps <= 64:
        return 1
    return math.ceil(max(rows, columns) * math.ceil(maps / 4) / STRIP_WIDTH)


def _strip(stage: Stage, stages: Sequence[Stage], trace: Trace | None, text: Text) -> Strip:
    flat = len(stage.output_shape) == 1
    coarseness = 1 if flat else _coarseness(stage.output_shape)
    return {
        "stage": stage.name,
        "title": _title(stage, stages, text),
        "shape": text(f"{TEXT}.units", count=stage.output_shape[0]) if flat else shape_of(stage),
        "count": stage.output_shape[-1],
        "rows": 1 if flat else math.ceil(stage.output_shape[0] / coarseness),
        "columns": 1 if flat else math.ceil(stage.output_shape[1] / coarseness),
        "flat": flat,
        "kind": kind_after(stages[: stages.index(stage) + 1]),
        "coarseness": coarseness,
        "source": list(stage.output_shape),
        "scale": None if trace is None else scale_of(trace, stage.name),
        "silent": [] if trace is None or flat else silent_maps(trace[stage.name].output),
    }


def _title(stage: Stage, stages: Sequence[Stage], text: Text) -> str:
    """An activation's strip is named after the layer it belongs to, and says that it is the activation."""
    if not stage.settings.is_function:
        number = text(f"{TITLES}.number", number=stage.number) if stage.settings.is_numbered else ""
        return f"{text(f'{TITLES}.title_{stage.kind}')}{number}"
    before = stages[[other.name for other in stages].index(stage.name) - 1]
    several = before.block is not None or sum(other.settings.family == before.settings.family for other in stages) > 2
    number = text(f"{TITLES}.number", number=before.number) if several else ""
    layer = f"{text(f'{TITLES}.title_{before.kind}')}{number}"
    return text(f"{TEXT}.activation", layer=layer, activation=text(f"{TITLES}.title_{stage.activation}"))
