"""Data classes of the JSON files of a run."""

import math
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from explainer.network import NetworkConfig
from explainer.training.recipes.recipe import PossibleRecipe

MAX_SEED = 2**31 - 1

OTHERS_WAITED = "others_waited"
TIME_LIMIT = "time_limit"
ROOM_FULL = "room_full"

EndState = Literal["finished", "stopped", "failed"]

Seconds = Annotated[float, Field(gt=-1e9, lt=1e9, allow_inf_nan=False)]
"""A duration of at most thirty years: longer ones cannot be formatted as text."""
Moment = Annotated[float, Field(ge=0.0, lt=1e11, allow_inf_nan=False)]
"""A time in seconds since 1970, up to the year 5138."""


class _Record(BaseModel):
    # The losses of a diverging run are NaN or infinite; as strings they can be read back.
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


class Watched(_Record):
    """An image whose prediction is shown during training.

    Attributes:
        image: Its name in links, e.g. `"test-18"`.
        label: The digit that it shows; `None` if it has no label.
        pixels: Its 784 bytes, row by row, 0 (black) to 255, as hexadecimal digits.
    """

    image: Annotated[str, Field(pattern=r"^[a-z]{1,10}-[0-9a-z]{1,12}$")]
    label: Annotated[int, Field(ge=0, le=9)] | None = None
    pixels: Annotated[str, Field(pattern=r"^[0-9a-f]{1568}$")]


class Request(_Record):
    """A visitor's request for a training run: `request.json`.

    Attributes:
        seed: The seed of all random numbers, 0 to 2³¹ − 1.
        visitor: The visitor's random id, or `None` for the command line.
        created: The time of the request, in seconds since 1970; the queue is ordered by it.
        watched: The image whose prediction is shown during training, or `None`.
        brought_in: Whether the weights were imported from a file, so that the run was not trained here.
        address: A keyed hash of the visitor's network address, see `addresses`; `None` if unknown.
    """

    config: NetworkConfig
    recipe: PossibleRecipe
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] = 0
    visitor: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None = None
    created: Moment = 0.0
    watched: Watched | None = None
    brought_in: bool = False
    address: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None


class Limits(_Record):
    """A worker's limits: `limits.json`, written by the queue that starts the run.

    Attributes:
        seconds: Maximum duration of one attempt, without pauses.
        whole_bytes: Maximum disk space of all runs.
        visitor_bytes: Maximum disk space of all runs of the visitor.
        address_bytes: Maximum disk space of all runs from the visitor's address.
    """

    seconds: float = math.inf
    whole_bytes: float = math.inf
    visitor_bytes: float = math.inf
    address_bytes: float = math.inf


class More(_Record):
    """A request to continue a run that has ended: `more-N.json`.

    Attributes:
        epochs: The new number of epochs, counted from the start of the run.
        asked: The time of the request, in seconds since 1970; the queue is ordered by it.
    """

    epochs: Annotated[int, Field(ge=1)]
    asked: Moment


class CurvePoint(NamedTuple):
    """One point of the curves.

    Attributes:
        epoch: From 1.
        loss: Keras's running mean over the epoch so far.
        accuracy: Keras's running mean over the epoch so far, 0 to 1.
        interval_loss: Mean over the images since the previous point.
        interval_accuracy: Mean over the images since the previous point, 0 to 1.
    """

    epoch: int
    batch: int
    loss: float
    accuracy: float
    interval_loss: float
    interval_accuracy: float


class BatchRecord(_Record):
    """Progress within an epoch.

    Attributes:
        epoch: From 1.
        loss: Keras's running mean over the epoch so far.
        accuracy: Keras's running mean over the epoch so far, 0 to 1.
        seconds: Training time of all epochs so far, without evaluations and saving.
        points: Points of the curves since the previous record.
        line: The current line of Keras's progress bar.
    """

    event: Literal["batch"] = "batch"
    epoch: int
    batch: int
    loss: float
    accuracy: float
    seconds: Seconds
    points: tuple[CurvePoint, ...] = ()
    line: str = ""


