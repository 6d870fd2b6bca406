"""What can be changed in a line, and what becomes of the script."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras.src.trainers.data_adapters import array_slicing

from explainer.lessons.changes import AFTER, changed, choices
from explainer.lessons.script import article_lines
from explainer.network import ARTICLE, network
from explainer.training.recipes.recipe import ARTICLE as ARTICLE_RECIPE
from explainer.training.recipes.recipe import FAST
from tests.networks import drafts


def change(line_id: str, name: str, value: object, word: str = "c64_max2_c32_max2_d128") -> list[str]:
    draft, recipe = network(word), ARTICLE_RECIPE
    line = next(line for line in article_lines(draft, recipe) if line.id == line_id)
    choice = next(choice for choice in choices(line, draft, recipe) if choice.name == name)
    after = article_lines(*changed(choice, choice.options.index(value), line, draft, recipe))
    before = {line.source for line in article_lines(draft, recipe)}
    return [line.source for line in after if line.source not in before]


@pytest.mark.parametrize(
    ("line", "name", "value", "expected"),
    [
        ("conv2d_1", "Conv2D.kernel_size", 5, ["model.add(Conv2D(64, (5, 5), activation='relu'))"]),
        ("conv2d_2", "Conv2D.filters", 8, ["model.add(Conv2D(8, (3, 3), activation='relu'))"]),
        ("pooling2d_1", "MaxPooling2D.pool_size", 3, ["model.add(MaxPooling2D((3, 3)))"]),
        ("dense_1", "Dense.activation", "tanh", ["model.add(Dense(128, activation='tanh'))"]),
        ("fit", "fit.batch_size", 128, ["model.fit(x_train, y_train, batch_size=128, epochs=5)"]),
        ("fit", "fit.epochs", 2, ["model.fit(x_train, y_train, epochs=2)"]),
        ("fit", "fit.validation_split", 0.1, ["model.fit(x_train, y_train, epochs=5, validation_split=0.1)"]),
    ],
)
def test_a_value_is_changed_in_its_line_alone(line: str, name: str, value: object, expected: list[str]) -> None:
    assert change(line, name, value) == expected


def test_a_share_between_the_steps_is_one_of_them() -> None:
    draft = network("c4_max2_d8_drop0.33")
    found = [choice for line in article_lines(draft, ARTICLE_RECIPE) for choice in choices(line, draft, ARTICLE_RECIPE)]
    (rate,) = (choice for choice in found if choice.name == "Dropout.rate")
    assert (rate.options[0], rate.options[rate.current]) == (None, 0.33)


def test_an_optimizer_comes_with_its_own_learning_rate() -> None:
    assert change("compile", "compile.optimizer", "sgd")[0].startswith("model.compile(optimizer='sgd'")


def test_dropout_comes_and_goes() -> None:
    assert "model.add(Dropout(0.5))" in change("dense_1", f"{AFTER}.dropout", 0.5)
    word = "c64_max2_c32_max2_d128_drop0.5"
    assert change("dropout_1", "Dropout.rate", 0.25, word) == ["model.add(Dropout(0.25))"]
    assert not [line for line in change("dropout_1", "Dropout.rate", None, word) if "Dropout(" in line]


def test_with_a_schedule_the_learning_rate_is_not_one_number() -> None:
    line = next(line for line in article_lines(ARTICLE, FAST) if line.id == "compile")
    assert [choice.name for choice in choices(line, ARTICLE, FAST)] == ["compile.optimizer", "compile.loss"]


@settings(max_examples=50)
@given(drafts, st.data())
def test_whatever_is_chosen_gives_a_script(draft, data) -> None:
    line = data.draw(st.sampled_from(article_lines(draft, ARTICLE_RECIPE)))
    for choice in choices(line, draft, ARTICLE_RECIPE):
        option = data.draw(st.integers(0, len(choice.options) - 1))
        network_after, recipe = changed(choice, option, line, draft, ARTICLE_RECIPE)
        assert article_lines(network_after, recipe)
        if option == choice.current:
            assert (network_after, recipe) == (draft, ARTICLE_RECIPE)


def test_a_split_sets_aside_what_keras_would() -> None:
    """Keras takes the last images, as the training of the dashboard does."""
    line = next(line for line in article_lines(ARTICLE, ARTICLE_RECIPE) if line.id == "fit")
    choice = next(choice for choice in choices(line, ARTICLE, ARTICLE_RECIPE) if choice.name == "fit.validation_split")
    assert (choice.options, choice.current) == ((None, 0.1, 0.2), 0)
    for place, share in enumerate(choice.options):
        _, recipe = changed(choice, place, line, ARTICLE, ARTICLE_RECIPE)
        if share is not None:
            _, (kept,) = array_slicing.train_validation_split((np.arange(60_000),), share)
            assert recipe.validation_images == len(kept)
            assert kept[0] == recipe.training_images
        assert recipe.training_images + recipe.validation_images == 60_000
        again = next(other for other in choices(line, ARTICLE, recipe) if other.name == choice.name)
        assert again.current == place
