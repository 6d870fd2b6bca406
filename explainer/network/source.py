"""The Keras source code of a configuration, as the article would write it."""

from itertools import pairwise

from explainer.network.architecture import NetworkConfig

INPUT_SOURCE = "Input(shape=(28, 28, 1))"
WIDTH = 88
"""Characters of a line before it is broken."""
IMPORTS = """\
from keras import Input, Sequential
from keras.layers import {names}"""
SUMMARY = "model.summary()"


def import_source(config: NetworkConfig) -> str:
    """The lines that import what builds the network."""
    names = sorted({layer.settings.keras_name for layer in config.built})
    return IMPORTS.format(names=", ".join(names))


def model_source(config: NetworkConfig) -> str:
    """The lines that build the network and leave the model in `model`."""
    layers = (INPUT_SOURCE, *(layer.settings.source for layer in config.built))
    return "\n".join(["model = Sequential()", *map(added, layers)])


def keras_source(config: NetworkConfig) -> str:
    """A script that builds the network and prints its summary.

    Keras 3 warns of `input_shape=` on a layer, so the input is a line of its own.

    Returns:
        Python source code that runs as it stands and leaves the model in `model`.
    """
    return "\n\n".join([import_source(config), model_source(config), SUMMARY]) + "\n"


def added(layer: str) -> str:
    """The statement that adds a layer to the model."""
    return f"model.add({layer})"


def wrapped(statement: str, width: int = WIDTH) -> str:
    """Breaks a statement after the commas between its arguments where it is too long, aligned with its brackets.

    Args:
        width: Characters that a line may have, unless there is no comma to break it at.
    """
    lines, current = [], ""
    for piece in _pieces(statement):
        if current.strip() and len(current) + len(piece.rstrip()) > width:
            lines.append(current.rstrip())
            current = " " * _indent(lines) + piece.lstrip()
        else:
            current += piece
    return "\n".join([*lines, current])


def _pieces(statement: str) -> list[str]:
    """The statement cut after each comma inside of brackets that is not within a tuple of numbers or a list."""
    depth, cuts = "", [0]
    for place, character in enumerate(statement):
        if character in "([":
            is_call = character == "(" and place > 0 and (statement[place - 1].isalnum() or statement[place - 1] == " ")
            depth += "c" if is_call else "t"
        elif character in ")]":
            depth = depth[:-1]
        elif character == "," and depth and "t" not in depth:
            cuts.append(place + 2)
    return [statement[start:end] for start, end in pairwise([*cuts, len(statement)])]


def _indent(lines: list[str]) -> int:
    """Where the innermost bracket that is still open begins."""
    opened: list[int] = []
    for line in lines:
        for column, character in enumerate(line):
            if character in "([":
                opened.append(column + 1)
            elif character in ")]":
                opened.pop()
    return opened[-1]
