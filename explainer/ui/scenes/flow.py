"""The layers of a draft as boxes in proportion to their shapes, as a component's payload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explainer.mnist import IMAGE_SIZE
from explainer.network.drafts import Draft
from explainer.network.worked import PartShape, Row, worked
from explainer.text import Text
from explainer.ui.components.payload import Scene
from explainer.ui.numbers import percent

INPUT_SHAPE: PartShape = (IMAGE_SIZE, IMAGE_SIZE, 1)


def scene(draft: Draft, text: Text) -> Scene:
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
        if row.kind == "dropout":
            boxes[-1]["notes"].append(text("component.flow.dropout", rate=percent(row.layer.rate or 0, 0)))
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
    kind = row.layer.activation if row.layer.activation == "softmax" else row.kind
    return text(f"component.flow.title_{kind}", number=row.number)


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


def _box(row: Row, draft: Draft, text: Text) -> dict[str, Any]:
    failing = row.state == "failing"
    box: dict[str, Any] = {
        "title": layer_title(row, text),
        "shape": text("component.flow.does_not_fit") if failing else shape_words(row.output_shape),
        "notes": _notes(row, draft, text),
        "state": row.state,
        **_extent(row.output_shape),
    }
    if row.layer.strides is not None and row.state == "built":
        before, _ = row.layer.padding_before
        box["window"] = {"size": row.layer.window_size, "strides": row.layer.strides, "before": before}
    if failing and draft.misfit is not None:
        box["misfit"] = {"window": draft.misfit.value, "map": draft.misfit.height}
    return box


def _extent(shape: PartShape) -> Mapping[str, int | None]:
    if len(shape) == 1:
        return {"length": shape[0]}
    return {"size": shape[0], "maps": shape[-1]}


def _notes(row: Row, draft: Draft, text: Text) -> list[str]:
    """What else was chosen, in a few words each; nothing that is Keras's default."""
    layer = row.layer
    if row.state == "failing" and draft.misfit is not None:
        return [text("component.flow.on", window=draft.misfit.value, size=draft.misfit.height)]
    notes = []
    if layer.strides is not None:
        notes.append(text("component.flow.window", window=layer.window_size))
        if layer.strides != (layer.pool_size or 1):
            notes.append(text("component.flow.strides", strides=layer.strides))
        if layer.padding == "same" and row.state == "built":
            notes.append(text("component.flow.same"))
    if layer.activation not in (None, "softmax"):
        notes.append(text(f"component.activation.name_{layer.activation}"))
    return notes
