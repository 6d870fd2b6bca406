"""What the pages say of a network: their own functions are asked, and their sentences written down by id."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explainer.claims.overview import OVERVIEW
from explainer.claims.stages import STAGES
from explainer.lessons.files import lessons
from explainer.lessons.notes import Note
from explainer.lessons.script import article_lines
from explainer.network import Stage
from explainer.network.worked import worked
from explainer.text import Text
from explainer.training.recipes.recipe import ARTICLE
from explainer.ui.pictures import pooling
from explainer.ui.pictures.article_facts import layer_words
from explainer.ui.pictures.overview import overview_scene
from explainer.ui.pictures.receptive import scene as receptive_scene
from explainer.ui.pictures.stage import StageContext
from explainer.ui.stage_words import code_words, stage_words
from tests.oracles.claims_network import Truth

CHOSEN = frozenset(
    name
    for claims in (STAGES, OVERVIEW)
    for base, variants in claims.items()
    for name in (base, *(f"{base}_{variant}" for variant in variants))
)
"""The sentences of a network that are chosen by a condition."""


PLACEHOLDER = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Sentence:
    """One that is said.

    Attributes:
        stage: The stage it is said of; of the whole network, the first.
        values: The numbers and names in it.
    """

    identifier: str
    stage: Stage
    values: Mapping[str, object]


class Listener(Text):
    """The catalogue, which writes down what it was asked for."""

    def __init__(self) -> None:
        super().__init__("en")
        self.heard: list[tuple[str, Mapping[str, object]]] = []

    def __call__(self, identifier: str, **placeholders: object) -> str:
        """The sentence, written down."""
        self.heard.append((identifier, placeholders))
        return super().__call__(identifier, **placeholders)

    def since_last(self, stage: Stage) -> Iterator[Sentence]:
        """What was said since it was asked last, about a stage."""
        heard, self.heard = self.heard, []
        yield from (Sentence(identifier, stage, values) for identifier, values in heard)


def said_of(truth: Truth) -> Iterator[Sentence]:
    """All that is said of a network that a condition or a number of its stages decides."""
    text, stages = Listener(), truth.config.stages
    for stage in stages:
        stage_words(text, truth.config, stage)
        if stage is not stages[0]:
            code_words(text, truth.config, stage)
        yield from text.since_last(stage)
    yield from _overview(truth, text)
    yield from _pictures(truth, text)
    yield from _lessons(truth, text)


def _overview(truth: Truth, text: Listener) -> Iterator[Sentence]:
    """Each column's sentence is of its stage; a brace is of the stage that it begins with."""
    stages = truth.config.stages
    trace, *_ = truth.traces()
    meta, _ = overview_scene(trace, truth.weights, text, has_learned=truth.has_learned)
    columns = [column["stage"] for column in meta["columns"]]
    named = {stage.name: stage for stage in stages}
    braced = iter([named[columns[brace["first"]]] for brace in meta["braces"]])
    shown = iter(named[column] for column in columns)
    for sentence in text.since_last(stages[0]):
        if ".brace_" in sentence.identifier:
            yield Sentence(sentence.identifier, next(braced), sentence.values)
        elif ".sentence_" in sentence.identifier:
            yield Sentence(sentence.identifier, next(shown), sentence.values)
        else:
            yield sentence


def _pictures(truth: Truth, text: Listener) -> Iterator[Sentence]:
    """What pictures choose in Python: how alike the maps of a moved digit are, and what no number of a stage sees."""
    trace, moved, blank = truth.traces()
    for stage in truth.config.stages:
        context = StageContext(trace=trace, weights=truth.weights, stage=stage, text=text, shifted=moved, blank=blank)
        meta, _ = receptive_scene(truth.config, context)
        if meta["unseen"]:
            name = "hatched_lines" if meta["cut_off"] else "hatched"
            values = {"count": meta["cut_off"] or meta["unseen"]}
            yield Sentence(f"component.receptive.{name}", stage, values)
        if stage.settings.is_pooling:
            for place in range(stage.channels):
                shift = pooling.scene(_focused(context, place))[0]["shift"]
                values = {"filter": place, "words": tuple(shift["words"])}
                yield Sentence(f"component.pooling.shift_{shift['verdict']}", stage, values)
    text.heard.clear()


def _lessons(truth: Truth, text: Text) -> Iterator[Sentence]:
    """What is said of each layer beside the article, with the numbers that stand in it."""
    known = lessons("article", text.language, Note)
    rows = {row.layer.name: row for row in worked(truth.config)}
    for line in article_lines(truth.config, ARTICLE):
        if line.layer is None:
            continue
        name = next(lesson for lesson in line.lessons if lesson in known)
        stage = next(stage for stage in truth.config.stages if stage.layer == line.layer)
        values = layer_words(rows[line.layer], text)
        note = known[name]
        said = {"title": note.title, "what": note.what, "why": note.why}
        said |= {f"notions.{each}": notion.text for each, notion in note.notions.items()}
        for part, sentence in said.items():
            numbers = {key: values[key] for key in PLACEHOLDER.findall(sentence) if key in values}
            yield Sentence(f"article.{name}.{part}", stage, numbers)


def _focused(context: StageContext, place: int) -> StageContext:
    return StageContext(**{**vars(context), "filter": place})
