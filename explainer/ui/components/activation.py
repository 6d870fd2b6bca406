"""An activation function, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from explainer.network import Stage
from explainer.ui.components import Choice, ChoiceCallback, mount_stage
from explainer.ui.components.payload import Quantized


def activation(
    meta: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any] | Quantized],
    *,
    stage: Stage,
    key: str,
    on_choice: ChoiceCallback | None = None,
) -> Choice:
    """Show a map (or a row of units) before and after its activation function.

    Args:
        meta: See `explainer.ui.stages.activation.scene`.
        arrays: The same.
        stage: The activation, for the bounds of what may come back.
        key: Streamlit's key.
        on_choice: Called with the visitor's choice before the rerun that it causes.

    Returns:
        The map, cell or unit chosen in this run.
    """
    return mount_stage("activation", meta, arrays, stage=stage, key=key, on_choice=on_choice)
