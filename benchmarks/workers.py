"""Two runs on two one-core Dask workers, against two plain scripts of the article, each pinned to a core of its own.

The plain scripts run once one after the other and once both at the same time: that is the speed-up there is to have on
this machine. The same work as two runs of the Article recipe, from the request to the result, with queue, scheduler,
checkpoints and evaluations, is what the Dask workers are measured by. All processes start afresh each time but
scheduler and workers, which stand ready as they would.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.report import Figure, Report, Sample, alternate, paired_ratio
from benchmarks.server import PROJECT, free_port
from explainer.network.presets import ARTICLE as ARTICLE_NETWORK
from explainer.training.queue.executors import Cluster
from explainer.training.queue.run_queue import RunQueue
from explainer.training.recipes.recipe import ARTICLE
from explainer.training.store.records import Request
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import ACTIVE, read_state

SCRIPT = PROJECT / "benchmarks" / "plain_article.py"
RUNS = 2
EPOCHS = 2
PATIENCE_SECONDS = 900.0
START_SECONDS = 60.0
POLL_SECONDS = 0.05
NORMAL_PRIORITY = {"EXPLAINER_WORKER_PRIORITY": "normal"}


def measure(repeats: int = 3) -> Report:
    """Trains in turn one after the other, both at once, and on the Dask workers.

    Args:
        repeats: Of each side.

    Raises:
        RuntimeError: If there are not two cores, or a run does not finish.
    """
    cores = _cores()
    with _queue(cores) as queue:
        seconds = alternate(
            {
                "plain scripts, one after the other": lambda: _one_after_the_other(cores),
                "plain scripts, both at once": lambda: _both_at_once(cores),
                "two runs on Dask workers": lambda: _on_workers(queue),
            },
            repeats,
        )
    return report(*(Sample(name, values, "s") for name, values in seconds.items()))


def report(alone: Sample, plain: Sample, workers: Sample) -> Report:
    """What follows from the seconds of each side."""
    return Report(
        "workers",
        (alone, plain, workers),
        (
            Figure(
                "Dask workers' speed-up / plain scripts' speed-up",
                paired_ratio(plain.values, workers.values),
                at_least=0.85,
            ),
            Figure("speed-up of two plain scripts", paired_ratio(alone.values, plain.values)),
            Figure("speed-up of two Dask workers", paired_ratio(alone.values, workers.values)),
        ),
    )


def _cores() -> tuple[int, ...]:
    """Two cores that this process may use."""
    process = psutil.Process()
    if not hasattr(process, "cpu_affinity"):
        raise RuntimeError("Expected a system that pins processes to cores; received one that does not.")
    cores = tuple(process.cpu_affinity())
    if len(cores) < RUNS:
        raise RuntimeError(f"Expected {RUNS} cores; received {len(cores)}.")
    return cores[:RUNS]


@contextmanager
def _pinned(core: int) -> Iterator[None]:
    """Whatever is started meanwhile has this core from its first moment on: TensorFlow counts cores when it starts."""
    process = psutil.Process()
    before = process.cpu_affinity()
    process.cpu_affinity([core])
    try:
        yield
    finally:
        process.cpu_affinity(before)


def _plain(core: int) -> subprocess.Popen[bytes]:
    with _pinned(core):
        return subprocess.Popen(
            [sys.executable, str(SCRIPT), str(EPOCHS)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


def _end_well(process: subprocess.Popen[bytes]) -> None:
    if process.wait(PATIENCE_SECONDS):
        raise RuntimeError(f"Expected the plain script to end well; received exit code {process.returncode}.")


def _one_after_the_other(cores: tuple[int, ...]) -> float:
    began = time.perf_counter()
    for core in cores:
        _end_well(_plain(core))
    return time.perf_counter() - began


def _both_at_once(cores: tuple[int, ...]) -> float:
    began = time.perf_counter()
    for process in [_plain(core) for core in cores]:
        _end_well(process)
    return time.perf_counter() - began


def _on_workers(queue: RunQueue) -> float:
    recipe = ARTICLE.model_copy(update={"epochs": EPOCHS})
    began = time.perf_counter()
    ids = [queue.submit(Request(config=ARTICLE_NETWORK, recipe=recipe, seed=seed)) for seed in range(RUNS)]
    runs = [queue.store.run(run_id) for run_id in ids]
    _wait_for(lambda: all(read_state(run) not in ACTIVE for run in runs), PATIENCE_SECONDS)
    seconds = time.perf_counter() - began
    states = {read_state(run) for run in runs}
    if states != {"finished"}:
        raise RuntimeError(f"Expected two finished runs; received {states}.")
    return seconds


@contextmanager
def _queue(cores: tuple[int, ...]) -> Iterator[RunQueue]:
    """The dashboard's queue, with a scheduler and a worker for each core."""
    address = f"tcp://127.0.0.1:{free_port()}"
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True)))
        stack.enter_context(_dask(folder, "scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2]))
        for core in cores:
            with _pinned(core):
                stack.enter_context(_dask(folder, "worker", address, "--nthreads", "1", "--no-nanny"))
        cluster = Cluster(address)
        _wait_for(lambda: cluster.threads == RUNS, START_SECONDS)
        yield stack.enter_context(RunQueue(RunStore(folder / "runs"), cluster, shared_slots=lambda: cluster.threads))


@contextmanager
def _dask(folder: Path, *arguments: str) -> Iterator[None]:
    command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
    if arguments[0] == "worker":
        command += ["--local-directory", str(folder)]
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=os.environ | NORMAL_PRIORITY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _wait_for(look: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        if time.monotonic() > deadline:
            raise RuntimeError(f"Expected it to happen within {seconds:.0f} s; received nothing.")
        time.sleep(POLL_SECONDS)
