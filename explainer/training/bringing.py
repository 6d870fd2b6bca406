"""A model comes in as a configuration and the weights that fit it, never as a file that could hold code.

Nothing of the weights file is kept but the numbers that were checked: the checkpoint is written anew.
"""

from __future__ import annotations

import re
import time

from explainer.tracing import Weights
from explainer.training.configuration import RunConfiguration
from explainer.training.files import write_atomically
from explainer.training.progress import append_record
from explainer.training.recipes import Recipe
from explainer.training.records import EpochRecord, Request, Result
from explainer.training.room import Room
from explainer.training.run import Run
from explainer.training.sizes import brought_bytes
from explainer.training.store import RunStore
from explainer.training.weights import write_weights

NAMED = re.compile(r"epoch-([0-9]{1,3})\.weights\.h5$")
"""What checkpoints are called, also when they are taken home."""


def epoch_of(file: str, recipe: Recipe) -> int:
    """After which epoch weights were saved, as far as their file's name says so.

    Args:
        file: The name.
        recipe: How they were trained; its last epoch counts if the name says nothing.
    """
    named = NAMED.search(file)
    epoch = int(named[1]) if named else recipe.epochs
    return epoch if 1 <= epoch <= recipe.most_epochs else recipe.epochs


def bring_in(
    store: RunStore,
    configuration: RunConfiguration,
    weights: Weights,
    test_accuracy: float,
    visitor: str,
    *,
    epoch: int | None = None,
    address: str | None = None,
) -> Run:
    """Adds a run that was trained elsewhere: it has ended and cannot go on.

    Args:
        store: The runs.
        configuration: Network, recipe and seed.
        weights: What was learned; see `read_weights`.
        test_accuracy: On the 10,000 test images, 0 to 1, as measured here.
        visitor: Whose run it will be.
        epoch: After which epoch the weights were saved; by default the recipe's last. More than that is a run that went
            on, so its recipe has as many.
        address: Where the visitor comes from, as in a request.

    Raises:
        ExplainerError: As `Room.check` and `RunStore.create` do; then nothing is left behind.
    """
    last = epoch or configuration.recipe.epochs
    recipe = configuration.recipe.model_copy(update={"epochs": max(last, configuration.recipe.epochs)})

    def fill(run: Run) -> None:
        write_weights(run.checkpoint_path(last), configuration.network, weights)
        append_record(run.progress_path, EpochRecord(epoch=last, batches=recipe.batches, test_accuracy=test_accuracy))
        result = Result(state="finished", ended=time.time(), epoch=last, test_accuracy=test_accuracy)
        write_atomically(run.result_path, result.model_dump_json(indent=2))
        run.reserve_path.unlink()

    request = Request(
        config=configuration.network,
        recipe=recipe,
        seed=configuration.seed,
        visitor=visitor,
        brought_in=True,
        address=address,
    )
    with store.locked():
        Room(store).check(request, brought_bytes(configuration.network))
        return store.create(request, fill=fill)
