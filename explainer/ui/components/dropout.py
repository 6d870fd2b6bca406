"""What dropout does while training, and that it does nothing afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from explainer.network import Stage
from explainer.ui.components import Choice, ChoiceCallback, mount_stage
from explainer.ui.components.payload import Quantized


def dropout(
    meta: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any] | Quantized],
    *,
    stage: Stage,
    key: str,
    on_choice: ChoiceCallback | None = None,
) -> Choice:
    """Show a dropout layer's numbers, and an example of what training does to them.

    Args:
        meta: See `explainer.ui.stages.dropout.scene`.
        arrays: The same.
        stage: The stage shown, for the bounds of what may come back.
        key: Streamlit's key.
        on_choice: Called with the visitor's choice before the rerun that it causes.

    Returns:
        Nothing: there is nothing to choose.
    """
    return mount_stage("dropout", meta, arrays, stage=stage, key=key, on_choice=on_choice)
