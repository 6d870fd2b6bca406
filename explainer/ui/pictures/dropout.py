"""Dropout: numbers dropped while training, all of them kept when answering."""

from __future__ import annotations

from explainer.ui.components.payload import Scene
from explainer.ui.pictures.scales import scale_of
from explainer.ui.pictures.stage import StageContext


def scene(context: StageContext) -> Scene:
    """Describes a dropout stage for its component.

    Args:
        context: The stage.

    Returns:
        The payload's meta and the array `values`, float32, `(height, width, channels)` or `(length,)`: what comes in
        and, when answering, what goes out.
    """
    stage = context.stage
    meta = {
        "identity": context.identity,
        "rate": stage.settings.dropped_share,
        "scale": scale_of(context.trace, stage.name),
        "text": context.text.table("component.dropout"),
    }
    return meta, {"values": context.traced.output}
