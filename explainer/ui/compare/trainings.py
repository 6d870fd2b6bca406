"""Starting a training from here, and what has become of it."""

from collections.abc import Sequence

import streamlit as st

from explainer.comparing import Design
from explainer.errors import ExplainerError
from explainer.training.store.listed_runs import ListedRun
from explainer.training.store.records import Request
from explainer.training.store.states import State, read_state
from explainer.ui import caches, news, session
from explainer.ui.addresses import visitor_asks, where_from
from explainer.ui.compare.models import TEXT
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link, rerun_page
from explainer.ui.references import Compared, ModelReference

LOOK_SECONDS = 2.0


def start(frame: Frame, design: Design) -> str:
    """Puts a training into the queue.

    Returns:
        The run's id; if it cannot be trained now, the page is drawn anew with a word about it.
    """
    request = Request(
        config=design.config, recipe=design.recipe, seed=design.seed, visitor=frame.visitor, address=where_from()
    )
    try:
        return caches.queue().submit(request, caches.own_sets().find(frame.visitor, design.recipe.own_digits))
    except ExplainerError as error:
        news.leave_error(frame.page, error)
        st.rerun()


def newest_of(runs: Sequence[ListedRun], design: Design) -> ListedRun | None:
    """The newest training of exactly this that is under way or was done to its end.

    Args:
        runs: The visitor's, the newest first.
    """
    for listed in runs:
        request = listed.request
        is_same = (request.config, request.recipe, request.seed) == (design.config, design.recipe, design.seed)
        if is_same and (listed.is_active or listed.state == "finished"):
            return listed
    return None


def to_train(frame: Frame, run_id: str) -> None:
    """A link to where a training can be watched."""
    page_link(frame, "train", frame.text(f"{TEXT}.watch"), {"run": run_id})


def offer_comparison(
    frame: Frame, name: str, label: str, models: tuple[ModelReference, ...], *, is_main: bool = True
) -> None:
    """A button that compares models, unless they are compared already.

    Args:
        label: What the button says, of the page's section of the catalogue.
        models: Which, in order.
        is_main: Whether this is what to do next.
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
    """Has the page drawn anew when the visitor's training has come further: once it ends, the next one can begin."""
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
