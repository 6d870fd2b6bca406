"""A recipe as the Keras lines that carry it out."""

from __future__ import annotations

from explainer.training.recipes import TRAINING_IMAGES, OptimizerSettings, Recipe

START_SHARE = 25
"""A one-cycle learning rate starts at its peak divided by this."""


def recipe_source(recipe: Recipe) -> str:
    """The lines of `compile` and `fit`, for a model and data as in the article.

    Args:
        recipe: The recipe.
    """
    part = "" if recipe.training_images == TRAINING_IMAGES else f"[:{recipe.training_images}]"
    return (
        f"model.compile(optimizer={_optimizer(recipe.optimizer, recipe)},\n"
        '              loss="categorical_crossentropy", metrics=["accuracy"])\n'
        f"model.fit(x_train{part}, y_train{part}, batch_size={recipe.batch_size}, epochs={recipe.epochs})"
    )


def _optimizer(settings: OptimizerSettings, recipe: Recipe) -> str:
    if settings == OptimizerSettings():
        return f'"{settings.name}"'
    rate = f"{settings.learning_rate:g}"
    if settings.schedule == "one_cycle":
        steps = recipe.batches * recipe.epochs
        warm_up = round(steps * settings.warm_up_share)
        rate = (
            f"CosineDecay({settings.learning_rate / START_SHARE:g}, decay_steps={steps - warm_up}, "
            f"warmup_target={rate}, warmup_steps={warm_up})"
        )
    return f"{settings.name.capitalize()}({rate})"
