"""Where hardly anything is learned, or the loss leaps: hand-made curves on both sides of every threshold."""

import math

import pytest

from explainer.network import ARTICLE as NETWORK
from explainer.network import network
from explainer.training.curves.findings import read_curves
from explainer.training.store.records import CurvePoint, EpochRecord
from tests.training.curves.handmade import FALLING, codes, read, recipe_of, told

LN_10 = 2.302585
SIGMOIDS = network("c8-sigmoid_max2_d32-sigmoid")
ONE_SIGMOID = network("c8_max2_d32-sigmoid")
DROPS = network("c8_max2_d32_drop0.5")


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


@pytest.mark.parametrize(
    ("lowest", "images", "expected"),
    [
        (0.9 * LN_10 + 0.01, 3_200, "rate_too_high_stuck"),
        (0.9 * LN_10 - 0.01, 3_200, "hardly_learned_few_updates"),
        # After so few updates others guess as well.
        (0.9 * LN_10 + 0.01, 1_600, "hardly_learned_few_updates"),
    ],
)
def test_a_high_rate_that_never_leaves_guessing_is_too_high(lowest, images, expected):
    inside = [2.4, 2.3, lowest, 2.3, 2.2, 2.1, 2.2, 2.1]
    assert told(read([2.3], inside=inside, rate=0.1, images=images)) == expected


@pytest.mark.parametrize(
    ("rate", "expected"), [(0.0009, "rate_too_low"), (0.001, "hardly_learned_unknown"), (0.0011, "rate_too_high_stuck")]
)
def test_a_loss_that_stays_is_blamed_on_a_rate_that_is_not_typical(rate, expected):
    assert told(read([2.3] * 3, rate=rate)) == expected


def test_momentum_does_not_make_a_typical_rate_high():
    """0.1 × (1 − 0.9) is a little less than 0.01."""
    assert told(read([2.3] * 3, rate=0.01, optimizer={"name": "sgd", "momentum": 0.9})) == "hardly_learned_unknown"


@pytest.mark.parametrize("rate", [0.0001, 0.001, 0.01])
@pytest.mark.parametrize(
    ("config", "reason", "detail", "first"),
    [
        (SIGMOIDS, "sigmoid", ("layers", 2), {"activation": "relu"}),
        (DROPS, "dropout", ("dropout", 0.5), {"dropout": 0.25}),
    ],
)
def test_other_causes_come_before_the_rate(rate, config, reason, detail, first):
    (finding,) = read([2.3] * 3, rate=rate, config=config)
    name, value = detail
    assert (finding.code, finding.details["reason"], finding.details[name]) == ("hardly_learned", reason, value)
    assert finding.suggestions[0] == first
    assert told(read([2.3] * 2, rate=rate, config=config)) == "hardly_learned_few_updates"


def test_one_sigmoid_is_no_cause():
    assert told(read([2.3] * 3, rate=0.0001, config=ONE_SIGMOID)) == "rate_too_low"


@pytest.mark.parametrize(
    ("training", "validation", "expected"),
    [
        (1.1 * LN_10 + 0.01, None, "rate_too_high_stuck"),
        (2.5, None, "rate_too_low"),
        # Measured while learning, with dropout for instance, it is above that of guessing anyway.
        (3.0, 2.4, "rate_too_low"),
    ],
)
def test_worse_than_guessing_is_too_high_whatever_the_rate(training, validation, expected):
    held_out = None if validation is None else [validation] * 3
    assert told(read([training] * 3, held_out, rate=0.0001)) == expected


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([1.2, 1.19, 1.18], "rate_too_low"),
        ([1.2, 1.17, 1.14], "still_learning"),
        # On its way, however high still.
        ([2.2, 2.1, 2.0, 1.85], "still_learning"),
        # 200 batches are too few to blame the rate.
        ([2.0, 1.995], "hardly_learned_few_updates"),
    ],
)
def test_a_low_rate_barely_lets_the_loss_fall(losses, expected):
    assert told(read(losses, losses, rate=0.0001)) == expected


@pytest.mark.parametrize(
    ("losses", "rate", "expected"),
    [
        ([0.5, 0.3, 0.4, 0.451], 0.002, "rate_too_high_jumps"),
        ([0.5, 0.3, 0.4, 0.449], 0.002, "good"),
        ([0.3, 0.05, 0.201], 0.002, "rate_too_high_jumps"),
        ([0.3, 0.05, 0.199], 0.002, "good"),
        # At a typical rate one epoch is no evidence, two are.
        ([0.5, 0.3, 0.4, 0.451], 0.001, "good"),
        ([0.5, 0.3, 0.451, 0.451], 0.001, "rate_too_high_jumps"),
    ],
)
def test_a_loss_that_ends_far_above_its_best_jumps(losses, rate, expected):
    assert told(read(losses, [0.3] * len(losses), rate=rate)).removesuffix("_flat") == expected


def test_a_jump_says_from_where_and_suggests_a_tenth():
    (finding,) = read([0.5, 0.3, 0.5], [0.3] * 3, rate=0.002)
    details = {"reason": "jumps", "learning_rate": 0.002, "epoch": 3, "loss": 0.5, "best_loss": 0.3}
    assert finding.details == details
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
    (finding,) = read([2.0, 1.99, 1.98], rate=rate, optimizer=optimizer)
    assert finding.code == "rate_too_low"
    assert finding.details == {"loss": 1.98, "learning_rate": rate, "epochs": 3}
    assert finding.suggestions == ({"learning_rate": suggested}, {"epochs": 6})


def test_while_it_trains_only_alarms_are_said():
    assert read(FALLING, has_ended=False, epochs=9) == ()
    assert read([2.3] * 2, has_ended=False, epochs=9) == ()
    assert codes(read(FALLING, [0.5, 0.4, 0.6, 0.6], has_ended=False, epochs=9)) == ["overfitting"]
