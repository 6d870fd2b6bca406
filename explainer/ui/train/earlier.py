"""The visitor's runs, so that one is found again after leaving the page or closing the tab."""

from __future__ import annotations

import streamlit as st

from explainer.text import Text
from explainer.training.store.ended_runs import EndedRun
from explainer.training.store.status import RunStatus
from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.numbers import percent
from explainer.ui.run_names import in_markdown
from explainer.ui.runs import own_run_name, own_runs
from explainer.ui.train.durations import ago

NEWEST = 5


def earlier_runs(frame: Frame, status: RunStatus | None) -> None:
    """Lists the visitor's other runs; choosing one shows it.

    Args:
        frame: The page's frame.
        status: The run that is shown already.
    """
    if status is not None and status.is_active:
        return
    shown = status.run_id if status else None
    others = [run for run in own_runs(frame.visitor) if run.run_id != shown]
    if not others:
        return
    st.subheader(frame.text("page.train.earlier"), anchor=False)
    with st.container(key="earlier-runs", gap="xsmall"):
        for run in others[:NEWEST]:
            _line(run, frame.text)
    if len(others) > NEWEST:
        older = st.expander(frame.text("page.train.older", count=len(others) - NEWEST))
        with older, st.container(key="older-runs", gap="xsmall"):
            for run in others[NEWEST:]:
                _line(run, frame.text)


def _line(run: EndedRun, text: Text) -> None:
    if st.button(_words(run, text), key=f"run-{run.run_id}", icon=":material/history:", width="stretch"):
        session.change(run=run.run_id)
        st.rerun()


def _words(run: EndedRun, text: Text) -> str:
    parts = [f"**{in_markdown(own_run_name(text, run))}**", text(f"state.{run.state}")]
    if run.test_accuracy is not None:
        parts.append(text("page.train.test_short", accuracy=percent(run.test_accuracy)))
    parts.append(ago(run.created, text))
    return " · ".join(parts)
