"""The network and the recipe that the script is written for, and the model whose numbers are shown."""

from __future__ import annotations

from explainer import mnist
from explainer.network import Architecture
from explainer.training.models.bundle import Bundle
from explainer.training.recipes.recipe import OWN, Recipe
from explainer.training.store.records import EpochRecord
from explainer.ui import caches, session
from explainer.ui.drafting import draft_of
from explainer.ui.frame import Frame
from explainer.ui.models import ModelInUse
from explainer.ui.pictures.article_context import ArticleContext


def context_of(frame: Frame) -> ArticleContext:
    """What the script's lines are shown with.

    Args:
        frame: The page's frame.
    """
    model, network = frame.model, draft_of(frame)
    trained_by, records = _training_of(model)
    return ArticleContext(
        network=network,
        recipe=recipe_of(frame),
        config=model.config,
        trained_by=trained_by,
        weights=model.weights,
        trace=frame.trace,
        records=records,
        epoch=model.epoch,
        dataset=mnist.load(),
        compute=caches.without_weights,
        summary="" if network.config is None else caches.keras_summary(network.config),
        text=frame.text,
    )


def recipe_of(frame: Frame) -> Recipe:
    """How the script trains: by one's own settings, else as the model in use was trained."""
    return frame.session.own_recipe or _training_of(frame.model)[0]


def work_on(frame: Frame, network: Architecture, recipe: Recipe) -> None:
    """Writes the script for another network and another recipe.

    Args:
        frame: The page's frame.
        network: The network, which may not fit.
    """
    trained_by, _ = _training_of(frame.model)
    is_own = recipe.own != trained_by.own
    session.change(
        network=None if network == frame.model.config else network,
        recipe=OWN if is_own else None,
        training=recipe.own if is_own else None,
    )


def _training_of(model: ModelInUse) -> tuple[Recipe, tuple[EpochRecord, ...]]:
    """How the model in use was trained, and the ends of its epochs."""
    if isinstance(model.source, Bundle):
        return model.source.description.recipe, model.source.description.epochs
    run = caches.queue().store.run(model.reference.run)
    return run.request().recipe, run.epochs_done()
