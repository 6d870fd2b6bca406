"""Up to a hundred steps of training from the model in use. They do not change it; a step can be saved as a run."""

import functools
from collections.abc import Mapping

import numpy as np
import streamlit as st

from explainer import mnist
from explainer.evaluation.scores import Evaluation
from explainer.jobs import Job, Steps
from explainer.learning.backpropagation import batch_of
from explainer.learning.play import training_batch
from explainer.learning.recording import Recording, Watcher
from explainer.learning.view import BatchChoice, PlayedSteps
from explainer.network import NetworkConfig, Stage
from explainer.tracing import Array, Weights
from explainer.training.models.brought_in import bring_in
from explainer.training.store.names import MAX_NAME_LENGTH, write_name
from explainer.ui import caches, many_images, notices, session
from explainer.ui.addresses import where_from
from explainer.ui.components.mounting import index_in
from explainer.ui.learning.step_in_use import MOST_PLAYED_MULTIPLY_ADDS, TEXT, StepInUse
from explainer.ui.models import configuration_of
from explainer.ui.pages import rerun_page
from explainer.ui.parts import explained_on_top
from explainer.ui.pictures.play import MOST_STEPS, scene
from explainer.ui.references import ModelReference
from explainer.ui.terms import mount_with_terms, paragraph
from explainer.ui.widgets import segments

ADDED = (1, 10, MOST_STEPS)
"""The numbers of steps that the buttons add."""
UNSEEN_IMAGES = 250
OFTEN_SECONDS = 0.4
_ASKED = "played_steps_asked"
_KEEP = "played_steps_keep"


def draw(step: StepInUse) -> None:
    """Draws the view."""
    text, config = step.text, step.config
    paragraph(step.frame, f"{TEXT}.play_lead", images=step.recipe.batch_size)
    if config.multiply_adds > MOST_PLAYED_MULTIPLY_ADDS:
        st.info(text(f"{TEXT}.play_too_large"), icon=":material/info:")
        return
    _start(step)
    recording = _recording(step)
    asked = _asked(step)
    _keep(step)
    _buttons(step, asked)
    job = _computing(recording, asked)
    if job.is_over:
        _mount(step, recording, asked)
    else:
        st.fragment(_follow, run_every=OFTEN_SECONDS)(step, recording, asked)


def _follow(step: StepInUse, recording: Recording, asked: int) -> None:
    with explained_on_top(step.frame.page):
        job = _computing(recording, asked)
        if job.is_over or session.current() != step.frame.session:
            rerun_page()
        if recording.seen:
            _mount(step, recording, asked)


def _start(step: StepInUse) -> None:
    """Draws the choice of the start: before training, or after the epoch in use."""
    model, text = step.frame.model, step.text
    if 0 not in model.epochs or len(model.epochs) == 1:
        return
    later = model.epoch or model.epochs[-1]
    segments(
        text(f"{TEXT}.play_start"),
        [0, later],
        model.epoch,
        lambda epoch: session.change(model=model.reference_at(epoch), played=None),
        key=f"learning_play_start_{later}",
        words=lambda epoch: text(f"{TEXT}.play_{'before' if epoch == 0 else 'after'}", epoch=epoch),
    )


def _buttons(step: StepInUse, asked: int) -> None:
    with st.container(key="learning-play-more", horizontal=True):
        for added in ADDED:
            until = min(asked + added, MOST_STEPS)
            st.button(
                step.text(f"{TEXT}.play_more", count=min(added, MOST_STEPS - asked) or added),
                key=f"learning_play_{added}",
                disabled=asked >= MOST_STEPS,
                on_click=session.remember,
                args=(_ASKED, (_begun_with(step), until)),
                type="primary" if added == MOST_STEPS else "secondary",
            )


def _begun_with(step: StepInUse) -> tuple[object, ...]:
    """The key of what the steps depend on besides their number."""
    return (*step.frame.model.learned.key, first_batch(step))


def _asked(step: StepInUse) -> int:
    """The requested number of steps from this model and first batch."""
    begun, asked = session.remembered(_ASKED, (None, 0))
    played = step.frame.session.played
    return asked if begun == _begun_with(step) else 0 if played is None else played.steps


def first_batch(step: StepInUse) -> int:
    """The number of the batch of the first step."""
    played = step.frame.session.played
    return step.choice.number if played is None else played.first


def _recording(step: StepInUse) -> Recording:
    """The cached recording of the steps, for the model, the batches, and the watched image and map."""
    pixels, label = step.images[step.watched], int(step.step.batch.labels[step.watched])
    stage, source, channel = watched_map(step)
    return caches.recording(
        step.frame.model.learned,
        (first_batch(step), label, pixels.tobytes(), None if stage is None else stage.name, source, channel),
        functools.partial(_record, step, stage, source, channel),
    )


