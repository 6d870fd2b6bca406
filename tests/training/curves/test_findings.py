"""What is said of curves, together and in order; and a few real ones."""

import pytest

from explainer.network import ARTICLE as NETWORK
from explainer.network import NetworkConfig, network
from explainer.training.curves.finding import Finding
from explainer.training.curves.findings import read_curves
from explainer.training.models.bundle import load_bundle
from explainer.training.recipes.recipe import ARTICLE, Recipe
from explainer.training.store.records import EpochRecord, Request
from explainer.training.store.status import read_status
from explainer.training.worker.attempt import train
from tests.training.curves.handmade import FALLING, codes, read, recipe_of


def test_nothing_is_said_before_an_epoch_is_done() -> None:
    assert read([]) == ()
    assert read_curves(NETWORK, ARTICLE, [EpochRecord(epoch=0), EpochRecord(epoch=1, batches=7, loss=9.0)]) == ()


@pytest.mark.parametrize(
    ("silent", "expected"),
    [((6, 0), None), ((7, 0), ("conv2d", 7, 64)), ((7, 4), ("conv2d_1", 4, 32)), ((0, 3), None), ((), None)],
)
def test_dead_filters_are_a_tenth_of_a_layer(silent, expected):
    finding, *others = read([0.3, 0.2, 0.19], [0.3, 0.25, 0.25], silent=silent)
    if expected is None:
        assert finding.code == "good"
        return
    assert (finding.code, codes(others)) == ("dead_filters", ["good"])
    assert tuple(finding.details[name] for name in ("layer", "silent", "filters")) == expected
    assert finding.suggestions == ({"learning_rate": 0.00033}, {"activation": "leaky_relu"})


def test_the_only_filter_can_be_dead_and_a_network_without_filters_has_none():
    one = network("c1_max2")
    assert codes(read([0.3, 0.2, 0.19], [0.3, 0.25, 0.25], silent=(0,), config=one)) == ["good"]
    assert codes(read([0.3, 0.2, 0.19], [0.3, 0.25, 0.25], silent=(1,), config=one)) == ["dead_filters", "good"]
    few = network("c8_max2")
    assert codes(read([0.3, 0.2, 0.19], [0.3, 0.25, 0.25], silent=(1,), config=few)) == ["good"]
    assert codes(read([0.3, 0.2, 0.19], [0.3, 0.25, 0.25], silent=(2,), config=few)) == ["dead_filters", "good"]
    none = network("softmax")
    assert codes(read([0.3, 0.2, 0.19], [0.3, 0.25, 0.25], config=none)) == ["good"]


def test_the_most_important_comes_first():
    assert codes(read([2.3] * 3, rate=0.1, silent=(64, 32))) == ["rate_too_high", "dead_filters"]
    assert codes(read([2.3] * 3, rate=0.0001, silent=(64, 32))) == ["rate_too_low", "dead_filters"]
    assert codes(read(FALLING, [0.5, 0.4, 0.6, 0.6], silent=(9, 0))) == ["dead_filters", "overfitting"]
    assert codes(read(FALLING, silent=(9, 0))) == ["dead_filters", "still_learning", "no_validation"]


def test_validation_images_are_suggested_after_a_few_epochs_and_fit_in():
    assert codes(read([0.3, 0.2])) == ["still_learning"]
    finding = read([0.3, 0.2, 0.19])[-1]
    assert (finding.code, finding.details, finding.suggestions) == ("no_validation", {}, ({"validation_images": 533},))
    (*_, finding) = read_curves(
        NETWORK, ARTICLE, [EpochRecord(epoch=each, batches=1_875, loss=0.1) for each in range(1, 6)]
    )
    assert finding.suggestions == ({"training_images": 50_000, "validation_images": 10_000},)


def test_the_bundled_model_is_good():
    description = load_bundle().description
    found = read_curves(description.config, description.recipe, description.epochs)
    assert codes(found) == ["good", "no_validation"]


SMALL = network("c4-s2_max2_d64")


def trained(store, config: NetworkConfig, recipe: Recipe) -> tuple[Finding, ...]:
    run = store.create(Request(config=config, recipe=recipe, seed=1))
    assert train(run).state == "finished"
    status = read_status(run)
    return read_curves(config, recipe, status.epochs_done, status.points)


def test_a_network_that_learns_a_hundred_images_by_heart_overfits(store):
    recipe = recipe_of(25, rate=0.02, images=100, validation_images=1_000, evaluate_each_epoch=False)
    found = trained(store, SMALL, recipe)
    (finding,) = [each for each in found if each.code == "overfitting"]
    assert 1 < finding.details["epoch"] < 20
    assert finding.details["last_loss"] > finding.details["best_loss"]
    assert finding.details["training_now"] < finding.details["training_then"]


def test_a_real_rate_that_is_too_high(store):
    finding, *_ = trained(store, SMALL, recipe_of(2, rate=1.0, evaluate_each_epoch=False))
    assert (finding.code, finding.suggestions) == ("rate_too_high", ({"learning_rate": 0.001},))


def test_a_real_rate_that_is_too_low(store):
    recipe = recipe_of(3, rate=0.0005, optimizer={"name": "sgd"}, evaluate_each_epoch=False)
    assert codes(trained(store, SMALL, recipe))[0] == "rate_too_low"
