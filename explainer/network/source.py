"""Keras source code of a configuration, in the article's style."""

from itertools import pairwise

from explainer.network.architecture import NetworkConfig

INPUT_SOURCE = "Input(shape=(28, 28, 1))"
WIDTH = 88
"""Maximum characters per line."""
IMPORTS = """\
from keras import Input, Sequential
from keras.layers import {names}"""
SUMMARY = "model.summary()"


def import_source(config: NetworkConfig) -> str:
    """The import lines for the network's layers."""
    names = sorted({layer.settings.keras_name for layer in config.built})
    return IMPORTS.format(names=", ".join(names))


def model_source(config: NetworkConfig) -> str:
    """The lines that build the network as `model`."""
    layers = (INPUT_SOURCE, *(layer.settings.source for layer in config.built))
    return "\n".join(["model = Sequential()", *map(added, layers)])


def keras_source(config: NetworkConfig) -> str:
    """Returns a complete script that builds the network as `model` and prints its summary.

    The input is a separate line, since Keras 3 warns about `input_shape=` in a layer.
    """
    return "\n\n".join([import_source(config), model_source(config), SUMMARY]) + "\n"


def added(layer: str) -> str:
    """The statement that adds a layer to the model."""
    return f"model.add({layer})"


def wrapped(statement: str, width: int = WIDTH) -> str:
    """Breaks a long statement after commas between arguments, aligned with the opening bracket.

    Args:
        width: Maximum characters per line, where a comma allows it.
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
    """Splits the statement after each comma in the brackets of a call, but not in tuples or lists."""
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
    """The column after the innermost open bracket."""
    opened: list[int] = []
    for line in lines:
        for column, character in enumerate(line):
            if character in "([":
                opened.append(column + 1)
            elif character in ")]":
                opened.pop()
    return opened[-1]
