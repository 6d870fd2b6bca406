"""The script's variables before and after each line that transforms the data."""

from dataclasses import dataclass

from explainer.lessons.script import Line
from explainer.mnist import CLASSES, IMAGE_SIZE, TEST_IMAGES, TRAINING_IMAGES
from explainer.training.recipes.recipe import Recipe


@dataclass(frozen=True)
class Variable:
    """A variable of the script.

    Attributes:
        dtype: NumPy's name.
        low: The smallest value.
        high: The largest value.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    low: int
    high: int


def before_and_after(line: Line, recipe: Recipe) -> tuple[tuple[Variable, ...], tuple[Variable, ...]]:
    """The inputs and outputs of a line; empty if it does not use the data."""
    action, _, part = line.id.partition("_")
    own = recipe.own_digits
    counts = {"train": TRAINING_IMAGES, "test": TEST_IMAGES, "own": own.images if own else 0}
    if action == "load":
        loaded = ("own",) if part == "own" else ("train", "test")
        return (), tuple(
            made
            for name in loaded
            for made in (_images(name, 0, counts[name]), _labels(name, counts[name], is_row=False))
        )
    if action in ("reshape", "scale"):
        step = 1 if action == "reshape" else 2
        return (_images(part, step - 1, counts[part]),), (_images(part, step, counts[part]),)
    if action == "labels":
        return (_labels(part, counts[part], is_row=False),), (_labels(part, counts[part], is_row=True),)
    if action in ("repeat", "join"):
        return _added(action, part, recipe, counts["own"])
    if line.id in ("fit", "evaluate"):
        name = "test" if line.id == "evaluate" else "all" if own else "train"
        count = recipe.epoch_images if line.id == "fit" else TEST_IMAGES
        return (_images(name, 2, count), _labels(name, count, is_row=not recipe.has_integer_labels)), ()
    return (), ()


def _added(action: str, part: str, recipe: Recipe, own: int) -> tuple[tuple[Variable, ...], tuple[Variable, ...]]:
    """The variables of the lines that repeat the visitor's own digits and append them to the training data."""

    def prepared(name: str, count: int) -> Variable:
        is_row = not recipe.has_integer_labels
        return _images(name, 2, count) if part == "x" else _labels(name, count, is_row=is_row)

    repeated = prepared("own", recipe.added_images)
    if action == "repeat":
        return (prepared("own", own),), (repeated,)
    return (prepared("train", recipe.training_images), repeated), (prepared("all", recipe.epoch_images),)


def _images(name: str, step: int, count: int) -> Variable:
    """The images after 0 (as loaded), 1 (with channel axis) or 2 (scaled) steps."""
    shape = (count, IMAGE_SIZE, IMAGE_SIZE)
    return Variable(
        f"x_{name}",
        shape if step == 0 else (*shape, 1),
        "float32" if step == 2 else "uint8",
        0,
        1 if step == 2 else 255,
    )


def _labels(name: str, count: int, *, is_row: bool) -> Variable:
    if is_row:
        return Variable(f"y_{name}", (count, CLASSES), "float64", 0, 1)
    return Variable(f"y_{name}", (count,), "uint8", 0, CLASSES - 1)
