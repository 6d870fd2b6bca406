"""What is said of curves: hand-made ones on both sides of every threshold, and a few real ones."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from explainer.network import ARTICLE as NETWORK
from explainer.network import NetworkConfig, network
from explainer.training.curves.findings import Finding, read_curves
from explainer.training.models.bundle import load_bundle
from explainer.training.recipes.changes import with_changes
from explainer.training.recipes.recipe import ARTICLE, OptimizerSettings, Recipe
from explainer.training.store.records import CurvePoint, EpochRecord, Request
from explainer.training.store.status import read_status
from explainer.training.worker.sitting import train

# Keras reads its variables in a way that NumPy is about to give up.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't:DeprecationWarning")

LN_10 = 2.302585
FALLING = [0.5, 0.4, 0.3, 0.2]


def recipe_of(epochs: int, *, rate: float = 0.001, images: int = 3_200, **fields: object) -> Recipe:
    optimizer = OptimizerSettings(learning_rate=rate, **fields.pop("optimizer", {}))
    return Recipe(name="mine", epochs=epochs, training_images=images, optimizer=optimizer, **fields)


def read(
    training: Sequence[float],
    held_out: Sequence[float] | None = None,
    *,
    kind: str = "val",
    accuracy: float = 0.9,
    silent: tuple[int, ...] = (),
    inside: Sequence[float] = (),
    config: NetworkConfig = NETWORK,
    has_ended: bool = True,
    **fields: object,
) -> tuple[Finding, ...]:
    """Reads hand-made curves of 100 batches an epoch."""
    if held_out is not None and kind == "val":
        fields.setdefault("validation_images", 1_000)
    recipe = recipe_of(fields.pop("epochs", max(len(training), 1)), **fields)
    records = [EpochRecord(epoch=0)]
    for number, loss in enumerate(training):
        tried = {} if held_out is None else {f"{kind}_loss": held_out[number], f"{kind}_accuracy": accuracy}
        records.append(EpochRecord(epoch=number + 1, batches=recipe.batches, loss=loss, silent_filters=silent, **tried))
    points = [CurvePoint(len(training), number + 1, loss, 0.5, loss, 0.5) for number, loss in enumerate(inside)]
    findings = read_curves(config, recipe, records, points, has_ended=has_ended)
    for finding in findings:
        for changes in finding.suggestions:
            assert with_changes(config, recipe, changes) != (config, recipe)
    return findings


def codes(findings: Sequence[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_nothing_is_said_before_an_epoch_is_done() -> None:
    assert read([]) == ()
    assert read_curves(NETWORK, ARTICLE, [EpochRecord(epoch=0), EpochRecord(epoch=1, batches=7, loss=9.0)]) == ()


def test_a_run_that_has_settled_is_good() -> None:
    (finding,) = read([0.3, 0.2, 0.195], [0.3, 0.25, 0.25], accuracy=0.93)
    assert finding == Finding("good", {"epochs": 3, "held_out": "validation", "accuracy": 0.93})


@pytest.mark.parametrize(
    ("training", "held_out", "expected"),
    [
        ([0.5, 0.4, 0.36], [0.5, 0.4, 0.36], "still_learning"),
        ([0.5, 0.4, 0.361], [0.5, 0.4, 0.3], "good"),
        ([0.5, 0.4, 0.3], [0.5, 0.4, 0.361], "good"),
    ],
)
def test_still_learning_is_where_both_losses_still_fall(training, held_out, expected):
    assert codes(read(training, held_out)) == [expected]


def test_still_learning_suggests_twice_as_many_epochs_as_far_as_allowed():
    (finding,) = read(FALLING, FALLING)
    assert finding.details == {"epochs": 4, "loss_before": 0.3, "loss_after": 0.2, "held_out": "validation"}
    assert finding.suggestions == ({"epochs": 8},)
    (finding,) = read(FALLING, FALLING, images=59_000, epochs=15)
    assert finding.suggestions == ({"epochs": 20},)
    (finding,) = read(FALLING, FALLING, images=59_000, epochs=20)
    assert finding.suggestions == ()


def test_without_validation_the_test_images_may_say_that_it_still_learns():
    finding, hint = read(FALLING, FALLING, kind="test")
    assert (finding.code, finding.details["held_out"], hint.code) == ("still_learning", "test", "no_validation")
    assert codes(read(FALLING, [0.5, 0.4, 0.3, 0.29], kind="test")) == ["good", "no_validation"]
    assert codes(read(FALLING)) == ["still_learning", "no_validation"]


@pytest.mark.parametrize(("last_quarter", "expected"), [(0.36, "still_learning"), (0.361, "good")])
def test_an_only_epoch_is_compared_with_itself(last_quarter, expected):
    inside = [2.0, 1.0, 0.6, 0.5, 0.4, 0.4, last_quarter, last_quarter]
    assert codes(read([0.7], [0.5], inside=inside)) == [expected]
    assert codes(read([0.7], [0.5], inside=inside[1:])) == ["good"]


@pytest.mark.parametrize(
    ("schedule", "accuracy", "expected"),
    [
        ("cosine", 0.98, "good"),
        ("cosine", 0.979, "still_learning"),
        ("one_cycle", 0.98, "good"),
        ("constant", 0.98, "still_learning"),
    ],
)
def test_a_schedule_that_has_run_out_is_no_reason_to_go_on(schedule, accuracy, expected):
    assert codes(read(FALLING, FALLING, accuracy=accuracy, optimizer={"schedule": schedule})) == [expected]


@pytest.mark.parametrize(
    ("validation", "expected"),
    [
        ([0.5, 0.4, 0.541, 0.541], "overfitting"),
        # Not high enough above its minimum.
        ([0.5, 0.4, 0.539, 0.539], "good"),
        # Only one epoch after it.
        ([0.5, 0.5, 0.4, 0.6], "good"),
    ],
)
def test_overfitting_is_a_validation_loss_that_keeps_rising(validation, expected):
    assert codes(read(FALLING, validation)) == [expected]


@pytest.mark.parametrize(("last", "expected"), [(0.38, "overfitting"), (0.381, "good")])
def test_overfitting_is_also_a_training_loss_that_falls(last, expected):
    assert codes(read([0.5, 0.4, last, last], [0.5, 0.4, 0.6, 0.6])) == [expected]


def test_overfitting_says_since_when_and_what_to_try():
    (finding,) = read(FALLING, [0.5, 0.4, 0.54, 0.6])
    assert finding.code == "overfitting"
    assert finding.details == {
        "epoch": 2,
        "best_loss": 0.4,
        "last_loss": 0.6,
        "training_then": 0.4,
        "training_now": 0.2,
    }
    assert finding.suggestions == ({"dropout": 0.25}, {"training_images": 12_800}, {"epochs": 2})


@pytest.mark.parametrize(
    ("dropout", "suggested"), [(0.0, {"dropout": 0.25}), (0.25, {"dropout": 0.5}), (0.5, None), (0.7, None)]
)
def test_more_dropout_is_only_suggested_where_there_is_less(dropout, suggested):
    config = network("c64_max2_c32_max2_d128" + (f"_drop{dropout}" if dropout else ""))
    (finding,) = read(FALLING, [0.5, 0.4, 0.54, 0.6], config=config)
    first, *_ = finding.suggestions
    assert first == (suggested or {"training_images": 12_800})


def test_the_test_images_never_say_that_a_network_overfits():
    found = read(FALLING, [0.5, 0.4, 0.6, 0.8], kind="test")
    assert codes(found) == ["good", "no_validation"]


def test_a_rising_gap_alone_is_no_overfitting():
    """Both losses fall, the gap widens: the network still gets better."""
    assert codes(read([0.5, 0.3, 0.1, 0.01], [0.5, 0.45, 0.43, 0.42])) == ["good"]


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_a_rate_too_high(loss):
    (finding,) = read([0.5, loss], rate=0.5, silent=(64, 32))
    assert (finding.code, finding.details) == (
        "rate_too_high",
        {"reason": "not_finite", "learning_rate": 0.5, "epoch": 2},
    )
    assert finding.suggestions == ({"learning_rate": 0.001},)
    assert codes(read([0.5, 0.4], [0.5, loss])) == ["rate_too_high"]


def test_it_is_said_while_the_first_epoch_still_runs():
    recipe = recipe_of(3, rate=0.5)
    points = [CurvePoint(1, 1, math.nan, 0.1, math.nan, 0.1)]
    (finding,) = read_curves(NETWORK, recipe, [EpochRecord(epoch=0)], points, has_ended=False)
    assert (finding.code, finding.details["epoch"]) == ("rate_too_high", 1)


@pytest.mark.parametrize(("lowest", "expected"), [(0.9 * LN_10 + 0.01, "rate_too_high"), (0.9 * LN_10 - 0.01, None)])
def test_a_high_rate_that_never_leaves_guessing_is_too_high(lowest, expected):
    found = read([2.3], inside=[2.4, 2.3, lowest, 2.3, 2.2, 2.1, 2.2, 2.1], rate=0.1)
    if expected is None:
        assert codes(found) == ["still_learning"]
        return
    (finding,) = found
    assert (finding.code, finding.details["reason"], finding.details["epoch"]) == (expected, "stuck", 1)


@pytest.mark.parametrize(("rate", "expected"), [(0.001, "rate_too_low"), (0.0011, "rate_too_high")])
def test_a_loss_that_stays_is_too_low_a_rate_or_too_high_a_one(rate, expected):
    assert codes(read([2.3] * 3, rate=rate)) == [expected]


@pytest.mark.parametrize(("loss", "expected"), [(1.1 * LN_10 + 0.01, "rate_too_high"), (2.5, "rate_too_low")])
def test_worse_than_guessing_is_too_high_whatever_the_rate(loss, expected):
    assert codes(read([loss] * 3, rate=0.0001)) == [expected]


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([2.0, 1.9, 1.16], "rate_too_low"),
        ([2.0, 1.9, 1.14], "still_learning"),
        # 200 batches are too few to blame the rate.
        ([2.0, 1.9], "still_learning"),
    ],
)
def test_a_low_rate_barely_lets_the_loss_fall(losses, expected):
    assert codes(read(losses, losses, rate=0.0001)) == [expected]


@pytest.mark.parametrize(("last", "expected"), [(1.62, "still_learning"), (1.63, "rate_too_high")])
def test_a_high_rate_that_gets_nowhere_is_too_high(last, expected):
    losses = [2.0, 1.8, last]
    assert codes(read(losses, losses, rate=0.01)) == [expected]


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([0.5, 0.3, 0.4, 0.331], "rate_too_high"),
        ([0.5, 0.3, 0.4, 0.329], "good"),
        ([0.2, 0.05, 0.101], "rate_too_high"),
        ([0.2, 0.05, 0.099], "good"),
    ],
)
def test_a_loss_that_ends_above_its_best_jumps(losses, expected):
    assert codes(read(losses, [0.3] * len(losses)))[0] == expected


def test_a_jump_says_from_where_and_suggests_a_tenth():
    (finding,) = read([0.5, 0.3, 0.4], [0.3] * 3, rate=0.002)
    assert finding.details == {
        "reason": "jumps",
        "learning_rate": 0.002,
        "epoch": 3,
        "loss": 0.4,
        "best_loss": 0.3,
    }
    assert finding.suggestions == ({"learning_rate": 0.0002},)


@pytest.mark.parametrize(
    ("optimizer", "rate", "suggested"),
    [
        ({"name": "adam"}, 0.00001, 0.0001),
        ({"name": "adam"}, 0.0005, 0.0015),
        ({"name": "sgd"}, 0.001, 0.01),
        ({"name": "sgd"}, 0.05, 0.15),
        ({"name": "sgd", "momentum": 0.9}, 0.002, 0.01),
        ({"name": "adagrad"}, 0.001, 0.01),
    ],
)
def test_a_rate_too_low_is_raised_towards_what_suits_the_optimizer(optimizer, rate, suggested):
    (finding,) = read([2.0, 1.9, 1.8], rate=rate, optimizer=optimizer)
    assert finding.code == "rate_too_low"
    assert finding.details == {"loss": 1.8, "learning_rate": rate, "epochs": 3}
    assert finding.suggestions == ({"learning_rate": suggested}, {"epochs": 6})


@pytest.mark.parametrize(
    ("silent", "expected"),
    [((6, 0), None), ((7, 0), ("conv2d_1", 7, 64)), ((7, 4), ("conv2d_2", 4, 32)), ((0, 3), None), ((), None)],
)
def test_dead_filters_are_a_tenth_of_a_layer(silent, expected):
    found = read([0.3, 0.2, 0.19], [0.3, 0.25, 0.25], silent=silent)
    if expected is None:
        assert codes(found) == ["good"]
        return
    (finding,) = found
    assert finding.code == "dead_filters"
    assert tuple(finding.details[name] for name in ("layer", "silent", "filters")) == expected
    assert finding.suggestions == ({"learning_rate": 0.00033}, {"activation": "leaky_relu"})


def test_the_only_filter_can_be_dead_and_a_network_without_filters_has_none():
    one = network("c1_max2")
    assert codes(read([0.3, 0.2, 0.19], [0.3, 0.25, 0.25], silent=(0,), config=one)) == ["good"]
    assert codes(read([0.3, 0.2, 0.19], [0.3, 0.25, 0.25], silent=(1,), config=one)) == ["dead_filters"]
    none = network("softmax")
    assert codes(read([0.3, 0.2, 0.19], [0.3, 0.25, 0.25], config=none)) == ["good"]


def test_the_most_important_comes_first():
    assert codes(read([2.3] * 3, rate=0.1, silent=(64, 32))) == ["rate_too_high", "dead_filters"]
    assert codes(read([2.3] * 3, rate=0.0001, silent=(64, 32))) == ["rate_too_low", "dead_filters"]
    assert codes(read(FALLING, [0.5, 0.4, 0.6, 0.6], silent=(9, 0))) == ["dead_filters", "overfitting"]
    assert codes(read(FALLING, silent=(9, 0))) == ["dead_filters", "still_learning", "no_validation"]


def test_while_it_trains_only_alarms_are_said():
    assert read(FALLING, has_ended=False, epochs=9) == ()
    assert codes(read(FALLING, [0.5, 0.4, 0.6, 0.6], has_ended=False, epochs=9)) == ["overfitting"]


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
