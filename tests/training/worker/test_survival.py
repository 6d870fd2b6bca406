"""Three of the benchmark's cases: a worker or a server is killed, and the run goes on."""

import pytest

from benchmarks.survival import Case, killed, report
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.run_store import RunStore


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return RunStore(tmp_path_factory.mktemp("runs"))


@pytest.mark.parametrize(
    ("victim", "moment", "images"),
    [
        ("worker", 0.0, 640),
        pytest.param("worker", 6.5, 6_000, marks=pytest.mark.thorough),
        pytest.param("server", 5.5, 6_000, marks=pytest.mark.thorough),
    ],
)
def test_a_run_survives(shared, tiny_request, victim, moment, images):
    recipe = Recipe(name="survival", epochs=3, training_images=images, batch_size=8)
    request = tiny_request.model_copy(update={"recipe": recipe, "visitor": None})
    case = killed(shared, request, victim, moment)
    assert (case.is_kept, case.is_readable, case.is_finished) == (True, True, True)
    assert case.repeated in (0, 1)


def test_the_worst_case_is_reported():
    sound = Case("worker", 1.0, "interrupted", is_kept=True, is_readable=True, is_finished=True, repeated=1)
    bad = Case("server", 2.0, "unreadable", is_kept=False, is_readable=False, is_finished=False, repeated=3)
    assert not report([sound]).missed
    figures = {figure.name: figure.value for figure in report([sound, bad]).figures}
    assert list(figures.values()) == [1, 1, 1, 3, 1]
    assert len(report([sound, bad]).missed) == 4
