"""Runs that a test has in hand: on a bench in place of the machine, and in training without a worker."""

from concurrent.futures import Executor, Future
from pathlib import Path

from explainer.training.store.files import write_atomically
from explainer.training.store.owners import create_owner, write_owner
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Result
from explainer.training.store.run import Run


class Bench(Executor):
    """Lets a test decide when a job begins and how it ends."""

    def __init__(self) -> None:
        self.jobs: dict[str, Future[str]] = {}

    def submit(self, _function, /, directory):
        run = Run(Path(directory))
        assert run.id not in self.jobs
        future: Future[str] = Future()
        self.jobs[run.id] = future
        return future

    def finish(self, run: Run) -> None:
        result = Result(state="finished", ended=1.0)
        write_atomically(run.result_path, result.model_dump_json())
        self.jobs[run.id].set_result("finished")


def in_training(run: Run) -> Run:
    create_owner(run.claim_path(1))
    return claimed_in_training(run)


def claimed_in_training(run: Run) -> Run:
    """The same of a run that the queue has claimed already."""
    write_owner(run.worker_path)
    append_record(run.progress_path, EpochRecord(epoch=0))
    return run
