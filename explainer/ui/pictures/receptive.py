"""What the cells of a stage see of the image, and which cells a pixel reaches, as a component's payload."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from explainer.network import NetworkConfig, Stage
from explainer.receptive import ReceptiveField, area_of, receptive_fields
from explainer.text import Text
from explainer.ui.components.mounting import mount
from explainer.ui.components.payload import Scene, quantize
from explainer.ui.pictures.scales import maps_first, scale_of
from explainer.ui.pictures.stage import Choice, StageContext, parse_choice
from explainer.ui.titles import stage_words


def scene(config: NetworkConfig, context: StageContext) -> Scene:
    """Describes the receptive fields of a stage for their component.

    Args:
        config: The network.
        context: The stage and its focus; `filter` is the map, the place in the row of flatten, or the unit after it.

    Returns:
        The payload's meta and its arrays: `rows` `(rows, 28)` and `columns` `(columns, 28)`, uint8, 1 where a pixel can
        reach a cell; `image` `(28, 28)`, 8-bit; `maps` `(maps, rows, columns)`, 8-bit, from number `meta["first"]` on,
        or none where the stage has no maps of its own. `meta["kind"]` is `"pixel"`, `"cell"`, `"place"` or `"unit"`;
        `meta["named"]` says what a unit is called: `"mean"` (of a map), `"unit"` or `"class"`.
    """
    trace, stage, text = context.trace, context.stage, context.text
    fields = receptive_fields(config)
    field = next(field for field in fields if field.stage.name == stage.name)
    kind = _kind(field)
    channels = stage.input_shape[-1]
    channel, row, column = context.filter, context.row, context.column
    if kind == "place":
        place, channel = divmod(context.filter, channels)
        row, column = divmod(place, len(field.columns))
    seen = area_of(field.seen)
    meta: dict[str, Any] = {
        "identity": f"{stage} {text.language}",
        "stage": stage.name,
        "kind": kind,
        "named": _name_of_units(stage, config),
        "filter": channel,
        "row": 0 if kind == "unit" else row,
        "column": 0 if kind == "unit" else column,
        "first": channel if kind == "cell" else 0,
        "channels": channels,
        "numbers": stage.channels,
        "full_size": field.full_size,
        "full_count": field.full_count,
        "lacks": {
            "rows": [int(lack) for lack in field.rows_lack],
            "columns": [int(lack) for lack in field.columns_lack],
        },
        "cut_off": 0 if seen is None or not seen.is_full else len(field.seen) - seen.height,
        "unseen": int((~field.seen).sum()),
        "scale": scale_of(trace, stage.name),
        "growth": _growth(fields, stage, config, text),
        "text": text.table("component.receptive"),
    }
    return meta, {
        "rows": field.rows.astype(np.uint8),
        "columns": field.columns.astype(np.uint8),
        "image": quantize(trace["input"].output[..., 0]),
        "maps": quantize(_maps(context, kind)),
    }


def _kind(field: ReceptiveField) -> str:
    """What a number of the stage is: a pixel, a cell of a map, a place in the row of flatten, or a unit."""
    if field.sees_alike:
        return "unit"
    if field.stage.keeps_places:
        return "place"
    return "cell" if field.stage.settings.signs != "pixels" else "pixel"


def _name_of_units(stage: Stage, config: NetworkConfig) -> str:
    if stage.name in [last.name for last in config.stages[-2:]]:
        return "class"
    return "mean" if stage.flattens else "unit"


def _maps(context: StageContext, kind: str) -> npt.NDArray[np.float32]:
    """The maps to show: the one in focus, but all of them for flatten, where the focus goes from map to map."""
    if kind == "place":
        return maps_first(context.trace.input_of(context.stage.name))
    if kind == "cell":
        return maps_first(context.traced.output[..., context.filter : context.filter + 1])
    return np.zeros((0, 1, 1), dtype=np.float32)


def _growth(
    fields: Sequence[ReceptiveField], stage: Stage, config: NetworkConfig, text: Text
) -> list[dict[str, object]]:
    """How large a field is after each stage that enlarges it, and which of them holds for the stage shown."""
    steps: list[dict[str, object]] = []
    current = 0
    for index, field in enumerate(fields):
        is_first_unit = field.sees_alike and not fields[index - 1].sees_alike
        if index == 0 or field.stage.window is not None or is_first_unit:
            label = stage_words(text, config, field.stage).label
            steps.append({"label": label, "size": field.largest_size, "current": False})
        if field.stage.name == stage.name:
            current = len(steps) - 1
    steps[current]["current"] = True
    return steps


def receptive(shown: Scene, stage: Stage, *, key: str = "receptive", on_choice: Callable[[Choice], None]) -> None:
    """Shows which pixels a cell sees and which cells a pixel reaches.

    Args:
        shown: What `scene` made of the stage.
        stage: The stage shown.
        key: Streamlit's key.
        on_choice: Called with the cell the visitor chose before the rerun that it causes.
    """

    def answered(answer: Mapping[str, object]) -> None:
        on_choice(parse_choice(answer, stage))

    mount("receptive", *shown, key=key, on_choice=answered)
