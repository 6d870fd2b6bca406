"""What the script's variables hold before and after each line that makes something of the data."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.lessons.script import Line
from explainer.mnist import CLASSES, IMAGE_SIZE
from explainer.training.recipes.recipe import TEST_IMAGES, TRAINING_IMAGES, Recipe

COUNTS = {"train": TRAINING_IMAGES, "test": TEST_IMAGES}


@dataclass(frozen=True)
class Variable:
    """What a name stands for.

    Attributes:
        name: As the script has it.
        shape: Of the array.
        dtype: NumPy's name of what it holds.
        low: The smallest number in it.
        high: The largest.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    low: int
    high: int


def before_and_after(line: Line, recipe: Recipe) -> tuple[tuple[Variable, ...], tuple[Variable, ...]]:
    """What goes into a line and what comes out of it; nothing of a line that does nothing to the data.

    Args:
        line: The line.
        recipe: How the network is trained.
    """
    action, _, part = line.id.partition("_")
    if line.id == "load_data":
        return (), tuple(made for name in COUNTS for made in (_images(name, 0), _labels(name, is_row=False)))
    if action in ("reshape", "scale"):
        step = 1 if action == "reshape" else 2
        return (_images(part, step - 1),), (_images(part, step),)
    if action == "labels":
        return (_labels(part, is_row=False),), (_labels(part, is_row=True),)
    if line.id in ("fit", "evaluate"):
        name = "train" if line.id == "fit" else "test"
        count = recipe.training_images if line.id == "fit" else TEST_IMAGES
        labels = _labels(name, is_row=not recipe.has_integer_labels, count=count)
        return (_images(name, 2, count), labels), ()
    return (), ()


def _images(part: str, step: int, count: int | None = None) -> Variable:
    """The images after so many steps: as they come, with an axis more, divided by 255."""
    shape = (count or COUNTS[part], IMAGE_SIZE, IMAGE_SIZE)
    return Variable(
        f"x_{part}",
        shape if step == 0 else (*shape, 1),
        "float32" if step == 2 else "uint8",
        0,
        1 if step == 2 else 255,
    )


def _labels(part: str, *, is_row: bool, count: int | None = None) -> Variable:
    images = count or COUNTS[part]
    if is_row:
        return Variable(f"y_{part}", (images, CLASSES), "float64", 0, 1)
    return Variable(f"y_{part}", (images,), "uint8", 0, CLASSES - 1)
