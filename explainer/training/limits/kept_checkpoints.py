"""Which checkpoints of a long run are kept: the first, the last two, the best, and some evenly between.

A run of 100 epochs would otherwise keep 101 networks. What was measured of an epoch is kept for all of them; only the
weights go. The rule looks at the epochs alone, and what it has given up it never asks for again: so it can be followed
after each epoch, whoever trains, and be said on a page.

The last two keep the optimizer's state, from which a run goes on; two, so that one cut short, or damaged, has one
before it. Older ones are only looked at, and are a third of the size without it.
"""

import logging
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import h5py

from explainer.training.store.files import replace
from explainer.training.store.paths import RunPaths
from explainer.training.store.records import EpochRecord
from explainer.training.store.run import Run

logger = logging.getLogger(__name__)

EVENLY = 12
"""Most checkpoints at even distances, epoch 0 included: a run of up to 11 epochs keeps them all."""
MOST_CHECKPOINTS = EVENLY + 3
"""With the last two and the best, if they are none of them."""
COMPLETE = 2
"""The newest so many keep the optimizer's state."""
OPTIMIZER = "optimizer"
"""Keras's name of the optimizer's state in a weights file."""


def distance_between(last: int) -> int:
    """The distance of the checkpoints that are kept evenly: it doubles whenever there would be more than `EVENLY`.

    Args:
        last: The last epoch, from 0.
    """
    distance = 1
    while last // distance >= EVENLY:
        distance *= 2
    return distance


def kept_checkpoints(epochs: Iterable[int], best: int | None = None) -> tuple[int, ...]:
    """The rule: which of a run's checkpoints are kept. Returns those to keep, in order: at most `MOST_CHECKPOINTS`.

    Args:
        epochs: The epochs that were done, epoch 0 included, in any order.
        best: The best one, see `best_epoch`; it is kept wherever it stands.
    """
    done = sorted(set(epochs))
    if not done:
        return ()
    distance = distance_between(done[-1])
    newest = done[-COMPLETE:]
    return tuple(epoch for epoch in done if epoch % distance == 0 or epoch in newest or epoch == best)


def best_epoch(records: Sequence[EpochRecord]) -> int | None:
    """The epoch of the smallest loss on the validation images, or without these on the training images.

    Test images choose nothing. Epochs that were cut short have seen other images, so they do not compete.

    Args:
        records: The end of each epoch, in order.

    Returns:
        The first of equals; `None` before the first epoch.
    """
    trained = [record for record in records if record.epoch > 0]
    whole = [record for record in trained if record.batches == trained[0].batches]
    losses = {
        record.epoch: loss
        for record in whole
        if (loss := record.loss if record.val_loss is None else record.val_loss) is not None and math.isfinite(loss)
    }
    return min(losses, key=losses.__getitem__, default=None)


def given_up(records: Sequence[EpochRecord]) -> tuple[int, ...]:
    """The epochs whose weights the rule does not keep, in order.

    Args:
        records: The end of each epoch of a run, in order.
    """
    epochs = [record.epoch for record in records]
    kept = kept_checkpoints(epochs, best_epoch(records))
    return tuple(epoch for epoch in epochs if epoch not in kept)


def thin(run: Run) -> None:
    """Follows the rule: deletes the checkpoints that are not kept, and takes the optimizer's state out of older ones.

    Whatever cannot be done, because somebody has the file open, is done after the next epoch.

    Args:
        run: A run whose newest epoch is written down, and which this process trains.
    """
    records = run.epochs_done()
    kept = kept_checkpoints((record.epoch for record in records), best_epoch(records))
    for epoch, path in _checkpoint_files(run):
        try:
            if epoch not in kept:
                path.unlink(missing_ok=True)
            elif epoch not in kept[-COMPLETE:]:
                _forget_optimizer(path)
        except (OSError, RuntimeError) as error:
            # HDF5 raises either.
            logger.warning("%s could not be made smaller: %r", path.name, error)


def _checkpoint_files(run: RunPaths) -> list[tuple[int, Path]]:
    """All that lie there, those of epochs included that are to be trained again."""
    files = run.directory.glob("epoch-*.weights.h5")
    numbers = {path: path.name.removeprefix("epoch-").partition(".")[0] for path in files}
    return [(int(number), path) for path, number in numbers.items() if number.isdecimal()]


def _forget_optimizer(path: Path) -> None:
    partial = path.with_name(f".{path.name}.partial")
    try:
        with h5py.File(path, "r") as whole:
            if OPTIMIZER not in whole:
                return
            with h5py.File(partial, "w") as smaller:
                for name in whole:
                    if name != OPTIMIZER:
                        whole.copy(name, smaller)
        replace(partial, path)
    except (OSError, RuntimeError):
        partial.unlink(missing_ok=True)
        raise
