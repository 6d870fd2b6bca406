"""A model comes in as a configuration and the weights that fit it, never as a file that could hold code.

The weights file is opened outside this process, and nothing of it is kept but numbers of the configuration's shapes:
the checkpoint is written anew.
"""

import math
import re
import time

import numpy as np

from explainer.network import NetworkConfig
from explainer.network.architecture import MAX_PARAMETERS
from explainer.tracing import Weights, as_weights
from explainer.training.limits.quotas import Quotas
from explainer.training.limits.sizes import brought_bytes
from explainer.training.models.configuration import RunConfiguration
from explainer.training.models.keras_files import UNPACKING_BYTES, is_archive
from explainer.training.models.weights import stored_arrays, write_weights
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.files import write_atomically
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Request, Result
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.uploads.guard import GUARD, Task
from explainer.uploads.refusals import DOES_NOT_FIT, NO_MODEL, NOT_PLAIN

STRUCTURE_BYTES = 256 * 1024
"""More than what Keras writes into a `.weights.h5` file beside the numbers; 45 KB for the most layers there can be."""
MAX_WEIGHTS_MEGABYTES = math.ceil((4 * MAX_PARAMETERS + STRUCTURE_BYTES) / 10**6)
"""How large a weights file can be: what can be taken home of the largest network can be brought back. Streamlit's page
counts a million bytes for a megabyte, its server 2²⁰, so that there is room for what surrounds a file on its way."""

NAMED = re.compile(r"epoch-([0-9]{1,3})\.weights\.h5$")
"""What checkpoints are called, also when they are taken home."""


def weights_of(content: bytes, config: NetworkConfig) -> Weights:
    """Reads a `.weights.h5` or `.keras` file that may come from anybody, in a process of its own.

    Args:
        content: The file as Keras's `save_weights` or `save` writes it; an optimizer's state in it is ignored.

    Returns:
        The weights of every stage that has some, read-only.

    Raises:
        ExplainerError: `weights_do_not_fit`, `weights_not_plain` or `weights_not_finite`; `keras_no_model`,
            `upload_unreadable`, `upload_too_much` or `upload_busy`.
    """
    stored = stored_arrays(config)
    ends = np.cumsum([math.prod(shape) for _, shape in stored])
    task = Task(
        reader="keras_model" if is_archive(content) else "weights",
        answer_bytes=4 * int(ends[-1]),
        details={"arrays": stored},
        refusals={DOES_NOT_FIT: "weights_do_not_fit", NOT_PLAIN: "weights_not_plain", NO_MODEL: "keras_no_model"},
        memory_bytes=UNPACKING_BYTES if is_archive(content) else 0,
    )
    numbers = np.frombuffer(GUARD.read(task, content), dtype="<f4")
    parts = np.split(numbers, ends[:-1])
    return as_weights(config, [part.reshape(shape) for part, (_, shape) in zip(parts, stored, strict=True)])


def epoch_of(file: str, recipe: Recipe) -> int:
    """After which epoch weights were saved, as far as their file's name says so.

    Args:
        recipe: How they were trained; its last epoch counts if the name says nothing.
    """
    named = NAMED.search(file)
    epoch = int(named[1]) if named else recipe.epochs
    return epoch if 1 <= epoch <= recipe.most_epochs else recipe.epochs


def bring_in(
    store: RunStore,
    configuration: RunConfiguration,
    weights: Weights,
    test_accuracy: float | None,
    visitor: str,
    *,
    epoch: int | None = None,
    address: str | None = None,
) -> Run:
    """Adds a run that was trained elsewhere: it has ended and cannot go on.

    Args:
        configuration: Network, recipe and seed.
        weights: What was learned; see `weights_of`.
        test_accuracy: On the 10,000 test images, 0 to 1, as measured here; `None` if it was not.
        epoch: After which epoch the weights were saved; by default the recipe's last. More than that is a run that went
            on, so its recipe has as many.
        address: Where the visitor comes from, as in a request.

    Raises:
        ExplainerError: As `Quotas.check` and `RunStore.create` do; then nothing is left behind.
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
        Quotas(store).check(request, brought_bytes(configuration.network))
        return store.create(request, fill=fill)
