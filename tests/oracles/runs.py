"""Networks of any shape with weights of any values, put into a server's run store as if they had been trained."""

import shutil
import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explainer.network import ARTICLE, NetworkConfig, keras_model
from explainer.training.models.bundle import load_bundle
from explainer.training.recipes.recipe import FAST
from explainer.training.store.files import write_atomically
from explainer.training.store.progress import append_record
from explainer.training.store.records import BatchRecord, CurvePoint, EpochRecord, Request, Result
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore

Array = NDArray[np.float32]


def random_weights(config: NetworkConfig, seed: int) -> list[Array]:
    """Kernels and biases about as large as a trained network's; Keras's own biases start at 0 and would hide mistakes.

    Returns:
        `float32`, in the order and shapes of `keras_model(config).get_weights()`.
    """
    generator = np.random.default_rng(seed)
    arrays = []
    for stage in config.stages:
        for role, shape in zip(stage.settings.roles, stage.weight_shapes, strict=True):
            inputs = np.prod(shape[:-1]) if len(shape) > 1 else 16
            drawn = generator.normal(0, 1.5 / np.sqrt(inputs), shape)
            arrays.append((np.abs(drawn) if "variance" in role else drawn).astype(np.float32))
    return arrays


def put_run(store: RunStore, config: NetworkConfig, weights: Sequence[Array], visitor: str | None = None) -> str:
    """Writes a run that has ended with such weights.

    Args:
        weights: As `keras_model(config).get_weights()` has them.
        visitor: Whose run it is; by default nobody's.

    Returns:
        The run's id, for `model=` in a link.
    """
    run = store.create(Request(config=config, recipe=FAST, visitor=visitor), is_claimed=True)
    model = keras_model(config)
    model.set_weights(list(weights))
    model.save_weights(run.checkpoint_path(0))
    append_record(run.progress_path, EpochRecord(epoch=0))
    write_atomically(run.result_path, Result(state="stopped", ended=time.time()).model_dump_json())
    return run.id


def put_progress(store: RunStore, lines: int) -> Run:
    """Writes a run of the article's network that has trained one epoch, with so many lines of progress within it.

    Args:
        lines: News from within the epoch.
    """
    run = store.create(Request(config=ARTICLE, recipe=FAST), is_claimed=True)
    shutil.copy(load_bundle().checkpoint_path(1), run.checkpoint_path(1))
    for line in range(1, lines + 1):
        point = CurvePoint(1, line, 0.1, 0.9, 0.1, 0.9)
        seconds = 0.25 * line
        record = BatchRecord(epoch=1, batch=line, loss=0.1, accuracy=0.9, seconds=seconds, points=(point,))
        append_record(run.progress_path, record)
    append_record(run.progress_path, EpochRecord(epoch=1))
    return run
