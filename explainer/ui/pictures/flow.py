"""The layers of a draft as boxes in proportion to their shapes, as a component's payload."""

from typing import NotRequired, TypedDict

from explainer.network import Architecture, Layer
from explainer.network.kinds import PartShape
from explainer.network.kinds.activation import FUNCTIONS
from explainer.network.layer_rows import LayerRow, State, layer_rows
from explainer.network.planning import INPUT_SHAPE
from explainer.text import Text
from explainer.ui.components.payload import Scene
from explainer.ui.numbers import percent


class Window(TypedDict):
    """A window that slides: its size, its strides, and how many rows of padding lie before the map."""

    size: int
    strides: int
    before: int


class Misfit(TypedDict):
    """The sizes of a window and of the map that it does not fit into."""

    window: int
    map: int


class Box(TypedDict):
    """A layer.

    Attributes:
        size: Rows and columns of maps; `None`, like the two others, where it is not known.
        length: Of a row of numbers, which has neither.
        window: Of one that slides.
        misfit: Of a failing one.
    """

    title: str
    shape: str
    notes: list[str]
    state: State
    size: NotRequired[int | None]
    maps: NotRequired[int | None]
    length: NotRequired[int | None]
    window: NotRequired[Window]
    misfit: NotRequired[Misfit]


class Meta(TypedDict):
    """The boxes, the input first, and a sentence that says the same."""

    identity: str
    boxes: list[Box]
    picture: str
    text: dict[str, str]


def scene(draft: Architecture, text: Text) -> Scene:
    """Describes the flow of boxes for its component.

    Dropout has no box, since it changes no shape: the box before it names it.

    Returns:
        The payload's meta, see `Meta`, and no arrays.
    """
    boxes = [_input(text)]
    for row in layer_rows(draft):
        if row.settings.is_identity:
            boxes[-1]["notes"].append(text("component.flow.dropout", rate=percent(row.settings.dropped_share, 0)))
        else:
            boxes.append(_box(row, draft, text))
    summary = ", ".join(f"{box['title']} {box['shape']}" for box in boxes)
    meta: Meta = {
        "identity": f"flow {text.language}",
        "boxes": boxes,
        "picture": text("component.flow.picture", layers=summary),
        "text": text.table("component.flow"),
    }
    return meta, {}


def layer_title(row: LayerRow, text: Text) -> str:
    """What a layer is called: its kind and its place among those of its kind; the last one by its activation."""
    return text(f"component.flow.title_{row.settings.title}", number=row.layer.number)


def shape_words(shape: PartShape) -> str:
    """A shape such as `26×26×64`, with a question mark for what is not known."""
    return "×".join("?" if size is None else f"{size:,}" for size in shape)


def _input(text: Text) -> Box:
    return _sized(
        {"title": text("component.flow.title_input"), "shape": "", "notes": [], "state": "built"}, INPUT_SHAPE
    )


def _box(row: LayerRow, draft: Architecture, text: Text) -> Box:
    box: Box = {"title": layer_title(row, text), "shape": "", "notes": _notes(row, draft, text), "state": row.state}
    _sized(box, row.output_shape)
    if isinstance(row.layer, Layer) and (window := row.layer.window):
        before, _ = row.layer.padding_before
        box["window"] = {"size": window.size, "strides": window.strides, "before": before}
    if row.state == "failing" and draft.too_large is not None:
        box["shape"] = text("component.flow.does_not_fit")
        box["misfit"] = {"window": draft.too_large.value, "map": draft.too_large.height}
    return box


def _sized(box: Box, shape: PartShape) -> Box:
    box["shape"] = shape_words(shape)
    if len(shape) == 1:
        box["length"] = shape[0]
    else:
        box["size"], box["maps"] = shape[0], shape[-1]
    return box


def _notes(row: LayerRow, draft: Architecture, text: Text) -> list[str]:
    """What else was chosen, in a few words each; nothing that is Keras's default."""
    settings, window = row.settings, row.settings.window
    if row.state == "failing" and draft.too_large is not None:
        return [text("component.flow.on", window=draft.too_large.value, size=draft.too_large.height)]
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
