"""All activations of a drawing at once, with the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.network import Stage
from explainer.text import Text
from explainer.tracing import Trace
from explainer.ui.components.payload import Arrays, Scene, quantize
from explainer.ui.scenes.columns import TEXT as TITLES
from explainer.ui.scenes.columns import shape_of
from explainer.ui.stages.scales import maps_first, scale_of, silent_maps

TEXT = "component.live"


def live_scene(
    stages: Sequence[Stage], trace: Trace | None, text: Text, *, token: str, milliseconds: float | None = None
) -> Scene:
    """Describes what a network makes of a drawing for the live component.

    Args:
        stages: The network's stages.
        trace: Its answer; None as long as nothing is drawn.
        text: The catalogue in the visitor's language.
        token: Names this drawing; the component publishes it as `data-painted` once it is on the screen.
        milliseconds: How long the network took.

    Returns:
        The payload's meta and arrays: 8-bit `(maps, height, width)` of each activation and pooling stage by its name,
        `(units,)` of dense activations, and the float32 `probabilities` `(10,)`. No arrays without a trace.
    """
    shown = [stage for stage in stages if stage.kind == "activation" or stage.pool_size is not None]
    meta: dict[str, Any] = {
        "identity": f"{text.language} {list(stages)}",
        "language": text.language,
        "token": token,
        "milliseconds": milliseconds,
        "prediction": None if trace is None else trace.prediction,
        "strips": [_strip(stage, stages, trace, text) for stage in shown],
        "text": text.table(TEXT),
    }
    if trace is None:
        return meta, {}
    arrays: Arrays = {stage.name: quantize(_maps(trace[stage.name].output)) for stage in shown}
    return meta, arrays | {"probabilities": trace.probabilities}


def _maps(output: NDArray[np.float32]) -> NDArray[np.float32]:
    return maps_first(output) if output.ndim == 3 else output


def _strip(stage: Stage, stages: Sequence[Stage], trace: Trace | None, text: Text) -> dict[str, Any]:
    flat = len(stage.output_shape) == 1
    return {
        "stage": stage.name,
        "title": _title(stage, stages, text),
        "shape": text(f"{TEXT}.units", count=stage.output_shape[0]) if flat else shape_of(stage),
        "count": stage.output_shape[-1],
        "rows": 1 if flat else stage.output_shape[0],
        "columns": 1 if flat else stage.output_shape[1],
        "flat": flat,
        "scale": None if trace is None else scale_of(trace, stage.name),
        "silent": [] if trace is None or flat else silent_maps(trace[stage.name].output),
    }


def _title(stage: Stage, stages: Sequence[Stage], text: Text) -> str:
    """An activation's strip is named after the layer it belongs to, and says that it is the activation."""
    if stage.kind != "activation":
        return text(f"{TEXT}.pooling", kind=text(f"{TITLES}.title_{stage.kind}"), number=stage.number)
    before = stages[[other.name for other in stages].index(stage.name) - 1]
    several = before.kind != "dense" or sum(other.kind == "dense" for other in stages) > 2
    number = text(f"{TITLES}.number", number=before.number) if several else ""
    layer = f"{text(f'{TITLES}.title_{before.kind}')}{number}"
    return text(f"{TEXT}.activation", layer=layer, activation=text(f"{TITLES}.title_{stage.activation}"))
