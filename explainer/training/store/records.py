"""What a run's files hold, as data."""

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
"""A duration, up to thirty years: what is beyond cannot be written in words."""
Moment = Annotated[float, Field(ge=0.0, lt=1e11, allow_inf_nan=False)]
"""A time in seconds since 1970, up to the year 5138."""


class _Record(BaseModel):
    # A diverging run has losses that are not numbers; they are to be read back.
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


class Watched(_Record):
    """An image that is watched during training.

    Attributes:
        image: How links name it, e.g. `"test-18"`.
        label: The digit it is said to show; `None` if nobody has said.
        pixels: Its 784 bytes, row by row, 0 (black) to 255, as hexadecimal digits.
    """

    image: Annotated[str, Field(pattern=r"^[a-z]{1,10}-[0-9a-z]{1,12}$")]
    label: Annotated[int, Field(ge=0, le=9)] | None = None
    pixels: Annotated[str, Field(pattern=r"^[0-9a-f]{1568}$")]


class Request(_Record):
    """What a visitor asks for: `request.json`.

    Attributes:
        seed: Start of every random number, 0 to 2³¹ − 1.
        visitor: The visitor's random id, or `None` for the command line.
        created: When it was asked for, in seconds since 1970; the queue's order.
        watched: The image whose prediction is followed during training, or `None`.
        brought_in: Whether its weights were brought in as a file, so that it was not trained here.
        address: Where the visitor comes from, as a keyed hash, see `addresses`; `None` if nobody knows.
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
    """What a worker may take: `limits.json`, from the queue that hands its run out.

    Attributes:
        seconds: Of one attempt, pauses apart.
        whole_bytes: Of all runs together on the disk.
        visitor_bytes: Of all runs of its visitor.
        address_bytes: Of all runs from its address.
    """

    seconds: float = math.inf
    whole_bytes: float = math.inf
    visitor_bytes: float = math.inf
    address_bytes: float = math.inf


class More(_Record):
    """That a run is to go on: `more-N.json`.

    Attributes:
        epochs: Up to which epoch, counted from the start of the run.
        asked: When it was asked for, in seconds since 1970; the queue's order.
    """

    epochs: Annotated[int, Field(ge=1)]
    asked: Moment


class CurvePoint(NamedTuple):
    """One point of the curves.

    Attributes:
        epoch: From 1.
        loss: Keras's running mean over the epoch so far.
        accuracy: The same of the accuracy, 0 to 1.
        interval_loss: Mean over the batches since the point before.
        interval_accuracy: The same of the accuracy, 0 to 1.
    """

    epoch: int
    batch: int
    loss: float
    accuracy: float
    interval_loss: float
    interval_accuracy: float


class BatchRecord(_Record):
    """News from within an epoch.

    Attributes:
        event: `"batch"`.
        epoch: From 1.
        loss: Keras's running mean over the epoch so far.
        accuracy: The same of the accuracy, 0 to 1.
        seconds: Time spent training so far, in all epochs, without evaluations and saving.
        points: Points of the curves since the last record.
        line: The line Keras shows at this moment.
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
    """The end of an epoch; its checkpoint counts from now on. Epoch 0 is before training.

    Attributes:
        event: `"epoch"`.
        epoch: 0 or more.
        batches: Batches done; fewer than the recipe's if it was stopped.
        loss: Keras's mean over the epoch, `None` for epoch 0.
        accuracy: The same of the accuracy, 0 to 1.
        val_loss: Keras's loss on the validation images, `None` if there are none.
        val_accuracy: The same of the accuracy, 0 to 1.
        test_loss: Loss on the 10,000 test images by `evaluate`, `None` if it was not asked for.
        test_accuracy: The same of the accuracy, 0 to 1.
        learning_rate: The learning rate at the end of the epoch, `None` for epoch 0 and in older runs.
        silent_filters: Of each convolution, in order, how many filters stayed at 0 on all images of a fixed set;
            empty for epoch 0, in older runs and without convolutions.
        training_seconds: How long the epoch took, without evaluation, callbacks and saving.
        test_seconds: How long the evaluations took, on validation and on test images.
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
    """That a run goes on. What was written down of later epochs is void; they are trained (again) from here.

    The weights, the optimizer's state and the place in its schedule are those of the checkpoint; the order of the
    images and what dropout drops are not those of a run that never ended.

    Attributes:
        event: `"resumed"`.
        epoch: The epoch whose checkpoint it goes on from; 0 if it starts over.
        epochs: Up to which epoch it is to go.
    """

    event: Literal["resumed"] = "resumed"
    epoch: int
    epochs: int


AnyRecord = BatchRecord | EpochRecord | ResumedRecord
PROGRESS: TypeAdapter[AnyRecord] = TypeAdapter(Annotated[AnyRecord, Field(discriminator="event")])


class Versions(_Record):
    """The software and the machine of a run.

    Attributes:
        python: Python's version; likewise `keras`, `tensorflow` and `numpy`.
    """

    python: str
    keras: str
    tensorflow: str
    numpy: str
    platform: str


class Result(_Record):
    """How an attempt of a run ended: `result.json`. Of a run that went on, the times are those of its last attempt.

    Attributes:
        state: `"finished"`, `"stopped"` or `"failed"`.
        reason: Why it failed: `"disk_full"`, `"out_of_memory"`, `"crashed"` or the code of an `ExplainerError`; of a
            stopped run that nobody asked to stop, `"others_waited"` if it was paused too long, `"time_limit"` after the
            longest time that an attempt may take, `"room_full"` if there was no room for its next checkpoint.
        ended: When, in seconds since 1970.
        epoch: The last epoch that has a checkpoint.
        test_loss: Loss on the 10,000 test images at the end, by `evaluate`.
        test_accuracy: The same of the accuracy, 0 to 1.
        seconds: From the first to the last moment of training, everything but pauses included.
        paused_seconds: Of all pauses, which are in none of the others.
        training_seconds: Of each epoch, without evaluation, callbacks and saving.
        test_seconds: Of all evaluations, on validation and on test images.
        overhead_seconds: Of callbacks, progress and saving, evaluations apart.
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
    """How a worker process ended, as its supervisor saw it: `exit.json`.

    Attributes:
        exit_code: The process's; negative after a signal; `None` if it never began.
    """

    exit_code: int | None
