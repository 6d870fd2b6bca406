"""The Train page before anything is trained."""

from pathlib import Path

import numpy as np
import pytest

from explainer import mnist
from explainer.network import ARTICLE
from explainer.text import Text
from explainer.training.recipes.recipe import FAST, OWN, RECIPES
from explainer.training.store.owners import Owner
from explainer.training.store.run_store import RunStore
from explainer.ui import caches
from tests.ui.pages import VISITOR, Open, button, source
from tests.ui.trainings import begun, dead, ended


def test_idle_offers_the_recipes(open_train: Open, language: str) -> None:
    app, text = open_train(language), Text(language)
    assert not app.error
    assert app.title[0].value == text("page.train.title")
    # Its terms open in place, so it is no longer one piece.
    start = text("page.train.sentence", parameters=122_922, batch_size=FAST.batch_size)[:8]
    assert any(f"{122_922:,}" in markdown.value and markdown.value.startswith(start) for markdown in app.markdown)
    (choice,) = app.radio
    assert choice.value == "fast"
    names = [text(f"recipe.{name}.name") for name in (*RECIPES, OWN)]
    assert [name in option for name, option in zip(names, choice.options, strict=True)] == [True] * 4
    assert not button(app, "page.train.start", language).disabled
    assert "epochs=2" in source(app)


def test_times_are_unknown_until_something_was_measured(open_train: Open, store: RunStore) -> None:
    def cards_with_times() -> int:
        return sum(caption.startswith("**") for caption in open_train().radio[0].proto.captions)

    assert cards_with_times() == 0
    run = begun(store, dead(), epochs=2)
    ended(run, "finished", epoch=2, test_accuracy=0.99, test_loss=0.03)
    assert cards_with_times() == 1 + len(RECIPES)


@pytest.mark.parametrize("name", RECIPES)
def test_start_asks_for_what_was_chosen(open_train: Open, store: RunStore, name: str) -> None:
    app = open_train(recipe=name)
    assert app.radio[0].value == name
    app.toggle[0].set_value(False).run()
    button(app, "page.train.start").click().run()
    (run,) = store.runs()
    asked = run.request()
    assert asked.recipe == RECIPES[name].model_copy(update={"evaluate_each_epoch": False})
    assert (asked.config, asked.visitor) == (ARTICLE, VISITOR)
    assert app.title[0].value == Text("en")("page.train.title_queued")
    assert app.query_params["run"] == run.id


def test_the_choice_survives_a_change_of_language(open_train: Open) -> None:
    app = open_train("ja")
    app.radio[0].set_value("quick_look").run()
    app.query_params["lang"] = "en"
    app.run()
    assert app.radio[0].value == "quick_look"
    assert "[:6000]" in source(app)


def test_seeds_differ_from_run_to_run(open_train: Open, store: RunStore) -> None:
    for visitor in ("first-visitor-0000", "second-visitor-0000"):
        button(open_train(visitor=visitor), "page.train.start").click().run()
    first, second = (run.request().seed for run in store.runs())
    assert first != second


def test_a_bad_recipe_in_the_link_falls_to_the_usual_one(open_train: Open) -> None:
    app = open_train(recipe="nonsense")
    assert app.radio[0].value == "fast"


def test_while_others_train_the_shortest_is_suggested(
    open_train: Open, store: RunStore, living: Owner, language: str
) -> None:
    begun(store, living, visitor="somebody-else-0000")
    app = open_train(language)
    assert app.radio[0].value == "quick_look"
    assert [info.value for info in app.info] == [Text(language)("page.train.others", count=1)]


@pytest.mark.parametrize(("image", "watched"), [("test-18", "test-18"), ("drawing-latest", None)])
def test_a_test_image_is_watched_but_a_drawing_goes_into_no_file(
    open_train: Open, store: RunStore, image: str, watched: str | None
) -> None:
    caches.drawings().keep(VISITOR, np.full((28, 28), 0.5, np.float32))
    app = open_train(image=image)
    assert not app.warning
    button(app, "page.train.start").click().run()
    request = store.runs()[0].request()
    assert (request.watched.image if request.watched else None) == watched


def test_a_second_tab_that_starts_too_shows_the_first_one_s_run(open_train: Open, store: RunStore) -> None:
    first, second = open_train(), open_train()
    button(first, "page.train.start").click().run()
    button(second, "page.train.start").click().run()
    assert not second.error
    assert first.query_params["run"] == second.query_params["run"]
    assert len(store.runs()) == 1


def test_a_run_that_is_gone(open_train: Open, language: str) -> None:
    app = open_train(language, run="0" * 24)
    assert [error.value for error in app.error] == [Text(language)("error.run_unknown")]
    assert app.radio


def test_without_the_data_set_nothing_can_be_started(open_train: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_train()
    missing = mnist.ExplainerError("mnist_missing", "gone", folder="assets", file="mnist.npz", size=0)

    def load() -> None:
        raise missing

    monkeypatch.setattr(mnist, "load", load)
    app.run()
    assert ["mnist.npz" in error.value for error in app.error] == [True]
    assert button(app, "page.train.start").disabled


def test_a_full_disk_keeps_a_run_from_starting(open_train: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_train()

    def write(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("explainer.training.store.run_store.write_atomically", write)
    button(app, "page.train.start").click().run()
    assert [error.value for error in app.error] == [Text("en")("error.disk_full")]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "ja",
            [
                "60,000枚・5エポック・バッチサイズ32",
                "36,000枚だけ・2エポック・バッチサイズ64",
                "6,000枚だけ・1エポック・バッチサイズ32",
            ],
        ),
        (
            "en",
            [
                "60,000 images, 5 epochs, batch size 32",
                "only 36,000 images, 2 epochs, batch size 64",
                "only 6,000 images, 1 epoch, batch size 32",
            ],
        ),
    ],
)
def test_every_card_says_how_much_is_learned_from(open_train: Open, language: str, expected: list[str]) -> None:
    captions = open_train(language).radio[0].proto.captions
    # The fourth is one's own, which begins as the usual one.
    shown = zip([*expected, expected[1]], captions, strict=True)
    assert [size in caption for size, caption in shown] == [True] * 4
