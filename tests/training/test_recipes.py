from __future__ import annotations

import math

import keras
import pytest
from pydantic import ValidationError

from explainer.network import ARTICLE as ARTICLE_NETWORK
from explainer.training.fitting import compiled_model
from explainer.training.recipes import (
    ARTICLE,
    FAST,
    QUICK_LOOK,
    RECIPES,
    OptimizerSettings,
    Recipe,
)
from explainer.training.records import Request


def test_article_is_the_article_s_fit():
    assert (ARTICLE.epochs, ARTICLE.batch_size, ARTICLE.training_images) == (5, 32, 60_000)
    assert ARTICLE.batches == 1875
    model = compiled_model(Request(config=ARTICLE_NETWORK, recipe=ARTICLE))
    assert type(model.optimizer) is keras.optimizers.Adam
    adam = model.optimizer.get_config()
    assert math.isclose(adam["learning_rate"], 0.001, rel_tol=1e-6)
    assert (adam["beta_1"], adam["beta_2"], adam["epsilon"]) == (0.9, 0.999, 1e-7)
    assert model.loss == "categorical_crossentropy"


def test_fast_climbs_to_its_peak_and_comes_down_to_nothing():
    schedule = compiled_model(Request(config=ARTICLE_NETWORK, recipe=FAST)).optimizer._learning_rate
    steps = 2 * 36_000 // 64
    rates = [float(schedule(step)) for step in range(steps + 1)]
    peak = rates.index(max(rates))
    assert math.isclose(rates[peak], 0.005, rel_tol=1e-4)
    assert peak == round(0.3 * steps)
    assert rates[:peak] == sorted(rates[:peak])
    assert rates[peak:] == sorted(rates[peak:], reverse=True)
    assert rates[-1] < 1e-6


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES.keys())
def test_recipes_survive_json(recipe):
    assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe
    assert RECIPES[recipe.name] is recipe


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "../x"),
        ("epochs", 0),
        ("epochs", 101),
        ("epochs", 1.5),
        ("batch_size", 7),
        ("batch_size", 1025),
        ("training_images", 99),
        ("training_images", 60_001),
        ("evaluate_each_epoch", "yes"),
        ("colour", "red"),
    ],
)
def test_a_field_out_of_range_is_refused_by_name(field, value):
    with pytest.raises(ValidationError) as refusal:
        Recipe(**{"name": "mine", "epochs": 1, field: value})
    assert [error["loc"] for error in refusal.value.errors()] == [(field,)]


@pytest.mark.parametrize("learning_rate", [0.0, -1.0, 1.1, math.nan, math.inf])
def test_impossible_learning_rates_are_refused(learning_rate):
    with pytest.raises(ValidationError):
        OptimizerSettings(learning_rate=learning_rate)


def test_a_recipe_that_would_keep_the_machine_busy_is_refused():
    assert Recipe(name="long", epochs=20).epochs == 20
    with pytest.raises(ValidationError) as refusal:
        Recipe(name="long", epochs=21)
    (error,) = refusal.value.errors()
    assert error["type"] == "recipe_too_long"
    assert error["ctx"] == {"limit": 1_200_000, "images": 1_260_000}


def test_batches_and_images_count_the_smaller_last_batch():
    recipe = Recipe(name="odd", epochs=1, batch_size=32, training_images=100)
    assert recipe.batches == 4
    assert [recipe.images_after(batch) for batch in range(5)] == [0, 32, 64, 96, 100]


@pytest.mark.parametrize("recipe", [ARTICLE, FAST, QUICK_LOOK])
def test_curves_have_a_few_dozen_points_an_epoch(recipe):
    assert 24 <= recipe.batches / recipe.interval <= 48


def test_a_constant_rate_starts_where_it_stays():
    assert (ARTICLE.start_rate, ARTICLE.warm_up_batches) == (0.001, 0)


def test_one_cycle_starts_low_and_climbs_for_its_share():
    steps = FAST.epochs * FAST.batches
    assert math.isclose(FAST.start_rate, 0.005 / 25)
    assert (FAST.warm_up_batches, FAST.decay_batches) == (round(0.3 * steps), steps - round(0.3 * steps))
