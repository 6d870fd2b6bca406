"""A recipe as the Keras lines that carry it out."""

from __future__ import annotations

from explainer.training.recipes import TRAINING_IMAGES, OptimizerSettings, Recipe


def recipe_source(recipe: Recipe) -> str:
    """The lines of `compile` and `fit`, for a model and data as in the article.

    Args:
        recipe: The recipe.
    """
    part = "" if recipe.training_images == TRAINING_IMAGES else f"[:{recipe.training_images}]"
    return (
        f"model.compile(optimizer={_optimizer(recipe)},\n"
        '              loss="categorical_crossentropy", metrics=["accuracy"])\n'
        f"model.fit(x_train{part}, y_train{part}, batch_size={recipe.batch_size}, epochs={recipe.epochs})"
    )


def _optimizer(recipe: Recipe) -> str:
    settings = recipe.optimizer
    if settings == OptimizerSettings():
        return f'"{settings.name}"'
    rate = f"{settings.learning_rate:g}"
    if settings.schedule == "one_cycle":
        rate = (
            f"CosineDecay({recipe.start_rate:g}, decay_steps={recipe.decay_batches}, "
            f"warmup_target={rate}, warmup_steps={recipe.warm_up_batches})"
        )
    return f"{settings.name.capitalize()}({rate})"
