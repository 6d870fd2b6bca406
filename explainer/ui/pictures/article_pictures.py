"""The small animated picture of a script line: its effect on the data, with the numbers of the model in use."""

from collections.abc import Callable, Iterator
from typing import Literal, TypedDict

from explainer.lessons.descent import curve
from explainer.lessons.script import Line
from explainer.mnist import TEST_IMAGES
from explainer.network.worked import LayerRow
from explainer.ui.pictures.article_context import INPUT, ArticleContext
from explainer.ui.pictures.article_layers import DIGITS, LayerPicture, layer_picture
from explainer.ui.pictures.flow import layer_title, shape_words


class NameUse(TypedDict):
    """An imported name, and the lines that use it."""

    name: str
    lines: list[str]


class NamesPicture(TypedDict):
    """The imported names."""

    kind: Literal["names"]
    names: list[NameUse]


class DataPicture(TypedDict):
    """Images and labels, before and after the line; `array` is `(images, 28, 28)`, 0 to 255."""

    kind: Literal["digits", "axes", "scaling", "one_hot"]
    array: str
    labels: list[int]
    count: int


class Box(TypedDict):
    """A layer in the stack: its title, output shape, and number of parameters (-1 if not known)."""

    line: str
    title: str
    shape: str
    parameters: int


class StackPicture(TypedDict):
    """The stacked layers, or each layer's share of the parameters."""

    kind: Literal["stack", "shares"]
    layers: list[Box]


class BallPicture(TypedDict):
    """The loss over one weight as a curve, and the weight's path along it in one epoch."""

    kind: Literal["ball"]
    weights: list[float]
    losses: list[float]
    path: list[float]
    updates: int


class EpochMeta(TypedDict):
    """The training loss and accuracy of an epoch."""

    epoch: int
    loss: float
    accuracy: float


class BatchesPicture(TypedDict):
    """The training images in batches; `done` has the recorded epochs, none if the script is changed."""

    kind: Literal["batches"]
    images: int
    batch_size: int
    batches: int
    epochs: int
    done: list[EpochMeta]


class AnswersPicture(TypedDict):
    """The number of correctly classified test images; `right` is -1 if not known."""

    kind: Literal["answers"]
    right: int
    images: int


class ImagePicture(TypedDict):
    """The image in use."""

    kind: Literal["image"]
    array: str


Picture = (
    NamesPicture
    | DataPicture
    | StackPicture
    | LayerPicture
    | BallPicture
    | BatchesPicture
    | AnswersPicture
    | ImagePicture
)


def picture_of(line: Line, row: LayerRow | None, context: ArticleContext) -> Picture | None:
    """The picture of a line; `None` if it has none.

    Args:
        row: The layer that the line adds, if any.
    """
    if row is not None:
        return layer_picture(row, context)
    if line.section == "imports":
        return {"kind": "names", "names": list(_names(line, context))}
    return _of_data(line, context) or _of_model(line, context)


def _names(line: Line, context: ArticleContext) -> Iterator[NameUse]:
    for part in line.source.partition("import ")[2].strip("()").split(","):
        name = part.strip().removeprefix("numpy as ")
        used = [other.id for other in context.lines if other.section != "imports" and name in _words(other.source)]
        yield {"name": name, "lines": used}


def _words(source: str) -> set[str]:
    return set("".join(character if character.isalnum() or character == "_" else " " for character in source).split())


def _of_data(line: Line, context: ArticleContext) -> DataPicture | None:
    kinds: dict[str, Literal["digits", "axes", "scaling", "one_hot"]] = {
        "load": "digits",
        "reshape": "axes",
        "scale": "scaling",
        "labels": "one_hot",
    }
    action, _, part = line.id.partition("_")
    if action not in kinds or part == "own":
        return None
    dataset, part = context.dataset, "train" if action == "load" else part
    images, labels = (dataset.x_test, dataset.y_test) if part == "test" else (dataset.x_train, dataset.y_train)
    return {"kind": kinds[action], "array": f"digits_{part}", "labels": labels[:DIGITS].tolist(), "count": len(images)}


def _of_model(line: Line, context: ArticleContext) -> Picture | None:
    if line.id == INPUT:
        return {"kind": "image", "array": INPUT}
    if line.id == "sequential":
        return {"kind": "stack", "layers": list(_boxes(context))}
    if line.id == "summary":
        return {"kind": "shares", "layers": list(_boxes(context))}
    makers: dict[str, Callable[[ArticleContext], Picture]] = {"compile": _ball, "fit": _batches, "evaluate": _answers}
    return makers[line.id](context) if line.id in makers else None


def _boxes(context: ArticleContext) -> Iterator[Box]:
    for line in context.lines:
        row = context.row(line)
        if row is not None:
            known = row.weights.parameters if row.weights else -1 if row.has_parameters else 0
            title = layer_title(row, context.text)
            yield {"line": line.id, "title": title, "shape": shape_words(row.output_shape), "parameters": known}


def _ball(context: ArticleContext) -> BallPicture:
    recipe = context.recipe
    way = curve(recipe.optimizer, recipe.batch_size, recipe.training_images)
    return {
        "kind": "ball",
        "weights": way.weights.tolist(),
        "losses": way.losses.tolist(),
        "path": list(way.path),
        "updates": way.updates,
    }


def _batches(context: ArticleContext) -> BatchesPicture:
    recipe = context.recipe
    done = [] if context.is_changed else context.records
    return {
        "kind": "batches",
        "images": recipe.epoch_images,
        "batch_size": recipe.batch_size,
        "batches": recipe.batches,
        "epochs": recipe.epochs,
        "done": [
            {"epoch": record.epoch, "loss": record.loss, "accuracy": record.accuracy}
            for record in done
            if record.loss is not None and record.accuracy is not None
        ],
    }


def _answers(context: ArticleContext) -> AnswersPicture:
    found = [record.test_accuracy for record in context.records if record.epoch == context.model.epoch]
    known = found[0] if found and not context.is_changed else None
    return {"kind": "answers", "right": -1 if known is None else round(known * TEST_IMAGES), "images": TEST_IMAGES}
