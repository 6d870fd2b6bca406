from __future__ import annotations

import math

import pytest

from explainer.training.records import PROGRESS, BatchRecord, CurvePoint, EpochRecord, Result

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
