import keras
import numpy as np
import pytest

from explainer import mnist
from explainer.network import ARTICLE, network
from explainer.optimizers import SGD, Adagrad, RMSprop
from explainer.training.recipes.recipe import RECIPES, Recipe
from explainer.training.recipes.script import label_lines, recipe_imports, recipe_source, training_source
from explainer.training.store.records import Request
from explainer.training.store.run_store import RunStore
from explainer.training.store.status import read_status
from explainer.training.worker.attempt import train
from explainer.training.worker.restart import compiled_model

OWN = {
    "sgd": Recipe(
        name="own",
        epochs=3,
        batch_size=64,
        training_images=50_000,
        validation_images=10_000,
        loss="sparse_categorical_crossentropy",
        optimizer=SGD(learning_rate=0.05, momentum=0.9),
    ),
    "sgd_as_named": Recipe(name="own", epochs=1, optimizer=SGD(learning_rate=0.01)),
    "rmsprop_cosine": Recipe(
        name="own", epochs=2, training_images=1_000, validation_images=500, optimizer=RMSprop(schedule="cosine")
    ),
    "adagrad_one_cycle": Recipe(name="own", epochs=2, optimizer=Adagrad(learning_rate=0.07, schedule="one_cycle")),
}
ALL = {**RECIPES, **OWN}
NETWORK = network("c2-s3_max2_drop0.25_d8_drop0.5")


def as_shown(recipe: Recipe) -> str:
    return "\n".join([*recipe_imports(recipe), recipe_source(recipe)])


@pytest.mark.parametrize("name", ALL)
def test_the_lines_shown_of_a_recipe_do_what_the_recipe_does(name: str) -> None:
    recipe = ALL[name]
    fitted: dict[str, object] = {}
    model = compiled_model(Request(config=ARTICLE, recipe=recipe))
    expected = model.optimizer.get_config()
    kind = type(model.optimizer)
    model.fit = lambda *data, **options: fitted.update(options, data=data)
    images = range(60_000)
    exec(as_shown(recipe), {"model": model, "x_train": images, "y_train": images})
    chosen = range(recipe.training_images)
    assert fitted.pop("data") == (chosen, chosen)
    held_out = range(60_000 - recipe.validation_images, 60_000)
    validation = {"validation_data": (held_out, held_out)} if recipe.validation_images else {}
    assert {"batch_size": 32, **fitted} == {"batch_size": recipe.batch_size, "epochs": recipe.epochs, **validation}
    assert model.loss == recipe.loss
    shown = model.optimizer.get_config()
    assert type(model.optimizer) is kind
    schedules = [config.pop("learning_rate") for config in (shown, expected)]
    assert {**shown, "name": ""} == {**expected, "name": ""}
    if not isinstance(schedules[1], dict):
        assert schedules[0] == pytest.approx(schedules[1])
        return
    settings, wanted = (schedule["config"] for schedule in schedules)
    assert {key: settings[key] for key in wanted if key != "name"} == {
        key: value if isinstance(value, str | None) else pytest.approx(value)
        for key, value in wanted.items()
        if key != "name"
    }


def test_what_keras_takes_without_being_told_is_not_said() -> None:
    assert "optimizer='adam'" in recipe_source(RECIPES["article"])
    assert "optimizer='sgd'" in recipe_source(OWN["sgd_as_named"])
    assert recipe_imports(OWN["sgd_as_named"]) == ()
    assert "validation" not in recipe_source(RECIPES["article"])
    assert "batch_size" not in recipe_source(RECIPES["article"])


def test_labels_are_made_as_the_loss_takes_them() -> None:
    names = {"to_categorical": keras.utils.to_categorical, "y_train": np.array([3, 9]), "y_test": np.array([0])}
    exec("\n".join(label_lines(RECIPES["article"])), names)
    assert names["y_train"].tolist() == mnist.one_hot(np.array([3, 9], np.uint8)).tolist()
    assert names["y_test"].shape == (1, 10)
    assert label_lines(OWN["sgd"]) == ()


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
def test_the_script_gives_the_losses_of_the_run(loss, tmp_path, monkeypatch, dataset, capsys) -> None:
    recipe = Recipe(
        name="own",
        epochs=2,
        training_images=640,
        validation_images=320,
        loss=loss,
        optimizer=SGD(learning_rate=0.05, momentum=0.9),
    )
    run = RunStore(tmp_path).create(Request(config=NETWORK, recipe=recipe, seed=11))
    result = train(run)
    arrays = (dataset.x_train, dataset.y_train), (dataset.x_test, dataset.y_test)
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: arrays)
    names: dict[str, object] = {}
    exec(training_source(NETWORK, recipe, 11), names)
    history = names["model"].history.history
    epochs = read_status(run).epochs_done[1:]
    assert history["loss"] == [epoch.loss for epoch in epochs]
    assert history["val_accuracy"] == [epoch.val_accuracy for epoch in epochs]
    assert history["val_loss"] == pytest.approx([epoch.val_loss for epoch in epochs])
    printed = capsys.readouterr().out.splitlines()[-1]
    assert f"{result.test_accuracy:.4f}"[:5] in printed


def test_a_script_can_leave_the_pixels_undivided(monkeypatch, dataset) -> None:
    arrays = (dataset.x_train, dataset.y_train), (dataset.x_test, dataset.y_test)
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: arrays)
    names: dict[str, np.ndarray] = {}
    exec(training_source(NETWORK, Recipe(name="own", epochs=1, training_images=100), 11, has_raw_pixels=True), names)
    for images, known in (("x_train", dataset.x_train), ("x_test", dataset.x_test)):
        assert names[images].dtype == np.float32
        assert np.array_equal(names[images][..., 0], known)
