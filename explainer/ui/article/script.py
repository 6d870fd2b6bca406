"""The article's script, line by line, with the purpose, the arguments and the live numbers of each line."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

import streamlit as st

from explainer import mnist
from explainer.lessons.arguments import calls
from explainer.lessons.changes import changed, choices
from explainer.lessons.notes import source
from explainer.lessons.script import Line
from explainer.network import Architecture
from explainer.network.kinds import KINDS
from explainer.training.models.bundle import Bundle
from explainer.training.recipes.recipe import ARTICLE, OWN, Recipe
from explainer.training.store.records import EpochRecord
from explainer.ui import caches, notices, session
from explainer.ui.components.mounting import index_in
from explainer.ui.draft_network import draft_of
from explainer.ui.frame import Frame
from explainer.ui.models import ModelInUse
from explainer.ui.pages import PAGES, queue_link
from explainer.ui.parts import page_fragment
from explainer.ui.pictures.article_context import ArticleContext
from explainer.ui.query import experiment
from explainer.ui.stage_words import stage_label
from explainer.ui.terms import Section, mount_with_terms

TEXT = "component.article"
RESET = "reset"
FIRST = "load_data"


@dataclass(frozen=True)
class Place:
    """A page, and a stage of the walkthrough or an experiment of the lab.

    Attributes:
        page: The page's name; a place whose page is not in `PAGES` is not offered.
        stage: The stage's name; `None` for a page without stages.
        lab: The experiment's name, one of `LABS`; `None` for other pages.
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
"""Places by the last of a line's lessons. `places_of` puts a layer's stages and its experiment in the lab first."""


def places_of(line: Line, context: ArticleContext) -> list[Place]:
    """The places where a line's computation can be seen, in the order of their buttons."""
    kept = line.layer if line.layer in context.kept else None
    stages = [] if kept is None else [Place("walkthrough", stage.name) for stage in context.stages(kept)]
    lesson = line.lessons[-1]
    lab = [Place("lab", lab=KINDS[lesson].lab)] if lesson in KINDS and KINDS[lesson].lab else []
    return [place for place in (*stages, *lab, *SEEN_AT.get(lesson, ())) if place.page in PAGES]


def label_of(place: Place, context: ArticleContext) -> str:
    """The label of the button that leads to a place."""
    text = context.text
    if place.lab is not None:
        return text(f"{TEXT}.open_lab", experiment=text(f"page.lab.{place.lab}.name"))
    if place.stage is None:
        return text(f"{TEXT}.open_page", page=text(f"navigation.{place.page}"))
    stage = next(stage for stage in context.model.config.stages if stage.name == place.stage)
    return text(f"{TEXT}.open_stage", stage=stage_label(text, context.model.config, stage))


def context_of(frame: Frame) -> ArticleContext:
    """The data that the lines of the script are drawn from."""
    model, network = frame.model, draft_of(frame)
    trained_by, records = _training_of(model)
    return ArticleContext(
        network=network,
        recipe=recipe_of(frame),
        model=model.learned,
        trained_by=trained_by,
        trace=frame.trace,
        records=records,
        dataset=mnist.load(),
        compute=caches.weightless_output,
        summary="" if network.config is None else caches.keras_summary(network.config),
        text=frame.text,
    )


def recipe_of(frame: Frame) -> Recipe:
    """The recipe of the script: the visitor's own settings, or the recipe of the model in use."""
    return frame.session.own_recipe or _training_of(frame.model)[0]


def work_on(frame: Frame, network: Architecture, recipe: Recipe) -> None:
    """Makes the script use another network and another recipe."""
    trained_by, _ = _training_of(frame.model)
    is_own = recipe.own != trained_by.own
    session.change(
        network=None if network == frame.model.config else network,
        recipe=OWN if is_own else None,
        training=recipe.own if is_own else None,
    )


def _training_of(model: ModelInUse) -> tuple[Recipe, tuple[EpochRecord, ...]]:
    """The recipe and epoch records of the model in use; the article's recipe and no records if they are unknown."""
    if isinstance(model.source, Bundle):
        return model.source.description.recipe, model.source.description.epochs
    run = caches.queue().store.run(model.reference.run)
    recipe = run.request().recipe
    return (recipe, run.epochs_done()) if recipe.is_known else (ARTICLE, ())


def heading(frame: Frame) -> None:
    """Draws the page's title and a sentence with the title of the article that the script follows."""
    text = frame.text
    st.title(text("page.article.title"), anchor=False)
    title = f'<span lang="ja">{escape(source(text.language).title)}</span>'
    before, _, after = text.table("page.article")["lead"].partition("{source}")
    section = Section(frame, "article-lead")
    st.html(f'<p class="article-lead">{section.mark(before)}{title}{section.mark(after)}</p>')


@page_fragment
def script(frame: Frame) -> None:
    """Draws the script with the notes on all lines."""
    context = context_of(frame)

    def choose(answer: Mapping[str, object]) -> None:
        take(frame, context, answer)

    labels = {line.id: [label_of(place, context) for place in places_of(line, context)] for line in context.lines}
    meta, arrays = caches.article_scene(context, labels, frame.image.pixels)
    scene = {**meta, "line": chosen_line(frame, context)}, arrays
    mount_with_terms(frame, "article", scene, key="article", on_choice=choose)


def chosen_line(frame: Frame, context: ArticleContext) -> str:
    """The line, and possibly its argument, in the link; `FIRST` if the link names none.

    If the script has no such line, shows a warning, removes it from the link and reruns the page.
    """
    chosen = frame.session.line or FIRST
    line = next((line for line in context.lines if line.id == chosen.partition(".")[0]), None)
    if line is None:
        notices.add(frame.page, "warning", notices.sentence("page.article.unknown_line", line=chosen))
        session.forget("line")
        st.rerun()
    return _within(line, chosen)


def take(frame: Frame, context: ArticleContext, answer: Mapping[str, object]) -> None:
    """Applies a choice made in the script: a line, another value or another page. Ignores invalid choices."""
    line = next((line for line in context.lines if line.id == str(answer.get("line")).partition(".")[0]), None)
    if answer.get("to") == RESET:
        session.change(network=None, recipe=None, training=None)
    elif answer.get("to") in ("build", "train"):
        _open(frame, Place(str(answer["to"])))
    if line is None:
        return
    session.change(line=_within(line, str(answer["line"])))
    places = places_of(line, context)
    place = index_in(answer, "place", len(places))
    if place is not None:
        _open(frame, places[place])
    _change(frame, context, line, answer)


def _within(line: Line, chosen: str) -> str:
    """The id of the line's argument; the id of the line if it has no such argument."""
    known = {f"{line.id}.{call.name}.{argument.name}" for call in calls(line.source) for argument in call.arguments}
    return chosen if chosen in known else line.id


def _change(frame: Frame, context: ArticleContext, line: Line, answer: Mapping[str, object]) -> None:
    for choice in choices(line, context.network, context.recipe):
        option = index_in(answer, "option", len(choice.options))
        if choice.name == answer.get("argument") and option is not None:
            work_on(frame, *changed(choice, option, line, context.network, context.recipe))


def _open(frame: Frame, place: Place) -> None:
    """Goes to another page; the Train page receives the network and the recipe of the script."""
    if place.page == "train":
        config = context_of(frame).network.config
        if config is not None:
            session.change(**experiment(config, recipe_of(frame)))
    chosen = session.change(stage=place.stage, lab=place.lab, filter=None, channel=None, row=None, column=None)
    queue_link(place.page, PAGES[place.page].link(chosen))
