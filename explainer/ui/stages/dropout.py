"""Dropout: numbers dropped while training, all of them kept when answering."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from explainer.ui.components.dropout import dropout
from explainer.ui.stages import Choice, StageContext
from explainer.ui.stages.scales import scale_of


def scene(context: StageContext) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Describe a dropout stage for its component.

    Args:
        context: The stage.

    Returns:
        The payload's meta and the array `values`, float32, `(height, width, channels)` or `(length,)`: what comes in
        and, when answering, what goes out.
    """
    stage = context.stage
    meta = {
        "identity": f"{stage.name} {stage.output_shape} {stage.rate} {context.text.language}",
        "rate": stage.rate,
        "scale": scale_of(context.trace, stage.name),
        "text": context.text.table("component.dropout"),
    }
    return meta, {"values": context.traced.output}


def show(context: StageContext) -> Choice:
    """Show a dropout stage.

    Args:
        context: The stage.

    Returns:
        Nothing, as there is nothing to choose.
    """
    meta, arrays = scene(context)
    return dropout(meta, arrays, stage=context.stage, key=context.key, on_choice=context.on_choice)
