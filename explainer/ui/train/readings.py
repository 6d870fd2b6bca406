"""What the curves of a run say, in words, each with what to try and a button that sets it up."""

from __future__ import annotations

import streamlit as st

from explainer.text import Text
from explainer.training.curves.finding import Finding
from explainer.training.curves.findings import read_curves
from explainer.training.recipes.changes import Changes, with_changes
from explainer.training.store.status import RunStatus
from explainer.ui import session
from explainer.ui.numbers import percent
from explainer.ui.query import experiment

SENTENCES = "page.train.reading"


def reading(status: RunStatus, text: Text) -> None:
    """Says what the curves of a run that has ended show."""
    findings = _findings(status, has_ended=True)
    if not findings:
        return
    st.header(text(f"{SENTENCES}.title"), anchor=False)
    with st.container(key="training-reading", gap="small"):
        for place, finding in enumerate(findings):
            with st.container(key=f"finding-{place}", gap="xsmall"):
                st.markdown(words(finding, text))
                _buttons(status, finding, text, place)
    if any(finding.suggestions for finding in findings):
        st.caption(text(f"{SENTENCES}.same_seed"))


def alarm(status: RunStatus, text: Text) -> None:
    """Says of a run that is under way what calls for stopping it."""
    for finding in _findings(status, has_ended=False)[:1]:
        st.warning(words(finding, text), icon=":material/troubleshoot:")


def words(finding: Finding, text: Text) -> str:
    """A finding as a claim with its numbers."""
    parts = [finding.code, *(str(finding.details[name]) for name in ("reason", "held_out") if name in finding.details)]
    shown = {name: _number(name, value) for name, value in finding.details.items()}
    return text(f"{SENTENCES}.{'_'.join(parts)}", **shown)


def change_words(changes: Changes, text: Text) -> str:
    """A change as a button names it."""
    shown = {name: f"{value:,}" if isinstance(value, int) else _number(name, value) for name, value in changes.items()}
    return " · ".join(text(f"page.train.change.{name}", value=value) for name, value in shown.items())


def _findings(status: RunStatus, *, has_ended: bool) -> tuple[Finding, ...]:
    config, recipe = status.config, status.recipe_so_far
    if config is None or recipe is None:
        return ()
    return read_curves(config, recipe, status.epochs_done, status.points, has_ended=has_ended)


def _buttons(status: RunStatus, finding: Finding, text: Text, place: int) -> None:
    config, recipe = status.config, status.recipe_so_far
    if not finding.suggestions or config is None or recipe is None or status.request is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(text(f"{SENTENCES}.try"), width="content")
        for number, changes in enumerate(finding.suggestions):
            pressed = st.button(change_words(changes, text), key=f"try-{place}-{number}", icon=":material/science:")
            if pressed:
                # With the same seed whatever is another comes from the change, as far as that goes.
                session.change(**experiment(*with_changes(config, recipe, changes), seed=status.request.seed))
                st.rerun()


def _number(name: str, value: float | str) -> str:
    if name == "accuracy":
        return percent(float(value))
    if name == "dropout":
        return percent(float(value), 0)
    if isinstance(value, float):
        return f"{value:.3f}" if "loss" in name or name.startswith("training_") else f"{value:g}"
    return str(value)
