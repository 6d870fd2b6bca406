"""One's own training settings on the Train page."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explainer.network import ARTICLE
from explainer.optimizers import ALL
from explainer.text import Text
from explainer.training.recipes.recipe import FAST, Recipe
from explainer.training.recipes.settings import read_settings
from explainer.training.store.records import MAX_SEED
from explainer.training.store.run_store import RunStore
from explainer.ui.query import SHARED, Session, experiment, render
from tests.ui.pages import Open, button, source

SETTINGS = "e3_b128_sgd-lr0.05-cycle0.2-m0.9_sparse_n5000_v1000"


def ends(name: str) -> tuple[Any, Any]:
    """The first and the last value that a widget offers."""
    if name == "optimizer":
        return ALL[0].optimizer_name(), ALL[-1].optimizer_name()
    if name == "seed":
        return 0, MAX_SEED
    owner = next(owner for owner in (Recipe, *ALL) if name in owner.described())
    values = owner.words(name) or owner.described()[name].steps or (owner.bound(name, "ge"), owner.bound(name, "le"))
    return values[0], values[-1]


def own(app: AppTest) -> list[Any]:
    kinds = (app.select_slider, app.selectbox, app.number_input)
    return [
        widget
        for kind in kinds
        for widget in kind
        if str(widget.key).startswith("training_") and "recipe" not in widget.key
    ]


def test_the_link_s_settings_are_trained(open_train: Open, store: RunStore, language: str) -> None:
    app = open_train(language, recipe="own", training=SETTINGS, seed="7", network="d9")
    assert not app.error
    assert "sparse_categorical_crossentropy" in source(app)
    assert "to_categorical" not in source(app)
    button(app, "page.train.start", language).click().run()
    (run,) = store.runs()
    request = run.request()
    expected = read_settings(SETTINGS)
    assert expected is not None
    assert request.recipe == expected
    assert request.seed == 7


def test_every_widget_at_its_extremes(open_train: Open, language: str) -> None:
    app = open_train(language, recipe="own", training=SETTINGS)
    names = [widget.key for widget in own(app)]
    assert len(names) >= 9
    for name in names:
        for end in (0, -1):
            widget = next((widget for widget in own(app) if widget.key == name), None)
            if widget is None:
                continue
            widget.set_value(ends(name.removeprefix("training_").removesuffix(f"_{language}"))[end])
            app.run()
            assert app.query_params["recipe"] == "own"
            assert read_settings(app.query_params["training"]) is not None


def test_own_begins_with_the_card_before(open_train: Open) -> None:
    app = open_train(recipe="article")
    app.radio[0].set_value("own").run()
    assert app.query_params["training"] == "e5_b32_adam-lr0.001_n60000"
    app.number_input(key="training_epochs_en").set_value(3).run()
    assert app.query_params["training"] == "e3_b32_adam-lr0.001_n60000"
    assert "epochs=3" in source(app)


def test_the_optimizer_brings_its_usual_rate_and_momentum(open_train: Open) -> None:
    app = open_train(recipe="own", training="e5_b32_adam-lr0.001_n60000")
    app.selectbox(key="training_optimizer_en").set_value("sgd").run()
    assert app.query_params["training"] == "e5_b32_sgd-lr0.01-m0.9_n60000"
    app.selectbox(key="training_optimizer_en").set_value("rmsprop").run()
    assert app.query_params["training"] == "e5_b32_rmsprop-lr0.001_n60000"


@pytest.mark.parametrize(
    ("training", "shown"),
    [("e100_b32_adam-lr0.001_n60000", "6,000,000"), ("e1_b32_adam-lr0.001_n60000_v10000", "10,000")],
)
def test_what_is_too_much_is_said_and_cannot_start(open_train: Open, language: str, training: str, shown: str) -> None:
    app = open_train(language, recipe="own", training=training)
    assert len(app.error) == 1
    assert shown in app.error[0].value
    assert button(app, "page.train.start", language).disabled


def test_what_the_loss_changes_about_labels(open_train: Open, language: str) -> None:
    app = open_train(language, recipe="own")
    text = Text(language)
    shown = [markdown.value for markdown in app.markdown]
    assert text("page.train.categorical_crossentropy") in shown
    app.radio(key=f"training_loss_{language}").set_value("sparse_categorical_crossentropy").run()
    shown = [markdown.value for markdown in app.markdown]
    assert text("page.train.sparse_categorical_crossentropy") in shown
    assert text("page.train.categorical_crossentropy") not in shown


def test_an_experiment_laid_out_by_another_page(open_train: Open, store: RunStore) -> None:
    recipe = FAST.model_copy(update={"epochs": 1, "training_images": 500})
    session = Session(language="en", **experiment(ARTICLE, recipe, seed=11))
    link = render(session, (*SHARED, "network", "recipe", "training", "seed"))
    app = open_train(**{name: value for name, value in link.items() if name != "lang"})
    button(app, "page.train.start").click().run()
    (run,) = store.runs()
    assert run.request().recipe == recipe.model_copy(update={"name": "own"})
    assert (run.request().config, run.request().seed) == (ARTICLE, 11)


def test_a_seed_holds_for_a_built_in_recipe_too(open_train: Open, store: RunStore) -> None:
    app = open_train(recipe="fast", seed="5")
    assert app.number_input(key="training_seed_en").value == 5
    button(app, "page.train.start").click().run()
    assert store.runs()[0].request().seed == 5
