"""What Keras saves of a model comes in: its description becomes a network here, and its weights are read as numbers.

Keras's own `load_model` is never asked: a file could have it carry out programs.
"""

import json

from explainer.errors import ExplainerError
from explainer.network.keras_chain import KerasNetwork, read_keras
from explainer.training.models.configuration import RunConfiguration
from explainer.training.recipes.recipe import ELSEWHERE
from explainer.uploads.guard import GUARD, Task
from explainer.uploads.keras_model import ARCHIVE
from explainer.uploads.refusals import NO_MODEL

MOST_DESCRIPTION_BYTES = 256 * 1024
"""Of the largest network that can be built here, Keras writes some 20,000."""
UNPACKING_BYTES = 192 * 2**20
"""Memory that reading an archive takes beside what its length tells, if its weights are packed."""
LENGTH_BYTES = 4
MARK = b'"class_name"'
"""Stands in every description by Keras, and in no configuration of a run."""


def is_archive(content: bytes) -> bool:
    """Whether a file may be a `.keras` file, which has weights, too."""
    return content.startswith(ARCHIVE)


def is_from_keras(content: bytes) -> bool:
    """Whether a file may be a `.keras` file or the text of `model.to_json()`."""
    return is_archive(content) or MARK in content


def network_of(content: bytes) -> KerasNetwork:
    """The network in a `.keras` file or in the text of `model.to_json()`, whoever made it.

    It is opened in a process of its own.

    Raises:
        ExplainerError: `keras_no_model`, `keras_version`, or as `read_keras` and `Guard.read` do.
    """
    task = Task(
        reader="keras_model",
        answer_bytes=LENGTH_BYTES + MOST_DESCRIPTION_BYTES,
        details={"most": MOST_DESCRIPTION_BYTES},
        refusals={NO_MODEL: "keras_no_model"},
    )
    answer = GUARD.read(task, content)
    length = int.from_bytes(answer[:LENGTH_BYTES], "little")
    found = json.loads(answer[LENGTH_BYTES : LENGTH_BYTES + length])
    version = found["keras_version"]
    if version is not None and version.startswith(("1.", "2.")):
        raise ExplainerError("keras_version", f"Expected Keras 3; received {version}.", version=version)
    return read_keras(found["model"])


def configuration_from(network: KerasNetwork) -> RunConfiguration:
    """The configuration of a model that was trained nobody knows how."""
    return RunConfiguration(network=network.network, recipe=ELSEWHERE)
