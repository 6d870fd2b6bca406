"""What is computed of a filter in the background, and how a part of a page follows it."""

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
"""What is more urgent comes first: what somebody who has changed a weight waits for."""


QUICK_MULTIPLY_ADDS = 50_000_000
"""For one image: of networks that take more, no test accuracy is computed, while everybody's pages would wait."""

BEARABLE_MULTIPLY_ADDS = 200_000_000
"""The same for switching off each filter of a layer, which is less urgent: a minute or two."""


@dataclass(frozen=True)
class Computed:
    """What is asked for of a filter, each under way or over.

    Attributes:
        learned: How many test images of each class are right as learned; `None` if the network is too large.
        changed: The same with what is changed by hand; `None` without a change, too.
        responses: What excites the filters of the layer.
        worth: What each filter of the layer is worth; `None` if the network is too large for that.
    """

    learned: Job | None
    changed: Job | None
    responses: Job
    worth: Job | None

    @property
    def of_worth(self) -> tuple[Job | None, ...]:
        """What is to be known of the filter's worth."""
        return self.learned, self.changed, self.worth

    @property
    def of_what_is_seen(self) -> tuple[Job | None, ...]:
        """What is to be known of what excites it, and of who needs it."""
        return self.responses, self.worth


def computed(frame: Frame, subject: FilterInUse) -> Computed:
    """Asks for all that is to be known of a filter. Each thing is computed once, whoever asks.

    Raises:
        ExplainerError: Without a data set, or if something could not be computed.
    """
    # Loaded here, so that what is wrong with it is said on the page.
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
    """Draws a part of the page, and anew while something that it needs is being computed.

    Args:
        needed: What it needs; `None` for what is not computed at all.
        every: How often it is drawn meanwhile, in seconds.

    Raises:
        ExplainerError: As `computed` does.
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
