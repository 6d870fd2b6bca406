"""A recipe as the Keras lines that carry it out."""

from __future__ import annotations

from explainer.network import NetworkConfig
from explainer.network.source import keras_source
from explainer.training.recipes.recipe import KERAS_RATES, TRAINING_IMAGES, OptimizerSettings, Recipe

CLASS_NAMES = {"adam": "Adam", "sgd": "SGD", "adagrad": "Adagrad", "rmsprop": "RMSprop"}
DATA_SOURCE = """\
(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train = x_train.reshape(-1, 28, 28, 1).astype("float32") / 255
x_test = x_test.reshape(-1, 28, 28, 1).astype("float32") / 255"""


def recipe_source(recipe: Recipe) -> str:
    """The lines of `compile` and `fit`, for a model and data as in the article.

    Args:
        recipe: The recipe.
    """
    part = "" if recipe.training_images == TRAINING_IMAGES else f"[:{recipe.training_images}]"
    return (
        f"model.compile(optimizer={_optimizer(recipe)},\n"
        f'              loss="{recipe.loss}", metrics=["accuracy"])\n'
        f"model.fit(x_train{part}, y_train{part}, batch_size={recipe.batch_size}, epochs={recipe.epochs}"
        f"{_validation(recipe)})"
    )


def recipe_imports(recipe: Recipe) -> tuple[str, ...]:
    """The import lines that `recipe_source` needs; none where names in quotes do.

    Args:
        recipe: The recipe.
    """
    lines = []
    if not _is_named_only(recipe.optimizer):
        lines.append(f"from keras.optimizers import {CLASS_NAMES[recipe.optimizer.name]}")
    if recipe.optimizer.schedule != "constant":
        lines.append("from keras.optimizers.schedules import CosineDecay")
    return tuple(lines)


def labels_source(recipe: Recipe) -> str:
    """The lines that turn labels as they come, 0 to 9, into what the loss takes; empty where it takes them so.

    Args:
        recipe: The recipe.
    """
    if recipe.has_integer_labels:
        return ""
    return "y_train = to_categorical(y_train, 10)\ny_test = to_categorical(y_test, 10)"


def training_source(config: NetworkConfig, recipe: Recipe, seed: int) -> str:
    """A script that trains the network as a run does: from the data to the accuracy on the test images.

    With the same seed it gives the losses of the run, on the same machine with the same versions.

    Args:
        config: The network.
        recipe: How it is trained.
        seed: Start of every random number.

    Returns:
        Python source code that runs as it stands and leaves the model in `model`.
    """
    labels = labels_source(recipe)
    imports, *network = keras_source(config).split("\n\n")
    paragraphs = [
        "\n".join(sorted([*imports.splitlines(), *_more_imports(recipe)])),
        f"set_random_seed({seed})",
        "\n".join([DATA_SOURCE, *labels.splitlines()]),
        *(paragraph.rstrip() for paragraph in network),
        recipe_source(recipe),
        "print(model.evaluate(x_test, y_test, verbose=0, return_dict=True))",
    ]
    return "\n\n".join(paragraphs) + "\n"


def _more_imports(recipe: Recipe) -> list[str]:
    """What a script needs beside the layers."""
    utilities = ["set_random_seed"] if recipe.has_integer_labels else ["set_random_seed", "to_categorical"]
    return [
        "from keras.datasets import mnist",
        *recipe_imports(recipe),
        f"from keras.utils import {', '.join(utilities)}",
    ]


def _validation(recipe: Recipe) -> str:
    if not recipe.validation_images:
        return ""
    held_out = f"[-{recipe.validation_images}:]"
    return f",\n          validation_data=(x_train{held_out}, y_train{held_out})"


def _is_named_only(settings: OptimizerSettings) -> bool:
    """Whether the optimizer is as Keras makes it from its name."""
    return settings == OptimizerSettings(name=settings.name, learning_rate=KERAS_RATES[settings.name])


def _optimizer(recipe: Recipe) -> str:
    settings = recipe.optimizer
    if _is_named_only(settings):
        return f'"{settings.name}"'
    arguments = [_learning_rate(recipe)]
    if settings.momentum:
        arguments.append(f"momentum={settings.momentum!r}")
    return f"{CLASS_NAMES[settings.name]}({', '.join(arguments)})"


def _learning_rate(recipe: Recipe) -> str:
    rate = repr(recipe.optimizer.learning_rate)
    if recipe.optimizer.schedule == "one_cycle":
        return (
            f"CosineDecay({recipe.start_rate!r}, decay_steps={recipe.decay_batches}, "
            f"warmup_target={rate}, warmup_steps={recipe.warm_up_batches})"
        )
    if recipe.optimizer.schedule == "cosine":
        return f"CosineDecay({rate}, decay_steps={recipe.decay_batches})"
    return rate
