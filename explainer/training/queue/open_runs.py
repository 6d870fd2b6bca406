"""The runs of a store that have not ended, and the order in which they are trained."""

from explainer.training.queue.turns import TrainingTurns
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import ACTIVE, State, read_state

IN_WORK: frozenset[State] = frozenset({"starting", "running", "paused"})
SETTLED: frozenset[State] = frozenset({"finished", "stopped", "failed"})
"""States that need not be read again. (An unreadable run may become readable.)"""


class OpenRuns:
    """The active and waiting runs. Their states are read at each call, those of ended runs only once."""

    def __init__(self, store: RunStore, turns: TrainingTurns) -> None:
        self._store = store
        self._turns = turns
        self._settled: dict[str, int] = {}

    def states(self) -> list[tuple[Run, State]]:
        """Every run that has not ended, with its state."""
        # If a run is continued, by any server, it has a newer attempt than the one that was settled.
        present = [run.at_present() for run in self._store.runs()]
        runs = [run for run in present if self._settled.get(run.id) != run.attempt]
        states = [(run, read_state(run)) for run in runs]
        self._settled |= {run.id: run.attempt for run, state in states if state in SETTLED}
        return [(run, state) for run, state in states if state not in SETTLED]

    def now(self) -> tuple[list[Run], list[Run]]:
        """The active runs, and the waiting runs in the order of their turns."""
        states = self.states()
        in_work = [run for run, state in states if state in IN_WORK]
        return in_work, self._turns.order([run for run, state in states if state == "queued"])

    def waiting(self) -> list[Run]:
        """The waiting runs, in no particular order."""
        return [run for run, state in self.states() if state == "queued"]

    def ahead_of(self, run_id: str | None = None) -> list[Run]:
        """The active runs, followed by the waiting runs before a run.

        Args:
            run_id: A waiting run; `None` for a run that would be added now, behind all others.
        """
        in_work, waiting = self.now()
        ids = [run.id for run in waiting]
        before = waiting[: ids.index(run_id)] if run_id in ids else waiting
        return [*in_work, *before]

    def of_visitor(self, visitor: str | None) -> str | None:
        """The id of the visitor's active or waiting run, or `None`."""
        if visitor is None:
            return None
        for run, state in self.states():
            request = self._store.request(run)
            if state in ACTIVE and request and request.visitor == visitor:
                return run.id
        return None
