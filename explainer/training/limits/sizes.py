"""How much room on the disk a run takes, worked out before it starts.

The numbers are exact: four bytes for each of them. What HDF5 and Keras write around them was measured, and is rounded
up: the tests hold both against files.
"""

from explainer.mnist import IMAGE_SIZE
from explainer.network.architecture import NetworkConfig
from explainer.optimizers import Optimizer
from explainer.training.limits.kept_checkpoints import COMPLETE, kept_checkpoints
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.run import RESERVE_BYTES

BYTES_OF_A_NUMBER = 4
FILE_BYTES = 14_000
"""Of an empty weights file, and in the next lines for each layer and each variable of the optimizer."""
LAYER_BYTES = 2_300
VARIABLE_BYTES = 450
OPTIMIZER_VARIABLES = 2
"""The step and the learning rate, a number each."""
MODEL_LAYER_BYTES = 1_500
"""Of a layer's description in `model.keras`."""
MODEL_FILE_BYTES = 4_000

MOST_RECORDS = 2_000
"""Records of progress within the epochs of an attempt; see `reports`."""
RECORD_BYTES = 450
EPOCH_BYTES = 10_000
"""Points of the curves, Keras's lines, a line of the history, and the record of an epoch's end."""
DIGITS_FILE_BYTES = 2_000
"""Of a file of one's own digits, beside their pixels and labels."""
SMALL_FILES_BYTES = 60_000
"""Request, owner, claims, result, the newest picture of the kernels, the worker's log."""


def weights_bytes(config: NetworkConfig) -> int:
    """The size of a weights file without the optimizer's state."""
    return FILE_BYTES + LAYER_BYTES * len(config.built) + BYTES_OF_A_NUMBER * config.parameters


def checkpoint_bytes(config: NetworkConfig, optimizer: Optimizer) -> int:
    """The size of a weights file with it."""
    slots = len(optimizer.memory)
    variables = OPTIMIZER_VARIABLES + slots * sum(len(layer.weight_shapes) for layer in config.built)
    numbers = BYTES_OF_A_NUMBER * slots * config.parameters
    return weights_bytes(config) + numbers + VARIABLE_BYTES * variables


def model_bytes(config: NetworkConfig, optimizer: Optimizer) -> int:
    """The size of `model.keras`, which holds the optimizer's state and what describes the layers."""
    return checkpoint_bytes(config, optimizer) + MODEL_FILE_BYTES + MODEL_LAYER_BYTES * len(config.built)


def run_bytes(config: NetworkConfig, recipe: Recipe, *, goes_on: bool = False) -> int:
    """The most room that a run takes at any moment, from its request to its end.

    Args:
        goes_on: Whether it has a trained model already, which stays until the next one is saved.
    """
    light, complete = weights_bytes(config), checkpoint_bytes(config, recipe.optimizer)
    model = model_bytes(config, recipe.optimizer)
    most = max(_most_light(epoch) for epoch in range(recipe.epochs + 1))
    # While a checkpoint is written, the one that loses its state for it still has it; so has the trained model none.
    training = most * light + (COMPLETE + 1) * complete
    saving = most * light + COMPLETE * complete + model
    records = min(recipe.epochs * recipe.batches, MOST_RECORDS) * RECORD_BYTES + recipe.epochs * EPOCH_BYTES
    small = records + RESERVE_BYTES + SMALL_FILES_BYTES + _digits_bytes(recipe)
    return max(training, saving) + (model if goes_on else 0) + small


def brought_bytes(config: NetworkConfig) -> int:
    """What a run takes whose weights are brought in."""
    return weights_bytes(config) + EPOCH_BYTES + SMALL_FILES_BYTES


def _digits_bytes(recipe: Recipe) -> int:
    """The most that one's own digits take: they are compressed, which may be of no use."""
    added = recipe.own_digits
    return 0 if added is None else DIGITS_FILE_BYTES + (IMAGE_SIZE**2 + 1) * added.images


def _most_light(epoch: int) -> int:
    """How many checkpoints without the optimizer's state there are after an epoch: all but the last two."""
    kept = kept_checkpoints(range(epoch + 1))
    is_best_apart = len(kept) <= epoch
    return max(len(kept) - COMPLETE, 0) + is_best_apart
