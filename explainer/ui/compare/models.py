"""The models that are compared: their choice, and how each was trained."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from explainer.comparing import Design
from explainer.errors import ExplainerError
from explainer.text import Text
from explainer.training.store.records import EpochRecord, Request
from explainer.training.store.status import RunStatus, read_status
from explainer.ui import caches, models, notices, session
from explainer.ui.frame import Frame
from explainer.ui.models import ModelInUse
from explainer.ui.numbers import percent
from explainer.ui.references import BUNDLED, MOST_COMPARED, Compared, ModelReference
from explainer.ui.runs import listed_names, name_of, own_runs
from explainer.ui.terms import paragraph
from explainer.ui.widgets import bound

LETTERS = "ABCDE"
TEXT = "page.compare"


@dataclass(frozen=True)
class ComparedModel:
    """One of the models that are compared.

    Attributes:
        letter: `"A"` to `"E"`.
        status: The status of its training run, with the curves.
        test_loss: On the 10,000 test images after the model's epoch; `None` if it was not measured.
    """

    letter: str
    name: str
    model: ModelInUse
    design: Design
    status: RunStatus
    test_loss: float | None


def load(reference: ModelReference, letter: str, text: Text) -> ComparedModel:
    """Loads a model with its training.

    Raises:
        ExplainerError: If it is unknown, damaged, or has no weights of that epoch.
    """
    model = models.find(reference)
    return _bundled(model, letter, text) if reference.run == BUNDLED else _of_run(model, letter, text)


def _bundled(model: ModelInUse, letter: str, text: Text) -> ComparedModel:
    description = caches.bundle().description
    request = Request(config=description.config, recipe=description.recipe, seed=description.seed)
    return ComparedModel(
        letter=letter,
        name=_at_epoch(text("frame.bundled"), model, text),
        model=model,
        design=Design(description.config, description.recipe, description.seed),
        status=RunStatus(BUNDLED, "finished", request, epochs_done=description.epochs),
        test_loss=_test_loss(description.epochs, model.epoch),
    )


def _of_run(model: ModelInUse, letter: str, text: Text) -> ComparedModel:
    run = caches.queue().store.run(model.reference.run)
    request, status = run.request(), read_status(run)
    result = status.result
    loss = _test_loss(status.epochs_done, model.epoch)
    if loss is None and result is not None and result.epoch == model.epoch:
        loss = result.test_loss
    return ComparedModel(
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


def heading(frame: Frame) -> None:
    """Draws the title and the purpose of the page."""
    st.title(frame.text(f"{TEXT}.title"), anchor=False)
    paragraph(frame, f"{TEXT}.lead")


def chosen(frame: Frame) -> tuple[ComparedModel, ...]:
    """Draws the choice of two to five models; returns those that could be loaded, possibly fewer than two."""
    text = frame.text
    offered = _offered(frame)
    wanted = frame.session.compare or _at_first(offered)
    subjects = _found(wanted, frame)
    references = tuple(subject.model.reference for subject in subjects)
    if references != wanted.models:
        # Removes the models that cannot be loaded from the link.
        session.change(compare=Compared(references) if references else None)
        if references:
            st.rerun()
    names = {str(subject.model.reference): subject.name for subject in subjects} | offered
    values = [str(reference) for reference in references]

    def choose(values: list[str]) -> None:
        session.change(compare=Compared.parse(",".join(values)))

    with st.container(key="compare-choice", gap="xsmall"):
        st.multiselect(
            text(f"{TEXT}.choose"),
            list(names),
            format_func=names.__getitem__,
            max_selections=MOST_COMPARED,
            placeholder=text(f"{TEXT}.choose_placeholder"),
            **bound(f"compare_choice_{len(names)}", values, choose, start="default"),
        )
        st.html(_legend(subjects))
    if len(subjects) < 2:
        identifier = "need_two" if len(names) > 1 else "need_run"
        st.info(text(f"{TEXT}.{identifier}"), icon=":material/compare_arrows:")
    return subjects


def badge(letter: str) -> str:
    """A letter in its colour and shape, as HTML."""
    return f'<span class="run-letter letter-{letter.lower()}">{letter}</span>'


def _legend(subjects: tuple[ComparedModel, ...]) -> str:
    """The legend, as HTML: the letter and the name of each model."""
    items = "".join(f"<li>{badge(subject.letter)}<span>{escape(subject.name)}</span></li>" for subject in subjects)
    return f'<ul class="run-letters">{items}</ul>'


def _offered(frame: Frame) -> dict[str, str]:
    """Names of the bundled model and of the visitor's runs that have weights, by reference."""
    text = frame.text
    runs = [listed for listed in own_runs(frame.visitor) if listed.epoch]
    names = listed_names(text, runs)
    accuracies = {run.run_id: f" · {percent(run.test_accuracy)}" for run in runs if run.test_accuracy is not None}
    return {BUNDLED: text("frame.bundled")} | {run: name + accuracies.get(run, "") for run, name in names.items()}


def _at_first(offered: dict[str, str]) -> Compared:
    """The default choice: the two newest runs, or the bundled model and the only run."""
    own = [ModelReference(name) for name in offered if name != BUNDLED][:2]
    return Compared(tuple(reversed(own)) if len(own) == 2 else (ModelReference(), *own))


def _found(wanted: Compared, frame: Frame) -> tuple[ComparedModel, ...]:
    """The models that can be loaded, with letters in order; leaves a warning about each of the others."""
    found: list[ComparedModel] = []
    for reference in wanted.models:
        try:
            found.append(load(reference, LETTERS[len(found)], frame.text))
        except ExplainerError as error:
            notices.add_error(frame.page, error, follow_up=f"{TEXT}.left_out")
    return tuple(found)
