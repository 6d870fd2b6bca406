"""How a training came out: hand-made curves on both sides of every threshold."""

import pytest

from explainer.network import network
from explainer.training.curves.finding import Finding
from tests.training.curves.handmade import FALLING, SETTLED, codes, read, told

NORMALIZED = network("c8_bn_max2_d32")


def test_a_run_that_has_settled_is_good_if_it_is_right():
    details = {"epochs": 6, "held_out": "validation", "reason": "flat", "accuracy": 0.93}
    assert read(SETTLED, [0.3, 0.25, 0.249, 0.25, 0.249, 0.25], accuracy=0.93) == (Finding("good", details),)
    (finding,) = read(SETTLED, [0.9, 0.8, 0.79, 0.8, 0.79, 0.8], accuracy=0.6)
    assert (told((finding,)), finding.suggestions) == ("so_far_flat", ({"training_images": 12_800},))


@pytest.mark.parametrize(
    ("held_out", "accuracy", "expected"),
    [
        ([0.25, 0.25, 0.25, 0.25], 0.9, "good_flat"),
        ([0.25, 0.25, 0.25, 0.25], 0.89, "so_far_flat"),
        # Still moving, or known for too short.
        ([0.25, 0.25, 0.25, 0.26], 0.9, "good"),
        ([0.3, 0.25, 0.25, 0.25], 0.9, "good"),
        ([0.25, 0.25, 0.25], 0.9, "good"),
        # Above its best.
        ([0.3, 0.25, 0.27, 0.27], 0.9, "turning"),
    ],
)
def test_what_is_said_of_the_validation_loss_depends_on_where_it_goes(held_out, accuracy, expected):
    assert told(read([0.3, 0.2, 0.199, 0.198][: len(held_out)], held_out, accuracy=accuracy)) == expected


@pytest.mark.parametrize(
    ("training", "held_out", "expected"),
    [
        ([0.5, 0.4, 0.395], [0.5, 0.4, 0.395], "still_learning"),
        ([0.5, 0.4, 0.397], [0.5, 0.4, 0.395], "good"),
        ([0.5, 0.4, 0.395], [0.5, 0.4, 0.397], "good"),
        # It fell, but not in the last epoch, or not to its best.
        ([0.5, 0.4, 0.3, 0.301], [0.5, 0.4, 0.35, 0.3], "good"),
        ([0.5, 0.4, 0.3, 0.2], [0.5, 0.3, 0.4, 0.31], "good"),
    ],
)
def test_still_learning_is_where_both_losses_still_fall(training, held_out, expected):
    assert codes(read(training, held_out)) == [expected]


def test_both_losses_that_rise_are_not_said_to_fall():
    """100 images, two epochs: once it was told that both fell."""
    assert told(read([2.300, 2.310], [2.30, 2.31])) == "hardly_learned_few_updates"


def test_still_learning_suggests_twice_as_many_epochs_as_far_as_allowed():
    (finding,) = read(FALLING, FALLING)
    assert finding.details == {
        "epochs": 4,
        "loss_before": 0.3,
        "loss_after": 0.2,
        "held_out": "validation",
        "held_out_loss_before": 0.3,
        "held_out_loss_after": 0.2,
    }
    assert finding.suggestions == ({"epochs": 8},)
    (finding,) = read(FALLING, FALLING, images=59_000, epochs=15)
    assert finding.suggestions == ({"epochs": 20},)
    (finding,) = read(FALLING, FALLING, images=59_000, epochs=20)
    assert finding.suggestions == ()


