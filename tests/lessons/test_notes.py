"""Every line has its note in both languages, and every notion of the article is explained."""

import re

import pytest

from explainer.lessons.files import FOLDER, lessons, missing
from explainer.lessons.notes import ArgumentNote, Note, note_of, source
from explainer.lessons.script import Line, article_lines
from explainer.network import ARTICLE, PRESETS, network
from explainer.network.kinds import CHOSEN
from explainer.optimizers import OPTIMIZERS
from explainer.text import FALLBACK_LANGUAGE, LANGUAGES, ORIGINALS
from explainer.training.recipes.recipe import ARTICLE as ARTICLE_RECIPE
from explainer.training.recipes.recipe import RECIPES
from tests.test_text import JAPANESE, terms

NOTIONS = {
    "accuracy",
    "average_pooling",
    "batch_axis",
    "batches",
    "bias",
    "cnn",
    "convolving",
    "crossentropies",
    "dropout",
    "epochs",
    "filters",
    "flatten",
    "fourth_dimension",
    "grayscale",
    "keras",
    "kernel_filter",
    "labels",
    "layers",
    "learning_rate",
    "loss",
    "max_pooling",
    "mnist",
    "one_hot",
    "overfitting",
    "padding",
    "relu",
    "second_block",
    "softmax",
    "strides",
    "summary",
    "supervised",
    "sure_is_not_right",
    "test_data",
    "training",
    "unit",
    "updates",
    *OPTIMIZERS,
}
"""All that the article explains, by the ids of `assets/lessons/article.*.toml`."""
NAMES = {
    *("layer", "window", "area", "strides", "channels", "rows", "columns", "inputs", "filters", "units", "outputs"),
    *("rate", "function", "images", "batch_size", "batches", "epochs", "updates", "learning_rate"),
}
"""What a teacher may write in braces; the head of the files lists it."""


def written(language: str) -> dict[str, str]:
    return {
        f"{subject} {name} {key}": sentence
        for subject, shape in (("article", Note), ("arguments", ArgumentNote))
        for name, note in lessons(subject, language, shape).items()
        for key, sentence in _sentences(note)
    }


def _sentences(note: Note | ArgumentNote) -> list[tuple[str, str]]:
    if isinstance(note, ArgumentNote):
        return [("text", note.text)]
    own = [(key, getattr(note, key)) for key in ("title", "what", "why", "remark")]
    return own + [(name, f"{notion.title} {notion.text}") for name, notion in note.notions.items()]


def lesson(line: Line, language: str) -> Note:
    note = note_of(line, language)
    assert note is not None
    return note


@pytest.mark.parametrize("language", ORIGINALS)
def test_every_notion_is_explained_at_the_articles_own_lines(language: str) -> None:
    lines = article_lines(ARTICLE, ARTICLE_RECIPE)
    assert {name for line in lines for name in lesson(line, language).notions} == NOTIONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_every_network_has_its_note(language: str) -> None:
    assert {kind.kind_name() for kind in CHOSEN} <= lessons("article", language, Note).keys()
    for config in PRESETS.values():
        for recipe in RECIPES.values():
            assert None not in [note_of(line, language) for line in article_lines(config, recipe)]


def test_a_layer_without_a_lesson_has_none() -> None:
    assert note_of(Line("new_1", ("new_next", "new"), "network", "model.add(New())", "new_1"), "en") is None


@pytest.mark.parametrize("language", ORIGINALS)
@pytest.mark.parametrize(("subject", "shape"), [("article", Note), ("arguments", ArgumentNote)])
def test_nothing_is_missing_in_either_language(subject, shape, language) -> None:
    assert missing(subject, language) == []
    english, own = lessons(subject, FALLBACK_LANGUAGE, shape), lessons(subject, language, shape)
    assert own.keys() == english.keys()
    if shape is Note:
        assert {name: set(note.notions) for name, note in own.items()} == {
            name: set(note.notions) for name, note in english.items()
        }
    else:
        assert [name for name, note in own.items() if note.rare != english[name].rare] == []


@pytest.mark.parametrize("language", ORIGINALS)
def test_only_numbers_there_are_stand_in_braces(language: str) -> None:
    used = {name for sentence in written(language).values() for name in re.findall(r"{(\w+)}", sentence)}
    assert used <= NAMES
    head = (FOLDER / f"article.{language}.toml").read_text(encoding="utf-8").partition("\n[")[0]
    assert [name for name in NAMES if name not in head] == []


@pytest.mark.parametrize("language", ORIGINALS)
def test_the_terms_are_those_of_the_catalogue(language: str) -> None:
    banned = [word for instead in terms(language).values() for word in instead]
    found = [(place, word) for place, said in written(language).items() for word in banned if word in said.lower()]
    assert found == []
    if language != "ja":
        assert [place for place, said in written(language).items() if JAPANESE.search(said)] == []


@pytest.mark.parametrize("language", ORIGINALS)
def test_the_source_is_named(language: str) -> None:
    assert "機械学習初心者のためのKerasでCNN" in source(language).title


@pytest.mark.parametrize(
    ("word", "layer", "expected"),
    [
        ("c4_max2_c4", "conv2d_1", "conv2d"),
        ("c4-k1_max2_c4", "conv2d_1", "conv2d_single_one"),
        ("c4_max2_c4", "conv2d_2", "conv2d_next"),
        ("c1_max2_c4", "conv2d_2", "conv2d_next_one"),
        ("c4_max2_c4-k1", "conv2d_2", "conv2d_single"),
        ("c1_max2_c4-k1", "conv2d_2", "conv2d_single_one"),
        ("c4_max2", "pooling2d_1", "max_pooling2d"),
        ("c4_max1", "pooling2d_1", "max_pooling2d_single"),
        ("c4_max3-s1-same", "pooling2d_1", "max_pooling2d_kept"),
        ("c4_avg1", "pooling2d_1", "average_pooling2d_single"),
        ("c4_gap", "global_average_pooling2d", "global_average_pooling2d"),
        ("c4-s3_max7_gap", "global_average_pooling2d", "global_average_pooling2d_single"),
    ],
)
def test_a_layer_of_which_the_usual_note_is_not_true_has_another(word: str, layer: str, expected: str) -> None:
    line = next(line for line in article_lines(network(word), ARTICLE_RECIPE) if line.layer == layer)
    assert note_of(line, "en") == lessons("article", "en", Note)[expected]
