"""The loss and accuracy curves of a training run."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.text import Text
from explainer.training.recipes.recipe import ARTICLE_FIRST, ARTICLE_LAST
from explainer.training.store.status import RunStatus

FIELDS_OF_A_POINT = 6
FIELDS_OF_A_TEST = 3


class Accuracies(TypedDict):
    """The article's accuracies after its first and its last epoch, 0 to 1."""

    first: float
    last: float


class Meta(TypedDict):
    """The payload's header.

    Attributes:
        batches: Per epoch.
        interval: The number of batches per point.
        validationImages: Their number, 0 without validation.
        can_choose: Whether a point can be selected, which shows the batches that it summarizes.
    """

    identity: str
    text: dict[str, str]
    epochs: int
    batches: int
    interval: int
    article: Accuracies
    validationImages: int
    can_choose: bool


class Arrays(TypedDict):
    """The points of the training, test and validation curves; see `curves_scene`."""

    points: NDArray[np.float32]
    tests: NDArray[np.float32]
    validations: NDArray[np.float32]


def curves_scene(status: RunStatus, text: Text) -> tuple[Meta, Arrays]:
    """Builds the component's payload.

    Args:
        status: A run whose request could be read.

    Returns:
        The payload's meta and arrays: `points` `(n, 6)`, the fields of `CurvePoint` in order; `tests` `(m, 3)`: epochs
        since the start, test loss and test accuracy; `validations` `(k, 3)`: the same for the validation images.
    """
    recipe = status.recipe
    meta: Meta = {
        "identity": f"{status.run_id} {text.language}",
        "text": text.table("component.curves"),
        "epochs": status.epochs,
        "batches": status.batches,
        "interval": recipe.interval if recipe else 1,
        "article": {"first": ARTICLE_FIRST, "last": ARTICLE_LAST},
        "validationImages": recipe.validation_images if recipe else 0,
        "can_choose": not status.is_active,
    }
    points = np.array(status.points, np.float32).reshape(-1, FIELDS_OF_A_POINT)
    tests = np.array(_tests(status), np.float32).reshape(-1, FIELDS_OF_A_TEST)
    validations = np.array(_validations(status), np.float32).reshape(-1, FIELDS_OF_A_TEST)
    return meta, {"points": points, "tests": tests, "validations": validations}


def _validations(status: RunStatus) -> list[tuple[float, float, float]]:
    return [
        (record.epoch - 1 + record.batches / status.batches, record.val_loss, record.val_accuracy)
        for record in status.epochs_done
        if record.val_loss is not None and record.val_accuracy is not None
    ]


def _tests(status: RunStatus) -> list[tuple[float, float, float]]:
    """Epochs since the start, loss and accuracy of each evaluation; the last may be recorded in the result only."""
    tests = []
    for record in status.epochs_done:
        loss, accuracy = record.test_loss, record.test_accuracy
        if accuracy is None and status.result is not None and record.epoch == status.result.epoch:
            loss, accuracy = status.result.test_loss, status.result.test_accuracy
        if loss is not None and accuracy is not None:
            tests.append((record.epoch - 1 + record.batches / status.batches, loss, accuracy))
    return tests
