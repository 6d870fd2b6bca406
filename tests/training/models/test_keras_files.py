"""A model that Keras saved comes back as the same network, with Keras's own predictions."""

import numpy as np
import pytest

from explainer import mnist
from explainer.comparing import Design
from explainer.network import ARTICLE, network
from explainer.network.architecture import MAX_PARAMETERS
from explainer.training.models.brought_in import MAX_WEIGHTS_MEGABYTES, bring_in, weights_of
from explainer.training.models.keras_files import configuration_from, network_of
from explainer.training.recipes.recipe import ELSEWHERE, QUICK_LOOK
from explainer.training.store.run_store import RunStore
from tests.networks import ODD
from tests.oracles.keras_files import Way, farthest, saved, with_entries

TOLERANCE = 1e-6
WAYS = {
    "sequential": Way(is_compiled=True),
    "functional": Way(is_functional=True, has_own_functions=True, is_packed=True),
    "scores of bytes": Way(rescales=True, has_softmax=False, has_own_functions=True),
    "apart": Way(is_functional=True, rescales=True, is_apart=True),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_articles_network_comes_back(way: str) -> None:
    model = saved(ARTICLE, WAYS[way])
    assert network_of(model.description).network == ARTICLE
    assert farthest(model, mnist.load().x_test[:20]) <= TOLERANCE


@pytest.mark.parametrize(("number", "name"), [*enumerate(ODD)])
def test_odd_networks_come_back(number: int, name: str) -> None:
    way = list(WAYS.values())[number % len(WAYS)]
    assert farthest(saved(ODD[name], way), mnist.load().x_test[:20]) <= TOLERANCE


def test_it_is_a_run_of_which_nobody_knows_the_recipe(store: RunStore) -> None:
    model = saved(network("c4_max2"), Way())
    found = network_of(model.description)
    weights = weights_of(model.weights, found.network)
    run = bring_in(store, configuration_from(found), weights, 0.5, "visitor-1")
    request = run.request()
    assert request.brought_in
    assert not request.recipe.is_known
    assert (run.checkpoints(), run.result().test_accuracy) == ((1,), 0.5)
    here, there = Design(request.config, QUICK_LOOK, 3), Design(request.config, ELSEWHERE, 0)
    assert there.settings.items() < here.settings.items()


def test_a_file_as_large_as_can_be_is_read() -> None:
    """Some 20 million numbers, within the limits of memory, time and size; packed, too."""
    largest = network("c23-same_d1024_d1024")
    assert 0.95 * MAX_PARAMETERS < largest.parameters <= MAX_PARAMETERS
    model = saved(largest, Way())
    assert len(model.weights) < MAX_WEIGHTS_MEGABYTES * 10**6
    for content in (model.weights, with_entries(model.weights, {})):
        read = weights_of(content, network_of(content).network)
        np.testing.assert_array_equal(read["dense_1"].kernel, model.model.layers[2].get_weights()[0])
