import math

import pytest

from explainer.training.store.records import PROGRESS, BatchRecord, CurvePoint, EpochRecord, Result

SPECIAL = [math.nan, math.inf, -math.inf]


def same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


@pytest.mark.parametrize("loss", SPECIAL)
def test_losses_that_are_no_numbers_are_read_back(loss: float) -> None:
    batch = BatchRecord(
        epoch=1, batch=2, loss=loss, accuracy=0.5, seconds=1.0, points=(CurvePoint(1, 2, loss, 0.5, loss, 0.25),)
    )
    again = PROGRESS.validate_json(batch.model_dump_json())
    assert isinstance(again, BatchRecord)
    assert same(again.loss, loss)
    (point,) = again.points
    assert same(point.loss, loss)
    assert same(point.interval_loss, loss)
    assert (point.epoch, point.accuracy, point.interval_accuracy) == (1, 0.5, 0.25)

    epoch = PROGRESS.validate_json(EpochRecord(epoch=1, loss=loss, test_loss=loss).model_dump_json())
    assert isinstance(epoch, EpochRecord)
    assert same(epoch.loss, loss)
    assert same(epoch.test_loss, loss)

    result = Result.model_validate_json(Result(state="finished", ended=1.0, test_loss=loss).model_dump_json())
    assert same(result.test_loss, loss)


def test_lines_from_before_the_new_fields_can_be_read() -> None:
    old = b'{"event":"epoch","epoch":1,"batches":20,"loss":0.5,"accuracy":0.75,"test_loss":0.25,"test_accuracy":0.875,'
    old += b'"training_seconds":1.5,"test_seconds":0.5,"lines":["Epoch 1/2"]}'
    epoch = PROGRESS.validate_json(old)
    assert isinstance(epoch, EpochRecord)
    assert (epoch.loss, epoch.test_accuracy, epoch.lines) == (0.5, 0.875, ("Epoch 1/2",))
    assert (epoch.val_loss, epoch.val_accuracy, epoch.learning_rate, epoch.silent_filters) == (None, None, None, ())


def test_an_epoch_is_read_back_as_it_was_written() -> None:
    epoch = EpochRecord(
        epoch=2, loss=0.5, val_loss=0.75, val_accuracy=0.5, learning_rate=0.001, silent_filters=(3, 0), test_loss=0.25
    )
    assert PROGRESS.validate_json(epoch.model_dump_json()) == epoch
