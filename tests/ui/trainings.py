"""Runs in every state, made from files."""

import math
import shutil
import time

from explainer.network import ARTICLE, NetworkConfig, keras_model
from explainer.training.models.bundle import DEFAULT_DIRECTORY
from explainer.training.recipes.recipe import FAST, QUICK_LOOK, Recipe
from explainer.training.store.files import write_atomically
from explainer.training.store.owners import Owner
from explainer.training.store.progress import append_record
from explainer.training.store.records import BatchRecord, CurvePoint, EpochRecord, Request, Result
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from tests.ui.pages import VISITOR


def dead() -> Owner:
    return Owner.current().model_copy(update={"process_created": 1.0, "since_boot": None})


def request(recipe: Recipe = FAST, visitor: str = VISITOR) -> Request:
    return Request(config=ARTICLE, recipe=recipe, seed=42, visitor=visitor)


def untrained(store: RunStore, config: NetworkConfig) -> Run:
    """A run that was stopped before its first epoch."""
    run = store.create(Request(config=config, recipe=QUICK_LOOK), is_claimed=True)
    keras_model(config).save_weights(run.checkpoint_path(0))
    append_record(run.progress_path, EpochRecord(epoch=0))
    run.result_path.write_text(Result(state="stopped", ended=time.time()).model_dump_json())
    return run


def begun(store: RunStore, owner: Owner, epochs: float = 1.5, visitor: str = VISITOR) -> Run:
    """A run whose worker got so far."""
    run = store.create(request(visitor=visitor), is_claimed=True)
    write_atomically(run.worker_path, owner.model_dump_json())
    append_record(run.progress_path, EpochRecord(epoch=0))
    for epoch in range(1, math.ceil(epochs) + 1):
        batch = round(FAST.batches * min(1.0, epochs - epoch + 1))
        append_record(
            run.progress_path,
            BatchRecord(
                epoch=epoch,
                batch=batch,
                loss=0.25,
                accuracy=0.9375,
                seconds=epoch * 10.0,
                points=(CurvePoint(epoch, batch, 0.25, 0.9375, 0.125, 0.96875),),
                line=f"{batch}/{FAST.batches} - accuracy: 0.9375",
            ),
        )
        if batch == FAST.batches:
            end_epoch(run, epoch, batch)
    return run


def end_epoch(run: Run, epoch: int, batch: int) -> None:
    record = EpochRecord(
        epoch=epoch,
        batches=batch,
        loss=0.25,
        accuracy=0.9375,
        test_loss=0.05,
        test_accuracy=0.9825,
        training_seconds=10.0,
        test_seconds=1.0,
        lines=(f"Epoch {epoch}/{FAST.epochs}", f"{batch}/{FAST.batches} 10s - accuracy: 0.9375"),
    )
    append_record(run.progress_path, record)
    run.checkpoint_path(epoch).touch()


def ended(run: Run, state: str, **fields: object) -> Run:
    result = Result(state=state, ended=time.time(), **{"seconds": 65.0, "training_seconds": (10.0, 10.0)} | fields)
    write_atomically(run.result_path, result.model_dump_json())
    return run


def finished(store: RunStore, visitor: str = VISITOR, accuracy: float = 0.9875) -> Run:
    """A finished run, with all that can be taken home."""
    run = begun(store, dead(), epochs=2, visitor=visitor)
    run.model_path.write_bytes(b"a model")
    run.history_path.write_text("epoch,loss\n0,0.25\n")
    shutil.copy(DEFAULT_DIRECTORY / "epoch-05.weights.h5", run.checkpoint_path(2))
    return ended(run, "finished", epoch=2, test_accuracy=accuracy, test_loss=0.04)
