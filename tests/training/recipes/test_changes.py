import pytest
from pydantic import ValidationError

from explainer.network import ARTICLE as NETWORK
from explainer.network import PRESETS, network, write_network
from explainer.optimizers import SGD, Adam
from explainer.training.recipes.changes import with_changes
from explainer.training.recipes.recipe import ARTICLE

ONLY_BLOCKS = network("c64_max2_c32_max2")


def test_a_recipe_that_changes_is_one_s_own() -> None:
    config, recipe = with_changes(NETWORK, ARTICLE, {"epochs": 10, "learning_rate": 0.002, "validation_images": 0})
    assert config == NETWORK
    assert recipe == ARTICLE.model_copy(update={"name": "own", "epochs": 10, "optimizer": Adam(learning_rate=0.002)})


def test_a_recipe_that_stays_keeps_its_name() -> None:
    assert with_changes(NETWORK, ARTICLE, {"epochs": 5}) == (NETWORK, ARTICLE)
    assert with_changes(NETWORK, ARTICLE, {"dropout": 0.5})[1] == ARTICLE


def test_an_optimizer_and_its_momentum_change_together() -> None:
    _, recipe = with_changes(NETWORK, ARTICLE, {"optimizer": "sgd", "momentum": 0.9, "schedule": "cosine"})
    assert recipe.optimizer == SGD(learning_rate=0.001, momentum=0.9, schedule="cosine")


def test_dropout_goes_to_the_dense_layers_or_where_there_are_none_to_the_blocks() -> None:
    changed, _ = with_changes(NETWORK, ARTICLE, {"dropout": 0.25})
    assert changed.blocks == NETWORK.blocks
    assert write_network(changed) == "c64_max2_c32_max2_d128_drop0.25"
    assert with_changes(changed, ARTICLE, {"dropout": 0.0})[0] == NETWORK
    changed, _ = with_changes(ONLY_BLOCKS, ARTICLE, {"dropout": 0.25})
    assert write_network(changed) == "c64_max2_drop0.25_c32_max2_drop0.25"
    assert with_changes(network("softmax"), ARTICLE, {"dropout": 0.25})[0] == network("softmax")


@pytest.mark.parametrize("name", PRESETS)
def test_an_activation_goes_everywhere_and_nothing_else_changes(name: str) -> None:
    config = PRESETS[name]
    changed, _ = with_changes(config, ARTICLE, {"activation": "leaky_relu"})
    assert {layer.activation for layer in changed.built[:-1] if layer.activation} == {"leaky_relu"}
    assert [layer.output_shape for layer in changed.built] == [layer.output_shape for layer in config.built]


def test_what_does_not_go_together_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        with_changes(NETWORK, ARTICLE, {"epochs": 21})
    assert [error["type"] for error in refusal.value.errors()] == ["recipe_too_long"]
    with pytest.raises(ValueError, match="colour"):
        with_changes(NETWORK, ARTICLE, {"colour": "red"})
