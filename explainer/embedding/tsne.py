"""Images as points of a plane in which near ones stay near (t-SNE, van der Maaten and Hinton 2008).

It takes a minute for 10,000 images, so it has a process of its own, at low priority: see `child.py`.
"""

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
import numpy.typing as npt

from explainer.child_processes import ONE_THREAD, module
from explainer.embedding.child import DONE
from explainer.errors import ExplainerError
from explainer.jobs import Steps

CHILD = "explainer.embedding.child"
ITERATIONS = 1_000
SETTINGS: dict[str, Any] = {
    "n_components": 2,
    "perplexity": 30.0,
    "init": "pca",
    "learning_rate": "auto",
    "max_iter": ITERATIONS,
    "random_state": 0,
    # One thread: the other processors are left to the pages, and the order of sums is always the same.
    "n_jobs": 1,
}
MOST_SECONDS = 1_800.0
"""A process that hangs is not waited for any longer."""


def positions(gather: Callable[[], npt.NDArray[Any]], child: str = CHILD) -> Steps:
    """Computes where the images lie.

    Args:
        gather: Gives `(n, numbers)`, finite; `n` is larger than the perplexity. It is called when the computation
            begins: those that wait hold no numbers.

    Yields:
        How much is done, 0 to 1, by scikit-learn's iterations.

    Returns:
        Read-only `float32`, `(n, 2)`.

    Raises:
        ExplainerError: What `gather` raises; `embedding_ended` if the process ends before it is done.
    """
    vectors = gather()
    with _started(child) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        order = {"images": vectors.shape[0], "numbers": vectors.shape[1], "settings": SETTINGS}
        # It may have ended meanwhile, which is seen below.
        with suppress(OSError):
            process.stdin.write(json.dumps(order).encode() + b"\n")
            process.stdin.write(np.ascontiguousarray(vectors, "<f4").data)
            process.stdin.flush()
        for line in process.stdout:
            if line == DONE:
                content = process.stdout.read(8 * len(vectors))
                if len(content) == 8 * len(vectors):
                    return np.frombuffer(content, dtype="<f4").reshape(-1, 2)
            elif line.strip().isdigit():
                yield min(1.0, int(line) / ITERATIONS)
        raise ExplainerError("embedding_ended", f"Expected positions; received exit code {process.wait()}.")


@contextmanager
def _started(child: str) -> Iterator[subprocess.Popen[bytes]]:
    """The process, which ends with the computation, whatever becomes of that."""
    command = module(child, more=ONE_THREAD)
    try:
        process = subprocess.Popen(**command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    except OSError as error:
        raise ExplainerError("embedding_ended", f"Expected another process; received {error}.") from error
    overdue = threading.Timer(MOST_SECONDS, process.kill)
    overdue.daemon = True
    overdue.start()
    try:
        yield process
    finally:
        overdue.cancel()
        process.kill()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        process.wait()
