"""A model comes in as a configuration and the weights that fit it, never as a file that could hold code.

Nothing of the weights file is kept but the numbers that were checked: the checkpoint is written anew.
"""

from __future__ import annotations

import time

from explainer.tracing import Weights
from explainer.training.configuration import RunConfiguration
from explainer.training.files import write_atomically
from explainer.training.progress import append_record
from explainer.training.quota import make_room
from explainer.training.records import EpochRecord, Request, Result
from explainer.training.run import Run
from explainer.training.store import RunStore
from explainer.training.weights import write_weights


def bring_in(
    store: RunStore, configuration: RunConfiguration, weights: Weights, test_accuracy: float, visitor: str
) -> Run:
    """Adds a run that was trained elsewhere: it has ended, after its recipe's last epoch, and cannot go on.

    Args:
        store: The runs.
        configuration: Network, recipe and seed.
        weights: What was learned; see `read_weights`.
        test_accuracy: On the 10,000 test images, 0 to 1, as measured here.
        visitor: Whose run it will be.

    Raises:
        ExplainerError: `disk_full` or `store_unwritable`; then nothing is left behind.
    """
    epoch = configuration.recipe.epochs

    def fill(run: Run) -> None:
        write_weights(run.checkpoint_path(epoch), configuration.network, weights)
        batches = configuration.recipe.batches
        append_record(run.progress_path, EpochRecord(epoch=epoch, batches=batches, test_accuracy=test_accuracy))
        result = Result(state="finished", ended=time.time(), epoch=epoch, test_accuracy=test_accuracy)
        write_atomically(run.result_path, result.model_dump_json(indent=2))
        run.reserve_path.unlink()

    make_room(store)
    request = Request(
        config=configuration.network,
        recipe=configuration.recipe,
        seed=configuration.seed,
        visitor=visitor,
        brought_in=True,
    )
    return store.create(request, fill=fill)
