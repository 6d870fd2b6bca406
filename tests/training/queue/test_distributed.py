"""Two runs on a Dask cluster of this machine, one of whose workers is killed."""

import math
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path

import numpy as np
import psutil
import pytest

from explainer.own_digits import OwnDigits
from explainer.training.queue import executors
from explainer.training.queue.executors import Cluster, take_over, training_executor, training_queue
from explainer.training.queue.run_queue import RunQueue
from explainer.training.recipes.recipe import AddedDigits, Recipe
from explainer.training.store.files import write_atomically
from explainer.training.store.owners import Owner
from explainer.training.store.records import EpochRecord, Request, Result, ResumedRecord
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import read_state

PROJECT = Path(__file__).resolve().parents[3]
WORKERS = 2
PATIENCE_SECONDS = 100.0
EPOCHS = 5

Start = Callable[..., subprocess.Popen[bytes]]


def wait_for(look: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not look():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `dask scheduler` or `dask worker` with its arguments, and ends it with the test."""
    processes: list[subprocess.Popen[bytes]] = []

    def begin(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
        with (tmp_path / f"dask-{len(processes)}.txt").open("wb") as output:
            process = subprocess.Popen(
                command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        processes.append(process)
        return process

    yield begin
    for process in reversed(processes):
        process.kill()
        process.wait()


def trainer(run: Run) -> psutil.Process:
    """The process that trains a run."""
    return psutil.Process(Owner.model_validate_json(run.worker_path.read_bytes()).process_id)


@pytest.fixture
def workers(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The workers of a cluster that runs are handed to."""
    pytest.importorskip("distributed", reason="the packages of requirements-distributed.txt are not installed")
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    monkeypatch.setenv("EXPLAINER_SCHEDULER", address)
    monkeypatch.setattr(executors, "LOOK_SECONDS", 0.1)
    start("scheduler", "--host", "127.0.0.1", "--port", str(port))
    return [
        start(
            "worker", address, "--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path / f"worker-{number}")
        )
        for number in range(WORKERS)
    ]


def lose(workers: list[subprocess.Popen[bytes]], trains: psutil.Process) -> None:
    """Kills the worker whose process trains a run, and waits for that process's end."""
    lost = next(worker for worker in workers if worker.pid == trains.ppid())
    lost.kill()
    lost.wait()
    wait_for(lambda: not trains.is_running())


@pytest.fixture
def slow(tiny: Request) -> Recipe:
    """Takes long enough for a worker to be killed on the way."""
    return tiny.recipe.model_copy(update={"epochs": EPOCHS, "training_images": 10_000, "evaluate_each_epoch": False})


@pytest.mark.thorough
def test_a_run_goes_on_elsewhere_when_its_dask_worker_is_killed(
    store: RunStore, tiny: Request, slow: Recipe, workers: list[subprocess.Popen[bytes]]
) -> None:
    requests = [tiny.model_copy(update={"recipe": slow, "visitor": f"visitor-{number}"}) for number in range(2)]
    with training_queue(store) as queue:
        assert isinstance(queue.dispatcher.executor, Cluster)
        wait_for(lambda: queue.dispatcher.executor.threads == WORKERS)
        killed, spared = (store.run(queue.submit(request)) for request in requests)
        wait_for(lambda: all(len(run.checkpoints()) > 1 for run in (killed, spared)))
        assert {read_state(run) for run in (killed, spared)} == {"running"}
        assert {trainer(run).ppid() for run in (killed, spared)} == {worker.pid for worker in workers}

        process = trainer(killed)
        lose(workers, process)
        wait_for(lambda: read_state(killed) == read_state(spared) == "finished")

    assert process.pid != Owner.model_validate_json(killed.worker_path.read_bytes()).process_id
    (resumed,) = (record for record in killed.progress() if isinstance(record, ResumedRecord))
    assert 1 <= resumed.epoch < EPOCHS
    assert not any(isinstance(record, ResumedRecord) for record in spared.progress())
    for run in (killed, spared):
        assert run.checkpoints() == tuple(range(EPOCHS + 1))
        assert run.attempt == 0
        assert run.result().epoch == EPOCHS
    recorded = [record.epoch for record in killed.progress() if isinstance(record, EpochRecord)]
    assert len(recorded) <= EPOCHS + 2, "more than one epoch was repeated"


@pytest.mark.thorough
def test_a_worker_learns_from_the_visitors_own_digits_and_so_does_the_next(
    store: RunStore, tiny: Request, slow: Recipe, workers: list[subprocess.Popen[bytes]]
) -> None:
    digits = OwnDigits(np.full((1, 28, 28), 200, np.uint8), np.array([4], np.uint8))
    added = AddedDigits(images=1, repeats=100, digest=digits.digest)
    recipe = slow.model_copy(update={"own_digits": added})
    with training_queue(store) as queue:
        wait_for(lambda: queue.dispatcher.executor.threads == WORKERS)
        run = store.run(queue.submit(tiny.model_copy(update={"recipe": recipe}), digits))
        wait_for(lambda: len(run.checkpoints()) > 1)
        lose(workers, trainer(run))
        wait_for(lambda: read_state(run) == "finished")

    assert [record.epoch for record in run.progress() if isinstance(record, ResumedRecord)]
    done = run.epochs_done()[1:]
    assert [record.epoch for record in done] == list(range(1, EPOCHS + 1))
    # 10,000 images and a hundred times the digit; without it, they would be three batches fewer.
    assert {record.batches for record in done} == {math.ceil(10_100 / recipe.batch_size)}
    assert run.checkpoints()[-1] == EPOCHS


def test_runs_wait_while_no_scheduler_answers(
    store: RunStore, tiny: Request, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("distributed", reason="the packages of requirements-distributed.txt are not installed")
    monkeypatch.setenv("EXPLAINER_SCHEDULER", "tcp://127.0.0.1:1")
    monkeypatch.setattr(executors, "LOOK_SECONDS", 0.01)
    queue = training_queue(store)
    run = store.run(queue.submit(tiny))
    wait_for(lambda: "No Dask scheduler answers" in caplog.text)
    time.sleep(0.1)
    queue.dispatcher.dispatch()
    assert caplog.text.count("No Dask scheduler answers") == 1
    assert read_state(run) == "queued"
    assert queue.dispatcher.place(run.id) == 1
    queue.close()


def test_a_cluster_that_is_lost_at_the_moment_of_submission_gives_the_run_back(
    store: RunStore, tiny: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cluster, "_count_threads", lambda _: 1)
    monkeypatch.setenv("EXPLAINER_SCHEDULER", "tcp://127.0.0.1:1")
    queue = training_queue(store)
    run = store.run(queue.submit(tiny))
    wait_for(lambda: queue.dispatcher.executor.threads)
    queue.dispatcher.dispatch()
    queue.dispatcher.dispatch()
    assert read_state(run) == "starting"  # handed out a second time
    queue.close()
    queue.dispatcher.shared_slots = lambda: 0
    queue.dispatcher.dispatch()
    assert read_state(run) == "queued"


def test_the_slots_of_a_cluster_are_shared_by_the_servers(
    store: RunStore, tiny: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_out: list[str] = []

    def submit(_: Cluster, _function: object, directory: str) -> Future[str]:
        handed_out.append(Path(directory).name)
        return Future()

    monkeypatch.setattr(Cluster, "_count_threads", lambda _: 3)
    monkeypatch.setattr(Cluster, "submit", submit)
    monkeypatch.setenv("EXPLAINER_SCHEDULER", "tcp://127.0.0.1:1")
    monkeypatch.setenv("EXPLAINER_SLOTS", "2")
    queues = [training_queue(RunStore(store.root)) for _ in range(2)]
    ids = [store.create(tiny).id for _ in range(4)]
    for queue in queues:
        wait_for(lambda queue=queue: queue.dispatcher.executor.threads)
    for queue in (*queues, *queues):
        queue.dispatcher.dispatch()
    assert handed_out == ids[:2]
    for queue in queues:
        queue.close()


@pytest.mark.parametrize(("chosen", "slots"), [("", 1), ("3", 3)])
def test_slots_are_a_setting(store: RunStore, monkeypatch: pytest.MonkeyPatch, chosen: str, slots: int) -> None:
    monkeypatch.delenv("EXPLAINER_SCHEDULER", raising=False)
    monkeypatch.setenv("EXPLAINER_SLOTS", chosen)
    assert not isinstance(training_executor(), Cluster)
    assert training_queue(store).dispatcher.slots == slots


def test_a_run_that_has_ended_or_goes_on_is_not_trained_again(store: RunStore, tiny: Request) -> None:
    run = store.create(tiny)
    called: list[str] = []

    def train(directory: str) -> str:
        called.append(directory)
        return "finished"

    assert take_over(train, str(run.directory), 0) == "finished"
    assert called == [str(run.directory)]
    write_atomically(run.result_path, Result(state="stopped", ended=1.0).model_dump_json())
    assert take_over(train, str(run.directory), 0) == "stopped"
    run.ask_for_more(3)
    assert take_over(train, str(run.directory), 0) == "stopped"
    assert len(called) == 1


def test_a_run_is_not_taken_over_from_a_living_process(
    store: RunStore, tiny: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = store.create(tiny)
    owner = Owner.current()
    write_atomically(run.worker_path, owner.model_dump_json())
    looks: list[float] = []

    def die_at_the_third_look(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            write_atomically(run.worker_path, _dead(owner))

    monkeypatch.setattr(executors.time, "sleep", die_at_the_third_look)
    assert take_over(lambda _: "finished", str(run.directory), 0) == "finished"
    assert len(looks) == 3


class Lossy(Executor):
    """Loses its jobs whenever a test wants."""

    def __init__(self) -> None:
        self.jobs: list[Future[str]] = []

    def submit(self, _function: object, /, *_: object) -> Future[str]:
        self.jobs.append(Future())
        return self.jobs[-1]


def test_a_run_whose_scheduler_was_lost_goes_on_when_its_process_has_ended(store: RunStore, tiny: Request) -> None:
    executor = Lossy()
    queue = RunQueue(store, executor)
    run = store.run(queue.submit(tiny))
    queue.dispatcher.dispatch()
    owner = Owner.current()
    write_atomically(run.worker_path, owner.model_dump_json())
    executor.jobs[0].cancel()
    queue.dispatcher.dispatch()
    assert len(executor.jobs) == 1, "its process lives"
    write_atomically(run.worker_path, _dead(owner))
    queue.dispatcher.dispatch()
    assert (len(executor.jobs), run.attempt, read_state(run)) == (2, 1, "starting")


def test_a_run_that_no_worker_survives_is_interrupted(store: RunStore, tiny: Request) -> None:
    executor = Lossy()
    queue = RunQueue(store, executor)
    run = store.run(queue.submit(tiny))
    queue.dispatcher.dispatch()
    executor.jobs[0].set_exception(RuntimeError("its workers died, one after the other"))
    queue.dispatcher.dispatch()
    queue.dispatcher.dispatch()
    assert (len(executor.jobs), read_state(run)) == (1, "interrupted")


def _dead(owner: Owner) -> str:
    return owner.model_copy(update={"process_created": 1.0, "since_boot": None}).model_dump_json()
