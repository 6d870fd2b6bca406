"""Twins differ in one thing; the overfitting experiment is possible."""

import pytest

from explainer.comparing import Design, differing
from explainer.experiments.guided import OVERFITTING, with_each_optimizer
from explainer.experiments.twins import TWIN_VALUES, twin, twin_choices
from explainer.network import PRESETS, network
from explainer.training.recipes.recipe import ARTICLE, FAST, RECIPES, AddedDigits
from explainer.ui.compare.models import LETTERS

ONE_NAME = {"activation": {"activation", "dense_activation"}, "dropout": {"rate", "dense_rate"}}
ONE_NAME["units"] = {"dense_units"}
ONE_NAME["pooling"] = {"pooling", "pool_size", "pool_strides", "pool_padding"}


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("name", PRESETS)
def test_a_twin_differs_in_what_was_changed_only(name: str, recipe: str) -> None:
    design = Design(PRESETS[name], RECIPES[recipe], 7)
    choices = twin_choices(design)
    assert choices
    for field, values in choices.items():
        for value in values:
            copy = twin(design, field, value)
            assert copy.seed == 7
            found = {row.aspect.name for row in differing([design.settings, copy.settings])}
            assert found, (field, value)
            assert found <= ONE_NAME.get(field, {field})


def test_a_twin_learns_from_one_s_own_digits_more_often_or_not_at_all() -> None:
    added = AddedDigits(images=5, repeats=10, digest="0123456789ab")
    design = Design(PRESETS["article"], FAST.model_copy(update={"name": "own", "own_digits": added}), 7)
    assert twin_choices(design)["own_repeats"] == (0, 1, 50, 100)
    assert twin(design, "own_repeats", 0).recipe == FAST.model_copy(update={"name": "own"})
    copy = twin(design, "own_repeats", 100)
    assert copy.recipe.own_digits == added.model_copy(update={"repeats": 100})
    assert differing([design.settings, copy.settings])[0].values == ((5, 10), (5, 100))
    others = Design(design.config, twin(design, "epochs", 3).recipe.model_copy(update={"own_digits": None}), 7)
    assert "own_repeats" not in twin_choices(others)


def test_impossible_values_are_not_offered() -> None:
    assert "kernel_size" not in twin_choices(Design(PRESETS["no_convolution"], ARTICLE, 0))
    assert "units" not in twin_choices(Design(network("softmax"), ARTICLE, 0))
    assert 40 not in twin_choices(Design(PRESETS["article"], ARTICLE, 0))["epochs"]
    assert 3 not in twin_choices(Design(PRESETS["article"], ARTICLE, 0))["kernel_size"]


def test_a_name_that_is_none() -> None:
    with pytest.raises(ValueError, match="Expected names"):
        twin(Design(PRESETS["article"], FAST, 0), "colour", 1)
    assert "colour" not in TWIN_VALUES


def test_the_overfitting_pair_differs_in_dropout_only() -> None:
    without, with_dropout = OVERFITTING.values()
    names = {row.aspect.name for row in differing([without.settings, with_dropout.settings])}
    assert names == {"rate", "dense_rate"}
    assert without.recipe.validation_images > 0


def test_the_optimizers_differ_in_their_optimizer_only_and_have_keras_own_rates() -> None:
    designs = with_each_optimizer(PRESETS["article"])
    assert 2 <= len(designs) <= len(LETTERS)
    names = {row.aspect.name for row in differing([design.settings for design in designs.values()])}
    assert names == {"optimizer", "learning_rate", "momentum"}
    for design in designs.values():
        optimizer = design.recipe.optimizer.build()
        assert type(optimizer)().learning_rate == optimizer.learning_rate
