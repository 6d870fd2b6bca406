"""Maps laid out in one row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from explainer.network import Stage
from explainer.ui.components import Choice, ChoiceCallback, mount_stage
from explainer.ui.components.payload import Quantized


def flatten(
    meta: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any] | Quantized],
    *,
    stage: Stage,
    key: str,
    on_choice: ChoiceCallback | None = None,
) -> Choice:
    """Show where each cell of the maps goes in the row, and back.

    Args:
        meta: See `explainer.ui.stages.flatten.scene`.
        arrays: The same.
        stage: The stage shown, for the bounds of what may come back.
        key: Streamlit's key.
        on_choice: Called with the visitor's choice before the rerun that it causes.

    Returns:
        The place in the row chosen in this run, as `filter`.
    """
    return mount_stage("flatten", meta, arrays, stage=stage, key=key, on_choice=on_choice)
