"""The worker that waits: that it trains as any other, and when there is none."""

import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import psutil
import pytest

from explainer.child_processes import LOWEST_NICENESS
from explainer.training.queue import spare_worker, supervisor
from explainer.training.queue.run_queue import RunQueue
from explainer.training.queue.spare_worker import ROOM_BYTES, SpareWorker
from explainer.training.queue.supervisor import run_to_completion
from explainer.training.store.owners import Owner
from explainer.training.store.records import EpochRecord
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from tests.training.worker.test_worker import wait_until


@pytest.fixture
def spare(monkeypatch: pytest.MonkeyPatch) -> Iterator[SpareWorker]:
    """One that may wait, and of which no process is left."""
    monkeypatch.setenv("EXPLAINER_SPARE_WORKER", "1")
    monkeypatch.setattr(spare_worker.psutil, "virtual_memory", lambda: SimpleNamespace(available=ROOM_BYTES))
    spare = SpareWorker()
    monkeypatch.setattr(supervisor, "SPARE", spare)
    yield spare
    spare.end()


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """All that were started: they only wait."""
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(**_: object) -> subprocess.Popen[bytes]:
        started.append(popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
        return started[-1]

    monkeypatch.setattr(spare_worker.subprocess, "Popen", start)
    return started


def losses(run: Run) -> list[float | None]:
    return [record.loss for record in run.progress() if isinstance(record, EpochRecord)]


def test_it_trains_as_one_that_is_started_for_the_run(store, tiny, spare, monkeypatch):
    # TensorFlow then writes into the run's log.
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "0")
    spare.expect()
    spare.look_after(may_start=True)
    waiting = spare._process.pid
    # It need not have loaded everything: what comes meanwhile waits for it.
    by_spare, by_another = (store.create(tiny, is_claimed=True) for _ in range(2))
    assert run_to_completion(by_spare.directory) == "finished"
    assert Owner.model_validate_json(by_spare.worker_path.read_bytes()).process_id == waiting
    assert spare._process is None
    assert run_to_completion(by_another.directory) == "finished"
    assert losses(by_spare) == losses(by_another) != []
    assert by_spare.log_path.stat().st_size > 0


def test_it_lets_the_pages_go_first(spare, monkeypatch):
    # It has nothing to train: on a busy machine it would not get the time.
    monkeypatch.setenv("EXPLAINER_WORKER_PRIORITY", "low")
    spare.expect()
    spare.look_after(may_start=True)
    waiting = psutil.Process(spare._process.pid)
    wait_until(lambda: waiting.nice() == (psutil.BELOW_NORMAL_PRIORITY_CLASS if psutil.WINDOWS else LOWEST_NICENESS))


def test_there_is_at_most_one_and_only_where_it_is_expected_and_has_room(spare, idle, monkeypatch):
    spare.look_after(may_start=True)
    assert idle == []
    spare.expect()
    spare.look_after(may_start=False)
    assert idle == []
    for _ in range(3):
        spare.look_after(may_start=True)
    (first,) = idle
    # Another takes its memory.
    monkeypatch.setattr(spare_worker.psutil, "virtual_memory", lambda: SimpleNamespace(available=ROOM_BYTES / 2 - 1))
    spare.look_after(may_start=True)
    assert first.poll() is not None
    monkeypatch.setattr(spare_worker.psutil, "virtual_memory", lambda: SimpleNamespace(available=ROOM_BYTES))
    spare.look_after(may_start=True)
    assert len(idle) == 2
    monkeypatch.setattr(spare_worker, "IDLE_SECONDS", 0.0)
    spare.look_after(may_start=True)
    assert idle[1].poll() is not None
    monkeypatch.setattr(spare_worker, "IDLE_SECONDS", 600.0)
    monkeypatch.setenv("EXPLAINER_SPARE_WORKER", "0")
    spare.look_after(may_start=True)
    assert len(idle) == 2


def test_one_that_died_is_replaced_by_a_worker_of_the_run_s_own(store, spare, idle):
    spare.expect()
    spare.look_after(may_start=True)
    idle[0].kill()
    idle[0].wait()
    assert spare.take(store.root) is None
    assert spare._process is None


def test_a_queue_that_closes_leaves_none(store: RunStore, tiny, spare, idle, monkeypatch):
    monkeypatch.setattr("explainer.training.queue.dispatcher.SPARE", spare)
    with RunQueue(store) as queue:
        queue.expect()
        wait_until(lambda: len(idle) == 1)
    assert idle[0].poll() is not None
