"""What is compared: models with all that is known of how they came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explainer.comparing import Design
from explainer.text import Text
from explainer.training.store.records import EpochRecord, Request
from explainer.training.store.status import RunStatus, read_status
from explainer.ui import caches, models
from explainer.ui.models import ModelInUse
from explainer.ui.references import BUNDLED, ModelReference
from explainer.ui.runs import name_of

LETTERS = "ABCDE"


@dataclass(frozen=True)
class Subject:
    """One of the models that are compared.

    Attributes:
        letter: `"A"` to `"E"`.
        model: The model, ready to be looked into.
        design: What its training was asked to be.
        status: How far its training has come, with its curves.
        test_loss: On the 10,000 test images after the model's epoch; `None` if it was not measured.
    """

    letter: str
    name: str
    model: ModelInUse
    design: Design
    status: RunStatus
    test_loss: float | None


def load(reference: ModelReference, letter: str, text: Text) -> Subject:
    """Gathers what is known of a model.

    Args:
        reference: Which one.
        letter: What it is called on the page.

    Raises:
        ExplainerError: If it is unknown, damaged, or has no weights of that epoch.
    """
    model = models.find(reference)
    return _bundled(model, letter, text) if reference.run == BUNDLED else _of_run(model, letter, text)


def _bundled(model: ModelInUse, letter: str, text: Text) -> Subject:
    description = caches.bundle().description
    request = Request(config=description.config, recipe=description.recipe, seed=description.seed)
    return Subject(
        letter=letter,
        name=_at_epoch(text("frame.bundled"), model, text),
        model=model,
        design=Design(description.config, description.recipe, description.seed),
        status=RunStatus(BUNDLED, "finished", request, epochs_done=description.epochs),
        test_loss=_test_loss(description.epochs, model.epoch),
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
        name=_at_epoch(name_of(text, run.id), model, text),
        model=model,
        design=Design(request.config, status.recipe_so_far or request.recipe, request.seed),
        status=status,
        test_loss=loss,
    )


def _at_epoch(name: str, model: ModelInUse, text: Text) -> str:
    if model.reference.epoch is None and model.missing_epoch is None:
        return name
    return f"{name} · {text('page.compare.at_epoch', epoch=model.epoch)}"


def _test_loss(epochs: Sequence[EpochRecord], epoch: int) -> float | None:
    return next((record.test_loss for record in epochs if record.epoch == epoch), None)
