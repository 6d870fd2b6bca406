"""A list shows a visitor's own runs, with what came of them."""

from __future__ import annotations

import re

from explainer.training.store.files import write_atomically
from explainer.training.store.listed_runs import is_owned_by, listed_run, visitor_runs
from explainer.training.store.names import write_name
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Result


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
    assert (listed.name, listed.epoch, listed.test_accuracy, listed.seconds) == (None, 0, None, None)


def test_a_finished_run(store, tiny):
    run = store.create(tiny)
    write_name(run, "mine")
    append_record(run.progress_path, EpochRecord(epoch=1))
    result = Result(state="finished", ended=1.0, epoch=2, test_accuracy=0.5, seconds=12.5)
    write_atomically(run.result_path, result.model_dump_json())
    listed = listed_run(store, run)
    assert (listed.state, listed.is_active) == ("finished", False)
    assert (listed.name, listed.test_accuracy, listed.seconds) == ("mine", 0.5, 12.5)


def test_damaged_files_are_no_error(store, tiny):
    run = store.create(tiny)
    run.result_path.write_text("{")
    listed = listed_run(store, run)
    assert (listed.state, listed.seconds) == ("unreadable", None)
    run.request_path.write_text("{")
    store._requests.clear()
    assert listed_run(store, run) is None
    assert visitor_runs(store, "visitor-1") == []
