"""The layers of a draft as boxes in proportion to their shapes, as a component's payload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explainer.mnist import IMAGE_SIZE
from explainer.network import Architecture, Layer
from explainer.network.kinds import PartShape
from explainer.network.kinds.activation import FUNCTIONS
from explainer.network.worked import Row, worked
from explainer.text import Text
from explainer.ui.components.payload import Scene
from explainer.ui.numbers import percent

INPUT_SHAPE: PartShape = (IMAGE_SIZE, IMAGE_SIZE, 1)


def scene(draft: Architecture, text: Text) -> Scene:
    """Describes the flow of boxes for its component.

    Dropout has no box, since it changes no shape: the box before it names it.

    Args:
        draft: The network, which may not fit.
        text: The catalogue.

    Returns:
        The payload's meta and no arrays. `meta["boxes"]` holds for each box, the input first: `title`, `shape` and
        `notes` in words; `state` (`"built"`, `"failing"` or `"waiting"`); `size` (rows and columns) and `maps` of maps,
        or `length` of a row of numbers, null where they are not known; `window` (`size`, `strides`, `before`: rows of
        padding) of one that slides; of a failing one `misfit` (`window`, `map`).
    """
    boxes = [_input(text)]
    for row in worked(draft):
        if row.settings.is_idle:
            boxes[-1]["notes"].append(text("component.flow.dropout", rate=percent(row.settings.dropped_share, 0)))
        else:
            boxes.append(_box(row, draft, text))
    summary = ", ".join(f"{box['title']} {box['shape']}" for box in boxes)
    meta = {
        "identity": f"flow {text.language}",
        "boxes": boxes,
        "picture": text("component.flow.picture", layers=summary),
        "text": text.table("component.flow"),
    }
    return meta, {}


def layer_title(row: Row, text: Text) -> str:
    """What a layer is called: its kind and its place among those of its kind; the last one by its activation.

    Args:
        row: The layer.
        text: The catalogue.
    """
    return text(f"component.flow.title_{row.settings.title}", number=row.layer.number)


def shape_words(shape: PartShape) -> str:
    """A shape such as `26×26×64`, with a question mark for what is not known."""
    return "×".join("?" if size is None else f"{size:,}" for size in shape)


def _input(text: Text) -> dict[str, Any]:
    return {
        "title": text("component.flow.title_input"),
        "shape": shape_words(INPUT_SHAPE),
        "notes": [],
        "state": "built",
        **_extent(INPUT_SHAPE),
    }


def _box(row: Row, draft: Architecture, text: Text) -> dict[str, Any]:
    failing = row.state == "failing"
    box: dict[str, Any] = {
        "title": layer_title(row, text),
        "shape": text("component.flow.does_not_fit") if failing else shape_words(row.output_shape),
        "notes": _notes(row, draft, text),
        "state": row.state,
        **_extent(row.output_shape),
    }
    if isinstance(row.layer, Layer) and (window := row.layer.window):
        before, _ = row.layer.padding_before
        box["window"] = {"size": window.size, "strides": window.strides, "before": before}
    if failing and draft.misfit is not None:
        box["misfit"] = {"window": draft.misfit.value, "map": draft.misfit.height}
    return box


def _extent(shape: PartShape) -> Mapping[str, int | None]:
    if len(shape) == 1:
        return {"length": shape[0]}
    return {"size": shape[0], "maps": shape[-1]}


def _notes(row: Row, draft: Architecture, text: Text) -> list[str]:
    """What else was chosen, in a few words each; nothing that is Keras's default."""
    settings, window = row.settings, row.settings.window
    if row.state == "failing" and draft.misfit is not None:
        return [text("component.flow.on", window=draft.misfit.value, size=draft.misfit.height)]
    notes = []
    if window is not None:
        notes.append(text("component.flow.window", window=window.size))
        if "strides" in settings.options():
            notes.append(text("component.flow.strides", strides=window.strides))
        if window.padding == "same" and row.state == "built":
            notes.append(text("component.flow.same"))
    if settings.activation_name in FUNCTIONS:
        notes.append(text(f"component.activation.name_{settings.activation_name}"))
    return notes
