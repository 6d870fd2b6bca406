"""The kernels and the answer to one image, during training and as they were last."""

from __future__ import annotations

import logging

import numpy as np
from numpy.typing import NDArray

from explainer.errors import ExplainerError
from explainer.training.store.records import Watched
from explainer.training.store.run import Run
from explainer.training.store.status import RunStatus
from explainer.training.worker.snapshots import Snapshot, first_kernels, read_snapshot, watched_image
from explainer.ui import caches
from explainer.ui.components.mounting import mount
from explainer.ui.components.payload import Scene
from explainer.ui.frame import Frame
from explainer.ui.keyed import Stored
from explainer.ui.pictures.kernels import learning_scene

logger = logging.getLogger(__name__)


def watched(frame: Frame) -> Watched | None:
    """The image in use, whose prediction is followed in a training that starts now; `None` if it cannot be had.

    A drawing stays in memory, with whoever drew it: a run's files, and its link, would hand it on.
    """
    try:
        image = frame.image
    except ExplainerError:
        return None
    if image.reference.source == "drawing":
        return None
    return watched_image(image.pixels, str(image.reference), image.label)


def moment(frame: Frame, status: RunStatus) -> Scene | None:
    """What there is to show of a run's newest moment; `None` if there is nothing."""
    try:
        run = caches.queue().store.run(status.run_id)
    except ExplainerError:
        return None
    snapshot = read_snapshot(run)
    if snapshot is None:
        return None
    return learning_scene(status, snapshot, _start(run, snapshot), frame.text, language=frame.session.language)


def learning(scene: Scene) -> None:
    """Shows it; what moves between two moments is drawn anew without a tween."""
    mount("kernels", *scene, key="kernels")


def _start(run: Run, snapshot: Snapshot) -> NDArray[np.float32] | None:
    """The kernels before training."""
    if not snapshot.shape:
        return None
    try:
        start = caches.learned(Stored(owner=run.id, epoch=0, config=run.config, source=run))
    except ExplainerError as error:
        logger.info("No start of run %s: %s", run.id, error)
        return None
    convolution = run.config.first_convolution
    assert convolution is not None
    return first_kernels(start.weights[convolution.name].kernel)
