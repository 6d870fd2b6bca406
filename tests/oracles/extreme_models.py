"""Models whose weights are finite numbers that no training should come to, or none at all."""

from collections.abc import Callable

import h5py
import numpy as np
import numpy.typing as npt

from explainer.network import keras_model, network
from explainer.training.models.weights import stored_arrays
from explainer.training.recipes.recipe import QUICK_LOOK
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from tests.ui.trainings import ended

NETWORK = network("c3_bn_max2_d4")
Arrays = list[npt.NDArray[np.float32]]
Change = Callable[[Arrays], object]


def everywhere(value: float) -> Change:
    return lambda arrays: [array.fill(value) for array in arrays]


def times(factor: float) -> Change:
    return lambda arrays: [np.multiply(array, factor, out=array) for array in arrays]


def at(place: int, value: float, part: object = ...) -> Change:
    """Changes one of the arrays, or a part of it."""
    return lambda arrays: arrays[place].__setitem__(part, value)


def alternating(arrays: Arrays) -> None:
    for array in arrays:
        array.flat[:] = np.where(np.arange(array.size) % 2, 1e30, -1e30)


HUGE, TINY, MOST = 3.4e38, 1e-40, 1e14
MODELS: dict[str, Change] = {
    "all zero": everywhere(0.0),
    "all one": everywhere(1.0),
    "huge everywhere": everywhere(HUGE),
    "minus huge everywhere": everywhere(-HUGE),
    "denormal everywhere": everywhere(TINY),
    "a thousand million times": times(1e9),
    "a billionth": times(1e-9),
    "huge in the first layer": at(0, HUGE),
    "huge in the last layer": at(-2, HUGE),
    "huge bias": at(-1, HUGE),
    "one huge bias": at(-1, HUGE, 0),
    "one huge filter": at(0, HUGE, (..., 0)),
    "one huge weight": at(0, HUGE, (0, 0, 0, 0)),
    "one weight at the limit": at(0, MOST, (0, 0, 0, 0)),
    "biases at the limit": at(-1, MOST),
    "alternating signs": alternating,
    "negative variance": at(5, -1.0),
    "no variance": at(5, 0.0),
    "NaN in one layer": at(2, np.nan),
    "infinite in one layer": at(-2, np.inf),
}


def made(store: RunStore, change: Change, first: Change | None = None) -> Run:
    """A run of two epochs, 0 and 1, whose weights were changed after the second, or after the first."""
    run = store.create(Request(config=NETWORK, recipe=QUICK_LOOK, seed=1), is_claimed=True)
    model = keras_model(NETWORK)
    for epoch in range(2):
        arrays = [np.array(array) for array in model.get_weights()]
        chosen = change if epoch else first
        if chosen is not None:
            chosen(arrays)
        write(run, epoch, arrays)
        append_record(run.progress_path, EpochRecord(epoch=epoch, batches=QUICK_LOOK.batches if epoch else 0))
    return ended(run, "finished", epoch=1, test_loss=2.3, test_accuracy=0.1, seconds=3.0)


def write(run: Run, epoch: int, arrays: Arrays) -> None:

    with h5py.File(run.checkpoint_path(epoch), "w") as file:
        for (place, _), array in zip(stored_arrays(NETWORK), arrays, strict=True):
            file[place] = array


def link(page: str, run: Run) -> dict[str, str]:
    """What leads to a page with such a model wherever the page takes one."""
    more = {"compare": {"compare": f"bundled,{run.id}"}, "evaluate": {"against": f"{run.id}@0"}}
    return {"lang": "en", "model": run.id, **more.get(page, {})}
