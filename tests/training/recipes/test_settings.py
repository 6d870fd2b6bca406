"""Training settings as a word, and what they may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from explainer.optimizers import ALL, SGD, AdamW
from explainer.training.recipes.recipe import OWN, RECIPES, AddedDigits, Recipe, possible
from explainer.training.recipes.settings import read_settings, write_settings

added_digits = st.builds(
    AddedDigits,
    images=st.integers(1, 400),
    repeats=st.integers(1, 100),
    digest=st.text("0123456789abcdef", min_size=12, max_size=12),
)


@st.composite
def settings_of_any_kind(draw: st.DrawFn) -> Recipe:
    kind = draw(st.sampled_from(ALL))
    schedule = draw(st.sampled_from(["constant", "one_cycle", "cosine"]))
    rates = [5e-324, 1e-320, 1.2345678e-25, 1e-6, 0.0001, 0.005, 0.1, 1.0]
    options = {name: draw(st.sampled_from(option.steps)) for name, option in kind.options().items()}
    return Recipe(
        name=OWN,
        epochs=draw(st.integers(1, 100)),
        batch_size=draw(st.integers(8, 1024)),
        optimizer=kind(
            learning_rate=draw(st.sampled_from(rates)),
            schedule=schedule,
            warm_up_share=draw(st.sampled_from([0.0, 0.1, 0.5, 0.9])) if schedule == "one_cycle" else 0.3,
            **options,
        ),
        loss=draw(st.sampled_from(["categorical_crossentropy", "sparse_categorical_crossentropy"])),
        training_images=draw(st.integers(100, 60_000)),
        validation_images=draw(st.integers(0, 20_000)),
        own_digits=draw(st.none() | added_digits),
    )


@given(settings_of_any_kind())
def test_what_was_written_comes_back(settings: Recipe) -> None:
    assert read_settings(write_settings(settings)) == settings


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_s_settings_make_it_again(name: str) -> None:
    recipe = RECIPES[name]
    assert read_settings(write_settings(recipe.own)) == recipe.own
    assert recipe.own.model_copy(update={"name": name}) == recipe


def test_the_words_of_the_built_in_recipes() -> None:
    assert [write_settings(recipe.own) for recipe in RECIPES.values()] == [
        "e5_b32_adam-lr0.001_n60000",
        "e2_b64_adam-lr0.005-cycle0.3_n36000",
        "e1_b32_adam-lr0.001_n6000",
    ]


def test_words_of_optimizers_that_have_options() -> None:
    assert write_settings(Recipe(name=OWN, epochs=1, optimizer=AdamW())) == "e1_b32_adamw-lr0.001_n60000"
    decayed = Recipe(name=OWN, epochs=1, optimizer=AdamW(weight_decay=0.01, schedule="cosine"))
    assert write_settings(decayed) == "e1_b32_adamw-lr0.001-cosine-wd0.01_n60000"
    assert read_settings("e1_b32_sgd-lr0.1-cycle0.3-m0.9_n60000") == Recipe(
        name=OWN, epochs=1, optimizer=SGD(learning_rate=0.1, schedule="one_cycle", momentum=0.9)
    )


@pytest.mark.parametrize(
    "word",
    [
        "",
        "e0_b32_adam-lr0.001_n60000",
        "e101_b32_adam-lr0.001_n60000",
        "e5_b7_adam-lr0.001_n60000",
        "e5_b32_unknown-lr0.001_n60000",
        "e5_b32_adam-lr0_n60000",
        "e5_b32_adam-lr1.5_n60000",
        "e5_b32_adam-lr1e-3_n60000",
        "e5_b32_adam-lr0.001-m0.9_n60000",
        "e5_b32_sgd-lr0.1-m1_n60000",
        "e5_b32_sgd-lr0.1-wd0.01_n60000",
        "e5_b32_adamw-lr0.1-wd0.6_n60000",
        "e5_b32_adamw-lr0.1-wd0.01-wd0.01_n60000",
        "e5_b32_adam-lr0.001_n99",
        "e5_b32_adam-lr0.001_n60001",
        "e5_b32_adam-lr0.001_n60000_v20001",
        "e5_b32_adam-lr0.001_n60000_o0x1-0123456789ab",
        "e5_b32_adam-lr0.001_n60000_o401x1-0123456789ab",
        "e5_b32_adam-lr0.001_n60000_o5x101-0123456789ab",
        "e5_b32_adam-lr0.001_n60000_o5x1-0123456789AB",
        "e5_b32_adam-lr0.001_n60000_o5x1",
        "e5_b32_adam-lr0.001_n60000\n",
        "e５_b32_adam-lr0.001_n60000",
    ],
)
def test_anything_else_is_not_read(word: str) -> None:
    assert read_settings(word) is None


def test_settings_that_are_too_much_together_are_kept_but_are_not_possible() -> None:
    long = Recipe(name=OWN, epochs=100)
    many = Recipe(name=OWN, epochs=1, training_images=60_000, validation_images=1)
    for settings, kind in ((long, "recipe_too_long"), (many, "recipe_too_many_images")):
        assert read_settings(write_settings(settings)) == settings
        with pytest.raises(ValidationError) as caught:
            possible(settings)
        assert [error["type"] for error in caught.value.errors()] == [kind]


@given(st.text(max_size=60))
def test_no_word_raises(word: str) -> None:
    read_settings(word)
