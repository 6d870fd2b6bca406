"""The arguments are Keras's own, and every one of them is explained."""

import inspect

import keras
import pytest

from explainer.lessons.arguments import Argument, calls
from explainer.lessons.notes import argument_note
from explainer.lessons.script import article_lines
from explainer.network import PRESETS
from explainer.optimizers import VARIANTS
from explainer.text import LANGUAGES
from explainer.training.recipes.recipe import ARTICLE, RECIPES, Recipe
from tests.networks import NETWORKS


def arguments(statement: str, call: int = 0) -> dict[str, Argument]:
    return {argument.name: argument for argument in calls(statement)[call].arguments}


def test_what_is_given_and_what_is_keras_default() -> None:
    found = arguments("model.add(Conv2D(64, (3, 3), activation='relu'))")
    assert [name for name, one in found.items() if one.given is not None] == ["filters", "kernel_size", "activation"]
    assert found["kernel_size"].given == "(3, 3)"
    assert (found["strides"].given, found["strides"].default) == (None, "(1, 1)")
    assert found["filters"].default is None
    signature = inspect.signature(keras.layers.Conv2D.__init__).parameters
    assert set(found) == set(signature) - {"self", "kwargs"}


def test_an_argument_is_found_where_it_stands() -> None:
    statement = "model.compile(optimizer='adam',\n              loss='mse')"
    place = arguments(statement)["loss"].place
    assert place is not None
    assert statement.splitlines()[place.row][place.start : place.end] == "loss='mse'"


def test_a_named_optimizer_brings_its_arguments() -> None:
    assert [call.name for call in calls("model.compile(optimizer='sgd')")] == ["compile", "SGD"]
    nested = calls("model.compile(optimizer=Adam(CosineDecay(0.1, decay_steps=5)))")
    assert [call.name for call in nested] == ["compile", "Adam", "CosineDecay"]
    assert arguments("x_train.reshape(60000, 28, 28, 1)")["shape[3]"].given == "1"


def every_argument() -> set[tuple[str, str]]:
    recipes = [Recipe(name="own", epochs=1, optimizer=optimizer) for optimizer in VARIANTS.values()]
    scripts = [(PRESETS["article"], recipe) for recipe in (*recipes, *RECIPES.values())]
    scripts += [(config, ARTICLE) for config in NETWORKS.values()]
    return {
        (call.name, argument.name)
        for config, recipe in scripts
        for line in article_lines(config, recipe)
        for call in calls(line.source)
        for argument in call.arguments
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_argument_that_keras_takes_is_explained(language: str) -> None:
    """Raising Keras's version may add some: write a sentence for each in `assets/lessons/arguments.*.toml`."""
    missing = [name for name in sorted(every_argument()) if argument_note(*name, language) is None]
    assert missing == []