def _record(step: StepInUse, stage: Stage | None, source: int, channel: int) -> Recording:
    model, config, recipe, first = step.frame.model, step.config, step.recipe, first_batch(step)
    label = int(step.step.batch.labels[step.watched])
    pixels = mnist.scale(step.images[step.watched][np.newaxis])
    return Recording(
        backpropagation=caches.backpropagation(config),
        watcher=Watcher(config, stage),
        recipe=recipe,
        weights=model.weights,
        state=caches.optimizer_state(model.stored, recipe),
        image=batch_of(config, pixels, [label], 0),
        channel=channel,
        kernel=functools.partial(_kernel, stage, source, channel),
        batch=lambda number: training_batch(config, recipe, first + number),
        try_unseen=functools.partial(_try_unseen, config),
    )


def watched_map(step: StepInUse) -> tuple[Stage | None, int, int]:
    """The watched convolution, the input map of its kernel, and its output map.

    The convolution of the selected weight; if the weight belongs to another layer, the first convolution.
    """
    weight, config = step.weight, step.config
    if weight.stage in config.convolutions:
        kernel = step.step.weights[weight.stage.name].kernel
        source = weight.index[2] if len(weight.index) == kernel.ndim else 0
        return weight.stage, source, weight.stage.settings.output_map(weight.role, weight.index)
    stage = config.first_convolution
    return (None, 0, 0) if stage is None else (stage, 0, step.watched_map(stage))


def _kernel(stage: Stage | None, source: int, channel: int, weights: Weights) -> Array | None:
    if stage is None:
        return None
    kernel = weights[stage.name].kernel
    if kernel.shape[-1] == stage.channels:
        return np.array(kernel[:, :, source, channel])
    # A depthwise kernel has separate output maps for each input map.
    return np.array(kernel[:, :, channel // kernel.shape[-1], channel % kernel.shape[-1]])


def _try_unseen(config: NetworkConfig, weights: Weights) -> tuple[float, float]:
    dataset = mnist.load()
    images, labels = dataset.x_test[:UNSEEN_IMAGES], dataset.y_test[:UNSEEN_IMAGES]
    found = Evaluation(many_images.predictions_of(config, weights, images), labels)
    return found.loss, found.accuracy


def _computing(recording: Recording, asked: int) -> Job:
    def begin() -> Steps:
        yield from recording.advance(asked)

    job = caches.learning_jobs().ask((recording.number, asked), 0, begin, owner=session.tab())
    job.outcome()
    return job


def _mount(step: StepInUse, recording: Recording, asked: int) -> None:
    text, model = step.text, step.frame.model
    stage, _, channel = watched_map(step)

    def choose(answer: Mapping[str, object]) -> None:
        steps = index_in(answer, "open", asked + 1)
        if steps is not None:
            open_step(steps, first_batch(step))
        kept = index_in(answer, "keep", asked + 1)
        if kept:
            session.remember(_KEEP, kept)

    words = None
    if stage is not None:
        words = (step.named(stage), text(f"{TEXT}.play_kernel", map=channel), text(f"{TEXT}.play_map", map=channel))
    start = text(f"{TEXT}.play_{'before' if model.epoch == 0 else 'after'}", epoch=model.epoch)
    shown = scene(
        recording,
        asked,
        text,
        identity=f"{_begun_with(step)} {step.watched} {words}",
        start=start,
        names=words,
        unseen=UNSEEN_IMAGES,
        can_keep=True,
    )
    mount_with_terms(step.frame, "play", shown, key="learning_play", on_choice=choose)


def open_step(steps: int, first: int) -> None:
    """Opens the step after the given number of steps, with the weights at that point."""
    played = PlayedSteps(steps=steps, first=first) if steps else None
    session.change(learning=None, start=None, played=played, batch=BatchChoice(number=first + steps, first="any"))


def _keep(step: StepInUse) -> None:
    """Saves the model after some steps as a run, if the visitor requested it."""
    steps = session.remembered(_KEEP, 0)
    if not steps:
        return
    session.remember(_KEEP, 0)
    with explained_on_top(step.frame.page):
        _bring_in(step, steps)
        st.rerun()


def _bring_in(step: StepInUse, steps: int) -> None:
    model, text = step.frame.model, step.text
    played = caches.played(model.stored, PlayedSteps(steps, first_batch(step)), step.recipe)
    accuracy = many_images.test_accuracy(step.config, played.weights)
    run = bring_in(
        caches.queue().store,
        configuration_of(model),
        played.weights,
        accuracy,
        step.frame.visitor,
        # The epoch that these steps belong to.
        epoch=min(model.epoch + 1, step.recipe.most_epochs),
        address=where_from(),
    )
    name = text(f"{TEXT}.play_kept_name", epoch=model.epoch, steps=steps)[:MAX_NAME_LENGTH]
    write_name(run, name)
    session.change(model=ModelReference(run.id), played=None)
    notices.add(step.frame.page, "success", notices.sentence(f"{TEXT}.play_kept", name=name))
