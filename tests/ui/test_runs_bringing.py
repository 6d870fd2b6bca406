"""What was taken home comes back on the Runs page, and so does what Keras has saved."""

import json
from pathlib import Path

import keras
import pytest
from streamlit.testing.v1 import AppTest

from explainer import mnist
from explainer.network import PRESETS, keras_model, network
from explainer.text import Text
from explainer.training.models.configuration import configuration_json
from explainer.training.models.weights import read_weights
from explainer.training.recipes.recipe import QUICK_LOOK, Recipe
from explainer.training.store.records import Request
from explainer.training.store.run_store import RunStore
from explainer.ui import many_images
from explainer.ui.numbers import percent
from explainer.ui.runs_page.upload import MEASURED_MULTIPLY_ADDS
from tests.oracles.keras_files import Way, saved
from tests.ui.pages import Open, button, html, words

SMALL = network("c4-s2_max2")


OWN = Recipe(name="own", epochs=2, training_images=500, validation_images=100)


def bring(app: AppTest, name: str, content: bytes, language: str = "en") -> AppTest:
    return app.file_uploader(key=f"configuration_{language}_0").set_value((name, content, "application/json")).run()


@pytest.mark.parametrize("recipe", [QUICK_LOOK, OWN], ids=["quick look", "own"])
def test_a_configuration_comes_back_and_is_laid_out_for_training(
    open_page: Open, store: RunStore, language: str, recipe: Recipe
) -> None:
    wanted = Request(config=SMALL, recipe=recipe, seed=77)
    app = bring(open_page("runs", lang=language), "cnn.json", configuration_json(wanted).encode(), language)
    assert not app.error
    assert "77" in app.success[0].value
    button(app, "page.runs.to_train_brought", language).click().run()
    choices = app.session_state["session"]
    assert choices.network == SMALL
    assert choices.recipe == recipe.name
    assert choices.training == (OWN.own if recipe is OWN else None)
    assert choices.seed == 77
    assert store.runs() == ()


def test_a_file_that_is_no_configuration(open_page: Open, store: RunStore, language: str) -> None:
    content = json.dumps(
        {"network": {"layers": [{"kind": "conv2d", "filters": 0}]}, "recipe": {"name": "own", "epochs": 1}}
    )
    app = bring(open_page("runs", lang=language), "a_[b].json", content.encode(), language)
    assert "network.layers[0].filters" in app.error[0].value
    assert r"a\_\[b\]\.json" in app.error[0].value
    assert not app.success


