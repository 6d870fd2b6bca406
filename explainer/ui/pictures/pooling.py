"""A pooling layer: a window slides over every map and keeps one number of each stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.network import Stage
from explainer.shifting import similarity
from explainer.tracing import Trace
from explainer.ui.components.payload import Arrays, Scene
from explainer.ui.numbers import percent
from explainer.ui.pictures.convolution import window_meta
from explainer.ui.pictures.scales import scale_of
from explainer.ui.pictures.stage import StageContext
from explainer.ui.pictures.strip import strip_payload

LITTLE = 0.05
"""A difference between two shares that is hardly worth a word."""


def hides_a_number(stage: Stage) -> bool:  # noqa: ARG001 (it always can)
    """Whether the picture can hide one number and show all that it is made of."""
    return True


def scene(context: StageContext) -> Scene:
    """Describes a pooling stage for its component.

    Input and output share the input's scale, so that a number keeps its colour.

    Args:
        context: The stage and what is in focus.

    Returns:
        The payload's meta and arrays: the chosen map's `input` and `output` `(height, width)` as float32, the same of
        the shifted image as `shifted_input` and `shifted_output`, and what the strip of its maps needs
        (`strip_payload`).
    """
    trace, stage = context.trace, context.stage
    previous = trace.stages[trace.index(stage.name) - 1]
    meta = window_meta(stage) | {
        "identity": context.identity,
        "rule": stage.settings.rule,
        "filter": context.filter,
        "filters": stage.channels,
        "row": context.row,
        "column": context.column,
        "asked": context.asked,
        "scale": scale_of(trace, previous.name),
        "text": {name: context.text.table(f"component.{name}") for name in ("pooling", "maps", "transport")},
    }
    original = _of_filter(trace, context)
    arrays: Arrays = {**original}
    if context.shifted is not None and context.blank is not None:
        shifted = _of_filter(context.shifted, context)
        arrays |= {f"shifted_{name}": values for name, values in shifted.items()}
        meta["shift"] = _likeness(original, shifted, _of_filter(context.blank, context))
    strip_meta, strip_arrays = strip_payload(context)
    return meta | strip_meta, arrays | strip_arrays


def _of_filter(trace: Trace, context: StageContext) -> dict[str, NDArray[np.float32]]:
    """The chosen map before and after pooling."""
    name = context.stage.name
    maps = {"input": trace.input_of(name), "output": trace[name].output}
    return {part: np.ascontiguousarray(values[..., context.filter]) for part, values in maps.items()}


def _likeness(
    original: Mapping[str, NDArray[np.float32]],
    shifted: Mapping[str, NDArray[np.float32]],
    grounds: Mapping[str, NDArray[np.float32]],
) -> dict[str, Any]:
    """How alike the maps of the image and of the shifted one are, before and after pooling, and which sentence fits."""
    alike = [similarity(original[part], shifted[part], grounds[part]) for part in ("input", "output")]
    shares = [share for share in alike if share is not None]
    if len(shares) < len(alike):
        return {"verdict": "silent", "shares": [], "words": []}
    words = [percent(share, 0) for share in shares]
    gain = shares[1] - shares[0]
    verdict = "same" if abs(gain) < LITTLE else "rises" if gain > 0 else "falls"
    return {"verdict": verdict, "shares": [max(share, 0.0) for share in shares], "words": words}
