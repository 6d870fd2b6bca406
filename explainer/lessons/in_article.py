"""The article's wording of a line of the script.

The code is equivalent. The article imports TensorFlow as a whole, lists the layers in one `Sequential([...])`, and uses
other names for the arrays.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from explainer.lessons.script import Line

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "x_train": "training_images",
        "y_train": "training_labels",
        "x_test": "test_images",
        "y_test": "test_labels",
        "to_categorical": "tf.keras.utils.to_categorical",
        "mnist.load_data": "tf.keras.datasets.mnist.load_data",
    }
)
"""The article's names by the script's names."""
_IMPORT = re.compile(r"from (keras\.\w[\w.]*) import (.*)", re.DOTALL)
_NAME = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in NAMES))


def in_article(line: Line, lines: Sequence[Line]) -> str:
    """Returns a line as the article writes it.

    Args:
        lines: The whole script.

    Returns:
        Python code: a statement, or a part of the statement that builds the network; `""` if the article has no such
        line.
    """
    imported = _IMPORT.fullmatch(line.source)
    if imported:
        names = imported[2]
        return f"tf.{imported[1]}" + ("" if names.startswith("(") or "," in names else f".{names}")
    if line.section == "network":
        return _layer(line, lines)
    if "_own" in line.source or "_all" in line.source or line.source.startswith("import"):
        return ""
    source = _NAME.sub(lambda found: NAMES[found[0]], line.source)
    if line.id.startswith("scale"):
        return source.replace(".astype('float32') / 255", " / 255.0")
    if line.id == "evaluate":
        return f"test_loss = {source}"
    return source


def _layer(line: Line, lines: Sequence[Line]) -> str:
    added = re.fullmatch(r"model\.add\((.*)\)", line.source, re.DOTALL)
    if added is None:
        return "model = tf.keras.models.Sequential(["
    shape = re.fullmatch(r"Input\(shape=(.*)\)", added[1])
    if shape is not None:
        return f"input_shape={shape[1]}"
    layers = [other for other in lines if other.layer is not None]
    source = re.sub(r"\n +", " ", added[1])
    if line is layers[0]:
        inside = source[source.index("(") + 1 : -1]
        given = next(in_article(other, lines) for other in lines if other.id == "input")
        source = f"{source[:-1]}{', ' if inside else ''}{given})"
    return f"tf.keras.layers.{source}," if line is not layers[-1] else f"tf.keras.layers.{source}])"
