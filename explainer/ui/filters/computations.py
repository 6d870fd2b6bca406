"""Background jobs of the Filters page, and fragments that rerun until their jobs have ended."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from explainer import mnist
from explainer.filters.ablation import FilterAblator, multiply_adds
from explainer.filters.edits import with_edit
from explainer.filters.responses import Responder
from explainer.filters.scoring import right_by_class
from explainer.jobs import Job, Steps
from explainer.tracing import Weights
from explainer.ui import caches, many_images, session
from explainer.ui.frame import Frame
from explainer.ui.models import ModelInUse
from explainer.ui.pages import rerun_page
from explainer.ui.parts import explained_on_top
from explainer.ui.pictures.filterbench import FilterInUse

ACCURACY, RESPONSES, WORTH = range(3)
"""Urgencies of the jobs, most urgent first: the accuracy after an edit."""


QUICK_MULTIPLY_ADDS = 50_000_000
"""Per image: no test accuracy is computed for larger networks, because it would delay other visitors."""

BEARABLE_MULTIPLY_ADDS = 200_000_000
"""Per image: the same limit for switching off each filter of a layer, which takes a minute or two."""


@dataclass(frozen=True)
class Computed:
    """The jobs of a filter, active or ended.

    Attributes:
        learned: Counts the right test images of each class as learned; `None` if the network is too large.
        changed: The same with the edit; `None` also without an edit.
        responses: Finds the strongest patches and mean maps of the layer's filters.
        worth: Measures the effect of each filter of the layer; `None` if the network is too large.
    """

    learned: Job | None
    changed: Job | None
    responses: Job
    worth: Job | None

    @property
    def of_worth(self) -> tuple[Job | None, ...]:
        """The jobs behind the filter's effect on accuracy."""
        return self.learned, self.changed, self.worth

    @property
    def of_what_is_seen(self) -> tuple[Job | None, ...]:
        """The jobs behind the filter's patches and the digits that use it."""
        return self.responses, self.worth


def computed(frame: Frame, subject: FilterInUse) -> Computed:
    """Requests all jobs of a filter. Visitors share jobs with the same key.

    Raises:
        ExplainerError: If the data set is missing, or a job has failed.
    """
    # Loaded here, so that its errors are shown on the page.
    mnist.load()
    model, jobs = frame.model, caches.filter_jobs()
    key = model.learned.key
    stage = subject.stage
    is_quick = model.config.multiply_adds <= QUICK_MULTIPLY_ADDS
    is_bearable = is_quick and multiply_adds(model.config, stage) <= BEARABLE_MULTIPLY_ADDS
    changed = None
    if is_quick and subject.edit is not None:
        edited = (*key, stage.name, subject.index, str(subject.edit))
        weights = with_edit(model.weights, stage.name, subject.index, subject.edit)
        changed = jobs.ask(edited, ACCURACY, _scoring(model, weights), owner=session.tab())
    found = Computed(
        learned=jobs.ask(key, ACCURACY, _scoring(model, model.weights)) if is_quick else None,
        changed=changed,
        responses=jobs.ask((*key, stage.name, RESPONSES), RESPONSES, _watching(Responder, model, subject)),
        worth=jobs.ask((*key, stage.name, WORTH), WORTH, _watching(FilterAblator, model, subject))
        if is_bearable
        else None,
    )
    for job in (*found.of_worth, found.responses):
        if job is not None:
            job.outcome()
    return found


def _scoring(model: ModelInUse, weights: Weights) -> Callable[[], Steps]:
    dataset, predictor = mnist.load(), many_images.predictor(model.config)
    return functools.partial(right_by_class, predictor, dataset.x_test, dataset.y_test, weights)


def _watching(kind: type[Responder | FilterAblator], model: ModelInUse, subject: FilterInUse) -> Callable[[], Steps]:
    def begin() -> Steps:
        dataset = mnist.load()
        return kind(model.config, subject.stage).steps(dataset.x_test, dataset.y_test, model.weights)

    return begin


def followed(
    frame: Frame,
    subject: FilterInUse,
    draw: Callable[[Computed], None],
    needed: Callable[[Computed], tuple[Job | None, ...]],
    every: float,
) -> None:
    """Draws a part of the page, repeatedly until the jobs that it needs have ended.

    Args:
        needed: Returns the jobs that the part needs; `None` for a job that is not run.
        every: The interval in seconds.

    Raises:
        ExplainerError: See `computed`.
    """
    found = computed(frame, subject)
    if _are_over(needed(found)):
        draw(found)
    else:
        st.fragment(_follow, run_every=every)(frame, subject, draw, needed)


def _follow(
    frame: Frame,
    subject: FilterInUse,
    draw: Callable[[Computed], None],
    needed: Callable[[Computed], tuple[Job | None, ...]],
) -> None:
    with explained_on_top(frame.page):
        found = computed(frame, subject)
        if _are_over(needed(found)) or session.current() != frame.session:
            rerun_page()
        draw(found)


def _are_over(jobs: tuple[Job | None, ...]) -> bool:
    return all(job is None or job.is_over for job in jobs)
