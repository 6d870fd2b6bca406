"""What a run is called, wherever it is named."""

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
"""As many changes are named one by one; with more, a name would be a list."""

MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")
ADDRESS = re.compile(r"(?i)(?<=www)(?=\.)|(?<=https)(?=:)|(?<=http)(?=:)|(?<=@)")
"""Where an address is cut in two by a joiner that nobody sees: Streamlit makes links of addresses, escaped or not."""
JOINER = "\N{WORD JOINER}"


def run_name(text: Text, request: Request, run_id: str, given: str | None) -> str:
    """What a visitor calls a run; if nobody has named it, how it was trained, which network, and an id's beginning.

    Args:
        given: What its visitor calls it, or `None`.
    """
    if given:
        return given
    recipe, network = recipe_name(text, request.recipe), network_name(text, request.config)
    return text("run.name", recipe=recipe, network=network, id=run_id[:SHOWN_ID])


def recipe_name(text: Text, recipe: Recipe) -> str:
    """What a recipe is called; of one's own settings, what is not as in the nearest built-in recipe."""
    if recipe.name != OWN:
        return recipe_title(text, recipe.name)
    closest = closest_recipe(recipe)
    return _changed(text, recipe_title(text, closest.name), closest.differences) or recipe_title(text, OWN)


def network_name(text: Text, network: Architecture) -> str:
    """What a network is called; unless it is a preset, what is not as in the nearest one, and always its dropout."""
    learned = Architecture(layers=tuple(layer for layer in network.layers if not layer.is_identity))
    closest = closest_preset(learned)
    base = text("run.article" if closest.name == "article" else f"preset.{closest.name}.name")
    name = _changed(text, base, closest.differences) or network_in_short(text, learned)
    idle = dict.fromkeys(layer_words(text, layer) for layer in network.layers if layer.is_identity)
    return text("run.and").join([name, *idle])


def _changed(text: Text, base: str, differences: tuple[Difference, ...]) -> str | None:
    """Something known with what is otherwise; `None` if that is too much to say, or parts are missing."""
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
    """What a recipe is called."""
    variant = recipe.removeprefix(OPTIMIZER_PREFIX)
    if variant != recipe and variant in COMPARED:
        return text("recipe.optimizer.name", name=text(f"optimizer.{variant}.name"))
    identifier = f"recipe.{recipe}.name"
    return text(identifier) if identifier in text else recipe


def in_markdown(name: str) -> str:
    """A name as it stands, wherever Streamlit takes Markdown: nothing in it makes a picture, a link or a formula.

    Args:
        name: Anything a visitor may have typed, on one line.
    """
    return MARKDOWN.sub(r"\\\1", ADDRESS.sub(JOINER, name))
