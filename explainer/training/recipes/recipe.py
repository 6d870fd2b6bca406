"""How a network is trained: recipes as data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from explainer.frozen import Frozen
from explainer.mnist import TRAINING_IMAGES
from explainer.own_digits import MOST

TEST_BATCH_SIZE = 500
"""Images that are evaluated at once."""
SMALLEST_BATCH_SIZE = 8
MAX_EPOCHS = 100
BATCH_SIZES = (8, 16, 32, 64, 128, 256, 512, 1024)
"""Offered to choose from; others may be asked for."""
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


OptimizerName = Literal["adam", "sgd", "adagrad", "rmsprop"]
Schedule = Literal["constant", "one_cycle", "cosine"]
Loss = Literal["categorical_crossentropy", "sparse_categorical_crossentropy"]

KERAS_RATES: Mapping[OptimizerName, float] = MappingProxyType(
    {"adam": 0.001, "sgd": 0.01, "adagrad": 0.001, "rmsprop": 0.001}
)
"""The learning rates that Keras takes if it is given none."""


class OptimizerSettings(Frozen):
    """The optimizer and its learning rate.

    Attributes:
        name: Keras's name of the optimizer.
        learning_rate: The learning rate, up to 1; with `"one_cycle"` its peak, with `"cosine"` its start.
        schedule: `"constant"`; `"one_cycle"`: up to the peak in a straight line, then down to 0 as a cosine;
            `"cosine"`: down to 0 from the first batch on.
        warm_up_share: Share of the batches that go up to the peak (one cycle only).
        momentum: Share of the step before that is added to each step, 0 to 0.99 (SGD only).

    Raises:
        pydantic.ValidationError: For unknown or out-of-range fields, by name; of type `momentum_without_sgd` for a
            momentum above 0 with another optimizer.
    """

    name: OptimizerName = "adam"
    learning_rate: Annotated[float, Field(gt=0.0, le=1.0)] = 0.001
    schedule: Schedule = "constant"
    warm_up_share: Annotated[float, Field(ge=0.0, le=0.9)] = 0.3
    momentum: Annotated[float, Field(ge=0.0, le=0.99)] = 0.0

    @model_validator(mode="after")
    def _has_momentum_only_with_sgd(self) -> Self:
        if self.momentum > 0.0 and self.name != "sgd":
            raise PydanticCustomError(
                "momentum_without_sgd",
                "Expected a momentum of 0 with {optimizer}; received {momentum}.",
                {"optimizer": self.name, "momentum": self.momentum},
            )
        return self


class AddedDigits(Frozen):
    """Digits of a visitor's own that are learned from beside MNIST's.

    Attributes:
        images: How many, 1 to 200.
        repeats: How often each stands in an epoch, 1 to 100.
        digest: Which they are; see `OwnDigits.digest`.
    """

    images: Annotated[int, Field(ge=1, le=MOST)]
    repeats: Annotated[int, Field(ge=1, le=REPEATS[-1])] = 1
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]


class Recipe(Frozen):
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

    Raises:
        pydantic.ValidationError: For unknown or out-of-range fields, by name; of type `recipe_too_long` if
            epochs × images of an epoch exceed `MAX_IMAGES_SEEN`; of type `recipe_too_many_images` if training and
            validation images are more than there are.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    epochs: Annotated[int, Field(ge=1, le=MAX_EPOCHS)]
    batch_size: Annotated[int, Field(ge=SMALLEST_BATCH_SIZE, le=1024)] = 32
    optimizer: OptimizerSettings = OptimizerSettings()
    loss: Loss = "categorical_crossentropy"
    training_images: Annotated[int, Field(ge=100, le=TRAINING_IMAGES)] = TRAINING_IMAGES
    validation_images: Annotated[int, Field(ge=0, le=MAX_VALIDATION_IMAGES)] = 0
    own_digits: AddedDigits | None = None
    evaluate_each_epoch: bool = True

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        chosen = self.training_images + self.validation_images
        if chosen > TRAINING_IMAGES:
            raise PydanticCustomError(
                "recipe_too_many_images",
                "Expected training_images + validation_images of at most {limit}; "
                "received {training_images} + {validation_images}.",
                {
                    "limit": TRAINING_IMAGES,
                    "training_images": self.training_images,
                    "validation_images": self.validation_images,
                },
            )
        images = self.epochs * self.epoch_images
        if images > MAX_IMAGES_SEEN:
            raise PydanticCustomError(
                "recipe_too_long",
                "Expected epochs × images of an epoch of at most {limit}; received {images}.",
                {"limit": MAX_IMAGES_SEEN, "images": images},
            )
        return self

    @property
    def added_images(self) -> int:
        """Images of one's own in an epoch, each as often as it is repeated."""
        return 0 if self.own_digits is None else self.own_digits.images * self.own_digits.repeats

    @property
    def epoch_images(self) -> int:
        """Images that are learned from in an epoch: MNIST's and one's own."""
        return self.training_images + self.added_images

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


ARTICLE = Recipe(name="article", epochs=5)
# More images take longer for the same accuracy: 99.0 % and more on the test images.
FAST = Recipe(
    name="fast",
    epochs=2,
    batch_size=64,
    optimizer=OptimizerSettings(learning_rate=0.005, schedule="one_cycle"),
    training_images=36_000,
)
QUICK_LOOK = Recipe(name="quick_look", epochs=1, training_images=6_000)

RECIPES: Mapping[str, Recipe] = MappingProxyType({recipe.name: recipe for recipe in (ARTICLE, FAST, QUICK_LOOK)})
