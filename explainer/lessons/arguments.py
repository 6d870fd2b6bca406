"""The arguments of the script's calls, with their defaults from Keras's signatures."""

import ast
import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from explainer.optimizers import OPTIMIZERS

HOMES = (keras, keras.layers, keras.utils, keras.optimizers, keras.optimizers.schedules)
"""Modules in which the script's names are looked up."""
OWNERS = {"model": keras.Sequential, "mnist": keras.datasets.mnist}
"""Objects whose methods the script calls, besides NumPy arrays."""
OPTIMIZER = "optimizer"


@dataclass(frozen=True)
class Place:
    """A range in a statement, in rows and columns from 0; the end is exclusive."""

    row: int
    start: int
    end_row: int
    end: int


@dataclass(frozen=True)
class Argument:
    """One argument of a call.

    Attributes:
        name: Keras's name; for variadic arguments, such as the sizes of `reshape`, `shape[0]`.
        given: The value in the script, as Python code; `None` for the default.
        default: The default, as Python code; `None` for a required argument.
        place: Its range in the statement; `None` if it is not given.
    """

    name: str
    given: str | None
    default: str | None
    place: Place | None


@dataclass(frozen=True)
class Call:
    """A call in a statement.

    Attributes:
        name: The called function or class, e.g. `Conv2D` or `compile`.
        arguments: The given arguments in their order, then the others in Keras's order.
    """

    name: str
    arguments: tuple[Argument, ...]


@functools.lru_cache(maxsize=512)
def calls(statement: str) -> tuple[Call, ...]:
    """Returns the calls in a statement, outer calls first.

    `model.add` and NumPy's functions are omitted. An optimizer that `compile` gets by name is added as a call.

    Args:
        statement: Python code, on any number of rows.
    """
    found = []
    for node in ast.walk(ast.parse(statement)):
        if isinstance(node, ast.Call) and _name(node) != "add" and not ast.unparse(node.func).startswith("np."):
            call = _call(node)
            found += [call, *_named_optimizer(call)]
    return tuple(found)


def _name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)


def _call(node: ast.Call) -> Call:
    parameters = _parameters(_called(node.func))
    given: dict[str, tuple[str, Place]] = {}
    names = _positional_names(parameters)
    for value in node.args:
        given[next(names)] = (ast.unparse(value), _place(value))
    for keyword in node.keywords:
        given[str(keyword.arg)] = (ast.unparse(keyword.value), _place(keyword))
    defaults = {name: _default(parameter) for name, parameter in parameters.items() if not _takes_many(parameter)}
    return Call(
        _name(node),
        (
            *(Argument(name, value, defaults.get(name), place) for name, (value, place) in given.items()),
            *(Argument(name, None, default, None) for name, default in defaults.items() if name not in given),
        ),
    )


def _called(function: ast.expr) -> Callable[..., Any]:
    """Looks up the function, method or class."""
    if isinstance(function, ast.Attribute):
        method: Callable[..., Any] = getattr(OWNERS.get(ast.unparse(function.value), np.ndarray), function.attr)
        return method
    name = ast.unparse(function)
    found: Callable[..., Any] = next(getattr(home, name) for home in HOMES if hasattr(home, name))
    return found


def _parameters(called: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    # The signature of a Keras class accepts anything; that of its `__init__` has the arguments.
    function = called.__init__ if inspect.isclass(called) else called
    parameters = dict(inspect.signature(function).parameters)
    parameters.pop("self", None)
    return parameters


def _positional_names(parameters: dict[str, inspect.Parameter]) -> Iterator[str]:
    for name, parameter in parameters.items():
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            yield from (f"{name}[{place}]" for place in range(100))
        yield name


def _takes_many(parameter: inspect.Parameter) -> bool:
    return parameter.kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def _default(parameter: inspect.Parameter) -> str | None:
    return None if parameter.default is inspect.Parameter.empty else repr(parameter.default)


def _place(node: ast.expr | ast.keyword) -> Place:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return Place(node.lineno - 1, node.col_offset, node.end_lineno - 1, node.end_col_offset)


def _named_optimizer(call: Call) -> Iterator[Call]:
    """The call of an optimizer's class for an optimizer given by name."""
    for argument in call.arguments:
        if call.name == "compile" and argument.name == OPTIMIZER and argument.given is not None:
            optimizer = OPTIMIZERS.get(argument.given.strip("'"))
            if optimizer is not None:
                parameters = _parameters(getattr(keras.optimizers, optimizer.keras_name))
                arguments = {name: one for name, one in parameters.items() if not _takes_many(one)}
                yield Call(
                    optimizer.keras_name,
                    tuple(Argument(key, None, _default(one), None) for key, one in arguments.items()),
                )
