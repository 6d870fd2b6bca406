"""Whoever adds an optimizer, or another training setting, hears here what it still lacks."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer.comparing import recipe_settings
from explainer.lessons.arguments import calls
from explainer.lessons.files import lessons
from explainer.lessons.glossary import glossary
from explainer.lessons.notes import Note, argument_note
from explainer.network import ARTICLE
from explainer.optimizers import ALL, OPTIMIZERS, VARIANTS, Optimizer
from explainer.text import ORIGINALS, Text
from explainer.training.recipes.changes import changed_recipe
from explainer.training.recipes.recipe import OWN, Recipe
from explainer.training.recipes.script import compile_source, training_source
from explainer.training.recipes.settings import read_settings, write_settings
from tests.training.curves.record import RUNS

PROJECT = Path(__file__).resolve().parent.parent
NAMES = set(OPTIMIZERS) | set(VARIANTS) - {"momentum"}
HOME = PROJECT / "explainer" / "optimizers"
RECIPE = Recipe(name=OWN, epochs=5, validation_images=0, training_images=50_000)


def _words(kind: type[Optimizer]) -> Iterator[str]:
    for variant, fields in kind.variants.items():
        yield f"optimizer.{variant}.name"
        yield f"optimizer.{variant}.sentence"
        yield from (f"component.optimizers.{line.name}" for line in kind.model_validate(fields).formula)


def missing_of_optimizer(kind: type[Optimizer], language: str) -> Iterator[str]:
    text, name = Text(language), kind.optimizer_name()
    yield from (word for word in _words(kind) if word not in text)
    yield from (f"assets/lessons/glossary: {name}" for _ in [0] if name not in glossary(language))
    notions = {notion for note in lessons("article", language, Note).values() for notion in note.notions}
    if not any(name in notion for notion in notions):
        yield f"assets/lessons/article: notion {name}"
    recipe = Recipe(name=OWN, epochs=1, optimizer=kind())
    for call in calls(compile_source(recipe)):
        for argument in call.arguments:
            if argument_note(call.name, argument.name, language) is None:
                yield f"assets/lessons/arguments: {call.name}.{argument.name}"


@pytest.mark.parametrize("language", ORIGINALS)
def test_every_optimizer_has_its_words_and_lessons(language: str) -> None:
    assert [missing for kind in ALL for missing in missing_of_optimizer(kind, language)] == []


def test_every_optimizer_has_been_tried_at_its_typical_rate() -> None:
    """In a training that `tests/training/curves/record.py` recorded, from which the findings are held."""
    words = [read_settings(training) for trainings in RUNS.values() for training in trainings]
    tried = {(word.optimizer.name, word.optimizer.learning_rate) for word in words if word is not None}
    assert {(kind.optimizer_name(), kind().typical_rate) for kind in ALL} - tried == set()


def test_names_are_unique_and_stand_in_files_of_their_own() -> None:
    assert len(OPTIMIZERS) == len(ALL)
    assert len(VARIANTS) == sum(len(kind.variants) for kind in ALL)
    for name, kind in OPTIMIZERS.items():
        assert kind.__name__ == kind.keras_name
        assert (HOME / f"{name}.py").is_file()


def test_nothing_else_names_an_optimizer() -> None:
    """What depends on one is asked of it."""
    offenders = []
    for path in sorted((PROJECT / "explainer").rglob("*.py")):
        if HOME in path.parents:
            continue
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        constants = [node for node in nodes if isinstance(node, ast.Constant) and node.value in NAMES]
        offenders += [f"{path.relative_to(PROJECT)}:{node.lineno}: {node.value}" for node in constants]
    assert offenders == []


def _changed() -> Iterator[tuple[str, Recipe, Recipe]]:
    """Each setting of a recipe or an optimizer, a recipe, and the recipe with another value of it."""
    owners = [(RECIPE, RECIPE)] + [(RECIPE.model_copy(update={"optimizer": kind()}), kind()) for kind in ALL]
    for recipe, owner in owners:
        for name, setting in owner.described().items():
            old = getattr(owner, name)
            values = owner.words(name) or setting.steps or (owner.bound(name, "ge") + setting.step,)
            other = next(value for value in values if value != old)
            before = changed_recipe(recipe, {"schedule": "one_cycle"}) if name == "warm_up_share" else recipe
            yield name, before, changed_recipe(before, {name: other})


@pytest.mark.parametrize("language", ORIGINALS)
def test_every_setting_has_its_words(language: str) -> None:
    text, missing = Text(language), []
    for name in {name for name, _, _ in _changed()}:
        missing += [word for word in (f"page.train.{name}", f"setting.{name}") if word not in text]
    assert missing == []


def test_every_setting_is_in_links_in_comparisons_and_in_the_script() -> None:
    offenders = []
    for name, recipe, other in _changed():
        if read_settings(write_settings(other)) != other.own or other.own == recipe.own:
            offenders.append(f"{name}: its link")
        if recipe_settings(other) == recipe_settings(recipe):
            offenders.append(f"{name}: comparing")
        if training_source(ARTICLE, other, 1) == training_source(ARTICLE, recipe, 1):
            offenders.append(f"{name}: Keras code")
    assert offenders == []
