"""Starts the worker process of one run, and waits for its end."""

import contextlib
import subprocess
import threading
import time
from pathlib import Path

import psutil

from explainer.children import module
from explainer.errors import ExplainerError
from explainer.training.onednn import onednn_environment
from explainer.training.queue.spare_worker import SPARE, WORKER
from explainer.training.store.files import write_atomically
from explainer.training.store.preparing import begin_step
from explainer.training.store.records import Exit
from explainer.training.store.run import Run
from explainer.training.store.states import State, read_state

POLL_SECONDS = 0.2
PATIENCE_SECONDS = 5.0
STOP_SECONDS = 30.0
"""How long a worker that was asked to stop may be idle before it is killed, so that it does not block the queue if it
hangs. Evaluating and saving may take minutes, during which it is not idle."""
AT_WORK_SECONDS = 0.3
"""The processor time within `STOP_SECONDS` that shows that a worker, even at low priority, is not idle."""


def run_to_completion(directory: str | Path) -> State:
    """Trains one run in its own process, from its last checkpoint if there is one, and waits for its end.

    It can be submitted to any `concurrent.futures.Executor`, because it needs only the shared folder.

    Returns:
        The run's final state: `"finished"`, `"stopped"`, `"failed"` or `"interrupted"`.
    """
    run = Run(Path(directory)).at_present()
    exit_code: int | None = None
    # An executor may repeat a job whose machine was lost. Then the exit of the first process no longer counts.
    run.exit_path.unlink(missing_ok=True)
    begin_step(run.preparing_path, "process")
    try:
        with run.log_path.open("ab") as log, _start(run, log.fileno()) as process:
            exit_code = _wait(process, run.stop_path)
    finally:
        # On a full disk, the state follows from the worker's own files.
        with contextlib.suppress(OSError):
            write_atomically(run.exit_path, Exit(exit_code=exit_code).model_dump_json())
    return read_state(run)


def _start(run: Run, log: int) -> subprocess.Popen[bytes]:
    directory, kernels = run.directory.resolve(), _kernels_for(run)
    # The spare worker has loaded TensorFlow with oneDNN, so it cannot be used without.
    waiting = None if kernels else SPARE.take(directory)
    if waiting is not None:
        return waiting
    worker = module(WORKER, str(directory), more=kernels)
    return subprocess.Popen(**worker, stdin=subprocess.PIPE, stdout=log, stderr=log)


def _kernels_for(run: Run) -> dict[str, str]:
    """The worker's environment variables for oneDNN. If the request cannot be read, the worker reports it."""
    try:
        request = run.request()
    except ExplainerError:
        return {}
    return onednn_environment(request.config, request.recipe.epoch_images, request.recipe.batch_size)


def _wait(process: subprocess.Popen[bytes], stop_path: Path) -> int:
    """Waits for the worker's end. Kills it if this process ends, or if it is idle after a request to stop.

    The interpreter waits for an executor's threads when it ends, so this must notice the end of the main thread.
    """
    overdue: float | None = None
    worked = 0.0
    while threading.main_thread().is_alive() and (overdue is None or time.monotonic() < overdue):
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(POLL_SECONDS)
        if stop_path.exists():
            seconds = _processor_seconds(process)
            if overdue is None or seconds - worked > AT_WORK_SECONDS:
                overdue, worked = time.monotonic() + STOP_SECONDS, seconds
    return _end(process)


def _processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """The processor time of a process in seconds; 0 if it has just ended."""
    try:
        times = psutil.Process(process.pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _end(process: subprocess.Popen[bytes]) -> int:
    if process.stdin is not None:
        process.stdin.close()
    process.terminate()
    try:
        return process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
