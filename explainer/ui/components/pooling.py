"""The sliding window of a pooling layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from explainer.network import Stage
from explainer.ui.components import Choice, ChoiceCallback, mount_stage
from explainer.ui.components.payload import Quantized


def pooling(
    meta: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any] | Quantized],
    *,
    stage: Stage,
    key: str,
    on_choice: ChoiceCallback | None = None,
) -> Choice:
    """Show a pooling window sliding over one map.

    Args:
        meta: See `explainer.ui.stages.pooling.scene`.
        arrays: The same.
        stage: The pooling, for the bounds of what may come back.
        key: Streamlit's key.
        on_choice: Called with the visitor's choice before the rerun that it causes.

    Returns:
        The map or output cell chosen in this run.
    """
    return mount_stage("pooling", meta, arrays, stage=stage, key=key, on_choice=on_choice)
