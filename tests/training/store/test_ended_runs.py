from __future__ import annotations

import pytest

from explainer.training.store.ended_runs import EndedRun, ended_run, ended_runs
from explainer.training.store.files import write_atomically
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Exit, Result
from explainer.training.store.run import Run


def finished(run, **fields):
    write_atomically(run.result_path, Result(ended=1.0, **{"state": "finished", **fields}).model_dump_json())
    return run


def trained(run, *accuracies):
    for epoch, accuracy in enumerate(accuracies):
        append_record(run.progress_path, EpochRecord(epoch=epoch, test_accuracy=accuracy))
    return run


@pytest.mark.parametrize("state", ["finished", "stopped"])
def test_a_result_says_everything(store, tiny, monkeypatch, state):
    run = finished(store.create(tiny), state=state, epoch=2, test_accuracy=0.75)

    def refuse(self: Run) -> None:
        raise AssertionError("progress was read")

    monkeypatch.setattr(Run, "progress", refuse)
    assert ended_run(store, run) == EndedRun(
        run.id, state, tiny.recipe, created=run.request().created, epoch=2, test_accuracy=0.75
    )


def test_a_run_that_was_cut_short_left_what_its_progress_says(store, tiny):
    interrupted = trained(store.create(tiny, is_claimed=True), None, 0.5, None)
    write_atomically(interrupted.exit_path, Exit(exit_code=1).model_dump_json())
    failed = finished(trained(store.create(tiny), None, 0.25), state="failed", epoch=1)
    taken_back = store.create(tiny)
    taken_back.ask_to_stop()
    seen = [ended_run(store, run) for run in (interrupted, failed, taken_back)]
    assert [(run.state, run.epoch, run.test_accuracy) for run in seen] == [
        ("interrupted", 2, 0.5),
        ("failed", 1, 0.25),
        ("stopped", 0, None),
    ]


def test_only_a_visitors_ended_runs_count_the_newest_first(store, tiny):
    first = finished(store.create(tiny))
    finished(store.create(tiny.model_copy(update={"visitor": "somebody-else"})))
    damaged = finished(store.create(tiny))
    damaged.result_path.write_text("{")
    store.create(tiny)
    lost = finished(store.create(tiny))
    lost.request_path.write_text("{")
    assert [(run.run_id, run.state) for run in ended_runs(store, tiny.visitor)] == [
        (damaged.id, "unreadable"),
        (first.id, "finished"),
    ]
    assert ended_run(store, lost) is None
