"""What the cells of a stage see of the image, and which cells a pixel reaches, as a component's payload."""

from collections.abc import Sequence
from typing import Literal, TypedDict

import numpy as np
import numpy.typing as npt

from explainer.network import NetworkConfig, Stage
from explainer.receptive import ReceptiveField, area_of, receptive_fields
from explainer.text import Text
from explainer.ui.components.payload import Quantized, Scene, quantize
from explainer.ui.pictures.scales import Scale, maps_first, scale_of
from explainer.ui.pictures.stage import StageContext, StageMeta
from explainer.ui.stage_words import stage_label

KindOfNumber = Literal["pixel", "cell", "place", "unit"]
NameOfUnits = Literal["class", "mean", "unit"]


class Step(TypedDict):
    """How large a field is after a stage, and whether that holds for the stage shown."""

    label: str
    size: int
    current: bool


class Lacks(TypedDict):
    """What the fields lack of their full size, by row and by column of their cells."""

    rows: list[int]
    columns: list[int]


class Meta(StageMeta):
    """What the picture shows beside its numbers.

    Attributes:
        kind: What a number of the stage is: a pixel, a cell of a map, a place in the row of flatten, or a unit.
        filter: The map in focus.
        first: The number of the first map at hand.
        channels: Maps of the stage's input.
        numbers: Maps, or units, of the stage.
        full_size: Height and width of a field that no edge cuts.
        lacks: What the fields at the edges lack.
        cut_off: Pixels that the edges cut off all fields; 0 where some have none to lose.
    """

    kind: KindOfNumber
    named: NameOfUnits
    filter: int
    row: int
    column: int
    first: int
    channels: int
    numbers: int
    full_size: int
    full_count: int
    lacks: Lacks
    cut_off: int
    unseen: int
    scale: Scale
    growth: list[Step]
    text: dict[str, str]


class Arrays(TypedDict):
    """Who reaches whom.

    Attributes:
        rows: `(rows, 28)`, 1 where a row of pixels can reach a row of cells.
        columns: `(columns, 28)`, likewise.
        image: `(28, 28)`.
        maps: `(maps, rows, columns)`, from number `Meta.first` on; none where the stage has no maps of its own.
    """

    rows: npt.NDArray[np.uint8]
    columns: npt.NDArray[np.uint8]
    image: Quantized
    maps: Quantized


def scene(config: NetworkConfig, context: StageContext) -> Scene:
    """Describes the receptive fields of a stage for their component.

    Args:
        context: The stage and its focus; `filter` is the map, the place in the row of flatten, or the unit after it.
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
    meta: Meta = {
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
        "text": _words(stage, text),
    }
    arrays: Arrays = {
        "rows": field.rows.astype(np.uint8),
        "columns": field.columns.astype(np.uint8),
        "image": quantize(trace["input"].output[..., 0]),
        "maps": quantize(_maps(context, kind)),
    }
    return meta, arrays


def _words(stage: Stage, text: Text) -> dict[str, str]:
    """A stage that takes its numbers one by one sees alike because the numbers before it do."""
    words = text.table("component.receptive")
    return words if stage.settings.is_global else words | {"all_alike": words["all_alike_before"]}


def _kind(field: ReceptiveField) -> KindOfNumber:
    if field.sees_alike:
        return "unit"
    if field.stage.keeps_places:
        return "place"
    return "cell" if field.stage.settings.signs != "pixels" else "pixel"


def _name_of_units(stage: Stage, config: NetworkConfig) -> NameOfUnits:
    if stage.name in [last.name for last in config.stages[-2:]]:
        return "class"
    return "mean" if stage.flattens else "unit"


def _maps(context: StageContext, kind: KindOfNumber) -> npt.NDArray[np.float32]:
    """The maps to show: the one in focus, but all of them for flatten, where the focus goes from map to map."""
    if kind == "place":
        return maps_first(context.trace.input_of(context.stage.name))
    if kind == "cell":
        return maps_first(context.traced.output[..., context.filter : context.filter + 1])
    return np.zeros((0, 1, 1), dtype=np.float32)


def _growth(fields: Sequence[ReceptiveField], stage: Stage, config: NetworkConfig, text: Text) -> list[Step]:
    """How large a field is after each stage that enlarges it, and which of them holds for the stage shown."""
    steps: list[Step] = []
    current = 0
    for index, field in enumerate(fields):
        is_first_unit = field.sees_alike and not fields[index - 1].sees_alike
        if index == 0 or field.stage.window is not None or is_first_unit:
            label = stage_label(text, config, field.stage)
            steps.append({"label": label, "size": field.largest_size, "current": False})
        if field.stage.name == stage.name:
            current = len(steps) - 1
    steps[current]["current"] = True
    return steps
