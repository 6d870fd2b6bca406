"""How much memory a run's worker will hold at most, estimated before it starts.

What Python and TensorFlow take, what each image of the data takes, the numbers of the network and its optimizer, and
what the layers return for a batch, forwards and back. The factors are measured: `python -m benchmarks memory` holds
the estimate against real workers.
"""

import math

from explainer.errors import ExplainerError
from explainer.mnist import TEST_IMAGES
from explainer.network.architecture import NetworkConfig
from explainer.training.limits.limits import MEGABYTE, memory_limit
from explainer.training.limits.sizes import BYTES_OF_A_NUMBER
from explainer.training.recipes.recipe import SMALLEST_BATCH_SIZE, TEST_BATCH_SIZE, Recipe

BASE_BYTES = 810 * MEGABYTE
"""Of a worker that has loaded TensorFlow and MNIST, before anything else."""
IMAGE_BYTES = 8_400
"""Of an image in training or in a test: as `float32`, in the arrays that it was made from, and in TensorFlow's."""
TRAINING_FACTOR = 3.0
"""What is held of each number that a layer returns: the number, its gradient, and room to work in."""
TEST_FACTOR = 2.2
"""The same without gradients."""
GRADIENTS = 1
SAVED_COPIES = 1
"""Of the parameters and the optimizer's numbers: Keras gathers a file in memory before it writes it."""


def peak_bytes(config: NetworkConfig, recipe: Recipe) -> int:
    """The most memory that a worker will hold, in bytes."""
    images = recipe.epoch_images + recipe.validation_images + TEST_IMAGES
    kept = 1 + len(recipe.optimizer.memory)
    numbers = BYTES_OF_A_NUMBER * config.parameters * (kept * (1 + SAVED_COPIES) + GRADIENTS)
    # Of all layers for one image; what only reshapes copies nothing.
    returned = BYTES_OF_A_NUMBER * sum(
        math.prod(layer.output_shape) for layer in config.built if not layer.keeps_places
    )
    batch = min(recipe.batch_size, recipe.epoch_images)
    working = max(TRAINING_FACTOR * batch, TEST_FACTOR * TEST_BATCH_SIZE) * returned
    return round(BASE_BYTES + IMAGE_BYTES * images + numbers + working)


def check_memory(config: NetworkConfig, recipe: Recipe, slots: int = 1) -> None:
    """Makes sure that a worker of this machine can train it.

    Args:
        slots: How many runs are trained at once.

    Raises:
        ExplainerError: `memory_exceeded` (details `needed` and `limit`, in megabytes, and `batch_size`, the largest
            that would do), or `memory_exceeded_anyway` if none would.
    """
    limit, needed = memory_limit(slots), peak_bytes(config, recipe)
    if needed <= limit:
        return
    batch_size = largest_batch(config, recipe, limit)
    raise ExplainerError(
        "memory_exceeded_anyway" if batch_size is None else "memory_exceeded",
        f"Expected a run of at most {limit:.0f} bytes of memory; received one of {needed}.",
        needed=round(needed / MEGABYTE),
        limit=round(limit / MEGABYTE),
        batch_size=batch_size,
    )


def largest_batch(config: NetworkConfig, recipe: Recipe, limit: float) -> int | None:
    """The largest batch, of half, a quarter and so on of the recipe's, that needs no more than a limit.

    Returns:
        Images; `None` if there is none.
    """
    size = recipe.batch_size // 2
    while size >= SMALLEST_BATCH_SIZE:
        if peak_bytes(config, recipe.model_copy(update={"batch_size": size})) <= limit:
            return size
        size //= 2
    return None
