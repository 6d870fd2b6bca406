"""What a run takes on the disk, against real files of real runs."""

import time

import pytest

from explainer.network import network
from explainer.network.presets import PRESETS
from explainer.optimizers import VARIANTS, Adam
from explainer.training.limits.sizes import MOST_RECORDS, checkpoint_bytes, model_bytes, run_bytes, weights_bytes
from explainer.training.recipes.recipe import RECIPES, Recipe
from explainer.training.store.records import BatchRecord, Request
from explainer.training.worker import reports as reporting
from explainer.training.worker.attempt import train
from explainer.training.worker.restart import compiled_model
from explainer.training.worker.snapshots import watched_image

OPTIMIZERS = (*VARIANTS.values(), Adam(schedule="one_cycle"))
NETWORKS = {
    "nothing": network("softmax"),
    "tiny": network("c2-s3_max2"),
    "leaky": network("c8-leaky_max2_drop0.1_d32-leaky_drop0.2"),
    "deep": network("c8-same_max2_drop0.1_c8-same_max2_drop0.1_c8-same_max2_drop0.1_d64_drop0.1_d64_drop0.1"),
    "article": PRESETS["article"],
    "no_pooling": PRESETS["no_pooling"],
}
ALLOWANCE = 22_000
"""Bytes by which a file may be smaller than what is said of it."""


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize(
    "optimizer", OPTIMIZERS, ids=lambda settings: f"{settings.name}-{settings.schedule}-{len(settings.memory)}"
)
def test_files_are_as_large_as_said(tmp_path, network, optimizer) -> None:
    config = NETWORKS[network]
    model = compiled_model(Request(config=config, recipe=Recipe(name="any", epochs=1, optimizer=optimizer)))
    model.save_weights(tmp_path / "light.weights.h5")
    model.optimizer.build(model.trainable_variables)
    model.save_weights(tmp_path / "complete.weights.h5")
    model.save(tmp_path / "model.keras")
    for name, said in (
        ("light.weights.h5", weights_bytes(config)),
        ("complete.weights.h5", checkpoint_bytes(config, optimizer)),
        ("model.keras", model_bytes(config, optimizer)),
    ):
        size = (tmp_path / name).stat().st_size
        assert size <= said <= size + ALLOWANCE, name


@pytest.mark.parametrize(("epochs", "filters"), [(1, 8), (2, 64), (14, 16)])
def test_a_run_never_takes_more_at_any_moment(store, tiny, monkeypatch, dataset, epochs, filters) -> None:
    """Looked at whenever something is written down: after the start, each checkpoint and the model."""
    config = network(f"c{filters}_max2_d64")
    recipe = Recipe(name="sizes", epochs=epochs, training_images=320, evaluate_each_epoch=False)
    watched = watched_image(dataset.x_test[0] / 255, "test-0", 7)
    run = store.create(Request(config=config, recipe=recipe, visitor="visitor-1", watched=watched), is_claimed=True)
    sizes = []

    def look(*_: object, **__: object) -> None:
        sizes.append(sum(path.stat().st_size for path in run.directory.iterdir()))

    progress = reporting.ProgressWriter.on_epoch_end

    def looked(self, epoch, logs=None):
        look()
        progress(self, epoch, logs)

    monkeypatch.setattr(reporting.ProgressWriter, "on_epoch_end", looked)
    monkeypatch.setattr("explainer.training.worker.attempt.replace", lambda old, new: (look(), old.replace(new)))
    assert train(run).state == "finished"
    look()
    said = run_bytes(config, recipe)
    assert max(sizes) <= said
    # The rest is for the worker's log, records of a slower machine, and the reserve.
    assert said - max(sizes) < 0.2 * said + 150_000


def test_a_class_fits(monkeypatch) -> None:
    """Each preset can be trained by each recipe within the default share of a visitor."""
    for config in PRESETS.values():
        for recipe in RECIPES.values():
            assert run_bytes(config, recipe) < 300e6


def test_a_run_that_goes_on_has_two_models_for_a_moment() -> None:
    config, recipe = PRESETS["article"], RECIPES["fast"]
    assert run_bytes(config, recipe, goes_on=True) - run_bytes(config, recipe) == model_bytes(config, recipe.optimizer)


def test_records_do_not_grow_with_the_length_of_a_run(store, tiny, monkeypatch) -> None:
    monkeypatch.setattr(reporting, "RECORD_SECONDS", 0.0)
    monkeypatch.setattr(reporting, "MOST_RECORDS", 10)
    recipe = Recipe(name="records", epochs=3, training_images=800, batch_size=8, evaluate_each_epoch=False)
    run = store.create(tiny.model_copy(update={"recipe": recipe}), is_claimed=True)
    began = time.perf_counter()
    train(run)
    assert time.perf_counter() - began < 120
    records = [record for record in run.progress() if isinstance(record, BatchRecord)]
    assert len(records) <= 10 + recipe.epochs
    assert {record.epoch for record in records if record.batch == recipe.batches} == {1, 2, 3}
    assert MOST_RECORDS == 2_000
