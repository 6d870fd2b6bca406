"""The memory of a worker, against what was measured of real ones: `python -m benchmarks memory`."""

import pytest

from benchmarks.memory import CASES
from explainer.errors import ExplainerError
from explainer.network import network
from explainer.network.presets import ARTICLE
from explainer.training.limits.memory import check_memory, largest_batch, peak_bytes
from explainer.training.recipes.recipe import ARTICLE as ARTICLE_RECIPE
from explainer.training.recipes.recipe import Recipe

MEASURED = {
    "tiny": 885,
    "tiny, all images": 1383,
    "tiny, a third held out": 1287,
    "article, 32": 1096,
    "article, 256": 1063,
    "article, 1024": 1655,
    "wide, 64": 1331,
    "wide, 1024": 2268,
    "no pooling, 512": 1005,
    "LeNet-5, 1024": 991,
    "64 filters twice, 512": 1231,
    "64 filters, tanh, dropout, 512": 1254,
    "64 filters, leaky ReLU, 512": 1227,
    "128 filters, no pooling, 512": 1370,
    "17 million parameters, Adam": 1639,
    "17 million parameters, SGD": 1396,
    "256 filters, 256": 1779,
    "32, 64, 64 filters, 1024": 1357,
}
"""Megabytes, on 25 November 2026: 2 cores, Python 3.11, TensorFlow 2.21."""

HUGE = network("c256-same")


def test_every_case_was_measured() -> None:
    assert [case.name for case in CASES] == list(MEASURED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_estimate_is_near_and_not_too_small(case) -> None:
    ratio = peak_bytes(case.config, case.recipe) / 1e6 / MEASURED[case.name]
    assert 0.99 <= ratio <= 1.25


def test_what_took_most_of_a_machine_is_known_before(monkeypatch) -> None:
    """A network and a batch that were seen to take 4.7 GB."""
    config = network("c256-same_max2_c256-same_max2_c256-same_max2")
    recipe = Recipe(name="large", epochs=20, batch_size=1024)
    assert 4.7e9 < peak_bytes(config, recipe) < 5.9e9


def test_more_than_the_limit_is_refused_with_a_batch_that_fits(monkeypatch) -> None:
    monkeypatch.setenv("EXPLAINER_RUN_MEMORY", "2500")
    check_memory(ARTICLE, ARTICLE_RECIPE)
    recipe = Recipe(name="large", epochs=1, batch_size=1024, training_images=10_000)
    with pytest.raises(ExplainerError) as error:
        check_memory(HUGE, recipe)
    assert error.value.code == "memory_exceeded"
    size = error.value.details["batch_size"]
    assert (size, error.value.details["limit"]) == (512, 2500)
    check_memory(HUGE, recipe.model_copy(update={"batch_size": size}))
    with pytest.raises(ExplainerError):
        check_memory(HUGE, recipe.model_copy(update={"batch_size": 2 * size}))


def test_where_no_batch_fits_the_network_is_too_large(monkeypatch) -> None:
    monkeypatch.setenv("EXPLAINER_RUN_MEMORY", "900")
    with pytest.raises(ExplainerError) as error:
        check_memory(HUGE, Recipe(name="large", epochs=1, batch_size=8, training_images=100))
    assert error.value.code == "memory_exceeded_anyway"
    assert largest_batch(HUGE, ARTICLE_RECIPE, 900e6) is None


def test_by_default_it_is_a_part_of_the_machine(monkeypatch) -> None:
    monkeypatch.delenv("EXPLAINER_RUN_MEMORY", raising=False)

    class Machine:
        total = 8e9

    monkeypatch.setattr("explainer.training.limits.limits.psutil.virtual_memory", Machine)
    check_memory(ARTICLE, ARTICLE_RECIPE)
    check_memory(ARTICLE, ARTICLE_RECIPE, slots=2)
    with pytest.raises(ExplainerError):
        check_memory(ARTICLE, ARTICLE_RECIPE, slots=4)
