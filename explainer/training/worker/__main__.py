"""The worker process: `python -m explainer.training.worker RUN_DIRECTORY` trains one run and ends.

Without a directory, it loads TensorFlow and waits until its standard input names one; see `spare_worker`.

The process ends when its standard input closes. Therefore it never outlives the server that started it, on any
operating system, even if the server was killed.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.children import ABANDONED, end_with_standard_input, lower_priority
from explainer.training.store.owners import HEARTBEAT_SECONDS, beat, write_owner
from explainer.training.store.paths import RunPaths
from explainer.training.store.preparing import begin_step

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Trains the run whose directory is the only argument, or is read from standard input.

    Args:
        arguments: The command line without the program's name.

    Returns:
        The exit code: 0 if the run finished or was stopped, 1 if it failed, `ABANDONED` if no run came.
    """
    # Before it waits, so that loading TensorFlow has a low priority, too.
    lower_priority()
    directory = Path(arguments[0]) if arguments else _wait_for_run()
    if directory is None:
        return ABANDONED
    end_with_standard_input()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    paths = RunPaths(directory).at_present()
    owner = paths.worker_path
    problem: OSError | None = None
    try:
        write_owner(owner)
    except OSError as error:
        problem = error
    threading.Thread(target=_keep_beating, args=(owner,), daemon=True).start()

    # TensorFlow takes seconds to load; the owner file already shows that the run has a worker.
    begin_step(paths.preparing_path, "tensorflow")
    from explainer.training.store.run import Run  # noqa: PLC0415
    from explainer.training.worker.attempt import fail, train  # noqa: PLC0415

    run = Run(directory, paths.pinned)
    result = fail(run, problem) if problem else train(run)
    return 1 if result.state == "failed" else 0


def _wait_for_run() -> Path | None:
    """Loads everything that a run needs, and waits for one. Then redirects the output to the run's log."""
    from explainer import mnist  # noqa: PLC0415
    from explainer.errors import ExplainerError  # noqa: PLC0415
    from explainer.training.worker import attempt  # noqa: F401, PLC0415

    # If the data set cannot be read, the run reports it later.
    with contextlib.suppress(ExplainerError):
        mnist.load()
    line = sys.stdin.buffer.readline()
    if not line:
        return None
    directory = Path(json.loads(line))
    with RunPaths(directory).log_path.open("ab") as log:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(log.fileno(), stream.fileno())
    return directory


def _keep_beating(owner: Path) -> None:
    while True:
        time.sleep(HEARTBEAT_SECONDS)
        beat(owner)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
