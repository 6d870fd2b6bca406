"""How long a training takes, from what was measured."""

import pytest

from explainer.network import ARTICLE, network
from explainer.training.queue import estimates
from explainer.training.queue.estimates import Measurement, expected_seconds, seconds_until_turn
from explainer.training.queue.run_queue import RunQueue
from explainer.training.recipes.recipe import FAST, RECIPES
from explainer.training.store.records import Request
from explainer.training.store.run_store import RunStore
from explainer.training.store.status import RunStatus

REQUEST = Request(config=ARTICLE, recipe=FAST)


def test_expected_times_are_scaled_from_what_was_measured() -> None:
    measured = Measurement(REQUEST, images_per_second=1_000.0, test_seconds=2.0, start_seconds=3.0)
    images = FAST.epochs * FAST.training_images
    assert expected_seconds(FAST, ARTICLE, [measured]) == pytest.approx(3 + images / 1_000 + FAST.epochs * 2)
    once = FAST.model_copy(update={"evaluate_each_epoch": False})
    assert expected_seconds(once, ARTICLE, [measured]) == pytest.approx(3 + images / 1_000 + 2)
    small = network("c64_max2")
    assert small.multiply_adds < ARTICLE.multiply_adds
    share = small.multiply_adds / ARTICLE.multiply_adds
    assert expected_seconds(FAST, small, [measured]) == pytest.approx(3 + share * (images / 1_000 + FAST.epochs * 2))
    assert expected_seconds(FAST, ARTICLE, []) is None


def test_the_most_similar_measurement_counts() -> None:
    like = Measurement(REQUEST, images_per_second=2_000.0, test_seconds=0.0, start_seconds=0.0)
    unlike = Measurement(
        Request(config=ARTICLE, recipe=RECIPES["article"]), images_per_second=10.0, test_seconds=0.0, start_seconds=0.0
    )
    expected = FAST.epochs * FAST.training_images / 2_000
    assert expected_seconds(FAST, ARTICLE, [unlike, like]) == pytest.approx(expected)


def test_validation_takes_its_time_after_each_epoch() -> None:
    measured = Measurement(REQUEST, images_per_second=1_000.0, test_seconds=2.0, start_seconds=3.0)
    held_out = FAST.model_copy(update={"validation_images": 5_000})
    images = FAST.epochs * FAST.training_images
    expected = 3 + images / 1_000 + FAST.epochs * (2 + 2 / 2)
    assert expected_seconds(held_out, ARTICLE, [measured]) == pytest.approx(expected)


@pytest.mark.parametrize(("slots", "expected"), [(1, 100.0), (2, 50.0), (3, 20.0), (5, 0.0)])
def test_runs_ahead_share_the_slots(
    store: RunStore, monkeypatch: pytest.MonkeyPatch, slots: int, expected: float
) -> None:
    # In their order: 50 s, which began first, then 30 s, then 20 s.
    ahead = [RunStatus(name, "queued") for name in ("50", "30", "20")]
    monkeypatch.setattr(estimates, "_seconds_left", lambda status, _: float(status.run_id))
    assert seconds_until_turn(RunQueue(store, slots=slots), ahead) == expected
