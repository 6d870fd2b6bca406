import json
import math

import keras
import pytest
from pydantic import ValidationError

from explainer.network import ARTICLE as ARTICLE_NETWORK
from explainer.optimizers import SGD, Adam
from explainer.training.recipes.recipe import ARTICLE, FAST, QUICK_LOOK, RECIPES, AddedDigits, Recipe, possible
from explainer.training.store.records import Request
from explainer.training.worker.restart import compiled_model


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


def test_one_s_own_digits_count_in_every_epoch():
    added = AddedDigits(images=200, repeats=100, digest="0123456789ab")
    recipe = Recipe(name="own", epochs=15, batch_size=1000, own_digits=added)
    assert (recipe.added_images, recipe.epoch_images, recipe.batches) == (20_000, 80_000, 80)
    assert recipe.images_after(80) == 80_000
    assert recipe.most_epochs == 15
    assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe
    excess = Recipe(name="own", epochs=16, own_digits=added).excess
    assert excess is not None
    assert excess.details["images"] == 16 * 80_000


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
        ("validation_images", -1),
        ("validation_images", 20_001),
        ("loss", "mean_squared_error"),
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
        Adam(learning_rate=learning_rate)


def test_a_momentum_is_sgd_s_alone():
    assert SGD(momentum=0.99).momentum == 0.99
    for momentum in (-0.1, 1.0):
        with pytest.raises(ValidationError) as refusal:
            SGD(momentum=momentum)
        assert [error["loc"] for error in refusal.value.errors()] == [("momentum",)]
    with pytest.raises(ValidationError) as refusal:
        Adam(momentum=0.5)
    assert [error["type"] for error in refusal.value.errors()] == ["extra_forbidden"]


def test_training_and_validation_images_are_never_more_than_there_are():
    assert Recipe(name="mine", epochs=1, training_images=50_000, validation_images=10_000).excess is None
    with pytest.raises(ValidationError) as refusal:
        possible(Recipe(name="mine", epochs=1, training_images=50_001, validation_images=10_000))
    (error,) = refusal.value.errors()
    assert error["type"] == "recipe_too_many_images"
    assert error["ctx"] == {"limit": 60_000, "training_images": 50_001, "validation_images": 10_000}


def test_requests_from_before_the_new_fields_can_be_read():
    """Word for word what an older version wrote."""
    old = {
        "name": "fast",
        "epochs": 2,
        "batch_size": 64,
        "optimizer": {"name": "adam", "learning_rate": 0.005, "schedule": "one_cycle", "warm_up_share": 0.3},
        "training_images": 36_000,
        "evaluate_each_epoch": True,
    }
    assert Recipe.model_validate_json(json.dumps(old)) == FAST
    old["optimizer"]["momentum"] = 0.0
    assert Recipe.model_validate_json(json.dumps(old)) == FAST
    del old["optimizer"]["name"]
    assert Recipe.model_validate_json(json.dumps(old)) == FAST
    request = {"config": ARTICLE_NETWORK.model_dump(mode="json"), "recipe": old, "seed": 7}
    assert Request.model_validate_json(json.dumps(request)).recipe == FAST


def test_a_cosine_comes_down_to_nothing_from_the_first_batch_on():
    optimizer = SGD(learning_rate=0.1, schedule="cosine")
    recipe = Recipe(name="mine", epochs=2, training_images=3_200, optimizer=optimizer)
    schedule = compiled_model(Request(config=ARTICLE_NETWORK, recipe=recipe)).optimizer._learning_rate
    rates = [float(schedule(step)) for step in range(201)]
    expected = [0.05 * (1 + math.cos(math.pi * step / 200)) for step in range(201)]
    assert rates == pytest.approx(expected, abs=1e-7)
    assert (recipe.start_rate, recipe.warm_up_batches) == (0.1, 0)


@pytest.mark.parametrize(("images", "most"), [(60_000, 20), (50_000, 24), (1_000, 100)])
def test_the_most_epochs_are_allowed_and_not_one_more(images, most):
    recipe = Recipe(name="mine", epochs=1, training_images=images)
    assert recipe.most_epochs == most
    assert Recipe(name="mine", epochs=most, training_images=images).excess is None
    assert most == 100 or Recipe(name="mine", epochs=most + 1, training_images=images).excess is not None


def test_a_recipe_that_would_keep_the_machine_busy_is_refused():
    assert possible(Recipe(name="long", epochs=20)).epochs == 20
    with pytest.raises(ValidationError) as refusal:
        Request(config=ARTICLE_NETWORK, recipe=Recipe(name="long", epochs=21))
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
