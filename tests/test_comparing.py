"""What differs, who is right where, what chance explains, and where two losses part."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from explainer.comparing import Design, Difference, Setting, agreement, differing, mcnemar
from explainer.network import ARTICLE, PRESETS, network
from explainer.training.recipes.recipe import ARTICLE as ARTICLE_RECIPE
from explainer.training.recipes.recipe import FAST, Recipe

RECIPE = Recipe(name="own", epochs=40, batch_size=50, training_images=500, validation_images=100)


@pytest.mark.parametrize(
    ("first", "second"), [(0, 1), (1, 0), (5, 5), (57, 54), (3, 12), (12, 3), (0, 20), (302, 157), (5_000, 4_900)]
)
def test_mcnemar_is_scipys_binomial_test(first: int, second: int) -> None:
    expected = binomtest(first, first + second, 0.5).pvalue
    assert mcnemar(first, second) == pytest.approx(expected, rel=1e-9)


def test_mcnemar_by_hand() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(0, 5) == 2 / 32
    assert mcnemar(1, 4) == 12 / 32


def test_agreement_counts_every_image_once() -> None:
    labels, first, second = (
        np.array(values, np.uint8) for values in ([3, 5, 8, 1, 0], [3, 5, 1, 2, 6], [3, 4, 8, 7, 6])
    )
    result = agreement(labels, first, second)
    assert (result.both_right, result.only_first, result.only_second, result.both_wrong) == (1, (1,), (2,), 2)
    assert result.lead == 0
    assert result.is_chance


def test_a_clear_lead_is_no_chance() -> None:
    labels = np.zeros(20, np.uint8)
    result = agreement(labels, labels, np.where(np.arange(20) < 10, 1, 0).astype(np.uint8))
    assert result.lead == 10
    assert result.p_value == 2 / 2**10
    assert not result.is_chance


def test_agreement_wants_equally_many() -> None:
    with pytest.raises(ValueError, match="Expected as many"):
        agreement(np.zeros(3, np.uint8), np.zeros(3, np.uint8), np.zeros(2, np.uint8))


def test_the_same_design_does_not_differ() -> None:
    design = Design(ARTICLE, ARTICLE_RECIPE, 7)
    assert differing([design.settings, design.settings]) == ()
    assert differing([design.consequences, design.consequences]) == ()


def test_one_kernel_size_and_what_follows() -> None:
    other = network("c64-k5_max2_c32_max2_d128")
    first, second = (Design(config, ARTICLE_RECIPE, 7) for config in (ARTICLE, other))
    assert differing([first.settings, second.settings]) == (Difference(Setting("kernel_size", 1), (3, 5)),)
    follows = {row.setting: row.values for row in differing([first.consequences, second.consequences])}
    assert follows == {
        Setting("output", 1): ((26, 26, 64), (24, 24, 64)),
        Setting("output", 2): ((11, 11, 32), (10, 10, 32)),
        Setting("parameters"): (122_922, 123_946),
        Setting("multiply_adds"): (ARTICLE.multiply_adds, other.multiply_adds),
    }


def test_a_missing_layer_is_one_difference() -> None:
    shorter = network("c64_max2_d128")
    rows = differing([Design(config, ARTICLE_RECIPE, 7).settings for config in (ARTICLE, shorter)])
    assert [(row.setting, row.values) for row in rows] == [
        (Setting("filters", 2), (32, None)),
        (Setting("pooling", 2), ("MaxPooling2D", None)),
    ]


def test_recipes_and_seeds_differ() -> None:
    names = {
        row.setting.name
        for row in differing([Design(ARTICLE, ARTICLE_RECIPE, 7).settings, Design(ARTICLE, FAST, 8).settings])
    }
    assert names == {"epochs", "batch_size", "learning_rate", "schedule", "training_images", "seed"}


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_compared_with_the_article(name: str) -> None:
    designs = [Design(config, ARTICLE_RECIPE, 7) for config in (ARTICLE, PRESETS[name])]
    rows = differing([design.settings for design in designs])
    assert bool(rows) == (PRESETS[name] != ARTICLE)
