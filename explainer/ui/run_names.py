"""The displayed names of runs, recipes and networks."""

import re

from explainer.comparing import Difference, closest_preset, closest_recipe
from explainer.experiments.guided import OPTIMIZER_PREFIX
from explainer.network import Architecture
from explainer.optimizers import COMPARED
from explainer.text import Text
from explainer.training.recipes.recipe import OWN, Recipe
from explainer.training.store.records import Request
from explainer.ui.network_words import layer_words, network_in_short
from explainer.ui.setting_words import setting_name, shown

SHOWN_ID = 4
MOST_CHANGES = 2
"""The most changes that a name lists."""

MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")
ADDRESS = re.compile(r"(?i)(?<=www)(?=\.)|(?<=https)(?=:)|(?<=http)(?=:)|(?<=@)")
"""Where an invisible joiner is inserted into web addresses: Streamlit makes links even of escaped ones."""
JOINER = "\N{WORD JOINER}"


def run_name(text: Text, request: Request, run_id: str, given: str | None) -> str:
    """The name of a run; if its visitor has not named it, its recipe, its network and the beginning of its id.

    Args:
        given: The visitor's name for it; `None` if there is none.
    """
    if given:
        return given
    recipe, network = recipe_name(text, request.recipe), network_name(text, request.config)
    return text("run.name", recipe=recipe, network=network, id=run_id[:SHOWN_ID])


def recipe_name(text: Text, recipe: Recipe) -> str:
    """The name of a recipe; for the visitor's own settings, the differences from the closest built-in recipe."""
    if recipe.name != OWN:
        return recipe_title(text, recipe.name)
    closest = closest_recipe(recipe)
    return _changed(text, recipe_title(text, closest.name), closest.differences) or recipe_title(text, OWN)


def network_name(text: Text, network: Architecture) -> str:
    """The name of a network: the closest preset, the differences from it, and layers that act only in training."""
    learned = Architecture(layers=tuple(layer for layer in network.layers if not layer.is_identity))
    closest = closest_preset(learned)
    base = text("run.article" if closest.name == "article" else f"preset.{closest.name}.name")
    name = _changed(text, base, closest.differences) or network_in_short(text, learned)
    idle = dict.fromkeys(layer_words(text, layer) for layer in network.layers if layer.is_identity)
    return text("run.and").join([name, *idle])


def _changed(text: Text, base: str, differences: tuple[Difference, ...]) -> str | None:
    """A base name with the differences; `None` if there are too many, or one has a missing value."""
    if not differences:
        return base
    if len(differences) > MOST_CHANGES or any(None in difference.values for difference in differences):
        return None
    changes = [
        text("run.change", setting=setting_name(text, one.aspect), value=shown(text, one.aspect, one.values[-1]))
        for one in differences
    ]
    return text("run.changed", base=base, changes=text("run.and").join(changes))


def recipe_title(text: Text, recipe: str) -> str:
    """The name of a built-in recipe."""
    variant = recipe.removeprefix(OPTIMIZER_PREFIX)
    if variant != recipe and variant in COMPARED:
        return text("recipe.optimizer.name", name=text(f"optimizer.{variant}.name"))
    identifier = f"recipe.{recipe}.name"
    return text(identifier) if identifier in text else recipe


def in_markdown(name: str) -> str:
    """Escapes a name for Markdown, so that nothing in it becomes an image, a link or a formula.

    Args:
        name: One line of any text that a visitor typed.
    """
    return MARKDOWN.sub(r"\\\1", ADDRESS.sub(JOINER, name))
