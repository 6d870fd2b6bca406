"""What is compared: models with all that is known of how they came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explainer.comparing import Design
from explainer.text import Text
from explainer.training.store.progress import seconds_of
from explainer.training.store.records import CurvePoint, EpochRecord
from explainer.training.store.status import read_status
from explainer.ui import caches, models
from explainer.ui.models import ModelInUse
from explainer.ui.query import BUNDLED, ModelReference
from explainer.ui.run_names import run_name

LETTERS = "ABCD"


@dataclass(frozen=True)
class Subject:
    """One of the models that are compared.

    Attributes:
        letter: `"A"` to `"D"`.
        name: What it is called.
        model: The model, ready to be looked into.
        design: What its training was asked to be.
        epochs: The end of each epoch of its training.
        points: The curves within the epochs, as far as they are known.
        test_loss: On the 10,000 test images after the model's epoch; `None` if it was not measured.
        seconds: How long its training took; `None` if nobody knows.
    """

    letter: str
    name: str
    model: ModelInUse
    design: Design
    epochs: tuple[EpochRecord, ...]
    points: Sequence[CurvePoint]
    test_loss: float | None
    seconds: float | None


def load(reference: ModelReference, letter: str, text: Text) -> Subject:
    """Gathers what is known of a model.

    Args:
        reference: Which one.
        letter: What it is called on the page.
        text: The catalogue.

    Raises:
        ExplainerError: If it is unknown, damaged, or has no weights of that epoch.
    """
    model = models.find(reference)
    return _bundled(model, letter, text) if reference.run == BUNDLED else _of_run(model, letter, text)


def _bundled(model: ModelInUse, letter: str, text: Text) -> Subject:
    description = caches.bundle().description
    return Subject(
        letter=letter,
        name=_at_epoch(text("frame.bundled"), model, text),
        model=model,
        design=Design(description.config, description.recipe, description.seed),
        epochs=description.epochs,
        points=(),
        test_loss=_test_loss(description.epochs, model.epoch),
        seconds=seconds_of(description.epochs) or None,
    )


def _of_run(model: ModelInUse, letter: str, text: Text) -> Subject:
    run = caches.queue().store.run(model.reference.run)
    request, status = run.request(), read_status(run)
    result = status.result
    loss = _test_loss(status.epochs_done, model.epoch)
    if loss is None and result is not None and result.epoch == model.epoch:
        loss = result.test_loss
    return Subject(
        letter=letter,
        name=_at_epoch(run_name(text, run, request.recipe), model, text),
        model=model,
        design=Design(request.config, status.recipe_so_far or request.recipe, request.seed),
        epochs=status.epochs_done,
        points=status.points,
        test_loss=loss,
        seconds=status.took or None,
    )


def _at_epoch(name: str, model: ModelInUse, text: Text) -> str:
    if model.reference.epoch is None and model.missing_epoch is None:
        return name
    return f"{name} · {text('page.compare.at_epoch', epoch=model.epoch)}"


def _test_loss(epochs: Sequence[EpochRecord], epoch: int) -> float | None:
    return next((record.test_loss for record in epochs if record.epoch == epoch), None)
