"""The results that ship with the project: the effect of one setting, beside the visitor's own runs."""

from html import escape

import numpy as np
import streamlit as st

from explainer.comparing import Design
from explainer.experiments.guided import EXPERIMENTS, REFERENCE, SEEDS, Variant
from explainer.experiments.shipped import Measured, shipped_results
from explainer.experiments.twins import TwinValue
from explainer.figures.curves import Curve, GapWords, gap, overlaid
from explainer.figures.look import PLOT, SYMBOLS
from explainer.figures.spread import Repeated, spread
from explainer.text import Text, joined
from explainer.training.recipes.script import training_source
from explainer.training.store.listed_runs import ListedRun
from explainer.ui import caches, session
from explainer.ui.compare.models import LETTERS, TEXT, badge
from explainer.ui.compare.trainings import newest_of, start, to_train
from explainer.ui.frame import Frame
from explainer.ui.numbers import UNKNOWN, percent
from explainer.ui.runs import own_runs
from explainer.ui.tables import scrolling
from explainer.ui.terms import paragraph

CLEARLY_SLOWER = 1.15
CLEARLY_QUICKER = 0.87
"""Ratios between these two also occur when the same training run is repeated."""


def results(frame: Frame) -> None:
    """Draws the results of one experiment: its accuracies, table and curves, and a button that repeats a run."""
    text = frame.text
    st.header(text(f"{TEXT}.results"), anchor=False)
    name = st.selectbox(
        text(f"{TEXT}.results_choose"),
        list(EXPERIMENTS),
        format_func=lambda one: text(f"{TEXT}.results_{one}"),
        key="compare_results",
        persist_state="session",
    )
    variants, measured = EXPERIMENTS[name], shipped_results().experiments[name]
    recipe = variants[0].design.recipe
    paragraph(frame, f"{TEXT}.results_lead", seeds=len(SEEDS), images=recipe.training_images, epochs=recipe.epochs)
    runs = own_runs(frame.visitor)
    own = {one.value: None if one.has_raw_pixels else newest_of(runs, one.design) for one in variants}
    picture, table = st.columns(2, gap="medium")
    with picture:
        repeated = [
            Repeated(value_words(text, name, one.value), one.accuracies, _accuracy(own[one.value])) for one in measured
        ]
        figure = spread(repeated, theme=session.theme(), own=text(f"{TEXT}.results_own"))
        st.plotly_chart(figure, key="compare_results_spread", config=PLOT)
    with table:
        st.html(_table(text, name, measured, own))
    st.caption(text(f"{TEXT}.results_note"))
    _curves(text, name, measured)
    _repeat(frame, name, own)


def reference_of(name: str) -> Measured:
    """The variant of an experiment that the others are compared with."""
    return next(one for one in shipped_results().experiments[name] if one.value == REFERENCE[name])


def value_words(text: Text, name: str, value: TwinValue) -> str:
    """The name of a variant, from its value."""
    if name == "optimizers":
        return text(f"optimizer.{value}.name")
    if name in ("scaling", "overfitting"):
        return text(f"{TEXT}.results_{name}_{value}")
    return f"{value}×{value}" if name == "kernel_size" else str(value)


def compared(text: Text, name: str, one: Measured) -> str:
    """A sentence that compares a variant's accuracy, and its duration if that clearly differs, with the reference."""
    reference = reference_of(name)
    values = {"value": value_words(text, name, one.value), "accuracy": percent(one.accuracy)}
    said = [text(f"results.{one.against(reference)}", **values)]
    ratio = one.seconds / reference.seconds
    if not CLEARLY_QUICKER < ratio < CLEARLY_SLOWER:
        said.append(text(f"results.{'slower' if ratio > 1 else 'quicker'}", ratio=f"{ratio:.1f}"))
    return joined(said)


def _accuracy(run: ListedRun | None) -> float | None:
    return None if run is None else run.test_accuracy


def _table(text: Text, name: str, measured: tuple[Measured, ...], own: dict[TwinValue, ListedRun | None]) -> str:
    reference = reference_of(name)
    heads = ("value", "accuracy", "range", "parameters", "time", "own")
    head = "".join(f'<th scope="col">{escape(text(f"{TEXT}.results_{one}"))}</th>' for one in heads)
    rows = []
    for one in measured:
        accuracy = _accuracy(own[one.value])
        cells = (
            percent(one.accuracy, 2),
            f"{percent(min(one.accuracies), 2)} – {percent(max(one.accuracies), 2)}",
            f"{one.parameters:,}",
            f"×{one.seconds / reference.seconds:.1f}",
            UNKNOWN if accuracy is None else percent(accuracy, 2),
        )
        kind = "reference" if one is reference else ""
        words = escape(value_words(text, name, one.value))
        columns = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        rows.append(f'<tr class="{kind}"><th scope="row">{words}</th>{columns}</tr>')
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return scrolling("compare-table results-table", text(f"{TEXT}.results_{name}"), table)