class EpochRecord(_Record):
    """The end of an epoch, written after its checkpoint. Epoch 0 is before training.

    Attributes:
        epoch: 0 or more.
        batches: Batches trained; fewer than the recipe's if the run was stopped.
        loss: Keras's mean over the epoch, `None` for epoch 0.
        accuracy: Keras's mean over the epoch, 0 to 1, `None` for epoch 0.
        val_loss: Keras's loss on the validation images, `None` if there are none.
        val_accuracy: Keras's accuracy on the validation images, 0 to 1, `None` if there are none.
        test_loss: Loss on the 10,000 test images by `evaluate`, `None` if it was not evaluated.
        test_accuracy: Accuracy on the 10,000 test images, 0 to 1, `None` if it was not evaluated.
        learning_rate: The learning rate at the end of the epoch, `None` for epoch 0 and in older runs.
        silent_filters: Per convolution, in order: the number of filters whose output is 0 on all images of a fixed
            set. Empty for epoch 0, in older runs and without convolutions.
        training_seconds: Duration of the epoch, without evaluation, callbacks and saving.
        test_seconds: Duration of the evaluations on validation and test images.
    """

    event: Literal["epoch"] = "epoch"
    epoch: int
    batches: int = 0
    loss: float | None = None
    accuracy: float | None = None
    val_loss: float | None = None
    val_accuracy: float | None = None
    test_loss: float | None = None
    test_accuracy: float | None = None
    learning_rate: float | None = None
    silent_filters: tuple[int, ...] = ()
    training_seconds: Seconds = 0.0
    test_seconds: Seconds = 0.0
    lines: tuple[str, ...] = ()


class ResumedRecord(_Record):
    """The resumption of a run. Earlier records of later epochs become invalid; these epochs are trained again.

    The weights, the optimizer's state and the position in the learning rate schedule come from the checkpoint. The
    order of the images and the dropout masks differ from those of an uninterrupted run.

    Attributes:
        epoch: The epoch whose checkpoint is loaded; 0 if the run starts over.
        epochs: The number of epochs to train to, counted from the start of the run.
    """

    event: Literal["resumed"] = "resumed"
    epoch: int
    epochs: int


AnyRecord = BatchRecord | EpochRecord | ResumedRecord
PROGRESS: TypeAdapter[AnyRecord] = TypeAdapter(Annotated[AnyRecord, Field(discriminator="event")])


class Versions(_Record):
    """The software versions of a run, and the platform, such as `"Linux x86_64"`."""

    python: str
    keras: str
    tensorflow: str
    numpy: str
    platform: str


class Result(_Record):
    """How an attempt of a run ended: `result.json`. All durations are those of this attempt.

    Attributes:
        reason: Why the run failed: `"disk_full"`, `"out_of_memory"`, `"crashed"` or the code of an `ExplainerError`.
            Why it was stopped, unless the visitor asked: `"others_waited"` if it was paused too long, `"time_limit"`
            after the maximum duration of an attempt, `"room_full"` if there was no space for its next checkpoint.
            Otherwise `None`.
        ended: The time of the end, in seconds since 1970.
        epoch: The last epoch that has a checkpoint.
        test_loss: Loss on the 10,000 test images at the end, by `evaluate`.
        test_accuracy: Accuracy on the 10,000 test images at the end, 0 to 1.
        seconds: Total duration after the data was loaded, without pauses.
        paused_seconds: Duration of all pauses; not part of the other durations.
        training_seconds: Duration of each epoch, without evaluation, callbacks and saving.
        test_seconds: Duration of all evaluations on validation and test images.
        overhead_seconds: Duration of callbacks, progress records and saving, without evaluations.
    """

    state: EndState
    reason: str | None = None
    ended: Moment
    epoch: Annotated[int, Field(ge=0, lt=1_000_000)] = 0
    test_loss: float | None = None
    test_accuracy: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    seconds: Seconds = 0.0
    paused_seconds: Seconds = 0.0
    training_seconds: tuple[Seconds, ...] = ()
    test_seconds: Seconds = 0.0
    overhead_seconds: Seconds = 0.0
    versions: Versions | None = None


class Exit(_Record):
    """How a worker process ended, as its supervisor recorded it: `exit.json`.

    Attributes:
        exit_code: The exit code of the process; negative after a signal; `None` if it never started.
    """

    exit_code: int | None
