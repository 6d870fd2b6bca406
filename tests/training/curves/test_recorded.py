"""Real trainings, recorded by `record.py`: what was once said wrongly of them, and nothing that their numbers deny."""

import pytest

from tests.oracles.claims_curves import Ladders, Recorded, read_at, recorded_runs
from tests.training.curves.handmade import told
from tests.training.curves.record import DROPS, NORMALIZED, RELU, RUNS, SIGMOIDS

ADAM = "e20_b32_adam-lr{}_n1000_v1000"
SGD = "e20_b32_sgd-lr{}_n1000_v1000"


def run_of(network: str, training: str) -> Recorded:
    return next(run for run in recorded_runs() if (run.network, run.training) == (network, training))


def test_every_run_is_recorded_once() -> None:
    expected = [(word, training) for word, trainings in RUNS.items() for training in trainings]
    assert sorted((run.network, run.training) for run in recorded_runs()) == sorted(expected)
    assert len(expected) >= 60


@pytest.mark.parametrize("run", recorded_runs(), ids=lambda run: f"{run.network[:24]}-{run.training}")
def test_nothing_is_said_that_the_numbers_deny(run: Recorded) -> None:
    ladders = Ladders(recorded_runs())
    endings = run.endings[:: max(len(run.endings) // 4, 1)]
    denied = [
        (epochs, finding, reason)
        for epochs in {*endings, run.endings[-1]}
        for finding in read_at(run, epochs)
        for reason in ladders.denials(run, epochs, finding)
    ]
    assert denied == []


@pytest.mark.parametrize(
    ("network", "training", "epochs", "expected"),
    [
        # "The loss hardly falls any more", while both fell by 8 % an epoch.
        (RELU, ADAM.format(0.0001), 20, "still_learning"),
        (RELU, "e20_b256_adam-lr0.001_n1000_v1000", 20, "still_learning"),
        # "Learned well" at 59 %.
        (NORMALIZED, ADAM.format(0.0001), 13, "still_learning"),
        # "It does not overfit", with a validation loss 20 % above its best.
        (RELU, ADAM.format(0.003), 14, "turning"),
        # "Overfitting since epoch 1": the averages lagged, and 96 % were right in the end.
        (NORMALIZED, ADAM.format(0.01), 5, "still_learning"),
        (NORMALIZED, ADAM.format(0.01), 8, "averages_lag"),
        # First "too low", then "too high": no rate helps a stack of sigmoids, or where nine of ten numbers rest.
        (SIGMOIDS, SGD.format(0.01), 20, "hardly_learned_sigmoid"),
        (SIGMOIDS, SGD.format(0.1), 20, "hardly_learned_sigmoid"),
        (SIGMOIDS, SGD.format(1), 20, "hardly_learned_sigmoid"),
        (DROPS, ADAM.format(0.0001), 10, "hardly_learned_dropout"),
        (DROPS, ADAM.format(0.001), 20, "hardly_learned_dropout"),
        (DROPS, ADAM.format(0.01), 20, "hardly_learned_dropout"),
        # "Too low" of a loss that had just begun to fall.
        (SIGMOIDS, "e20_b32_adam-lr0.001_n2000_v1000", 20, "still_learning"),
        # "Too high" after 32 updates, and because 0.1 × (1 − 0.9) is a little less than 0.01.
        (RELU, "e20_b32_sgd-lr0.01-m0.9_n1000_v1000", 1, "hardly_learned_few_updates"),
        # "Too high" for a loss of 0.116 after one of 0.076: every lower rate was behind.
        (RELU, ADAM.format(0.01), 9, "overfitting"),
        # "Still learning", "the loss fell", while it rose.
        (SIGMOIDS, SGD.format(0.1), 3, "hardly_learned_few_updates"),
    ],
)
def test_what_was_once_said_wrongly(network: str, training: str, epochs: int, expected: str) -> None:
    assert told(read_at(run_of(network, training), epochs)) == expected
