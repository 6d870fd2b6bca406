"""The image as the network gets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from explainer.network import Stage
from explainer.ui.components import Choice, ChoiceCallback, mount_stage
from explainer.ui.components.payload import Quantized


def image(
    meta: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any] | Quantized],
    *,
    stage: Stage,
    key: str,
    on_choice: ChoiceCallback | None = None,
) -> Choice:
    """Show the image, the numbers of its pixels and how they were prepared.

    Args:
        meta: See `explainer.ui.stages.input.scene`.
        arrays: The same.
        stage: The stage shown, for the bounds of what may come back.
        key: Streamlit's key.
        on_choice: Called with the visitor's choice before the rerun that it causes.

    Returns:
        The pixel chosen in this run, as `row` and `column`.
    """
    return mount_stage("input", meta, arrays, stage=stage, key=key, on_choice=on_choice)
