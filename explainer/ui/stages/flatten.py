"""Flatten: maps become one row of numbers."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from explainer.ui.components.flatten import flatten
from explainer.ui.stages import Choice, StageContext
from explainer.ui.stages.scales import scale_of


def scene(context: StageContext) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Describe a flatten stage for its component.

    Args:
        context: The stage; `filter` is the place in the row in focus, from 0.

    Returns:
        The payload's meta and its array `values` `(height, width, channels)`, float32: read one after another they
        are the row.
    """
    stage = context.stage
    meta = {
        "identity": f"{stage.name} {stage.input_shape} {context.text.language}",
        "focus": {"filter": context.filter},
        "scale": scale_of(context.trace, stage.name),
        "text": context.text.table("component.flatten"),
    }
    return meta, {"values": context.trace.input_of(stage.name)}


def show(context: StageContext) -> Choice:
    """Show a flatten stage.

    Args:
        context: The stage and the place in focus.

    Returns:
        What the visitor chose in this run.
    """
    meta, arrays = scene(context)
    return flatten(meta, arrays, stage=context.stage, key=context.key, on_choice=context.on_choice)
