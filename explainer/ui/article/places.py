"""Where else in the dashboard a line of the script can be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explainer.lessons.script import Line
from explainer.network.kinds import KINDS
from explainer.ui.pages import PAGES
from explainer.ui.pictures.article_context import ArticleContext
from explainer.ui.titles import stage_label

TEXT = "component.article"


@dataclass(frozen=True)
class Place:
    """A page, and a stage of the walkthrough or an experiment of the lab.

    Attributes:
        page: Its name; one that is not there yet is not offered.
        stage: The stage's name; `None` for a page without stages.
        lab: The experiment, one of `LABS`; `None` for other pages.
    """

    page: str
    stage: str | None = None
    lab: str | None = None


SEEN_AT: Mapping[str, tuple[Place, ...]] = MappingProxyType(
    {
        "load_data": (Place("data"), Place("walkthrough", "input")),
        "load_own": (Place("draw"),),
        "reshape": (Place("data"), Place("walkthrough", "input")),
        "scale": (Place("data"), Place("walkthrough", "input")),
        "labels": (Place("data"), Place("walkthrough", "softmax")),
        "sequential": (Place("overview"), Place("build")),
        "input": (Place("walkthrough", "input"),),
        "compile": (Place("lab", lab="optimizers"), Place("train"), Place("walkthrough", "softmax")),
        "summary": (Place("build"),),
        "fit": (Place("train"), Place("time_machine")),
        "evaluate": (Place("evaluate"), Place("compare"), Place("draw")),
    }
)
"""By the last of a line's lessons. A layer's own stages, and the lab's experiment about it, come before these."""


def places_of(line: Line, context: ArticleContext) -> list[Place]:
    """Where a line can be seen."""
    kept = line.layer if line.layer in context.kept else None
    stages = [] if kept is None else [Place("walkthrough", stage.name) for stage in context.stages(kept)]
    lesson = line.lessons[-1]
    lab = [Place("lab", lab=KINDS[lesson].lab)] if lesson in KINDS and KINDS[lesson].lab else []
    return [place for place in (*stages, *lab, *SEEN_AT.get(lesson, ())) if place.page in PAGES]


def label_of(place: Place, context: ArticleContext) -> str:
    """What the button says that leads to a place."""
    text = context.text
    if place.lab is not None:
        return text(f"{TEXT}.open_lab", experiment=text(f"page.lab.{place.lab}.name"))
    if place.stage is None:
        return text(f"{TEXT}.open_page", page=text(f"navigation.{place.page}"))
    stage = next(stage for stage in context.config.stages if stage.name == place.stage)
    return text(f"{TEXT}.open_stage", stage=stage_label(text, context.config, stage))
