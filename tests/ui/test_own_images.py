"""One's own digits among the training images: chosen on the Train page, and true wherever such a training is seen."""

import io
import json
import zipfile

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explainer import mnist
from explainer.network.notation import write_network
from explainer.network.presets import PRESETS
from explainer.own_digits import OwnDigits
from explainer.text import Text
from explainer.training.recipes.recipe import QUICK_LOOK, AddedDigits
from explainer.training.recipes.settings import read_settings, write_settings
from explainer.training.store.records import Request
from explainer.training.store.run_store import RunStore
from explainer.ui import caches
from explainer.ui.article import downloads
from explainer.ui.run_names import recipe_name
from tests.ui.pages import VISITOR, Open, button, source, words

NETWORK = write_network(PRESETS["no_convolution"])


def some(count: int) -> OwnDigits:
    dataset = mnist.load()
    return OwnDigits(dataset.x_test[:count], dataset.y_test[:count])


def adding(digits: OwnDigits, repeats: int) -> AddedDigits:
    return AddedDigits(images=len(digits.labels), repeats=repeats, digest=digits.digest)


def link(digits: OwnDigits, repeats: int) -> str:
    recipe = QUICK_LOOK.model_copy(update={"own_digits": adding(digits, repeats)})
    return write_settings(recipe.own)


def chosen(app: AppTest) -> AddedDigits | None:
    settings = read_settings(app.query_params["training"])
    assert settings is not None
    return settings.own_digits


def choose(app: AppTest, language: str, repeats: int) -> AppTest:
    return app.button_group(key=f"training_own_{language}").set_value(repeats).run()


def test_kept_digits_are_added_to_a_recipe_and_go_into_its_run(
    open_train: Open, store: RunStore, language: str
) -> None:
    text, digits = Text(language), some(5)
    assert text("page.train.own") not in [group.label for group in open_train(language).button_group]
    caches.own_sets().put(VISITOR, digits)
    app = open_train(language, recipe="quick_look", network=NETWORK)
    assert text("page.train.own_offer", count=5) in words(app)
    choose(app, language, 100)
    assert app.query_params["recipe"] == "own"
    assert chosen(app) == adding(digits, 100)
    said = words(app)
    share = text("page.train.own_share", count=5, repeats=100, added=500, total=6_500, share="7.7\u00a0%")
    assert share in said
    assert text("page.train.own_updates", batches=204, before=188) in said
    assert "model.fit(x_all, y_all, epochs=1)" in source(app)
    button(app, "page.train.start", language).click().run()
    (run,) = store.runs()
    recipe = run.request().recipe
    assert (recipe.epoch_images, recipe.batches) == (6_500, 204)
    with np.load(run.own_digits_path) as file:
        assert np.array_equal(file["x_train"], digits.images)
    assert "5×100" in recipe_name(text, recipe)


def test_none_are_added_any_more(open_train: Open) -> None:
    digits = some(2)
    caches.own_sets().put(VISITOR, digits)
    app = open_train(recipe="own", training=link(digits, 1))
    assert Text("en")("page.train.own_updates_same", batches=188) in words(app)
    choose(app, "en", 0)
    assert chosen(app) is None
    assert "x_own" not in source(app)


def test_somebody_else_s_digits_are_left_out_with_a_word(open_train: Open, language: str) -> None:
    caches.own_sets().put("somebody-else", some(5))
    app = open_train(language, recipe="own", training=link(some(5), 10))
    assert chosen(app) is None
    assert Text(language)("page.train.own_unknown", count=5) in [part.value for part in app.warning]


def test_a_forged_count_is_no_reason_for_others(open_train: Open) -> None:
    digits = some(5)
    caches.own_sets().put(VISITOR, digits)
    forged = link(digits, 10).replace("_o5x", "_o6x")
    assert chosen(open_train(recipe="own", training=forged)) is None


@pytest.mark.parametrize(("now", "sentence"), [(0, "own_earlier_alone"), (3, "own_earlier")])
def test_digits_of_an_earlier_training_can_be_taken_again(
    open_train: Open, store: RunStore, now: int, sentence: str
) -> None:
    digits, text = some(5), Text("en")
    recipe = QUICK_LOOK.model_copy(update={"own_digits": adding(digits, 10)})
    caches.queue().submit(Request(config=PRESETS["no_convolution"], recipe=recipe, visitor=VISITOR), digits)
    (run,) = store.runs()
    caches.queue().stop(run.id)
    caches.own_sets().put(VISITOR, some(now))
    app = open_train(recipe="own", training=link(digits, 10))
    assert chosen(app) == adding(digits, 10)
    assert text(f"page.train.{sentence}", count=5, now=now) in words(app)
    if now:
        app.button(key="training_own_new").click().run()
        assert chosen(app) == adding(some(3), 10)


def test_the_article_s_zip_has_the_digits_that_its_script_reads() -> None:
    digits = some(3)
    recipe = QUICK_LOOK.model_copy(update={"name": "own", "own_digits": adding(digits, 10)})
    with zipfile.ZipFile(io.BytesIO(downloads.packed(PRESETS["article"], recipe, Text("en"), digits))) as archive:
        assert "np.load('own-digits.npz')" in archive.read("cnn.py").decode()
        assert archive.read("own-digits.npz") == digits.npz()


def test_the_article_explains_the_lines_that_add_them(open_page: Open, language: str) -> None:
    app = open_page("article", lang=language, recipe="own", training=link(some(5), 10), line="join_x")
    assert not app.error
    assert Text(language)("page.article.download_own") in words(app)
    sent = json.dumps([str(part.proto) for part in app.get("bidi_component")])
    assert "load_own" in sent
