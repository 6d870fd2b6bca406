"""A list shows a visitor's own runs, with what came of them."""

import re

import pytest

from explainer.training.store.files import write_atomically
from explainer.training.store.listed_runs import ListedRun, is_owned_by, listed_run, visitor_runs
from explainer.training.store.names import write_name
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Exit, Result
from explainer.training.store.run import Run


def ended(run, **fields):
    write_atomically(run.result_path, Result(ended=1.0, **fields).model_dump_json())
    return run


def trained(run, *accuracies):
    for epoch, accuracy in enumerate(accuracies):
        append_record(run.progress_path, EpochRecord(epoch=epoch, test_accuracy=accuracy))
    return run


def test_a_visitor_sees_their_own_runs_only(store, tiny):
    own = [store.create(tiny), store.create(tiny)]
    store.create(tiny.model_copy(update={"visitor": "visitor-2"}))
    nobodys = store.create(tiny.model_copy(update={"visitor": None}))
    assert [listed.run_id for listed in visitor_runs(store, "visitor-1")] == [own[1].id, own[0].id]
    assert visitor_runs(store, "visitor-") == []
    assert visitor_runs(store, "") == []
    assert not is_owned_by(store, nobodys, "None")


def test_ids_are_96_random_bits(store, tiny):
    ids = {store.create(tiny).id for _ in range(50)}
    assert len(ids) == 50
    assert all(re.fullmatch(r"[0-9a-f]{24}", run_id) for run_id in ids)
    # Were they counted or dated, the first halves would repeat.
    assert len({run_id[:8] for run_id in ids}) == 50


def test_a_run_that_waits_has_nothing_yet(store, tiny):
    listed = listed_run(store, store.create(tiny))
    assert (listed.state, listed.is_active) == ("queued", True)
    assert (listed.name, listed.epoch, listed.test_accuracy, listed.status().took) == (None, 0, None, 0)


@pytest.mark.parametrize("state", ["finished", "stopped"])
def test_a_result_says_everything(store, tiny, monkeypatch, state):
    run = ended(store.create(tiny), state=state, epoch=2, test_accuracy=0.75)
    write_name(run, "mine")

    def refuse(self: Run) -> None:
        raise AssertionError("progress was read")

    monkeypatch.setattr(Run, "epochs_done", refuse)
    assert listed_run(store, run) == ListedRun(run, run.request(), "mine", state, epoch=2, test_accuracy=0.75)


def test_a_run_that_was_cut_short_left_what_its_progress_says(store, tiny):
    interrupted = trained(store.create(tiny, is_claimed=True), None, 0.5, None)
    write_atomically(interrupted.exit_path, Exit(exit_code=1).model_dump_json())
    failed = ended(trained(store.create(tiny), None, 0.25), state="failed", epoch=1)
    taken_back = store.create(tiny)
    taken_back.ask_to_stop()
    seen = [listed_run(store, run) for run in (interrupted, failed, taken_back)]
    assert [(run.state, run.epoch, run.test_accuracy) for run in seen] == [
        ("interrupted", 2, 0.5),
        ("failed", 1, 0.25),
        ("stopped", 0, None),
    ]


def test_damaged_files_are_no_error(store, tiny):
    run = store.create(tiny)
    run.result_path.write_text("{")
    listed = listed_run(store, run)
    assert (listed.state, listed.epoch) == ("unreadable", 0)
    run.request_path.write_text("{")
    store._requests.clear()
    assert listed_run(store, run) is None
    assert visitor_runs(store, "visitor-1") == []