def test_without_validation_the_training_loss_alone_says_whether_it_still_learns():
    """Whoever goes on because of the test images has none left to measure the result."""
    for test_losses in (FALLING, [0.5, 0.4, 0.3, 0.3]):
        finding, hint = read(FALLING, test_losses, kind="test")
        assert (finding.code, finding.details["held_out"], hint.code) == ("still_learning", "none", "no_validation")
    assert codes(read(FALLING)) == ["still_learning", "no_validation"]
    flat = [0.9, 0.9, 0.9, 0.9, 0.9]
    assert read(flat, flat, accuracy=0.7, kind="test")[0].suggestions == ()
    assert read(flat, flat, accuracy=0.7)[0].suggestions != ()


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        # Keras computes the loss from logits: where each right score is far above the others, it is exactly 0.
        ([0.5, 0.01, 0.0, 0.0, 0.0, 0.0], "so_far_flat"),
        ([0.5, 0.01, 0.0, 0.0, 0.0, 0.2], "so_far"),
        ([0.5, 0.0, 0.0, 1e-3, 5e-4], "so_far"),
    ],
)
def test_a_loss_may_be_0(losses, expected):
    assert told(read(losses)[:1]) == expected


@pytest.mark.parametrize(
    ("last_quarter", "validation", "expected"),
    [(0.36, 0.5, "still_learning"), (0.361, 0.5, "good"), (0.36, 0.71, "good")],
)
def test_an_only_epoch_is_compared_with_itself(last_quarter, validation, expected):
    inside = [2.0, 1.0, 0.6, 0.5, 0.4, 0.4, last_quarter, last_quarter]
    assert codes(read([0.7], [validation], inside=inside)) == [expected]
    assert codes(read([0.7], [validation], inside=inside[1:])) == ["good"]


@pytest.mark.parametrize(("accuracy", "expected"), [(0.98, "good"), (0.979, "still_learning")])
def test_a_loss_that_falls_is_no_reason_to_go_on_where_almost_all_is_right(accuracy, expected):
    assert codes(read(FALLING, FALLING, accuracy=accuracy)) == [expected]


@pytest.mark.parametrize(
    ("validation", "expected"),
    [
        ([0.5, 0.4, 0.541, 0.541], "overfitting"),
        # Not high enough above its minimum.
        ([0.5, 0.4, 0.539, 0.539], "turning"),
        # Only one epoch after it.
        ([0.5, 0.5, 0.4, 0.6], "turning"),
        # Back where it was.
        ([0.5, 0.4, 0.7, 0.41], "good"),
    ],
)
def test_overfitting_is_a_validation_loss_that_keeps_rising(validation, expected):
    assert codes(read(FALLING, validation)) == [expected]


@pytest.mark.parametrize(
    ("last", "expected"), [((0.38, 0.38), "overfitting"), ((0.381, 0.381), "turning"), ((0.3, 0.41), "good")]
)
def test_overfitting_is_also_a_training_loss_that_falls(last, expected):
    assert codes(read([0.5, 0.4, *last], [0.5, 0.4, 0.6, 0.6])) == [expected]


def test_overfitting_says_since_when_and_what_to_try():
    (finding,) = read(FALLING, [0.5, 0.4, 0.54, 0.6])
    assert finding.code == "overfitting"
    details = {"epoch": 2, "best_loss": 0.4, "last_loss": 0.6, "training_then": 0.4, "training_now": 0.2}
    assert finding.details == details
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
    assert codes(read(FALLING, [0.5, 0.4, 0.6, 0.8], kind="test")) == ["still_learning", "no_validation"]


def test_a_rising_gap_alone_is_no_overfitting():
    """Both losses fall, the gap widens: the network still gets better."""
    assert codes(read([0.5, 0.3, 0.1, 0.01], [0.5, 0.45, 0.43, 0.42])) == ["still_learning"]


def test_while_averages_lag_the_validation_loss_says_nothing():
    """It rises at first, whatever is learned; after 500 updates it counts."""
    training, validation = [0.5, 0.4, 0.3, 0.301], [2.0, 2.4, 2.9, 2.9]
    assert codes(read(training, validation, config=NORMALIZED)) == ["averages_lag"]
    assert codes(read(training, validation)) == ["overfitting"]
    assert codes(read([0.5, *training], [1.9, *validation], config=NORMALIZED)) == ["overfitting"]
    (finding,) = read(FALLING, [2.0, 2.4, 2.9, 3.1], config=NORMALIZED)
    assert (finding.code, finding.details["held_out"]) == ("still_learning", "none")
