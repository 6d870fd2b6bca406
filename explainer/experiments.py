"""Trainings that are worth comparing, set up: a twin that differs in one thing, and overfitting with its remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pydantic import ValidationError

from explainer.comparing import Design
from explainer.network import ConvolutionBlock, DenseLayer, NetworkConfig, Pooling
from explainer.training.changes import with_changes
from explainer.training.recipes import OptimizerSettings, Recipe

TwinValue = str | int | float

TWIN_VALUES: Mapping[str, tuple[TwinValue, ...]] = MappingProxyType(
    {
        "kernel_size": (1, 3, 5, 7),
        "filters": (4, 8, 16, 32, 64, 128),
        "activation": ("relu", "leaky_relu", "tanh", "sigmoid", "linear"),
        "pooling": ("max", "average", "none"),
        "units": (16, 32, 64, 128, 256),
        "dropout": (0.0, 0.25, 0.5),
        "optimizer": ("adam", "sgd", "adagrad", "rmsprop"),
        "learning_rate": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03),
        "batch_size": (16, 32, 64, 128, 256),
        "epochs": (1, 2, 3, 5, 10, 20, 40),
        "training_images": (500, 1_000, 3_000, 6_000, 12_000, 30_000, 60_000),
    }
)
"""What a twin may have otherwise: kernel size and filters of the first convolution, units of the first dense layer,
activation and pooling of all layers, dropout as in `with_changes`, and the training fields."""


def twin_choices(design: Design) -> dict[str, tuple[TwinValue, ...]]:
    """What can be changed about a training, each with the values that are possible and another's.

    Args:
        design: The training.
    """
    choices = {name: tuple(_possible(design, name)) for name in TWIN_VALUES}
    return {name: values for name, values in choices.items() if values}


def _possible(design: Design, name: str) -> Iterator[TwinValue]:
    for value in TWIN_VALUES[name]:
        try:
            if _settings(twin(design, name, value)) != _settings(design):
                yield value
        except ValidationError:
            continue


def _settings(design: Design) -> tuple[NetworkConfig, Recipe]:
    return design.config, design.recipe.model_copy(update={"name": "own"})


def twin(design: Design, name: str, value: TwinValue) -> Design:
    """Copies a training and changes one thing about it; the seed stays.

    Args:
        design: The training.
        name: A key of `TWIN_VALUES`.
        value: The new value.

    Returns:
        The twin; its recipe is called `"own"` if it has become another.

    Raises:
        pydantic.ValidationError: If they do not go together.
        ValueError: For any other name.
    """
    if name in ("kernel_size", "filters", "pooling", "units"):
        return Design(_network(design.config, name, value), design.recipe, design.seed)
    if name == "optimizer" and value != "sgd":
        # Only SGD has one; the rest of the optimizer stays.
        config, recipe = with_changes(design.config, design.recipe, {"optimizer": value, "momentum": 0.0})
    else:
        config, recipe = with_changes(design.config, design.recipe, {name: value})
    return Design(config, recipe, design.seed)


def _network(config: NetworkConfig, name: str, value: TwinValue) -> NetworkConfig:
    blocks, dense = list(config.blocks), list(config.dense)
    if name == "units" and dense:
        dense[0] = DenseLayer(**{**dict(dense[0]), "units": value})
    elif name == "pooling":
        blocks = [ConvolutionBlock(**{**dict(block), "pooling": _pooling(block, value)}) for block in blocks]
    elif blocks and name != "units":
        blocks[0] = ConvolutionBlock(**{**dict(blocks[0]), name: value})
    return NetworkConfig(blocks=tuple(blocks), dense=tuple(dense))


def _pooling(block: ConvolutionBlock, kind: TwinValue) -> Pooling | None:
    if kind == "none":
        return None
    return Pooling(**{**dict(block.pooling or Pooling()), "kind": kind})


OVERFITTING_SEED = 7


def _overfitting(blocks: float, dense: float) -> Design:
    """217,194 parameters for 500 images; evaluating the test images each time would take longer than all else."""
    return Design(
        config=NetworkConfig(
            blocks=(ConvolutionBlock(filters=32, dropout=blocks), ConvolutionBlock(filters=32, dropout=blocks)),
            dense=(DenseLayer(units=256, dropout=dense),),
        ),
        recipe=Recipe(
            name="overfitting",
            epochs=40,
            batch_size=16,
            optimizer=OptimizerSettings(learning_rate=0.001),
            training_images=500,
            validation_images=1_000,
            evaluate_each_epoch=False,
        ),
        seed=OVERFITTING_SEED,
    )


OVERFITTING: Mapping[str, Design] = MappingProxyType(
    {"without": _overfitting(0.0, 0.0), "with": _overfitting(0.25, 0.5)}
)
"""Few images, a large network, many epochs; and the same with dropout. Each takes half a minute on two cores."""
