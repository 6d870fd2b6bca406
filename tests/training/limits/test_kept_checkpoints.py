"""Which checkpoints are kept: the rule, and what it does to files."""

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.training.limits.kept_checkpoints import (
    EVENLY,
    MOST_CHECKPOINTS,
    best_epoch,
    distance_between,
    given_up,
    kept_checkpoints,
    thin,
)
from explainer.training.models.weights import load_weights
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord
from explainer.training.worker.attempt import train
from explainer.training.worker.restart import compiled_model


def done(*losses: float, val: tuple[float, ...] = (), batches: int = 20) -> list[EpochRecord]:
    validation = {place + 1: loss for place, loss in enumerate(val)}
    return [
        EpochRecord(epoch=0),
        *(
            EpochRecord(epoch=place + 1, batches=batches, loss=loss, val_loss=validation.get(place + 1))
            for place, loss in enumerate(losses)
        ),
    ]


def test_a_short_run_keeps_them_all() -> None:
    assert kept_checkpoints(range(12), best=3) == tuple(range(12))
    assert kept_checkpoints([]) == ()
    assert kept_checkpoints([0]) == (0,)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (12, (0, 2, 4, 5, 6, 8, 10, 11, 12)),
        (23, (0, 2, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 23)),
        (24, (0, 4, 5, 8, 12, 16, 20, 23, 24)),
        (100, (0, 5, 16, 32, 48, 64, 80, 96, 99, 100)),
    ],
)
def test_of_a_long_run_first_last_best_and_evenly_between(last: int, expected: tuple[int, ...]) -> None:
    assert kept_checkpoints(range(last + 1), best=5) == expected


@given(st.integers(0, 300), st.integers(0, 300))
def test_never_more_than_so_many(last: int, best: int) -> None:
    kept = kept_checkpoints(range(last + 1), best)
    assert len(kept) <= MOST_CHECKPOINTS
    assert {0, last, max(last - 1, 0)} <= {*kept}
    assert (best in kept) == (best <= last)
    assert last // distance_between(last) < EVENLY


@given(st.lists(st.floats(0.01, 3.0), min_size=1, max_size=60))
def test_what_is_given_up_is_never_asked_for_again(losses: list[float]) -> None:
    """Epoch by epoch, as a worker follows the rule, nothing is missing of what the rule keeps at the end."""
    records = done(*losses)
    left: set[int] = {0}
    for epoch in range(1, len(losses) + 1):
        so_far = records[: epoch + 1]
        left = (left | {epoch}) & {*kept_checkpoints(range(epoch + 1), best_epoch(so_far))}
    assert left == {*kept_checkpoints(range(len(losses) + 1), best_epoch(records))}
    assert {*given_up(records)} == {*range(len(losses) + 1)} - left


def test_the_best_is_of_the_validation_loss_if_there_is_one() -> None:
    assert best_epoch(done(0.5, 0.3, 0.2)) == 3
    assert best_epoch(done(0.5, 0.3, 0.2, val=(0.4, 0.35, 0.6))) == 2
    assert best_epoch(done(0.5, float("nan"), 0.6)) == 1
    assert best_epoch(done(0.3, 0.3)) == 1
    assert best_epoch(done()) is None
    # One that was cut short has seen other images.
    assert best_epoch([*done(0.5, 0.4), EpochRecord(epoch=3, batches=7, loss=0.1)]) == 2


def test_files_follow_the_rule_and_older_ones_lose_the_optimizer(store, tiny) -> None:
    run = store.create(tiny, is_claimed=True)
    model = compiled_model(tiny)
    model.optimizer.build(model.trainable_variables)
    records = done(*np.linspace(1.0, 0.5, 12))
    for record in records:
        append_record(run.progress_path, record)
        model.save_weights(run.checkpoint_path(record.epoch))
    # Of an epoch that is to be trained again, and one that broke off.
    model.save_weights(run.checkpoint_path(13))
    before = load_weights(run, 4)
    thin(run)
    assert run.checkpoints() == (0, 2, 4, 6, 8, 10, 11, 12)
    assert not run.checkpoint_path(13).exists()
    sizes = {epoch: run.checkpoint_path(epoch).stat().st_size for epoch in run.checkpoints()}
    assert sizes[11] == sizes[12] > max(size for epoch, size in sizes.items() if epoch < 11)
    for epoch in run.checkpoints():
        with h5py.File(run.checkpoint_path(epoch)) as file:
            assert ("optimizer" in file) == (epoch > 10)
    after = load_weights(run, 4)
    assert all(np.array_equal(before[name].kernel, after[name].kernel) for name in before)
    assert not list(run.directory.glob(".*.partial"))


def test_a_file_that_cannot_be_deleted_does_not_end_the_training(store, tiny, monkeypatch, caplog) -> None:
    run = store.create(tiny, is_claimed=True)
    for record in done(*np.linspace(1.0, 0.5, 12)):
        append_record(run.progress_path, record)
        run.checkpoint_path(record.epoch).touch()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "somebody has it open")

    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    thin(run)
    assert "epoch-01.weights.h5" in caplog.text
    assert run.checkpoint_path(1).exists()


def test_a_long_run_is_thinned_while_it_trains_and_can_go_on(store, tiny) -> None:
    recipe = tiny.recipe.model_copy(update={"epochs": 14, "training_images": 100, "evaluate_each_epoch": False})
    run = store.create(tiny.model_copy(update={"recipe": recipe}), is_claimed=True)
    result = train(run)
    assert (result.state, result.epoch) == ("finished", 14)
    best = best_epoch(run.epochs_done())
    assert run.checkpoints() == kept_checkpoints(range(15), best)
    assert len(run.epochs_done()) == 15
    assert len(run.history_path.read_text().splitlines()) == 15
    run.ask_for_more(16)
    again = train(run)
    assert (again.state, again.epoch) == ("finished", 16)
    assert [record.epoch for record in run.epochs_done()] == list(range(17))
    assert run.checkpoints()[-2:] == (15, 16)


def test_a_damaged_newest_checkpoint_has_a_complete_one_before_it(store, tiny) -> None:
    recipe = tiny.recipe.model_copy(update={"epochs": 13, "training_images": 100, "evaluate_each_epoch": False})
    run = store.create(tiny.model_copy(update={"recipe": recipe}), is_claimed=True)
    train(run)
    run.checkpoint_path(13).write_bytes(b"damaged")
    run.ask_for_more(14)
    assert train(run).state == "finished"
    assert next(record.epoch for record in run.progress() if record.event == "resumed") == 12
