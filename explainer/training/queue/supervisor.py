"""Starts one worker and watches over it until it ends."""

import contextlib
import subprocess
import threading
import time
from pathlib import Path

import psutil

from explainer.child_processes import module
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
"""How long a worker that is to stop may do nothing; one that hangs must not hold the queue up. Evaluating and saving
what was learned may take minutes."""
AT_WORK_SECONDS = 0.3
"""Processor time by which a worker is seen to be at work, also one that has to let others go first."""


def run_to_completion(directory: str | Path) -> State:
    """Trains one run in a process of its own and waits for its end; what was begun goes on from its last checkpoint.

    Can be submitted to any `concurrent.futures.Executor`: it needs nothing but the shared folder.

    Returns:
        How the run ended: `"finished"`, `"stopped"`, `"failed"` or `"interrupted"`.
    """
    run = Run(Path(directory)).at_present()
    exit_code: int | None = None
    # An executor may start a job again whose machine was lost; how its first try ended no longer counts.
    run.exit_path.unlink(missing_ok=True)
    begin_step(run.preparing_path, "process")
    try:
        with run.log_path.open("ab") as log, _start(run, log.fileno()) as process:
            exit_code = _wait(process, run.stop_path)
    finally:
        # On a full disk the worker's own files have to tell.
        with contextlib.suppress(OSError):
            write_atomically(run.exit_path, Exit(exit_code=exit_code).model_dump_json())
    return read_state(run)


def _start(run: Run, log: int) -> subprocess.Popen[bytes]:
    directory, kernels = run.directory.resolve(), _kernels_for(run)
    # The one that waits has loaded TensorFlow with its usual kernels.
    waiting = None if kernels else SPARE.take(directory)
    if waiting is not None:
        return waiting
    worker = module(WORKER, str(directory), more=kernels)
    return subprocess.Popen(**worker, stdin=subprocess.PIPE, stdout=log, stderr=log)


def _kernels_for(run: Run) -> dict[str, str]:
    """What the worker's environment says of oneDNN; a request that cannot be read is the worker's to report."""
    try:
        request = run.request()
    except ExplainerError:
        return {}
    return onednn_environment(request.config, request.recipe.epoch_images, request.recipe.batch_size)


def _wait(process: subprocess.Popen[bytes], wish: Path) -> int:
    """Waits for the worker's end, and ends it when this process ends or when it hangs after the wish to stop.

    An executor's threads are waited for when the interpreter ends, so they have to notice.
    """
    overdue: float | None = None
    worked = 0.0
    while threading.main_thread().is_alive() and (overdue is None or time.monotonic() < overdue):
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(POLL_SECONDS)
        if wish.exists():
            seconds = _processor_seconds(process)
            if overdue is None or seconds - worked > AT_WORK_SECONDS:
                overdue, worked = time.monotonic() + STOP_SECONDS, seconds
    return _end(process)


def _processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """How long a process has computed so far; 0 if it has just ended."""
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
