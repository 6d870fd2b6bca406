"""The whole network on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from explainer.network import NetworkConfig
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.components.payload import Quantized


@dataclass(frozen=True)
class OverviewChoice:
    """The stage a visitor wants to open.

    Attributes:
        stage: Its name.
        filter: The map, unit or class pointed at, from 0; None for the stage as a whole.
        row: The row, from 0, of the cell that was explained; None for a stage without one.
        column: Its column.
    """

    stage: str
    filter: int | None = None
    row: int | None = None
    column: int | None = None


def parse_overview_choice(answer: Mapping[str, object], config: NetworkConfig) -> OverviewChoice | None:
    """Reads a choice out of the component's answer.

    Args:
        answer: What the browser sent.
        config: The network shown.

    Returns:
        The choice, without what is out of range; None if there is no such stage.
    """
    stage = next((stage for stage in config.stages if stage.name == answer.get("stage")), None)
    if stage is None:
        return None
    *places, filters = stage.output_shape
    rows, columns = places or (0, 0)
    return OverviewChoice(
        stage.name,
        index_in(answer, "filter", filters),
        index_in(answer, "row", rows),
        index_in(answer, "column", columns),
    )


def overview(
    meta: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any] | Quantized],
    *,
    config: NetworkConfig,
    key: str = "overview",
) -> OverviewChoice | None:
    """Shows the overview of a network.

    Args:
        meta: See `explainer.ui.scenes.overview_scene`.
        arrays: The same.
        config: The network shown, for the bounds of what may come back.
        key: Streamlit's key.

    Returns:
        The stage to open, in the run in which it was chosen.
    """
    return parse_overview_choice(mount("overview", meta, arrays, key=key), config)
