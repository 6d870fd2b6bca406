"""The optimizer's update of one weight, and the loss after it and at other learning rates."""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.evaluation.scores import Evaluation
from explainer.jobs import Job, Steps
from explainer.learning.backpropagation import WeightGradients, batch_of
from explainer.learning.batches import drawn
from explainer.learning.play import is_beyond, rate_in_use
from explainer.learning.trials import rate_trial, steps_of_others, weight_trial
from explainer.learning.update import OptimizerState
from explainer.tracing import Weights
from explainer.ui import caches, many_images, session
from explainer.ui.learning import asking
from explainer.ui.learning import weight as weights
from explainer.ui.learning.step_in_use import TEXT, StepInUse
from explainer.ui.pages import rerun_page
from explainer.ui.parts import explained_on_top
from explainer.ui.pictures.update import OneUpdate, scene
from explainer.ui.terms import mount_with_terms, paragraph

WEIGHT, RATES = range(2)
"""Urgencies of the jobs, most urgent first."""
UNSEEN_IMAGES = 1_000
"""The loss after a step is computed on this many test images, from the first."""
OTHER_BATCHES = 10
"""The other optimizers first receive the gradients of this many batches, so that their state is not empty."""
OFTEN_SECONDS = 0.3


@dataclass(frozen=True)
class Computing:
    """The jobs of an update, active or ended."""

    weight: Job
    rates: Job

    @property
    def is_over(self) -> bool:
        """Whether both jobs have ended."""
        return self.weight.is_over and self.rates.is_over


def draw(step: StepInUse) -> None:
    """Draws the view."""
    paragraph(step.frame, f"{TEXT}.update_lead", optimizer=step.recipe.optimizer.keras_name)
    weights.choose(step)
    if not asking.is_answered(step, "update"):
        return
    update = one_update(step)
    found = _computing(step, update)
    if found.is_over:
        _mount(step, update, found)
    else:
        st.fragment(_follow, run_every=OFTEN_SECONDS)(step, update)


def _follow(step: StepInUse, update: OneUpdate) -> None:
    with explained_on_top(step.frame.page):
        found = _computing(step, update)
        if found.is_over or session.current() != step.frame.session:
            rerun_page()
        _mount(step, update, found)
        st.progress((found.weight.progress + found.rates.progress) / 2, text=step.text(f"{TEXT}.trying"))


def one_update(step: StepInUse) -> OneUpdate:
    """The update of the selected weight."""
    state, weight, recipe = step.state, step.weight, step.recipe
    stage, role, index = weight.place
    return OneUpdate(
        optimizer=recipe.optimizer,
        gradient=weight.gradient,
        weight=weight.value,
        memory={name: float(array[index]) for name, array in state.slots[stage][role].items()},
        number=state.updates + 1,
        rate=rate_in_use(recipe, state.updates),
        notes=notes(step, state),
    )


def notes(step: StepInUse, state: OptimizerState) -> tuple[str, ...]:
    """Notes on the optimizer's state and on the learning rate."""
    text, recipe = step.text, step.recipe
    optimizer = recipe.optimizer
    memory = "none" if not optimizer.memory else "fresh" if state.is_fresh else "kept"
    said = [text(f"{TEXT}.memory_{memory}", optimizer=optimizer.keras_name, number=state.updates + 1)]
    if is_beyond(recipe, state.updates):
        said.append(text(f"{TEXT}.rate_beyond"))
    elif optimizer.schedule != "constant":
        said.append(text(f"{TEXT}.rate_scheduled", number=state.updates + 1))
    return tuple(said)


def _mount(step: StepInUse, update: OneUpdate, found: Computing) -> None:
    counts = {"weights": step.config.trainable_parameters, "unseen": UNSEEN_IMAGES}
    shown = scene(
        update,
        weights.name_of(step),
        len(step.images),
        found.weight.outcome(),
        found.rates.outcome(),
        (OTHER_BATCHES + 1, update.rate),
        counts,
        step.text,
    )
    mount_with_terms(step.frame, "update", shown, key="learning_update")


def _computing(step: StepInUse, update: OneUpdate) -> Computing:
    """Requests both jobs of the update. Visitors share jobs with the same key."""
    jobs = caches.learning_jobs()
    key = (*step.model.key, step.key)
    found = Computing(
        weight=jobs.ask((*key, step.weight.place), WEIGHT, _trying_weight(step, update), owner=session.tab()),
        rates=jobs.ask((*key, RATES), RATES, _trying_rates(step, update.rate)),
    )
    for job in (found.weight, found.rates):
        job.outcome()
    return found


def _trying_weight(step: StepInUse, update: OneUpdate) -> Callable[[], Steps]:
    def begin() -> Steps:
        others = steps_of_others([*_gradients_before(step), update.gradient], update.weight, update.rate)
        return weight_trial(caches.losses(step.config), step.step, step.weight.place, update.step, others)

    return begin


def _gradients_before(step: StepInUse) -> list[float]:
    """The gradients of the selected weight for the batches after the step's, with the same weights."""
    dataset, size = mnist.load(), len(step.images)
    computes = caches.backpropagation(step.config)
    stage, role, index = step.weight.place
    found = []
    for number in range(step.choice.number + 1, step.choice.number + 1 + OTHER_BATCHES):
        chosen = drawn(number, size, step.recipe.training_images)
        images, labels = mnist.scale(dataset.x_train[chosen]), dataset.y_train[chosen].tolist()
        gradients = computes.weight_gradients(batch_of(step.config, images, labels, number), step.step.weights)
        found.append(float(gradients.gradients[stage][role][index]))
    return found


def _trying_rates(step: StepInUse, rate: float) -> Callable[[], Steps]:
    def begin() -> Steps:
        found = WeightGradients(step.step.loss, step.step.weight_gradients, moved={})
        return rate_trial(
            caches.losses(step.config),
            functools.partial(unseen_loss, step),
            found,
            step.step.batch,
            step.step.weights,
            step.recipe.optimizer,
            step.state,
            rate,
        )

    return begin


def unseen_loss(step: StepInUse, weights: Weights) -> float:
    """The mean loss on test images, which are not used for training; infinite if the numbers overflow."""
    dataset = mnist.load()
    images, labels = dataset.x_test[:UNSEEN_IMAGES], dataset.y_test[:UNSEEN_IMAGES]
    try:
        return Evaluation(many_images.predictions_of(step.config, weights, images), labels).loss
    except ExplainerError as error:
        if error.code != "numbers_too_large":
            raise
        return math.inf
