"""Softmax: ten scores become ten probabilities."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from explainer.ui.components.softmax import softmax
from explainer.ui.stages import Choice, StageContext


def scene(context: StageContext) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Describe the softmax stage for its component.

    Args:
        context: The stage; `filter` is the class in focus, `label` the right answer if it is known.

    Returns:
        The payload's meta and, as float32, the arrays `logits` and `probabilities` `(10,)`.
    """
    trace, stage = context.trace, context.stage
    meta = {
        "identity": f"{stage.name} {stage.output_shape} {context.text.language}",
        "focus": context.filter,
        "prediction": trace.prediction,
        "label": context.label,
        "text": context.text.table("component.softmax"),
    }
    return meta, {"logits": trace.logits, "probabilities": trace.probabilities}


def show(context: StageContext) -> Choice:
    """Show the softmax stage.

    Args:
        context: The stage and the class in focus.

    Returns:
        What the visitor chose in this run.
    """
    meta, arrays = scene(context)
    return softmax(meta, arrays, stage=context.stage, key=context.key, on_choice=context.on_choice)
