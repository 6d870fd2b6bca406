"""Short trainings of the network in use that differ in their optimizer only, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from explainer.comparing import Design
from explainer.experiments import with_each_optimizer
from explainer.training.queue.estimates import expected_seconds, measurements
from explainer.training.store.listed_runs import ListedRun
from explainer.ui import caches, session
from explainer.ui.compare.choosing import TEXT, badge
from explainer.ui.compare.starting import newest_of, offer_comparison, start
from explainer.ui.compare.subjects import LETTERS
from explainer.ui.durations import about
from explainer.ui.frame import Frame
from explainer.ui.numbers import UNKNOWN, percent
from explainer.ui.references import ModelReference
from explainer.ui.runs import own_runs
from explainer.ui.standing import state_words
from explainer.ui.terms import paragraph

STARTED = "compare_optimizers"
"""The network and the optimizer whose training this tab has begun last, while the others are to follow."""

Designs = Mapping[str, Design]
Runs = Mapping[str, ListedRun | None]


def optimizers(frame: Frame) -> None:
    """Sets the experiment up: one button for its trainings, and one that compares them."""
    text, config = frame.text, frame.model.config
    designs = with_each_optimizer(config)
    recipe = next(iter(designs.values())).recipe
    st.header(text(f"{TEXT}.optimizers"), anchor=False)
    with st.container(key="compare-optimizers", gap="small"):
        paragraph(
            frame,
            f"{TEXT}.optimizers_lead",
            count=len(designs),
            images=recipe.training_images,
            epochs=recipe.epochs,
        )
        own = own_runs(frame.visitor)
        runs = {name: newest_of(own, design) for name, design in designs.items()}
        st.html(_list(frame, designs, runs))
        missing = [name for name, run in runs.items() if run is None]
        if missing:
            _go_on(frame, designs, missing)
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


def _go_on(frame: Frame, designs: Designs, missing: list[str]) -> None:
    """Begins the next training if the visitor has asked for all, and otherwise offers to."""
    text, config = frame.text, frame.model.config
    active = caches.queue().open_runs.of_visitor(frame.visitor)
    network, begun = session.remembered(STARTED, None) or (None, None)
    is_going = network == config.fingerprint
    if is_going and not active:
        # One that was stopped or has failed is missing still; it is not begun again unasked.
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
    # Not before: what cannot be trained is told, and nothing follows it.
    session.remember(STARTED, (frame.model.config.fingerprint, name))
    st.rerun()
