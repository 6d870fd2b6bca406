"""A recipe as the Keras lines that carry it out."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass

from explainer.mnist import CHANNEL_SOURCE, FLOAT_SOURCE, LABELS_SOURCE, LOADING_SOURCE, SCALE_SOURCE, TRAINING_IMAGES
from explainer.network import NetworkConfig
from explainer.network.source import SUMMARY, import_source, model_source, wrapped
from explainer.optimizers import Optimizer
from explainer.training.recipes.recipe import Recipe

KERAS_BATCH_SIZE = 32
"""The batch size that Keras takes if it is given none."""
OWN_LOADING = """\
with np.load('own-digits.npz') as own:
    x_own, y_own = own['x_train'], own['y_train']"""
NUMPY = "import numpy as np"


def own_lines(recipe: Recipe) -> Mapping[str, str]:
    """The lines that add one's own digits to the training images, by the name of what they do; none without any.

    They make `x_all` and `y_all` of `x_train` and `y_train`, which are prepared already, and of the file that is taken
    home.
    """
    added = recipe.own_digits
    if added is None:
        return {}
    lines = {
        "load_own": OWN_LOADING,
        "reshape_own": f"x_own = x_own.reshape({added.images}, 28, 28, 1)",
        "scale_own": "x_own = x_own.astype('float32') / 255",
    }
    if not recipe.has_integer_labels:
        lines["labels_own"] = "y_own = to_categorical(y_own, 10)"
    if added.repeats > 1:
        lines |= {f"repeat_{name}": f"{name}_own = np.repeat({name}_own, {added.repeats}, axis=0)" for name in "xy"}
    part = _part(recipe)
    return lines | {f"join_{name}": f"{name}_all = np.concatenate([{name}_train{part}, {name}_own])" for name in "xy"}


def recipe_source(recipe: Recipe) -> str:
    """The lines of `compile` and `fit`, for a model and data as in the article."""
    return f"{wrapped(compile_source(recipe))}\n{wrapped(fit_source(recipe))}"


def compile_source(recipe: Recipe) -> str:
    """The statement that says how to learn, on one line."""
    return f"model.compile(optimizer={_optimizer(recipe)}, loss='{recipe.loss}', metrics=['accuracy'])"


def fit_source(recipe: Recipe) -> str:
    """The statement that learns, on one line; what Keras takes without being told is left out."""
    part = _part(recipe)
    data = f"x_train{part}, y_train{part}" if recipe.own_digits is None else "x_all, y_all"
    batch_size = "" if recipe.batch_size == KERAS_BATCH_SIZE else f", batch_size={recipe.batch_size}"
    return f"model.fit({data}{batch_size}, epochs={recipe.epochs}{_validation(recipe)})"


def recipe_imports(recipe: Recipe) -> tuple[str, ...]:
    """The import lines that `recipe_source` needs; none where names in quotes do."""
    lines = []
    if not _is_named_only(recipe.optimizer):
        lines.append(f"from keras.optimizers import {recipe.optimizer.keras_name}")
    if recipe.optimizer.schedule != "constant":
        lines.append("from keras.optimizers.schedules import CosineDecay")
    return tuple(lines)


def label_lines(recipe: Recipe) -> tuple[str, ...]:
    """The lines that turn labels as they come, 0 to 9, into what the loss takes; none where it takes them so."""
    return () if recipe.has_integer_labels else LABELS_SOURCE


@dataclass(frozen=True)
class Script:
    """A script in its paragraphs; each leaves what the next ones need.

    Attributes:
        seed: Sets every random number.
        data: Loads images and labels and prepares them.
        network: Builds the network and prints its summary.
        result: Prints loss and accuracy on the test images.
    """

    imports: str
    seed: str
    data: str
    network: str
    training: str
    result: str


def training_source(config: NetworkConfig, recipe: Recipe, seed: int, *, has_raw_pixels: bool = False) -> str:
    """A script that trains the network as a run does: from the data to the accuracy on the test images.

    With the same seed it gives the losses of the run, on the same machine with the same versions.

    Args:
        has_raw_pixels: As of `training_script`.

    Returns:
        Python source code that runs as it stands, beside `own-digits.npz` if there are digits of one's own, and leaves
        the model in `model`.
    """
    return "\n\n".join(astuple(training_script(config, recipe, seed, has_raw_pixels=has_raw_pixels))) + "\n"


def training_script(config: NetworkConfig, recipe: Recipe, seed: int, *, has_raw_pixels: bool = False) -> Script:
    """The same in its paragraphs.

    Args:
        has_raw_pixels: Whether all pixels stay 0 to 255, not divided by 255.
    """
    numpy = [NUMPY] if recipe.own_digits else []
    own, scale = own_lines(recipe), SCALE_SOURCE
    if has_raw_pixels:
        own, scale = {name: line for name, line in own.items() if name != "scale_own"}, FLOAT_SOURCE
    return Script(
        imports="\n".join([*numpy, *sorted([*import_source(config).splitlines(), *_more_imports(recipe)])]),
        seed=f"set_random_seed({seed})",
        data="\n".join([LOADING_SOURCE, *CHANNEL_SOURCE, *scale, *label_lines(recipe), *own.values()]),
        network=f"{model_source(config)}\n\n{SUMMARY}",
        training=recipe_source(recipe),
        result="print(model.evaluate(x_test, y_test, verbose=0, return_dict=True))",
    )


def _more_imports(recipe: Recipe) -> list[str]:
    """What a script needs beside the layers."""
    utilities = ["set_random_seed"] if recipe.has_integer_labels else ["set_random_seed", "to_categorical"]
    return [
        "from keras.datasets import mnist",
        *recipe_imports(recipe),
        f"from keras.utils import {', '.join(utilities)}",
    ]


def _part(recipe: Recipe) -> str:
    """Which of MNIST's training images fit is given, as a slice; nothing for all."""
    is_all = recipe.training_images == TRAINING_IMAGES or recipe.validation_split is not None
    return "" if is_all else f"[:{recipe.training_images}]"


def _validation(recipe: Recipe) -> str:
    if not recipe.validation_images:
        return ""
    if recipe.validation_split is not None:
        return f", validation_split={recipe.validation_split}"
    held_out = f"[-{recipe.validation_images}:]"
    return f", validation_data=(x_train{held_out}, y_train{held_out})"


def _is_named_only(optimizer: Optimizer) -> bool:
    """Whether it is as Keras makes it from its name."""
    return optimizer == type(optimizer).model_validate({})


def _optimizer(recipe: Recipe) -> str:
    optimizer = recipe.optimizer
    if _is_named_only(optimizer):
        return f"'{optimizer.name}'"
    return f"{optimizer.keras_name}({_learning_rate(recipe)}{optimizer.source})"


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
