"""The input and output of a script line: shapes, value ranges, and the arithmetic of sizes and parameters."""

import math
from typing import TypedDict

import numpy as np

from explainer.lessons.script import Line
from explainer.lessons.values import Variable, before_and_after
from explainer.network.kinds import PartShape
from explainer.network.planning import INPUT_SHAPE
from explainer.network.worked import LayerRow
from explainer.text import Text
from explainer.tracing import Array
from explainer.training.recipes.recipe import Recipe
from explainer.ui.network_words import size_words, weight_words
from explainer.ui.numbers import MINUS, percent
from explainer.ui.pictures.article_context import ArticleContext
from explainer.ui.pictures.flow import layer_title, shape_words

TEXT = "component.article"


class Fact(TypedDict):
    """A variable, or a layer's input or output: its name, its shape as Keras writes it, and its values in words."""

    name: str
    shape: str
    detail: str


class Sum(TypedDict):
    """A calculated number: its name, and its calculation in words."""

    name: str
    words: str


def facts_of(line: Line, row: LayerRow | None, context: ArticleContext) -> tuple[list[Fact], list[Fact]]:
    """The inputs and the outputs of a line.

    Args:
        row: The layer that the line adds, if any.
    """
    if row is None:
        before, after = before_and_after(line, context.recipe)
        return [_variable(variable) for variable in before], [_variable(variable) for variable in after]
    return (
        [_numbers(context.text(f"{TEXT}.input"), row.layer.input_shape, context.input_of(row), context)],
        [_numbers(context.text(f"{TEXT}.output"), row.output_shape, context.known.get(row.layer.name), context)],
    )


def shape_of(line: Line, row: LayerRow | None, context: ArticleContext) -> str:
    """The output shape of a line's layer in short, e.g. `26×26×64`; `""` if the line adds none.

    Args:
        row: The layer that the line adds, if any.
    """
    if line.id == "input":
        return shape_words(INPUT_SHAPE)
    if row is None:
        return ""
    return context.text(f"{TEXT}.misfit") if row.state == "failing" else shape_words(row.output_shape)


def sums_of(row: LayerRow | None, context: ArticleContext) -> list[Sum]:
    """The calculations of a layer's size and number of parameters; none if `row` is `None`."""
    if row is None or row.size is None:
        return []
    text = context.text
    found: list[Sum] = [{"name": text(f"{TEXT}.size"), "words": size_words(row.size, text)}]
    if row.weights is not None and row.state != "failing":
        found.append({"name": text(f"{TEXT}.parameters"), "words": weight_words(row.weights)})
    return found


def words_of(line: Line, row: LayerRow | None, context: ArticleContext) -> dict[str, str]:
    """The numbers that a lesson can name in braces.

    Args:
        row: The layer that the line adds, if any.
    """
    del line
    return _recipe_words(context.recipe) | ({} if row is None else layer_words(row, context.text))


def layer_words(row: LayerRow, text: Text) -> dict[str, str]:
    """The numbers of a layer that a lesson can name in braces."""
    inputs, outputs, window = row.layer.input_shape, row.output_shape, row.settings.window
    return {
        "layer": layer_title(row, text),
        "window": str(window.size if window else 1),
        "area": str(window.size**2 if window else 1),
        "strides": str(window.strides if window else 1),
        "channels": _size(inputs[-1]),
        "rows": _size(inputs[0]),
        "columns": _size(inputs[1] if len(inputs) > 1 else 1),
        "cells": _product(inputs[:-1]),
        "number": str(row.layer.number),
        "inputs": _product(inputs),
        "filters": _size(outputs[-1]),
        "units": _size(outputs[-1]),
        "outputs": _product(outputs),
        "rate": percent(row.settings.dropped_share, 0),
        "function": row.settings.activation_name or "",
    }


def _recipe_words(recipe: Recipe) -> dict[str, str]:
    return {
        "images": f"{recipe.epoch_images:,}",
        "batch_size": f"{recipe.batch_size:,}",
        "batches": f"{recipe.batches:,}",
        "epochs": f"{recipe.epochs:,}",
        "updates": f"{recipe.epochs * recipe.batches:,}",
        "learning_rate": f"{recipe.optimizer.learning_rate:g}",
    }


def _size(size: int | None) -> str:
    return "?" if size is None else f"{size:,}"


def _product(shape: PartShape) -> str:
    known = [size for size in shape if size is not None]
    return f"{math.prod(known):,}" if len(known) == len(shape) else "?"


def _variable(variable: Variable) -> Fact:
    sizes = ", ".join(map(str, variable.shape)) + ("," if len(variable.shape) == 1 else "")
    return {"name": variable.name, "shape": f"({sizes})", "detail": f"{variable.dtype} {variable.low}–{variable.high}"}


def _numbers(name: str, shape: PartShape, array: Array | None, context: ArticleContext) -> Fact:
    sizes = ", ".join("?" if size is None else str(size) for size in shape)
    return {"name": name, "shape": f"(None, {sizes})", "detail": _detail(array, context)}


def _detail(array: Array | None, context: ArticleContext) -> str:
    if array is None:
        return context.text(f"{TEXT}.not_learned")
    zeros = float(np.mean(array == 0))
    words = {"low": _short(float(array.min())), "high": _short(float(array.max())), "zeros": percent(zeros)}
    return context.text(f"{TEXT}.{'range_with_zeros' if zeros else 'range'}", **words)


def _short(value: float) -> str:
    """Formats a number with three significant digits; below 0.001, with three decimals instead of an exponent."""
    written = f"{value:.3g}" if value == 0 or abs(value) >= 0.001 else f"{value:.3f}"
    return written.replace("-", MINUS)
