"""How long a training takes, in words, and a recipe as Keras lines."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from explainer.network import ARTICLE
from explainer.text import Text
from explainer.training.recipes import FAST, RECIPES
from explainer.training.records import Request

ROOT = Path(__file__).resolve().parents[2]


REQUEST = Request(config=ARTICLE, recipe=FAST)


@pytest.fixture(scope="module", autouse=True)
def imported(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Runs a page, since the canvas of `explainer.ui` can only be imported while Streamlit runs."""
    with pytest.MonkeyPatch.context() as environment:
        folder = tmp_path_factory.mktemp("server")
        environment.setenv("EXPLAINER_RUNS", str(folder / "runs"))
        environment.setenv("EXPLAINER_LOG", str(folder / "log.txt"))
        st.cache_resource.clear()
        assert not AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().exception
        st.cache_resource.clear()


def test_expected_times_are_scaled_from_what_was_measured() -> None:
    from explainer.ui.train.estimates import Measurement, expected_seconds

    measured = Measurement(REQUEST, images_per_second=1_000.0, test_seconds=2.0, start_seconds=3.0)
    images = FAST.epochs * FAST.training_images
    assert expected_seconds(FAST, ARTICLE, [measured]) == pytest.approx(3 + images / 1_000 + FAST.epochs * 2)
    once = FAST.model_copy(update={"evaluate_each_epoch": False})
    assert expected_seconds(once, ARTICLE, [measured]) == pytest.approx(3 + images / 1_000 + 2)
    small = ARTICLE.model_copy(update={"blocks": ARTICLE.blocks[:1]})
    share = small.multiply_adds / ARTICLE.multiply_adds
    assert expected_seconds(FAST, small, [measured]) == pytest.approx(3 + share * (images / 1_000 + FAST.epochs * 2))
    assert expected_seconds(FAST, ARTICLE, []) is None


def test_the_most_similar_measurement_counts() -> None:
    from explainer.ui.train.estimates import Measurement, expected_seconds

    like = Measurement(REQUEST, images_per_second=2_000.0, test_seconds=0.0, start_seconds=0.0)
    unlike = Measurement(
        Request(config=ARTICLE, recipe=RECIPES["article"]), images_per_second=10.0, test_seconds=0.0, start_seconds=0.0
    )
    expected = FAST.epochs * FAST.training_images / 2_000
    assert expected_seconds(FAST, ARTICLE, [unlike, like]) == pytest.approx(expected)


@pytest.mark.parametrize("name", RECIPES)
def test_the_lines_shown_of_a_recipe_do_what_the_recipe_does(name: str) -> None:
    import keras

    from explainer.training.fitting import compiled_model
    from explainer.ui.train.source import recipe_source

    recipe = RECIPES[name]
    fitted: dict[str, object] = {}
    model = compiled_model(Request(config=ARTICLE, recipe=recipe))
    expected = model.optimizer.get_config()
    model.fit = lambda *data, **options: fitted.update(options, images=len(data[0]), labels=len(data[1]))
    names = {"Adam": keras.optimizers.Adam, "CosineDecay": keras.optimizers.schedules.CosineDecay}
    images = range(60_000)
    exec(recipe_source(recipe), {**names, "model": model, "x_train": images, "y_train": images})
    assert fitted == {
        "batch_size": recipe.batch_size,
        "epochs": recipe.epochs,
        "images": recipe.training_images,
        "labels": recipe.training_images,
    }
    shown = model.optimizer.get_config()
    if not isinstance(expected["learning_rate"], dict):
        assert shown["learning_rate"] == pytest.approx(expected["learning_rate"])
        return
    settings, wanted = (config["learning_rate"]["config"] for config in (shown, expected))
    assert {key: settings[key] for key in wanted if key != "name"} == {
        key: value if isinstance(value, str | None) else pytest.approx(value)
        for key, value in wanted.items()
        if key != "name"
    }


@pytest.mark.parametrize(
    ("language", "seconds", "expected"),
    [("ja", 8, "約8秒"), ("ja", 100, "約2分"), ("en", 8, "about 8 seconds"), ("en", 100, "about 2 minutes")],
)
def test_durations_are_rounded_in_the_visitor_s_language(language: str, seconds: float, expected: str) -> None:
    from explainer.ui.train.durations import about

    assert about(seconds, Text(language)) == expected


@pytest.mark.parametrize(("language", "expected"), [("ja", ["40秒", "1分5秒"]), ("en", ["40 sec", "1 min 5 sec"])])
def test_durations_to_the_second(language: str, expected: list[str]) -> None:
    from explainer.ui.train.durations import exact

    assert [exact(seconds, Text(language)) for seconds in (40.2, 65.0)] == expected
