"""Two guided experiments, on optimizers and on overfitting, and the loss curves that show overfitting."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from explainer.claims import variant_for
from explainer.claims.trainings import COMPARE
from explainer.comparing import Design
from explainer.experiments.guided import OVERFITTING, with_each_optimizer
from explainer.figures.curves import GapWords, gap
from explainer.figures.look import PLOT
from explainer.network import NetworkConfig
from explainer.text import Text, joined
from explainer.training.curves.gap import Gap, gap_of
from explainer.training.queue.estimates import expected_seconds, measurements
from explainer.training.store.listed_runs import ListedRun
from explainer.ui import caches, session
from explainer.ui.compare.models import LETTERS, TEXT, ComparedModel, badge
from explainer.ui.compare.trainings import newest_of, offer_comparison, start, to_train
from explainer.ui.durations import about
from explainer.ui.frame import Frame
from explainer.ui.numbers import UNKNOWN, percent
from explainer.ui.references import ModelReference
from explainer.ui.runs import own_runs
from explainer.ui.status_words import state_words
from explainer.ui.terms import paragraph

STARTED = "compare_optimizers"
"""Session key: the fingerprint of the network and the optimizer of the run started last, while others are to follow."""

Designs = Mapping[str, Design]
Runs = Mapping[str, ListedRun | None]
TOP_SHARE = 1.35


def optimizers(frame: Frame) -> None:
    """Draws the experiment on optimizers: a button that starts its training runs, then one that compares them."""
    text, config = frame.text, frame.model.config
    designs = with_each_optimizer(config)
    recipe = next(iter(designs.values())).recipe
    own = own_runs(frame.visitor)
    runs = {name: newest_of(own, design) for name, design in designs.items()}
    with (
        st.expander(text(f"{TEXT}.optimizers"), icon=":material/tune:", expanded=any(runs.values())),
        st.container(key="compare-optimizers", gap="small"),
    ):
        paragraph(
            frame, f"{TEXT}.optimizers_lead", count=len(designs), images=recipe.training_images, epochs=recipe.epochs
        )
        st.html(_list(frame, designs, runs))
        missing = [name for name, run in runs.items() if run is None]
        if missing:
            _start_missing(frame, designs, missing)
        elif not any(run.is_active for run in runs.values() if run is not None):
            session.remember(STARTED, None)
            done = tuple(ModelReference(run.run_id) for run in runs.values() if run is not None)
            offer_comparison(frame, "optimizers", "optimizers_compare", done)


def _list(frame: Frame, designs: Designs, runs: Runs) -> str:
    text = frame.text
    rows = []
    for letter, (name, run) in zip(LETTERS, runs.items(), strict=True):
        rate = text(f"{TEXT}.optimizers_rate", rate=f"{designs[name].recipe.optimizer.learning_rate:g}")
        state = UNKNOWN if run is None else state_words(text, run.state)
        if run is not None and run.test_accuracy is not None:
            state = text(f"{TEXT}.optimizers_result", state=state, accuracy=percent(run.test_accuracy, 2))
        cells = (text(f"optimizer.{name}.name"), rate, state)
        kind = ' class="not-yet"' if run is None else ""
        rows.append(f"<li{kind}>{badge(letter)}{''.join(f'<span>{escape(cell)}</span>' for cell in cells)}</li>")
    return f'<ul class="optimizer-runs">{"".join(rows)}</ul>'


def _start_missing(frame: Frame, designs: Designs, missing: list[str]) -> None:
    """Starts the next training run if the visitor has started the experiment; otherwise draws the start button."""
    text, config = frame.text, frame.model.config
    active = caches.queue().open_runs.of_visitor(frame.visitor)
    network, begun = session.remembered(STARTED, None) or (None, None)
    is_going = network == config.fingerprint
    if is_going and not active:
        # A run that was stopped or has failed is still missing, but is not restarted automatically.
        session.remember(STARTED, None)
        if begun != missing[0]:
            _begin(frame, designs, missing[0])
        is_going = False
    if is_going:
        st.caption(text(f"{TEXT}.optimizers_wait"))
        return
    word = "start" if len(missing) == len(designs) else "rest"
    if st.button(
        text(f"{TEXT}.optimizers_{word}", count=len(designs)),
        key="optimizers_start",
        icon=":material/play_arrow:",
        disabled=bool(active),
    ):
        _begin(frame, designs, missing[0])
    recipe = designs[missing[0]].recipe
    seconds = expected_seconds(recipe, config, measurements(caches.queue().store))
    if active:
        st.caption(text(f"{TEXT}.wait_for_other"))
    elif seconds is not None:
        st.caption(about(seconds * len(missing), text))


def _begin(frame: Frame, designs: Designs, name: str) -> None:
    start(frame, designs[name])
    # After `start`, which reruns the page on an error: then no further run is to follow.
    session.remember(STARTED, (frame.model.config.fingerprint, name))
    st.rerun()


def gaps(frame: Frame, subjects: Sequence[ComparedModel]) -> None:
    """Draws the training and validation loss of every model that was trained with validation images."""
    found = [
        (subject, gap_of(subject.design.config, subject.design.recipe, subject.status.epochs_done))
        for subject in subjects
    ]
    shown = [(subject, losses) for subject, losses in found if losses is not None]
    if not shown:
        return
    text = frame.text
    st.header(text(f"{TEXT}.gaps"), anchor=False)
    # The same upper limit for all axes: above the values that follow the steep beginning.
    top = TOP_SHARE * max(max(losses.validation[len(losses.validation) // 8 :]) for _, losses in shown)
    for start_at in range(0, len(shown), 2):
        places = st.columns(2, gap="medium")
        for place, (subject, losses) in zip(places, shown[start_at : start_at + 2], strict=False):
            with place:
                _gap(text, subject, losses, top)
    compared = [subject.model.config for subject, _ in shown]
    st.caption(text(variant_for(COMPARE, f"{TEXT}.gaps_note", compared)))


def _gap(text: Text, subject: ComparedModel, losses: Gap, top: float) -> None:
    claim, reason = gap_words(text, losses)
    name = escape(subject.name)
    st.html(f'<h3 class="gap-title">{badge(subject.letter)}{name}</h3>')
    turn = losses.turn if losses.is_parting else None
    names = GapWords(
        training=text(f"{TEXT}.training"),
        validation=text(f"{TEXT}.validation"),
        turn="" if turn is None else text(f"{TEXT}.parts_here", epoch=losses.epochs[turn]),
        epoch=text(f"{TEXT}.epoch"),
    )
    figure = gap(
        losses.epochs, losses.training, losses.validation, theme=session.theme(), words=names, top=top, turn=turn
    )
    st.plotly_chart(figure, key=f"compare_gap_{subject.letter}", config=PLOT)
    reading = joined((reason, _accuracies(text, subject)))
    st.html(f'<div class="gap-reading"><p class="claim">{escape(claim)}</p><p>{escape(reading)}</p></div>')


def gap_words(text: Text, losses: Gap) -> tuple[str, str]:
    """The claim about training and validation loss, and the numbers that support it."""
    turn = losses.turn
    values = {
        "epoch": losses.epochs[turn],
        "best": f"{losses.validation[turn]:.3f}",
        "last": f"{losses.validation[-1]:.3f}",
        "then": f"{losses.training[turn]:.3f}",
        "now": f"{losses.training[-1]:.3f}",
        "gap": f"{losses.last:.3f}",
    }
    kind = "lagging" if losses.lags else "parting" if losses.is_parting else "together"
    return text(f"{TEXT}.{kind}_claim", **values), text(f"{TEXT}.{kind}_reason", **values)


def _accuracies(text: Text, subject: ComparedModel) -> str:
    last = subject.status.epochs_done[-1]
    if last.accuracy is None or last.val_accuracy is None:
        return ""
    return text(f"{TEXT}.accuracies", training=percent(last.accuracy), validation=percent(last.val_accuracy))


def overfitting(frame: Frame) -> None:
    """Draws the experiment on overfitting: a button for each of its two training runs."""
    text = frame.text
    own = own_runs(frame.visitor)
    runs = {name: newest_of(own, chosen) for name, chosen in OVERFITTING.items()}
    with (
        st.expander(text(f"{TEXT}.overfitting"), icon=":material/call_split:", expanded=any(runs.values())),
        st.container(key="compare-overfitting", gap="small"),
    ):
        design = OVERFITTING["without"]
        paragraph(
            frame,
            f"{TEXT}.overfitting_lead",
            images=design.recipe.training_images,
            validation=design.recipe.validation_images,
            epochs=design.recipe.epochs,
            parameters=design.config.parameters,
        )
        for place, name in zip(st.columns(2, gap="medium"), OVERFITTING, strict=True):
            with place, st.container(key=f"overfitting-{name}", gap="xsmall"):
                _card(frame, name, runs[name])
        done = tuple(ModelReference(run.run_id) for run in runs.values() if run is not None and not run.is_active)
        if len(done) == 2:
            offer_comparison(frame, "overfitting", "compare_both", done)


def _card(frame: Frame, name: str, run: ListedRun | None) -> None:
    text, design = frame.text, OVERFITTING[name]
    note = text(f"{TEXT}.overfitting_{name}_note", **_resting(design.config))
    st.markdown(f"**{text(f'{TEXT}.overfitting_{name}')}**  \n{note}")
    if run is not None:
        state = state_words(text, run.state)
        st.caption(text(f"{TEXT}.overfitting_state", state=state))
        to_train(frame, run.run_id)
        return
    active = caches.queue().open_runs.of_visitor(frame.visitor)
    seconds = expected_seconds(design.recipe, design.config, measurements(caches.queue().store))
    if st.button(
        text(f"{TEXT}.overfitting_start"),
        key=f"overfitting_{name}",
        icon=":material/play_arrow:",
        disabled=bool(active),
    ):
        session.change(run=start(frame, design))
        st.rerun()
    if active:
        st.caption(text(f"{TEXT}.wait_for_other"))
    elif seconds is not None:
        st.caption(about(seconds, text))


def _resting(config: NetworkConfig) -> dict[str, str]:
    """The dropout rates in a block and after a dense layer, in percent."""
    dropouts = [layer for layer in config.built if layer.settings.dropped_share]
    return {"dense" if layer.block is None else "block": percent(layer.settings.dropped_share, 0) for layer in dropouts}
