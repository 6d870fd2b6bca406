"""How a network is trained: recipes as data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field, TypeAdapter
from pydantic_core import PydanticCustomError

from explainer.frozen_model import FrozenModel, Setting
from explainer.mnist import TRAINING_IMAGES
from explainer.optimizers import Adam, AnyOptimizer
from explainer.own_digits import MOST

TEST_BATCH_SIZE = 500
"""Images that are evaluated at once."""
SMALLEST_BATCH_SIZE = 8
SPLITS = (0.1, 0.2)
"""Shares of the training images that Keras may set aside for validation by itself."""
MAX_EPOCHS = 100
MAX_IMAGES_SEEN = 20 * TRAINING_IMAGES
"""Epochs × images of one run: some minutes on a laptop."""
MAX_VALIDATION_IMAGES = 20_000
"""A third of all images: more would be a waste of digits to learn from, and of time after each epoch."""
REPEATS = (1, 10, 50, 100)
"""How often each of one's own digits may stand in an epoch: a few among 60,000 images would hardly count."""
OWN = "own"
"""Name of a recipe that is none of the built-in ones."""
START_DIVISOR = 25
"""A one-cycle learning rate starts at its peak divided by this."""
EXTRA_DIVISOR = 10
"""Epochs beyond a schedule, which ends at 0, have its largest rate divided by this."""
ARTICLE_FIRST = 0.95
"""Accuracy that the article reports after the first epoch, on training images."""
ARTICLE_LAST = 0.99
"""The same at the end, on training and on test images."""


Loss = Literal["categorical_crossentropy", "sparse_categorical_crossentropy"]


class AddedDigits(FrozenModel):
    """Digits of a visitor's own that are learned from beside MNIST's.

    Attributes:
        images: How many, 1 to 400.
        repeats: How often each stands in an epoch, 1 to 100.
        digest: Which they are; see `OwnDigits.digest`.
    """

    images: Annotated[int, Field(ge=1, le=MOST)]
    repeats: Annotated[int, Field(ge=1, le=REPEATS[-1])] = 1
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]


class Excess(NamedTuple):
    """What is too much about a recipe.

    Attributes:
        code: `"recipe_too_many_images"`: training and validation images are more than there are;
            `"recipe_too_long"`: epochs × images of an epoch exceed `MAX_IMAGES_SEEN`.
        details: Numbers for the sentence, by name.
    """

    code: str
    details: dict[str, int]


