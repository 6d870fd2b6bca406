"""The list of pages, and links between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.query import SHARED, Session, render


@dataclass(frozen=True)
class Page:
    """A page of the menu.

    Attributes:
        choices: Fields of `Session` that its links contain, in addition to `SHARED`.
        opens: The menu group that starts with this page; empty if the page belongs to the previous page's group.
    """

    script: str
    icon: str
    choices: tuple[str, ...] = ()
    opens: str = ""

    def link(self, choices: Session) -> dict[str, str]:
        """The query parameters of a link to the page with the given choices."""
        return render(choices, SHARED + self.choices)


PAGES: Mapping[str, Page] = MappingProxyType(
    {
        "overview": Page("app.py", ":material/hub:"),
        "walkthrough": Page(
            "pages/walkthrough.py",
            ":material/conversion_path:",
            ("stage", "filter", "channel", "row", "column", "trail", "question"),
            opens="inside",
        ),
        "filters": Page("pages/filters.py", ":material/filter_center_focus:", ("stage", "filter", "channel", "edit")),
        "attribution": Page(
            "pages/attribution.py", ":material/center_focus_strong:", ("look", "stage", "filter", "row", "column")
        ),
        "embedding": Page("pages/embedding.py", ":material/scatter_plot:", ("view",)),
        "data": Page("pages/data.py", ":material/grid_on:", ("browse",), opens="training"),
        "build": Page("pages/build.py", ":material/layers:", ("network",)),
        "train": Page("pages/train.py", ":material/model_training:", ("run", "recipe", "network", "training", "seed")),
        "learning_step": Page(
            "pages/learning_step.py",
            ":material/footprint:",
            ("learning", "batch", "start", "played", "stage", "weight", "filter", "row", "column", "question"),
        ),
        "time_machine": Page("pages/time_machine.py", ":material/history:", ("filter",)),
        "draw": Page("pages/draw.py", ":material/draw:", opens="trying"),
        "evaluate": Page("pages/evaluate.py", ":material/fact_check:", ("evaluation", "against")),
        "compare": Page("pages/compare.py", ":material/compare_arrows:", ("compare",)),
        "lab": Page("pages/lab.py", ":material/experiment:", ("lab", "convolution", "pooling", "shift", "update")),
        "class": Page("pages/class.py", ":material/school:", opens="notes"),
        "article": Page("pages/article.py", ":material/article:", ("line", "network", "recipe", "training")),
        "lesson_plan": Page("pages/lesson_plan.py", ":material/co_present:"),
        "classroom": Page("pages/classroom.py", ":material/groups:"),
        "runs": Page("pages/runs.py", ":material/inventory_2:", ("run",)),
        "glossary": Page("pages/glossary.py", ":material/menu_book:", ("term",)),
    }
)
"""Every page, in the order of the menu."""


def adjacent_pages(page: str) -> tuple[str | None, str | None]:
    """The previous and the next page in the menu; `None` at its ends."""
    names = list(PAGES)
    place = names.index(page)
    return (names[place - 1] if place else None), next(iter(names[place + 1 :]), None)


_QUEUED = "leaving"
"""Session-state key of the link to follow in the next run. (Streamlit cannot switch pages in a callback.)"""


def queue_link(page: str, parameters: Mapping[str, str]) -> None:
    """Queues a link that the next run follows, to another page or another state of this one; for callbacks.

    Args:
        page: A key of `PAGES`.
    """
    session.remember(_QUEUED, (page, dict(parameters)))


def follow_queued_link() -> None:
    """Switches to the page of the queued link, if there is one."""
    queued = session.remembered(_QUEUED, None)
    if queued is not None:
        session.remember(_QUEUED, None)
        page, parameters = queued
        st.switch_page(PAGES[page].script, query_params=parameters)


def go_to(page: str, choices: Session) -> None:
    """Switches to a page at once.

    Args:
        page: A key of `PAGES`.
    """
    st.switch_page(PAGES[page].script, query_params=PAGES[page].link(choices))


def rerun_page() -> NoReturn:
    """Reruns the page because a timer found that something has changed.

    Streamlit obeys the newest of two requests, so a rerun would undo a link that was followed at this moment. Drawing
    an element first lets a pending request interrupt the run.
    """
    st.empty()
    st.rerun()


def page_link(
    frame: Frame,
    page: str,
    label: str | None = None,
    link: Mapping[str, str] | None = None,
    *,
    place: DeltaGenerator | None = None,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Draws a link to a page, with the model and the image in use.

    Args:
        page: A key of `PAGES`.
        label: The link's text; `None` for the page's name.
        link: Further query parameters.
        place: The container; `None` for the current one.
    """
    (st if place is None else place).page_link(
        PAGES[page].script,
        label=frame.text(f"navigation.{page}") if label is None else label,
        icon=PAGES[page].icon,
        query_params=render(frame.session) | dict(link or {}),
        width=width,
    )
