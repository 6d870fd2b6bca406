"""What is left of a training whose worker, or whose server, is killed at any moment, and whether it goes on.

A small run is put into the queue of a server. At a random moment between its start and its end the worker or the server
is killed with `kill -9`. Then another server looks at the store: the run must still be there, its records and its
checkpoints must be readable, it must go on when it is asked to and come to its end, and no more than the epoch that was
in training may have been repeated.
"""

import contextlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

from benchmarks.report import Figure, Report, Sample
from benchmarks.server import PROJECT
from explainer.errors import ExplainerError
from explainer.network import network
from explainer.training.models.weights import load_weights
from explainer.training.queue.run_queue import RunQueue
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.owners import Owner
from explainer.training.store.records import BatchRecord, Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import State, read_state
from explainer.training.store.status import read_status

Victim = Literal["worker", "server"]

NETWORK = network("c4-s2_max2")
RECIPE = Recipe(name="survival", epochs=5, training_images=15_000, batch_size=8)
WORKERS = 20
"""Workers that are killed; and half as many servers."""
PATIENCE_SECONDS = 300.0
POLL_SECONDS = 0.02
UNDER_WAY: frozenset[State] = frozenset({"starting", "running", "paused"})

SERVER = """
import sys
from pathlib import Path
from explainer.training.queue.run_queue import RunQueue
from explainer.training.store.run_store import RunStore

with RunQueue(RunStore(Path(sys.argv[1]))):
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Case:
    """What became of one run.

    Attributes:
        moment: When, in seconds after the run was put into the queue.
        state: The run's state after that.
        is_readable: Whether its records and all its checkpoints could be read.
        is_finished: Whether it went on and came to its end.
        repeated: Epochs that were begun, and then trained again from their start.
    """

    victim: Victim
    moment: float
    state: State
    is_kept: bool
    is_readable: bool
    is_finished: bool
    repeated: int


def measure(repeats: int = WORKERS) -> Report:
    """Kills so many workers and half as many servers."""
    moments = random.Random(4)
    request = Request(config=NETWORK, recipe=RECIPE, seed=7)
    with tempfile.TemporaryDirectory() as folder:
        store = RunStore(Path(folder))
        whole = undisturbed(store, request)
        victims: list[Victim] = ["worker"] * repeats + ["server"] * -(-repeats // 2)
        cases = [killed(store, request, victim, moments.uniform(0.0, whole)) for victim in victims]
    return report(cases)


def report(cases: list[Case]) -> Report:
    """What follows from the cases."""
    samples = [
        Sample(f"{victim} killed after", tuple(case.moment for case in cases if case.victim == victim), "s")
        for victim in dict.fromkeys(case.victim for case in cases)
    ]
    lost, unreadable, stuck = (
        sum(not value for value in values)
        for values in zip(*((case.is_kept, case.is_readable, case.is_finished) for case in cases), strict=True)
    )
    return Report(
        "survival",
        tuple(samples),
        (
            Figure("runs lost", lost, at_most=0, unit="runs"),
            Figure("runs unreadable", unreadable, at_most=0, unit="runs"),
            Figure("runs that did not go on to their end", stuck, at_most=0, unit="runs"),
            Figure("most epochs repeated", max(case.repeated for case in cases), at_most=1, unit="epochs"),
            Figure("caught in training", sum(case.state == "interrupted" for case in cases), unit="runs"),
        ),
    )


def undisturbed(store: RunStore, request: Request) -> float:
    """How long such a run takes from the queue to its end, in seconds."""
    with RunQueue(store) as queue:
        began = time.monotonic()
        run = store.run(queue.submit(request))
        wait_until(lambda: read_state(run) == "finished")
    return time.monotonic() - began


def killed(store: RunStore, request: Request, victim: Victim, moment: float) -> Case:
    """Trains a run, kills its worker or its server, and lets another server go on with it.

    Args:
        moment: When, in seconds; a worker that is not there yet is killed as soon as it is.
    """
    run = store.create(request)
    began = time.monotonic()
    kill = _kill_worker if victim == "worker" else _kill_server
    kill(store, run, began + moment)
    after = time.monotonic() - began
    # A worker ends when its server does.
    wait_until(lambda: read_state(run) not in UNDER_WAY)
    state, begun = read_state(run), _begun(run)
    is_kept = run.id in {each.id for each in RunStore(store.root).runs()}
    is_readable = state != "unreadable" and _can_be_read(run)
    with RunQueue(RunStore(store.root)) as queue:
        if state == "interrupted":
            queue.resume(run.id)
        with contextlib.suppress(TimeoutError):
            wait_until(lambda: read_state(run) in ("finished", "failed", "interrupted"))
    status = read_status(run)
    repeated = begun - status.resumed[-1] if status.resumed else 0
    is_whole = run.checkpoints() == tuple(range(request.recipe.epochs + 1)) and _can_be_read(run)
    return Case(victim, after, state, is_kept, is_readable, status.state == "finished" and is_whole, repeated)


def wait_until(is_true: Callable[[], bool]) -> None:
    """Waits for something to come true.

    Raises:
        TimeoutError: If it does not within `PATIENCE_SECONDS`.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_true():
        if time.monotonic() > deadline:
            raise TimeoutError("Expected a run to come to its end; received none.")
        time.sleep(POLL_SECONDS)


def _kill_worker(store: RunStore, run: Run, moment: float) -> None:
    with RunQueue(store):
        wait_until(lambda: time.monotonic() >= moment and run.worker_path.exists())
        process_id = Owner.model_validate_json(run.worker_path.read_bytes()).process_id
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(process_id).kill()


def _kill_server(store: RunStore, run: Run, moment: float) -> None:  # noqa: ARG001 (as of `_kill_worker`)
    with _server(store.root) as server:
        wait_until(lambda: time.monotonic() >= moment)
        server.kill()


@contextmanager
def _server(root: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", SERVER, str(root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=PROJECT) as server:
        yield server


def _begun(run: Run) -> int:
    """The last epoch that was begun, from 1."""
    return max((record.epoch for record in run.progress() if isinstance(record, BatchRecord)), default=0)


def _can_be_read(run: Run) -> bool:
    try:
        run.request()
        run.result()
        for epoch in run.checkpoints():
            load_weights(run, epoch)
    except ExplainerError:
        return False
    return True
