from __future__ import annotations

import keras
import pytest

from explainer.network import ARTICLE
from explainer.training.fitting import compiled_model
from explainer.training.recipes import RECIPES
from explainer.training.records import Request
from explainer.training.source import recipe_source


@pytest.mark.parametrize("name", RECIPES)
def test_the_lines_shown_of_a_recipe_do_what_the_recipe_does(name: str) -> None:
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