class Recipe(FrozenModel):
    """Everything `fit` is told, apart from the network and the seed.

    Attributes:
        name: `"article"`, `"fast"`, `"quick_look"`, `"own"` or another name of one's own.
        epochs: Passes over the training images, 1 to 100.
        batch_size: Images of one step, 8 to 1,024.
        loss: The loss. The sparse one takes labels as integers, the other as ten numbers each (one-hot); its value is
            the same.
        training_images: The first so many of the 60,000 images, 100 to 60,000.
        validation_images: The last so many of the 60,000 images, 0 to 20,000. They are never learned from, and tried
            after each epoch. They are not the 10,000 test images.
        own_digits: Digits of one's own that are added to the training images, and to no others; `None` for none.
        evaluate_each_epoch: Whether the 10,000 test images are evaluated after each epoch.

    Each field is in its range, but together they may ask for too much: see `excess` and `PossibleRecipe`.

    Raises:
        pydantic.ValidationError: For unknown or out-of-range fields, by name.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    epochs: Annotated[int, Field(ge=1, le=MAX_EPOCHS), Setting(twins=(1, 2, 3, 5, 10, 20, 40))]
    batch_size: Annotated[
        int,
        Field(ge=SMALLEST_BATCH_SIZE, le=1024),
        Setting(steps=(8, 16, 32, 64, 128, 256, 512, 1024), twins=(16, 32, 64, 128, 256)),
    ] = 32
    optimizer: AnyOptimizer = Adam()
    loss: Annotated[Loss, Setting()] = "categorical_crossentropy"
    training_images: Annotated[
        int,
        Field(ge=100, le=TRAINING_IMAGES),
        Setting(step=1_000, twins=(500, 1_000, 3_000, 6_000, 12_000, 30_000, TRAINING_IMAGES)),
    ] = TRAINING_IMAGES
    validation_images: Annotated[int, Field(ge=0, le=MAX_VALIDATION_IMAGES), Setting(step=1_000)] = 0
    own_digits: AddedDigits | None = None
    evaluate_each_epoch: bool = True

    @property
    def is_known(self) -> bool:
        """Whether anybody knows that it was trained so; see `ELSEWHERE`."""
        return self.name != ELSEWHERE.name

    @property
    def excess(self) -> Excess | None:
        """What is too much about it, or `None`."""
        if self.training_images + self.validation_images > TRAINING_IMAGES:
            chosen = {"training_images": self.training_images, "validation_images": self.validation_images}
            return Excess("recipe_too_many_images", {"limit": TRAINING_IMAGES, **chosen})
        images = self.epochs * self.epoch_images
        if images > MAX_IMAGES_SEEN:
            return Excess("recipe_too_long", {"limit": MAX_IMAGES_SEEN, "images": images})
        return None

    @property
    def own(self) -> Recipe:
        """The same as one's own settings: what a link carries of it."""
        optimizer = self.optimizer
        if optimizer.schedule != "one_cycle":
            # Without a cycle it says nothing.
            share = type(optimizer).model_fields["warm_up_share"].default
            optimizer = optimizer.model_copy(update={"warm_up_share": share})
        return self.model_copy(update={"name": OWN, "optimizer": optimizer, "evaluate_each_epoch": True})

    @property
    def added_images(self) -> int:
        """Images of one's own in an epoch, each as often as it is repeated."""
        return 0 if self.own_digits is None else self.own_digits.images * self.own_digits.repeats

    @property
    def epoch_images(self) -> int:
        """Images that are learned from in an epoch: MNIST's and one's own."""
        return self.training_images + self.added_images

    @property
    def validation_split(self) -> float | None:
        """The share of all 60,000 training images that is set aside, if that is one of `SPLITS`: Keras's argument."""
        shares = (share for share in SPLITS if self.validation_images == round(share * TRAINING_IMAGES))
        is_all = self.training_images + self.validation_images == TRAINING_IMAGES and self.own_digits is None
        return next(shares, None) if is_all else None

    @property
    def batches(self) -> int:
        """Batches of one epoch; the last may be smaller."""
        return -(-self.epoch_images // self.batch_size)

    @property
    def start_rate(self) -> float:
        """The learning rate of the first batch."""
        peak = self.optimizer.learning_rate
        return peak / START_DIVISOR if self.optimizer.schedule == "one_cycle" else peak

    @property
    def extra_rate(self) -> float:
        """The learning rate of epochs beyond those that were planned: it stays as it is, or follows on a schedule."""
        rate = self.optimizer.learning_rate
        return rate if self.optimizer.schedule == "constant" else rate / EXTRA_DIVISOR

    @property
    def warm_up_batches(self) -> int:
        """Batches that go up to the peak of the learning rate; 0 if it does not go up."""
        if self.optimizer.schedule != "one_cycle":
            return 0
        return round(self.epochs * self.batches * self.optimizer.warm_up_share)

    @property
    def decay_batches(self) -> int:
        """Batches that come down from it, 1 or more."""
        return max(self.epochs * self.batches - self.warm_up_batches, 1)

    @property
    def most_epochs(self) -> int:
        """The most epochs that are allowed with as many training images."""
        return min(MAX_EPOCHS, MAX_IMAGES_SEEN // self.epoch_images)

    @property
    def has_integer_labels(self) -> bool:
        """Whether the loss takes labels as integers rather than one-hot."""
        return self.loss == "sparse_categorical_crossentropy"

    @property
    def interval(self) -> int:
        """Batches from one point of the curves to the next: about 48 points an epoch."""
        return -(-self.batches // 48)

    def images_after(self, batch: int) -> int:
        """Images seen in an epoch after `batch` batches."""
        return min(batch * self.batch_size, self.epoch_images)


def _possible(recipe: Recipe) -> Recipe:
    excess = recipe.excess
    if excess is not None:
        sizes = ", ".join(f"{name} {{{name}}}" for name in excess.details if name != "limit")
        raise PydanticCustomError(excess.code, f"Expected at most {{limit}}; received {sizes}.", excess.details)
    return recipe


PossibleRecipe = Annotated[Recipe, AfterValidator(_possible)]
"""A recipe without `excess`: pydantic refuses any other, with the excess's code as the error's type."""

_POSSIBLE: TypeAdapter[Recipe] = TypeAdapter(PossibleRecipe)


def possible(recipe: Recipe) -> Recipe:
    """The recipe itself.

    Raises:
        pydantic.ValidationError: If it has an `excess`.
    """
    return _POSSIBLE.validate_python(recipe)


ARTICLE = Recipe(name="article", epochs=5)
# More images take longer for the same accuracy: 99.0 % and more on the test images.
FAST = Recipe(
    name="fast",
    epochs=2,
    batch_size=64,
    optimizer=Adam(learning_rate=0.005, schedule="one_cycle"),
    training_images=36_000,
)
QUICK_LOOK = Recipe(name="quick_look", epochs=1, training_images=6_000)
ELSEWHERE = Recipe(name="elsewhere", epochs=1)
"""Stands in for the recipe of a model that was trained elsewhere, nobody knows how: nothing of it is shown."""

RECIPES: Mapping[str, Recipe] = MappingProxyType({recipe.name: recipe for recipe in (ARTICLE, FAST, QUICK_LOOK)})
