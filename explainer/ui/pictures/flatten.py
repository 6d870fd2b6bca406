"""Flatten: maps become one row of numbers."""

from __future__ import annotations

from explainer.ui.components.payload import Scene
from explainer.ui.pictures.scales import scale_of
from explainer.ui.pictures.stage import StageContext


def scene(context: StageContext) -> Scene:
    """Describes a flatten stage for its component.

    Args:
        context: The stage; `filter` is the place in the row in focus, from 0.

    Returns:
        The payload's meta and its array `values` `(height, width, channels)`, float32: read one after another they
        are the row.
    """
    stage = context.stage
    meta = {
        "identity": context.identity,
        "focus": {"filter": context.filter},
        "scale": scale_of(context.trace, stage.name),
        "text": context.text.table("component.flatten"),
    }
    return meta, {"values": context.trace.input_of(stage.name)}
