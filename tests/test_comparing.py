"""What differs between trainings."""

import pytest

from explainer.comparing import Aspect, Design, Difference, differing
from explainer.network import ARTICLE, PRESETS, network
from explainer.training.recipes.recipe import ARTICLE as ARTICLE_RECIPE
from explainer.training.recipes.recipe import FAST, Recipe

RECIPE = Recipe(name="own", epochs=40, batch_size=50, training_images=500, validation_images=100)


def test_the_same_design_does_not_differ() -> None:
    design = Design(ARTICLE, ARTICLE_RECIPE, 7)
    assert differing([design.settings, design.settings]) == ()
    assert differing([design.consequences, design.consequences]) == ()


def test_one_kernel_size_and_what_follows() -> None:
    other = network("c64-k5_max2_c32_max2_d128")
    first, second = (Design(config, ARTICLE_RECIPE, 7) for config in (ARTICLE, other))
    assert differing([first.settings, second.settings]) == (Difference(Aspect("kernel_size", 1), (3, 5)),)
    follows = {row.aspect: row.values for row in differing([first.consequences, second.consequences])}
    assert follows == {
        Aspect("output", 1): ((26, 26, 64), (24, 24, 64)),
        Aspect("output", 2): ((11, 11, 32), (10, 10, 32)),
        Aspect("parameters"): (122_922, 123_946),
        Aspect("multiply_adds"): (ARTICLE.multiply_adds, other.multiply_adds),
    }


def test_a_missing_layer_is_one_difference() -> None:
    shorter = network("c64_max2_d128")
    rows = differing([Design(config, ARTICLE_RECIPE, 7).settings for config in (ARTICLE, shorter)])
    assert [(row.aspect, row.values) for row in rows] == [
        (Aspect("filters", 2), (32, None)),
        (Aspect("pooling", 2), ("MaxPooling2D", None)),
    ]


def test_recipes_and_seeds_differ() -> None:
    names = {
        row.aspect.name
        for row in differing([Design(ARTICLE, ARTICLE_RECIPE, 7).settings, Design(ARTICLE, FAST, 8).settings])
    }
    assert names == {"epochs", "batch_size", "learning_rate", "schedule", "training_images", "seed"}


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_compared_with_the_article(name: str) -> None:
    designs = [Design(config, ARTICLE_RECIPE, 7) for config in (ARTICLE, PRESETS[name])]
    rows = differing([design.settings for design in designs])
    assert bool(rows) == (PRESETS[name] != ARTICLE)
