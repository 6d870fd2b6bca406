"""The arguments of the script's calls, with their defaults: asked of Keras itself, so they are never out of date."""

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
"""Where the names that a script imports come from."""
OWNERS = {"model": keras.Sequential, "mnist": keras.datasets.mnist}
"""What a script calls methods of, beside NumPy's arrays."""
OPTIMIZER = "optimizer"


@dataclass(frozen=True)
class Place:
    """Where something stands in a statement, in rows and columns from 0; the end is the first after it."""

    row: int
    start: int
    end_row: int
    end: int


@dataclass(frozen=True)
class Argument:
    """One argument of a call.

    Attributes:
        name: Keras's name; of one that is given by its place alone, such as a size of `reshape`, `shape[0]`.
        given: What the script gives, as Python; `None` if it leaves the default.
        default: What holds if nothing is given, as Python; `None` if something must be.
        place: Where it stands in the statement; `None` if it does not.
    """

    name: str
    given: str | None
    default: str | None
    place: Place | None


@dataclass(frozen=True)
class Call:
    """A call in a statement.

    Attributes:
        name: What is called, e.g. `Conv2D` or `compile`.
        arguments: Those that are given in their order, then the others in Keras's.
    """

    name: str
    arguments: tuple[Argument, ...]


@functools.lru_cache(maxsize=512)
def calls(statement: str) -> tuple[Call, ...]:
    """The calls that a statement of the script makes, the outer before the inner.

    `model.add` is left out, since its one argument is the layer, and so are NumPy's functions, whose lines say what
    they take. An optimizer that is only named comes with its own arguments.

    Args:
        statement: A statement, on any number of rows.
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
    """The function, method or class itself."""
    if isinstance(function, ast.Attribute):
        method: Callable[..., Any] = getattr(OWNERS.get(ast.unparse(function.value), np.ndarray), function.attr)
        return method
    name = ast.unparse(function)
    found: Callable[..., Any] = next(getattr(home, name) for home in HOMES if hasattr(home, name))
    return found


def _parameters(called: Callable[..., Any]) -> dict[str, inspect.Parameter]:
    # Keras's classes can be made with anything; what they take is what their `__init__` says.
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
    """The optimizer that `compile` makes of a name, as Keras would."""
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
