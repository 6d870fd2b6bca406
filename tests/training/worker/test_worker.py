"""Real workers: a server that dies, workers that are killed, stopped, and left to finish; one after the other."""

import contextlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from explainer.network import network
from explainer.training.models.weights import load_weights
from explainer.training.queue.run_queue import RunQueue
from explainer.training.store.owners import Owner
from explainer.training.store.records import Exit
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import read_state
from explainer.training.store.status import RunStatus, read_status

PATIENCE_SECONDS = 240.0
# The first test has four runs trained; on a busy machine that takes minutes.
pytestmark = pytest.mark.timeout(1_200)

SERVER = """
import sys
from pathlib import Path
from explainer.training.queue.run_queue import RunQueue
from explainer.training.store.run_store import RunStore

with RunQueue(RunStore(Path(sys.argv[1]))):
    print("open", flush=True)
    sys.stdin.read()
"""


def wait_until(is_true, *arguments):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_true(*arguments):
        assert time.monotonic() < deadline, f"{is_true.__name__}{arguments} did not come true"
        time.sleep(0.05)


def is_training(run: Run) -> bool:
    return bool(read_status(run).points)


def has_ended(run: Run) -> bool:
    return not read_status(run).is_active


def holds(run: Run) -> bool:
    """Whether nothing is written any more, though the worker lives."""
    before = run.progress_path.stat().st_size
    time.sleep(1.5)
    return read_status(run).state == "paused" and run.progress_path.stat().st_size == before


def goes_on_after(run: Run, paused: RunStatus) -> bool:
    return read_status(run).batch > paused.batch


def worker_of(run: Run) -> psutil.Process:
    return psutil.Process(Owner.model_validate_json(run.worker_path.read_bytes()).process_id)


@dataclass
class Story:
    """What was seen of four runs: of a server that dies, killed, stopped, finished."""

    orphaned: Run
    killed: Run
    stopped: Run
    finished: Run
    seen: dict[str, RunStatus]
    places: list[int | None]
    orphan_lived_on: bool


@pytest.fixture(scope="module")
def story(tmp_path_factory, tiny_request) -> Story:
    store = RunStore(tmp_path_factory.mktemp("runs"))
    recipe = tiny_request.recipe.model_copy(update={"epochs": 100, "training_images": 10_000, "batch_size": 8})
    orphaned, killed, stopped = (
        store.create(tiny_request.model_copy(update={"recipe": recipe, "visitor": f"patient-{number}"}))
        for number in range(3)
    )
    # One that oneDNN would damage the memory of, see `explainer/training/onednn.py`.
    odd = tiny_request.recipe.model_copy(update={"training_images": 631})
    finished = store.create(tiny_request.model_copy(update={"config": network("c8-k1-s2_d16"), "recipe": odd}))
    seen = {}

    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(store.root)], stdin=subprocess.PIPE, cwd=Path(__file__).resolve().parents[3]
    )
    with server:
        wait_until(is_training, orphaned)
        seen["running"] = read_status(orphaned)
        orphan = worker_of(orphaned)
        server.kill()
    _, alive = psutil.wait_procs([orphan], timeout=PATIENCE_SECONDS)
    seen["orphaned"] = read_status(orphaned)

    with RunQueue(RunStore(store.root)) as queue:
        wait_until(is_training, killed)
        places = [queue.dispatcher.place(run.id) for run in (orphaned, killed, stopped, finished)]
        worker_of(killed).kill()
        wait_until(has_ended, killed)
        seen["killed"] = read_status(killed)
        wait_until(is_training, stopped)
        queue.pause(stopped.id)
        wait_until(holds, stopped)
        seen["paused"] = read_status(stopped)
        queue.unpause(stopped.id)
        wait_until(goes_on_after, stopped, seen["paused"])
        queue.pause(stopped.id)
        wait_until(holds, stopped)
        queue.stop(stopped.id)
        wait_until(has_ended, stopped)
        wait_until(has_ended, finished)
        wait_until(finished.exit_path.exists)
    return Story(orphaned, killed, stopped, finished, seen, places, bool(alive))


