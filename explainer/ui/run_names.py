"""What a run is called, wherever it is named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from explainer.training.recipes.recipe import Recipe
from explainer.training.store.names import read_name
from explainer.training.store.paths import RunPaths

if TYPE_CHECKING:
    from explainer.text import Text

SHOWN_ID = 4
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")
ADDRESS = re.compile(r"(?i)(?<=www)(?=\.)|(?<=https)(?=:)|(?<=http)(?=:)|(?<=@)")
"""Where an address is cut in two by a joiner that nobody sees: Streamlit makes links of addresses, escaped or not."""
JOINER = "\N{WORD JOINER}"


def run_name(text: Text, run: RunPaths, recipe: Recipe) -> str:
    """What a visitor calls a run; its recipe and the beginning of its id if nobody has named it.

    Args:
        text: The catalogue.
        run: The run; also one that was deleted at this moment.
        recipe: How it was trained.
    """
    return name_or_default(text, read_name(run), recipe, run.id)


def name_or_default(text: Text, name: str | None, recipe: Recipe, run_id: str) -> str:
    """The same, where the name has been read already.

    Args:
        text: The catalogue.
        name: What a visitor calls it, or `None`.
        recipe: How it was trained.
        run_id: Its id.
    """
    return name or f"{recipe_title(text, recipe.name)} {run_id[:SHOWN_ID]}"


def recipe_title(text: Text, recipe: str) -> str:
    """What a recipe is called.

    Args:
        text: The catalogue.
        recipe: The name of a recipe.
    """
    identifier = f"recipe.{recipe}.name"
    return text(identifier) if identifier in text else recipe


def in_markdown(name: str) -> str:
    """A name as it stands, wherever Streamlit takes Markdown: nothing in it makes a picture, a link or a formula.

    Args:
        name: Anything a visitor may have typed, on one line.
    """
    return MARKDOWN.sub(r"\\\1", ADDRESS.sub(JOINER, name))
