"""A pooling layer: a window slides over every map and keeps one number of each stop."""

from typing import Literal, NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.network import Stage
from explainer.shifting import similarity
from explainer.tracing import Trace
from explainer.ui.components.payload import Scene
from explainer.ui.numbers import percent
from explainer.ui.pictures.convolution import Slide, slide_of
from explainer.ui.pictures.scales import Scale, scale_of
from explainer.ui.pictures.stage import Asked, StageContext, StageMeta
from explainer.ui.pictures.strip import Strip, StripArrays, strip_payload

Map = NDArray[np.float32]

LITTLE = 0.05
"""A difference between two shares that is hardly worth a word."""


class Shift(TypedDict):
    """How alike the maps of the image and of the shifted one are, before and after.

    Attributes:
        shares: 0 to 1; none where a map is silent.
        words: The same as percentages.
    """

    verdict: Literal["silent", "same", "rises", "falls"]
    shares: list[float]
    words: list[str]


class Meta(StageMeta, Slide):
    """What the picture shows beside its cells; input and output share the input's scale.

    Attributes:
        rule: What is kept of a stop: the largest or the mean.
        filter: The map in focus.
        asked: Whether the number in focus is asked after.
        shift: `None` where the image is not shown shifted, too.
    """

    rule: str
    filter: int
    row: int
    column: int
    asked: Asked | None
    scale: Scale
    shift: Shift | None
    strip: Strip
    text: dict[Literal["pooling", "maps", "transport"], dict[str, str]]


class Arrays(StripArrays):
    """The chosen map before and after, `(height, width)`, the same of the shifted image, and what the strip needs."""

    input: NDArray[np.float32]
    output: NDArray[np.float32]
    shifted_input: NotRequired[NDArray[np.float32]]
    shifted_output: NotRequired[NDArray[np.float32]]


def hides_a_number(stage: Stage) -> bool:  # noqa: ARG001 (it always can)
    """Whether the picture can hide one number and show all that it is made of."""
    return True


def scene(context: StageContext) -> Scene:
    """Describes a pooling stage for its component."""
    trace, stage = context.trace, context.stage
    strip, strip_arrays = strip_payload(context)
    meta: Meta = {
        **slide_of(stage),
        "identity": context.identity,
        "stage": stage.name,
        "rule": stage.settings.rule,
        "filter": context.filter,
        "row": context.row,
        "column": context.column,
        "asked": context.asked,
        "scale": scale_of(trace, trace.before(stage.name).name),
        "shift": None,
        "strip": strip,
        "text": context.tables("pooling", "maps", "transport"),
    }
    original = _of_filter(trace, context)
    arrays: Arrays = {
        "input": original[0],
        "output": original[1],
        "maps": strip_arrays["maps"],
        "strengths": strip_arrays["strengths"],
    }
    if context.shifted is not None and context.blank is not None:
        shifted = _of_filter(context.shifted, context)
        arrays["shifted_input"], arrays["shifted_output"] = shifted
        meta["shift"] = _likeness(original, shifted, _of_filter(context.blank, context))
    return meta, arrays


def _of_filter(trace: Trace, context: StageContext) -> tuple[Map, Map]:
    """The chosen map before and after pooling."""
    name = context.stage.name
    before, after = trace.input_of(name), trace[name].output
    return np.ascontiguousarray(before[..., context.filter]), np.ascontiguousarray(after[..., context.filter])


def _likeness(original: tuple[Map, Map], shifted: tuple[Map, Map], grounds: tuple[Map, Map]) -> Shift:
    """How alike the maps of the image and of the shifted one are, before and after pooling, and which sentence fits."""
    alike = [similarity(*maps) for maps in zip(original, shifted, grounds, strict=True)]
    shares = [share for share in alike if share is not None]
    if len(shares) < len(alike):
        return {"verdict": "silent", "shares": [], "words": []}
    words = [percent(share, 0) for share in shares]
    gain = shares[1] - shares[0]
    verdict: Literal["same", "rises", "falls"] = "same" if abs(gain) < LITTLE else "rises" if gain > 0 else "falls"
    return {"verdict": verdict, "shares": [max(share, 0.0) for share in shares], "words": words}
