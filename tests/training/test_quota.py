from __future__ import annotations

import math
import os
import time
from pathlib import Path

import pytest

from explainer.training.files import write_atomically
from explainer.training.owners import create_owner, write_owner
from explainer.training.queue import RunQueue
from explainer.training.quota import make_room, quota_megabytes
from explainer.training.records import Exit, Result
from explainer.training.run import Run
from explainer.training.store import REMNANT_SECONDS, RunStore

MEGABYTE = 1_000_000
ODD = ("", "plenty", "-1", "nan")


def filled(run: Run) -> Run:
    """A run of a little more than a megabyte."""
    run.model_path.write_bytes(bytes(MEGABYTE))
    return run


def ended(run: Run, state: str = "finished") -> Run:
    write_atomically(run.result_path, Result(state=state, ended=1.0).model_dump_json())
    return filled(run)


def left(store: RunStore) -> list[str]:
    return [run.id for run in RunStore(store.root).runs()]


@pytest.fixture(autouse=True)
def quota(monkeypatch):
    monkeypatch.setenv("EXPLAINER_RUNS_QUOTA", "3")


def test_the_oldest_go_until_there_is_room(store, tiny):
    ids = [ended(store.create(tiny)).id for _ in range(5)]
    make_room(store)
    assert left(store) == ids[3:]
    assert sorted(path.name for path in store.root.iterdir()) == sorted(ids[3:])
    assert [run.id for run in store.runs()] == ids[3:]


def test_nothing_goes_below_the_quota(store, tiny):
    ids = [ended(store.create(tiny)).id for _ in range(2)]
    make_room(store)
    assert left(store) == ids


def test_every_kind_of_end_counts_but_no_run_that_waits_or_trains(store, tiny, monkeypatch):
    monkeypatch.setenv("EXPLAINER_RUNS_QUOTA", "0")
    waiting, starting, running = (filled(store.create(tiny)) for _ in range(3))
    create_owner(starting.claim_path(1))
    create_owner(running.claim_path(1))
    write_owner(running.worker_path)
    for state in ("finished", "stopped", "failed"):
        ended(store.create(tiny), state)
    interrupted = filled(store.create(tiny, is_claimed=True))
    write_atomically(interrupted.exit_path, Exit(exit_code=1).model_dump_json())
    filled(store.create(tiny)).result_path.write_text("{")
    filled(store.create(tiny)).request_path.write_text("{")
    make_room(RunStore(store.root))
    assert left(store) == [waiting.id, starting.id, running.id]


def test_a_run_that_cannot_be_deleted_is_passed_over(store, tiny, monkeypatch, caplog):
    runs = [ended(store.create(tiny)) for _ in range(4)]
    unlink = Path.unlink

    def refuse(self: Path, missing_ok: bool = False) -> None:
        if self == runs[0].request_path:
            raise PermissionError(13, "Permission denied")
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    make_room(store)
    assert runs[0].id in caplog.text
    assert left(store) == [runs[0].id, runs[3].id]
    assert runs[0].result() is not None


def test_what_could_not_be_deleted_as_a_whole_goes_later(store, tiny):
    remnant, fresh = (filled(store.create(tiny)) for _ in range(2))
    for run in (remnant, fresh):
        run.request_path.unlink()
    past = time.time() - 2 * REMNANT_SECONDS
    os.utime(remnant.directory, (past, past))
    make_room(store)
    assert [path.name for path in store.root.iterdir()] == [fresh.id]


def test_a_submitted_run_finds_room(store, tiny):
    ids = [ended(store.create(tiny)).id for _ in range(3)]
    queued = RunQueue(store).submit(tiny)
    assert left(store) == [*ids[1:], queued]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [("250", 250.0), ("inf", math.inf), *((odd, 5_000.0) for odd in ("", "plenty", "-1", "nan"))],
)
def test_the_quota_can_be_chosen(monkeypatch, chosen, expected):
    monkeypatch.setenv("EXPLAINER_RUNS_QUOTA", chosen)
    assert quota_megabytes() == expected
