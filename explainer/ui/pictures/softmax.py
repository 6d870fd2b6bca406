"""Softmax: ten scores become ten probabilities."""

from __future__ import annotations

from explainer.ui.components.payload import Scene
from explainer.ui.pictures.stage import StageContext


def scene(context: StageContext) -> Scene:
    """Describes the softmax stage for its component.

    Args:
        context: The stage; `filter` is the class in focus, `label` the right answer if it is known.

    Returns:
        The payload's meta and, as float32, the arrays `logits` and `probabilities` `(10,)`.
    """
    trace = context.trace
    meta = {
        "identity": context.identity,
        "focus": context.filter,
        "prediction": trace.prediction,
        "label": context.label,
        "text": context.text.table("component.softmax"),
    }
    return meta, {"logits": trace.logits, "probabilities": trace.probabilities}
