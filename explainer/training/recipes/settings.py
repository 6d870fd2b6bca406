"""Training settings that somebody is still working on, and as a short word for links.

`e5_b32_adam-lr0.001_n60000` are the article's: epochs, batch size, optimizer, training images. After the optimizer's
learning rate may stand `-cycle0.3` (one cycle, with the share of batches that go up) or `-cosine`, and for SGD `-m0.9`
(momentum); before `n` may stand `sparse_` (labels as integers); at the end `_v10000` (validation images), and
after that `_o5x10-0123456789ab`: 5 digits of one's own, each 10 times, and their digest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self, get_args

from pydantic import ValidationError

from explainer.training.recipes.recipe import (
    OWN,
    AddedDigits,
    Loss,
    OptimizerName,
    OptimizerSettings,
    Recipe,
    Schedule,
)

SPARSE: Loss = "sparse_categorical_crossentropy"
DENSE: Loss = "categorical_crossentropy"
_RECIPE = Recipe(name=OWN, epochs=5)
"""Says what holds where nothing else is chosen."""

_NUMBER = r"(1|0(?:\.[0-9]{1,30})?|[1-9](?:\.[0-9]{1,17})?e-[1-9][0-9]{1,2})"
_WORD = re.compile(
    rf"e([0-9]{{1,3}})_b([0-9]{{1,4}})_({'|'.join(get_args(OptimizerName))})-lr{_NUMBER}"
    rf"(?:-(cosine|cycle{_NUMBER}))?(?:-m{_NUMBER})?(_sparse)?_n([0-9]{{1,5}})(?:_v([0-9]{{1,5}}))?"
    r"(?:_o([0-9]{1,3})x([0-9]{1,3})-([0-9a-f]{12}))?",
    re.ASCII,
)


@dataclass(frozen=True)
class TrainingSettings:
    """What a recipe says, each field in its range; together they may be too much.

    Attributes:
        epochs: As of `Recipe`; likewise `batch_size`, `loss`, `training_images`, `validation_images` and `own_digits`.
        optimizer: As `name` of `OptimizerSettings`; likewise `learning_rate`, `schedule`, `warm_up_share`, `momentum`.

    Raises:
        pydantic.ValidationError: If one field is out of its range, or there is a momentum without SGD.
    """

    epochs: int = 5
    batch_size: int = _RECIPE.batch_size
    optimizer: OptimizerName = _RECIPE.optimizer.name
    learning_rate: float = _RECIPE.optimizer.learning_rate
    schedule: Schedule = _RECIPE.optimizer.schedule
    warm_up_share: float = _RECIPE.optimizer.warm_up_share
    momentum: float = _RECIPE.optimizer.momentum
    loss: Loss = _RECIPE.loss
    training_images: int = _RECIPE.training_images
    validation_images: int = _RECIPE.validation_images
    own_digits: AddedDigits | None = None

    def __post_init__(self) -> None:
        # What belongs together is checked by `recipe()`; so each is tried here beside the least of the other.
        Recipe(name=OWN, epochs=self.epochs, batch_size=self.batch_size, loss=self.loss, training_images=100)
        Recipe(name=OWN, epochs=1, training_images=self.training_images)
        Recipe(name=OWN, epochs=1, training_images=100, validation_images=self.validation_images)
        self._optimizer_settings()

    @classmethod
    def of(cls, recipe: Recipe) -> Self:
        """The settings of a recipe; whether the test images are tried after each epoch is not one of them."""
        optimizer = recipe.optimizer
        return cls(
            epochs=recipe.epochs,
            batch_size=recipe.batch_size,
            optimizer=optimizer.name,
            learning_rate=optimizer.learning_rate,
            schedule=optimizer.schedule,
            # Without a cycle it says nothing, and a link does not carry it.
            warm_up_share=optimizer.warm_up_share if optimizer.schedule == "one_cycle" else cls.warm_up_share,
            momentum=optimizer.momentum,
            loss=recipe.loss,
            training_images=recipe.training_images,
            validation_images=recipe.validation_images,
            own_digits=recipe.own_digits,
        )

    def recipe(self) -> Recipe:
        """The recipe, named `"own"`.

        Raises:
            pydantic.ValidationError: Of type `recipe_too_long` or `recipe_too_many_images`.
        """
        return Recipe(
            name=OWN,
            epochs=self.epochs,
            batch_size=self.batch_size,
            optimizer=self._optimizer_settings(),
            loss=self.loss,
            training_images=self.training_images,
            validation_images=self.validation_images,
            own_digits=self.own_digits,
        )

    @property
    def possible(self) -> Recipe | None:
        """The recipe; `None` if it asks for too much."""
        try:
            return self.recipe()
        except ValidationError:
            return None

    def _optimizer_settings(self) -> OptimizerSettings:
        return OptimizerSettings(
            name=self.optimizer,
            learning_rate=self.learning_rate,
            schedule=self.schedule,
            warm_up_share=self.warm_up_share,
            momentum=self.momentum,
        )


def write_settings(settings: TrainingSettings) -> str:
    """Writes settings as one word."""
    cycle = {"constant": "", "cosine": "-cosine", "one_cycle": f"-cycle{_digits(settings.warm_up_share)}"}
    momentum = f"-m{_digits(settings.momentum)}" if settings.momentum else ""
    sparse = "_sparse" if settings.loss == SPARSE else ""
    held_out = f"_v{settings.validation_images}" if settings.validation_images else ""
    added = settings.own_digits
    own = "" if added is None else f"_o{added.images}x{added.repeats}-{added.digest}"
    return (
        f"e{settings.epochs}_b{settings.batch_size}_{settings.optimizer}-lr{_digits(settings.learning_rate)}"
        f"{cycle[settings.schedule]}{momentum}{sparse}_n{settings.training_images}{held_out}{own}"
    )


def read_settings(word: str) -> TrainingSettings | None:
    """Reads what `write_settings` writes.

    Returns:
        The settings, which together may be too much; `None` for anything else.
    """
    match = _WORD.fullmatch(word)
    if match is None:
        return None
    epochs, batch_size, optimizer, rate, schedule, share, momentum, sparse, images, held_out, *own = match.groups()
    named: dict[str, Any] = {"optimizer": optimizer, "loss": SPARSE if sparse else DENSE}
    if schedule is not None:
        named["schedule"] = "cosine" if schedule == "cosine" else "one_cycle"
    if share is not None:
        named["warm_up_share"] = float(share)
    try:
        return TrainingSettings(
            epochs=int(epochs),
            batch_size=int(batch_size),
            learning_rate=float(rate),
            momentum=float(momentum or 0),
            training_images=int(images),
            validation_images=int(held_out or 0),
            own_digits=_added(*own),
            **named,
        )
    except ValidationError:
        return None


def _added(images: str | None, repeats: str, digest: str) -> AddedDigits | None:
    return None if images is None else AddedDigits(images=int(images), repeats=int(repeats), digest=digest)


def _digits(number: float) -> str:
    """A number with no digit less than it has; without an exponent unless it is tiny."""
    digits = f"{Decimal(repr(number)):f}"
    if len(digits) > len("0.") + 30:
        return repr(number)
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
