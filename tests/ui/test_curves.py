"""What the curves of a run are made of."""

import numpy as np
import pytest

from explainer.network import ARTICLE
from explainer.text import LANGUAGES, Text
from explainer.training.recipes.recipe import FAST
from explainer.training.store.records import CurvePoint, EpochRecord, Request, Result
from explainer.training.store.status import RunStatus
from explainer.ui.components.payload import pack
from explainer.ui.pictures.curves import curves_scene

TEXT = Text("en")
REQUEST = Request(config=ARTICLE, recipe=FAST)
POINTS = (
    CurvePoint(epoch=1, batch=16, loss=2.0, accuracy=0.25, interval_loss=2.0, interval_accuracy=0.25),
    CurvePoint(epoch=1, batch=32, loss=1.5, accuracy=0.5, interval_loss=1.0, interval_accuracy=0.75),
)


def status(**fields: object) -> RunStatus:
    return RunStatus(**{"run_id": "0" * 24, "state": "running", "request": REQUEST} | fields)


def test_points_keep_the_order_of_their_fields() -> None:
    _, arrays = curves_scene(status(points=POINTS), TEXT)
    assert arrays["points"].tolist() == [[1, 16, 2.0, 0.25, 2.0, 0.25], [1, 32, 1.5, 0.5, 1.0, 0.75]]


def test_a_run_without_points_can_be_packed() -> None:
    meta, arrays = curves_scene(status(), TEXT)
    assert (arrays["points"].shape, arrays["tests"].shape) == ((0, 6), (0, 3))
    assert pack(meta, arrays)


def test_test_values_stand_where_their_epoch_ended() -> None:
    epochs = (
        EpochRecord(epoch=0),
        EpochRecord(epoch=1, batches=FAST.batches, test_loss=0.5, test_accuracy=0.75),
        EpochRecord(epoch=2, batches=FAST.batches // 2, test_loss=0.25, test_accuracy=0.875),
    )
    _, arrays = curves_scene(status(epochs_done=epochs), TEXT)
    stopped = np.float32(1 + (FAST.batches // 2) / FAST.batches)
    assert arrays["tests"].tolist() == [[1.0, 0.5, 0.75], [stopped, 0.25, 0.875]]


def test_an_evaluation_that_only_the_result_knows_is_shown() -> None:
    epochs = (
        EpochRecord(epoch=0),
        EpochRecord(epoch=1, batches=FAST.batches),
        EpochRecord(epoch=2, batches=FAST.batches),
    )
    result = Result(state="finished", ended=1.0, epoch=2, test_loss=0.125, test_accuracy=0.9375)
    _, arrays = curves_scene(status(state="finished", epochs_done=epochs, result=result), TEXT)
    assert arrays["tests"].tolist() == [[2.0, 0.125, 0.9375]]


def test_a_failed_run_keeps_the_evaluations_it_had() -> None:
    epochs = (EpochRecord(epoch=1, batches=FAST.batches, test_loss=0.5, test_accuracy=0.75),)
    result = Result(state="failed", reason="disk_full", ended=1.0, epoch=1)
    _, arrays = curves_scene(status(state="failed", epochs_done=epochs, result=result), TEXT)
    assert arrays["tests"].tolist() == [[1.0, 0.5, 0.75]]


def test_the_header_tells_the_length_of_the_axis_and_the_article_s_figures() -> None:
    meta, _ = curves_scene(status(), TEXT)
    assert (meta["epochs"], meta["batches"], meta["interval"]) == (FAST.epochs, FAST.batches, FAST.interval)
    assert meta["article"] == {"first": 0.95, "last": 0.99}


def test_a_growing_run_keeps_its_picture_and_another_language_starts_afresh() -> None:
    before, _ = curves_scene(status(), TEXT)
    after, _ = curves_scene(status(points=POINTS), TEXT)
    japanese, _ = curves_scene(status(points=POINTS), Text("ja"))
    assert before["identity"] == after["identity"]
    assert japanese["identity"] != after["identity"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_test_images_are_never_called_validation(language: str) -> None:
    table = Text(language).table("component.curves")
    words = " ".join(sentence for name, sentence in table.items() if not name.startswith("validation")).lower()
    assert "val" not in words.replace("value", "").replace("interval", "")
    assert not any(word in words for word in ("validation", "検証", "验证"))


def test_validations_are_apart_from_tests() -> None:
    epochs = (
        EpochRecord(epoch=0),
        EpochRecord(
            epoch=1, batches=FAST.batches, val_loss=0.25, val_accuracy=0.875, test_loss=0.5, test_accuracy=0.75
        ),
        EpochRecord(epoch=2, batches=FAST.batches, val_loss=0.125, val_accuracy=0.9375),
    )
    _, arrays = curves_scene(status(epochs_done=epochs), TEXT)
    assert arrays["tests"].tolist() == [[1.0, 0.5, 0.75]]
    assert arrays["validations"].tolist() == [[1.0, 0.25, 0.875], [2.0, 0.125, 0.9375]]


def test_many_epochs_stay_small() -> None:
    """What travels twice a second, for the longest of our recipes."""
    points = tuple(POINTS[0]._replace(epoch=1 + number // 48) for number in range(5 * 48))
    meta, arrays = curves_scene(status(points=points), TEXT)
    assert len(pack(meta, arrays)) < 10_000
    assert arrays["points"].dtype == np.float32