def test_a_worker_ends_with_its_server(story):
    assert not story.orphan_lived_on
    assert story.seen["orphaned"].state == "interrupted"


def test_a_worker_lets_the_pages_go_first(store, tiny):
    run = store.create(tiny)
    worker = subprocess.Popen(
        [sys.executable, "-m", "explainer.training.worker", str(run.directory)],
        stdin=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[3],
        env=os.environ | {"EXPLAINER_WORKER_PRIORITY": "low"},
    )
    with worker:
        wait_until(run.worker_path.exists)
        niceness = psutil.Process(worker.pid).nice()
        worker.kill()
    assert niceness == (psutil.BELOW_NORMAL_PRIORITY_CLASS if psutil.WINDOWS else 19)


def test_a_running_run_reports(story):
    status = story.seen["running"]
    assert (status.state, status.is_active, status.epoch) == ("running", True, 1)
    assert 0 < status.fraction < 1
    assert status.lines[-1].split("/")[0].strip().isdigit()


def test_a_new_server_goes_on_with_those_who_wait(story):
    assert story.places == [None, None, 1, 2]


def test_a_paused_run_is_active_and_says_nothing_of_its_end(story):
    status = story.seen["paused"]
    assert (status.state, status.is_active, status.seconds_left, status.is_testing) == ("paused", True, None, False)


@pytest.mark.parametrize("name", ["orphaned", "killed"])
def test_an_interrupted_run_is_shown_with_what_it_had(story, name):
    status = story.seen[name]
    assert (status.state, status.result, status.seconds_left) == ("interrupted", None, None)
    assert status.batch > 0
    assert status.points
    run = getattr(story, name)
    assert read_status(run) == status
    assert 0 in run.checkpoints()
    for epoch in run.checkpoints():
        assert load_weights(run, epoch)


def test_the_supervisor_notes_how_a_worker_ended(story):
    def exit_code(run: Run) -> int | None:
        return Exit.model_validate_json(run.exit_path.read_bytes()).exit_code

    assert exit_code(story.killed) not in (0, None)
    assert exit_code(story.stopped) == exit_code(story.finished) == 0
    assert not story.orphaned.exit_path.exists()


def test_a_stopped_run_keeps_what_it_learned(story):
    status = read_status(story.stopped)
    assert status.state == "stopped"
    assert status.epochs_done[-1].epoch == status.result.epoch == story.stopped.checkpoints()[-1]
    assert status.epochs_done[-1].batches < status.batches
    assert 0.0 < status.test_accuracy < 1.0
    assert story.stopped.model_path.is_file()
    assert load_weights(story.stopped)


def test_the_last_in_the_queue_finishes(story):
    status = read_status(story.finished)
    assert (status.state, status.fraction, status.is_active) == ("finished", 1.0, False)
    assert status.test_accuracy == status.epochs_done[-1].test_accuracy
    assert story.finished.log_path.exists()
    assert not story.finished.reserve_path.exists()


def test_the_worker_s_log_knows_nothing_of_the_data(story):
    log = story.finished.log_path.read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert story.finished.request().visitor not in log


def test_a_worker_that_cannot_begin_is_interrupted(store, tiny, monkeypatch):
    run = store.create(tiny)
    monkeypatch.setattr(sys, "executable", str(store.root / "no-python"))
    with RunQueue(store) as queue:
        wait_until(run.exit_path.exists)
        assert read_state(run) == "interrupted"
        assert queue.open_runs.of_visitor(tiny.visitor) is None


def test_a_worker_without_standard_input_ends_at_once(store, tiny):
    run = store.create(tiny)
    ended = subprocess.run(
        [sys.executable, "-m", "explainer.training.worker", str(run.directory)],
        stdin=subprocess.DEVNULL,
        cwd=Path(__file__).resolve().parents[3],
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert ended.returncode == 3
    with contextlib.suppress(FileNotFoundError):
        run.worker_path.unlink()
    assert read_state(run) == "queued"
