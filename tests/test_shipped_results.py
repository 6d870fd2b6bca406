"""The results that ship with the project: they are of these experiments, and come out again."""

import pytest

from explainer import mnist
from explainer.experiments.guided import BASE, EXPERIMENTS, REFERENCE, SEEDS
from explainer.experiments.measure import measure
from explainer.experiments.shipped import Epoch, Measured, Training, shipped_results

TEST_IMAGES = 10_000


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_training_of_an_experiment_is_there(name: str) -> None:
    variants, measured = EXPERIMENTS[name], shipped_results().experiments[name]
    assert [one.value for one in measured] == [variant.value for variant in variants]
    assert REFERENCE[name] in [one.value for one in measured]
    for variant, one in zip(variants, measured, strict=True):
        assert one.parameters == variant.design.config.parameters
        assert tuple(training.seed for training in one.trainings) == SEEDS
        for training in one.trainings:
            assert len(training.epochs) == variant.design.recipe.epochs
            assert training.seconds > 0
            right = TEST_IMAGES * training.test_accuracy
            assert right == pytest.approx(round(right), abs=1e-6)


def test_most_experiments_change_one_thing_about_the_article_s_network() -> None:
    for name in ("filters", "kernel_size", "units", "scaling", "batch_size"):
        (reference,) = (one for one in EXPERIMENTS[name] if one.value == REFERENCE[name])
        assert (reference.design, reference.has_raw_pixels) == (BASE, False)


def test_the_smallest_comes_out_again() -> None:
    variant, shipped = EXPERIMENTS["filters"][0], shipped_results().experiments["filters"][0]
    found, expected = measure(variant, mnist.load()), shipped.trainings[0]
    assert found.seed == expected.seed
    for epoch, known in zip(found.epochs, expected.epochs, strict=True):
        # Another processor rounds otherwise, and rounding adds up.
        assert epoch.loss == pytest.approx(known.loss, rel=0.1)
        assert epoch.accuracy == pytest.approx(known.accuracy, abs=0.01)
        assert epoch.test_accuracy == pytest.approx(known.test_accuracy, abs=0.015)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [((0.97, 0.98), "more"), ((0.9, 0.94), "less"), ((0.95, 0.99), "even"), ((0.9, 1.0), "even")],
)
def test_more_and_less_is_said_where_every_seed_says_so(shares: tuple[float, ...], expected: str) -> None:
    assert _of(*shares).against(_of(0.95, 0.96)) == expected


def _of(*shares: float) -> Measured:
    trainings = [
        Training(seed=seed, seconds=1, epochs=(Epoch(loss=1, accuracy=share, test_accuracy=share),))
        for seed, share in enumerate(shares)
    ]
    return Measured(value=1, parameters=1, trainings=tuple(trainings))
