"""Executors of training runs: processes on this machine, or a Dask cluster whose machines share the run store.

A run on a cluster survives failures. If a Dask worker is lost, the scheduler passes its run to another one, which
resumes from the newest checkpoint. If the scheduler is lost, the queue submits the run again once a scheduler answers.
Until then, runs wait in the queue, because training on this machine would slow down its pages.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from explainer.environment import read_environment
from explainer.training.queue.run_queue import RunQueue
from explainer.training.store.owners import is_owned
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import State, read_state

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

LOOK_SECONDS = 2.0
CONNECT_SECONDS = 5.0
FOLLOW_SECONDS = 0.5


def training_queue(store: RunStore) -> RunQueue:
    """Creates the queue according to the environment's settings; it is not started.

    `EXPLAINER_SLOTS` is the number of runs that are trained at once: by default one, on a cluster one per thread of its
    workers. `EXPLAINER_SCHEDULER` is the address of a Dask scheduler, such as `tcp://192.168.0.10:8786`.
    """
    executor, slots = training_executor(), read_environment().slots
    if isinstance(executor, Cluster):
        return RunQueue(store, executor, shared_slots=lambda: min(executor.threads, slots or executor.threads))
    return RunQueue(store, executor, slots=slots or 1)


def training_executor() -> Executor:
    """A thread pool of this process, or the cluster of `EXPLAINER_SCHEDULER`."""
    chosen = read_environment()
    if chosen.scheduler is not None:
        return Cluster(chosen.scheduler)
    return ThreadPoolExecutor(chosen.slots or 1, thread_name_prefix="training")


class Cluster(Executor):
    """Dask's client executor, which connects when the scheduler answers, and again after it was lost.

    It takes what `RunQueue` submits: a function of a run's directory. Needs the package `distributed`.

    Args:
        address: The scheduler's, e.g. `"tcp://192.168.0.10:8786"`.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client: Any = None
        self._threads = 0
        self._is_missed = False
        self._closed = threading.Event()
        threading.Thread(target=self._keep_connected, name="dask-cluster", daemon=True).start()

    @property
    def threads(self) -> int:
        """The number of threads of the cluster's workers, updated every two seconds; 0 while no scheduler answers."""
        return self._threads

    def submit(self, function: Callable[..., Answer], /, *arguments: Any, **_: Any) -> Future[Answer]:
        """Submits a run to the cluster.

        Args:
            function: `run_to_completion`, or another function of a run's directory that may be called repeatedly.
            arguments: The directory, which must have the same path on all machines.

        Returns:
            The result; cancelled if the scheduler is lost.
        """
        (directory,) = arguments
        attempt = Run(Path(directory)).attempt
        try:
            client = self._client.get_executor(pure=False)
            job: Future[Answer] = client.submit(take_over, function, str(directory), attempt)
        except Exception:
            # The connection broke meanwhile.
            logger.warning("The Dask scheduler at %s did not take a run", self._address, exc_info=True)
            return _cancelled()
        return job

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Closes the connection; workers continue the runs that they have started."""
        self._closed.set()
        client, self._client, self._threads = self._client, None, 0
        if client is not None:
            client.close()

    def _keep_connected(self) -> None:
        while not self._closed.is_set():
            try:
                self._threads = self._count_threads()
                self._is_missed = False
            except (ImportError, OSError, ValueError) as error:
                self._threads = 0
                self._report(error)
            except Exception:
                self._threads = 0
                logger.exception("The Dask scheduler at %s is asked again", self._address)
            self._closed.wait(LOOK_SECONDS)

    def _count_threads(self) -> int:
        if self._client is None or self._client.status == "closed":
            self._client = self._connect()
        if self._client.status != "running":
            raise ConnectionError(f"Expected a connected client; received one {self._client.status}.")
        return sum(self._client.nthreads().values())

    def _connect(self) -> Any:
        from distributed import Client  # noqa: PLC0415 (only a cluster needs it)
        from distributed.comm import get_address_host_port  # noqa: PLC0415

        # Tried first, because a client that does not reach its scheduler leaves a thread behind.
        socket.create_connection(get_address_host_port(self._address), CONNECT_SECONDS).close()
        client = Client(self._address, timeout=CONNECT_SECONDS, set_as_default=False, name="inside-a-cnn")
        logger.info("Runs are trained by the Dask cluster at %s", self._address)
        return client

    def _report(self, error: Exception) -> None:
        if not self._is_missed:
            self._is_missed = True
            logger.warning("No Dask scheduler answers at %s (%r); runs wait in the queue", self._address, error)


def take_over(function: Callable[[str], State], directory: str, attempt: int) -> State:
    """Trains a run on a Dask worker, unless another worker trains or has trained it. Returns the run's final state.

    The scheduler calls this again on another worker if the first one is lost. The first one's process may survive for
    some seconds, or forever on an unreachable machine, so this waits until its heartbeat has expired.

    Args:
        function: `run_to_completion`.
        attempt: The attempt to train; see `paths`.
    """
    run = Run(Path(directory), attempt)
    while is_owned(run.worker_path):
        time.sleep(FOLLOW_SECONDS)
    is_over = run.result_path.exists() or run.exit_path.exists() or Run(Path(directory)).attempt != attempt
    return read_state(run) if is_over else function(directory)


def _cancelled() -> Future[Any]:
    future: Future[Any] = Future()
    future.cancel()
    future.set_running_or_notify_cancel()
    return future
