"""The worker: `python -m explainer.training.worker RUN_DIRECTORY` trains one run and ends.

It is a plain process that ends when its standard input closes, so it never outlives the server that started it, on any
operating system, however that server died.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from explainer.children import end_with_standard_input, lower_priority
from explainer.training.store.owners import HEARTBEAT_SECONDS, beat, write_owner
from explainer.training.store.paths import RunPaths

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Trains the run whose directory is the only argument.

    Args:
        arguments: The command line without the program's name.

    Returns:
        The exit code: 0 if the run ended as asked, 1 if it failed.
    """
    (directory,) = map(Path, arguments)
    end_with_standard_input()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    lower_priority()
    paths = RunPaths(directory).at_present()
    owner = paths.worker_path
    problem: OSError | None = None
    try:
        write_owner(owner)
    except OSError as error:
        problem = error
    threading.Thread(target=_keep_beating, args=(owner,), daemon=True).start()

    # TensorFlow takes seconds to load; by now the run is known to be in work.
    from explainer.training.store.run import Run  # noqa: PLC0415
    from explainer.training.worker.attempt import fail, train  # noqa: PLC0415

    run = Run(directory, paths.pinned)
    result = fail(run, problem) if problem else train(run)
    return 1 if result.state == "failed" else 0


def _keep_beating(owner: Path) -> None:
    while True:
        time.sleep(HEARTBEAT_SECONDS)
        beat(owner)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