def _curves(text: Text, name: str, measured: tuple[Measured, ...]) -> None:
    """Draws the first seed's curves: both losses if there are validation images, else the test accuracy."""
    if measured[0].trainings[0].epochs[0].val_loss is not None:
        _gaps(text, name, measured)
        return
    shown = _with_curves(name, measured)
    curves = [
        Curve(letter, [(place, share) for place, share in enumerate(_shares(one), start=1)])
        for letter, one in zip(LETTERS, shown, strict=False)
    ]
    figure = overlaid(curves, theme=session.theme(), epoch=text(f"{TEXT}.epoch"), is_share=True, limits=None)
    st.plotly_chart(figure, key="compare_results_curves", config=PLOT)
    names = "".join(
        f"<li>{badge(letter)}{escape(value_words(text, name, one.value))}</li>"
        for letter, one in zip(LETTERS, shown, strict=False)
    )
    st.html(f'<ul class="run-letters">{names}</ul>')


def _with_curves(name: str, measured: tuple[Measured, ...]) -> list[Measured]:
    """At most as many variants as there are symbols, evenly spaced, including the reference."""
    places = {round(place) for place in np.linspace(0, len(measured) - 1, min(len(measured), len(SYMBOLS)))}
    reference = measured.index(reference_of(name))
    if reference not in places:
        nearest = min(places, key=lambda place: abs(place - reference))
        places = places - {nearest} | {reference}
    return [measured[place] for place in sorted(places)]


def _shares(one: Measured) -> list[float]:
    return [epoch.test_accuracy for epoch in one.trainings[0].epochs if epoch.test_accuracy is not None]


def _gaps(text: Text, name: str, measured: tuple[Measured, ...]) -> None:
    names = GapWords(text(f"{TEXT}.training"), text(f"{TEXT}.validation"), "", text(f"{TEXT}.epoch"))
    lost = [[(epoch.loss, epoch.val_loss or 0.0) for epoch in one.trainings[0].epochs] for one in measured]
    top = 1.2 * max(validation for losses in lost for _, validation in losses[len(losses) // 8 :])
    for place, one, losses in zip(st.columns(len(measured), gap="medium"), measured, lost, strict=True):
        with place:
            st.html(f'<h3 class="gap-title">{escape(value_words(text, name, one.value))}</h3>')
            training, validation = zip(*losses, strict=True)
            epochs = range(1, len(losses) + 1)
            figure = gap(epochs, training, validation, theme=session.theme(), words=names, top=top, turn=None)
            st.plotly_chart(figure, key=f"compare_results_gap_{one.value}", config=PLOT)


def _repeat(frame: Frame, name: str, own: dict[TwinValue, ListedRun | None]) -> None:
    """Draws the choice of a variant and the button that trains it with the first seed."""
    text = frame.text
    by_value = {one.value: one for one in EXPERIMENTS[name]}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        value = st.selectbox(
            text(f"{TEXT}.results_repeat_value"),
            list(by_value),
            format_func=lambda one: value_words(text, name, one),
            key=f"compare_results_{name}",
            width=260,
        )
        _start(frame, by_value[value], own[value])


def _start(frame: Frame, variant: Variant, run: ListedRun | None) -> None:
    text = frame.text
    if variant.has_raw_pixels:
        _script(text, variant.design)
        return
    if run is not None:
        to_train(frame, run.run_id)
        return
    active = caches.queue().open_runs.of_visitor(frame.visitor)
    if st.button(
        text(f"{TEXT}.results_repeat"), key="results_start", icon=":material/play_arrow:", disabled=bool(active)
    ):
        session.change(run=start(frame, variant.design))
        st.rerun()
    if active:
        st.caption(text(f"{TEXT}.wait_for_other"))


def _script(text: Text, design: Design) -> None:
    """Offers a training with pixels of 0 to 255 as a script: all pages give networks pixels of 0 to 1."""
    st.download_button(
        text(f"{TEXT}.results_script"),
        data=lambda: training_source(design.config, design.recipe, design.seed, has_raw_pixels=True),
        file_name="cnn-without-255.py",
        mime="text/x-python",
        key="results_script",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption(text(f"{TEXT}.results_no_repeat"))
