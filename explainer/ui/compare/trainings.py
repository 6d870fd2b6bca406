"""Training runs of the Compare page: starting them, finding them again, and the buttons that lead to them."""

from collections.abc import Sequence

import streamlit as st

from explainer.comparing import Design
from explainer.errors import ExplainerError
from explainer.training.store.listed_runs import ListedRun
from explainer.training.store.records import Request
from explainer.training.store.states import State, read_state
from explainer.ui import caches, notices, session
from explainer.ui.addresses import visitor_asks, where_from
from explainer.ui.compare.models import TEXT
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link, rerun_page
from explainer.ui.references import Compared, ModelReference

LOOK_SECONDS = 2.0


def start(frame: Frame, design: Design) -> str:
    """Submits a training run to the queue.

    Returns:
        The run's id. If the queue refuses it, the page is rerun with the error on top.
    """
    request = Request(
        config=design.config, recipe=design.recipe, seed=design.seed, visitor=frame.visitor, address=where_from()
    )
    try:
        return caches.queue().submit(request, caches.own_sets().find(frame.visitor, design.recipe.own_digits))
    except ExplainerError as error:
        notices.add_error(frame.page, error)
        st.rerun()


def newest_of(runs: Sequence[ListedRun], design: Design) -> ListedRun | None:
    """The newest run of exactly this design that is active or finished.

    Args:
        runs: The visitor's runs, newest first.
    """
    for listed in runs:
        request = listed.request
        is_same = (request.config, request.recipe, request.seed) == (design.config, design.recipe, design.seed)
        if is_same and (listed.is_active or listed.state == "finished"):
            return listed
    return None


def to_train(frame: Frame, run_id: str) -> None:
    """Draws a link to a run on the Train page."""
    page_link(frame, "train", frame.text(f"{TEXT}.watch"), {"run": run_id})


def offer_comparison(
    frame: Frame, name: str, label: str, models: tuple[ModelReference, ...], *, is_main: bool = True
) -> None:
    """Draws a button that compares models, unless they are already compared.

    Args:
        label: The label's name in the page's section of the catalogue.
        models: The models in order.
        is_main: Whether the button is the primary one.
    """
    wanted = Compared(models)
    if frame.session.compare != wanted:

        def compare() -> None:
            session.change(compare=wanted)

        st.button(
            frame.text(f"{TEXT}.{label}"),
            key=f"{name}_compare",
            type="primary" if is_main else "secondary",
            icon=":material/compare_arrows:",
            on_click=compare,
        )


def look_again(frame: Frame) -> None:
    """Reruns the page when the state of the visitor's active run changes: once it ends, the next one can start."""
    now = _active(frame.visitor)
    if now is not None:
        st.fragment(_rerun_on_change, run_every=LOOK_SECONDS)(frame.visitor, now)


def _rerun_on_change(visitor: str, before: tuple[str, State]) -> None:
    with visitor_asks():
        if _active(visitor) != before:
            rerun_page()


def _active(visitor: str) -> tuple[str, State] | None:
    queue = caches.queue()
    run = queue.open_runs.of_visitor(visitor)
    return None if run is None else (run, read_state(queue.store.run(run)))