def test_a_model_comes_back_as_configuration_and_weights(
    open_page: Open, store: RunStore, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "mine.weights.h5"
    keras_model(SMALL).save_weights(path)
    wanted = Request(config=SMALL, recipe=QUICK_LOOK, seed=77)
    app = bring(open_page("runs", lang=language), "cnn.json", configuration_json(wanted).encode(), language)
    upload = app.file_uploader(key=f"weights_{language}_0")
    upload.set_value(("mine.weights.h5", b"weights, please", "application/x-hdf5")).run()
    assert app.error[0].value == Text(language)(
        "frame.upload_refused", file=r"mine\.weights\.h5", reason=Text(language)("error.upload_unreadable")
    )
    assert store.runs() == ()

    upload = app.file_uploader(key=f"weights_{language}_0")
    upload.set_value(("mine.weights.h5", path.read_bytes(), "application/x-hdf5")).run()
    assert not app.error
    (run,) = store.runs()
    accuracy = many_images.test_accuracy(SMALL, read_weights(path, SMALL))
    assert percent(accuracy, 2) in app.success[0].value
    assert run.result().test_accuracy == accuracy
    assert Text(language)("page.runs.brought_in") in html(app) + words(app)

    train = open_page("train", lang=language, run=run.id)
    assert Text(language)("page.runs.brought_in") in [info.value for info in train.info]
    assert not [each for each in train.button if each.key == "more_epochs"]
    for page in ("walkthrough", "time_machine", "compare"):
        shown = open_page(page, lang=language, model=run.id)
        assert not shown.error


def test_a_model_that_is_too_slow_to_measure_comes_back_unmeasured(
    open_page: Open, store: RunStore, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_images, "test_accuracy", lambda *_: pytest.fail("It was measured."))
    slow = network("c96-same_c96-same_max2")
    assert slow.multiply_adds > MEASURED_MULTIPLY_ADDS > max(preset.multiply_adds for preset in PRESETS.values())
    keras_model(slow).save_weights(tmp_path / "slow.weights.h5")
    wanted = Request(config=slow, recipe=QUICK_LOOK, seed=77)
    app = bring(open_page("runs", lang=language), "cnn.json", configuration_json(wanted).encode(), language)
    upload = app.file_uploader(key=f"weights_{language}_0")
    upload.set_value(("slow.weights.h5", (tmp_path / "slow.weights.h5").read_bytes(), "application/x-hdf5")).run()
    assert not app.error
    assert Text(language)("page.runs.added_unmeasured", name=r"slow\.weights\.h5") in app.success[0].value
    (run,) = store.runs()
    assert run.result().test_accuracy is None
    for page in ("train", "compare"):
        shown = open_page(page, lang=language, run=run.id, model=run.id)
        assert not shown.error


def test_a_keras_file_becomes_a_model_like_any_other(open_page: Open, store: RunStore, language: str) -> None:
    text, model = Text(language), saved(SMALL, Way(is_functional=True, rescales=True, has_softmax=False))
    app = bring(open_page("runs", lang=language), "cnn.keras", model.weights, language)
    assert not app.error
    (run,) = store.runs()
    predicted = model.predictions(mnist.load().x_test).argmax(axis=1)
    accuracy = float((predicted == mnist.load().y_test).mean())
    assert run.result().test_accuracy == pytest.approx(accuracy, abs=1e-4)
    assert percent(run.result().test_accuracy, 2) in app.success[0].value
    assert text("page.runs.adds_softmax") in app.success[0].value
    shown = words(app) + html(app)
    assert text("recipe.elsewhere.name") in shown
    assert text("page.train.size_unknown") in shown
    pages = ("walkthrough", "article", "train", "evaluate", "time_machine", "compare", "learning_step")
    opened = {page: open_page(page, lang=language, model=run.id, run=run.id) for page in pages}
    assert not [page for page, app in opened.items() if app.exception or app.error]
    assert text("page.train.seed") not in words(opened["train"])
    # Nobody knows after which epoch its weights were saved.
    machine = opened["time_machine"]
    assert text("page.time_machine.open_brought") in [link.proto.label for link in machine.get("page_link")]
    assert text("page.time_machine.missing", epochs="0") not in words(machine)
    assert text("page.compare.training_unknown") in html(opened["compare"])


def test_a_description_by_keras_waits_for_its_weights(open_page: Open, store: RunStore, language: str) -> None:
    model = saved(SMALL, Way(is_apart=True))
    app = bring(open_page("runs", lang=language), "cnn.json", model.description, language)
    assert store.runs() == ()
    assert not [each for each in app.button if each.key == "runs_train"]
    upload = app.file_uploader(key=f"weights_{language}_0")
    upload.set_value(("mine.weights.h5", model.weights, "application/x-hdf5")).run()
    assert not app.error
    (run,) = store.runs()
    assert run.request().config == SMALL


def test_a_keras_file_that_is_not_supported_says_which_layer(open_page: Open, store: RunStore, language: str) -> None:
    layers = [keras.layers.Flatten(), keras.layers.Dense(9, name="my_`last`"), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.GaussianNoise(0.1, name="noise_1"), *layers])
    app = bring(open_page("runs", lang=language), "cnn.json", model.to_json().encode(), language)
    assert "`noise_1`" in app.error[0].value
    assert "`GaussianNoise`" in app.error[0].value
    assert store.runs() == ()
