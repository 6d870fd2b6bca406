"""How a network is trained: recipes as data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from explainer.frozen import Frozen

TRAINING_IMAGES = 60_000
MAX_IMAGES_SEEN = 20 * TRAINING_IMAGES
"""Epochs × images of one run: some minutes on a laptop."""
START_DIVISOR = 25
"""A one-cycle learning rate starts at its peak divided by this."""
ARTICLE_FIRST = 0.95
"""Accuracy that the article reports after the first epoch, on training images."""
ARTICLE_LAST = 0.99
"""The same at the end, on training and on test images."""


class OptimizerSettings(Frozen):
    """The optimizer and its learning rate.

    Attributes:
        name: Keras's name of the optimizer.
        learning_rate: The learning rate; with `"one_cycle"` its peak.
        schedule: `"constant"`, or `"one_cycle"`: up to the peak in a straight line, then down to 0 as a cosine.
        warm_up_share: Share of the batches that go up to the peak (one cycle only).
    """

    name: Literal["adam"] = "adam"
    learning_rate: Annotated[float, Field(gt=0.0, le=1.0)] = 0.001
    schedule: Literal["constant", "one_cycle"] = "constant"
    warm_up_share: Annotated[float, Field(ge=0.0, le=0.9)] = 0.3


class Recipe(Frozen):
    """Everything `fit` is told, apart from the network and the seed.

    Attributes:
        name: `"article"`, `"fast"`, `"quick_look"` or a name of one's own.
        epochs: Passes over the training images, 1 to 100.
        batch_size: Images of one step, 8 to 1,024.
        optimizer: The optimizer.
        training_images: The first so many images of the training set, 100 to 60,000.
        evaluate_each_epoch: Whether the 10,000 test images are evaluated after each epoch.

    Raises:
        pydantic.ValidationError: For unknown or out-of-range fields, by name; of type `recipe_too_long` if
            epochs × images exceed `MAX_IMAGES_SEEN`.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    epochs: Annotated[int, Field(ge=1, le=100)]
    batch_size: Annotated[int, Field(ge=8, le=1024)] = 32
    optimizer: OptimizerSettings = OptimizerSettings()
    training_images: Annotated[int, Field(ge=100, le=TRAINING_IMAGES)] = TRAINING_IMAGES
    evaluate_each_epoch: bool = True

    @model_validator(mode="after")
    def _is_not_too_long(self) -> Self:
        images = self.epochs * self.training_images
        if images > MAX_IMAGES_SEEN:
            raise PydanticCustomError(
                "recipe_too_long",
                "Expected epochs × training_images of at most {limit}; received {images}.",
                {"limit": MAX_IMAGES_SEEN, "images": images},
            )
        return self

    @property
    def batches(self) -> int:
        """Batches of one epoch; the last may be smaller."""
        return -(-self.training_images // self.batch_size)

    @property
    def start_rate(self) -> float:
        """The learning rate of the first batch."""
        peak = self.optimizer.learning_rate
        return peak / START_DIVISOR if self.optimizer.schedule == "one_cycle" else peak

    @property
    def warm_up_batches(self) -> int:
        """Batches that go up to the peak of the learning rate; 0 if it is constant."""
        if self.optimizer.schedule == "constant":
            return 0
        return round(self.epochs * self.batches * self.optimizer.warm_up_share)

    @property
    def decay_batches(self) -> int:
        """Batches that come down from it, 1 or more."""
        return max(self.epochs * self.batches - self.warm_up_batches, 1)

    @property
    def interval(self) -> int:
        """Batches from one point of the curves to the next: about 48 points an epoch."""
        return -(-self.batches // 48)

    def images_after(self, batch: int) -> int:
        """Images seen in an epoch after `batch` batches."""
        return min(batch * self.batch_size, self.training_images)


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
