"""What Python sends to a component, as TypeScript declares it: `python -m tests.components.declarations` writes it.

A component's Python module describes its payload by two `TypedDict`s, `Meta` and, if it sends any, `Arrays`. They
become `scene.d.ts` beside the component's JavaScript, and `tsc` checks this against it.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, ModuleType

import numpy as np
from numpy.typing import NDArray

from explainer.ui import uploads
from explainer.ui.components import canvas
from explainer.ui.components.mounting import FOLDER
from explainer.ui.components.payload import Quantized
from explainer.ui.pictures import curves, language, normalization, overview, preparation, rail, whole_map

SCENES: Mapping[str, ModuleType] = MappingProxyType(
    {
        "canvas": canvas,
        "curves": curves,
        "language": language,
        "normalization": normalization,
        "overview": overview,
        "preparation": preparation,
        "rail": rail,
        "upload": uploads,
        "whole_map": whole_map,
    }
)
"""The module of each component whose payload is described."""

PLAIN = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    Quantized: "Packed",
    NDArray[np.float32]: "Packed",
    NDArray[np.int32]: "Packed",
    NDArray[np.uint8]: "Packed",
}


def _union(*kinds: str) -> str:
    return " | ".join(dict.fromkeys(kinds))


def _list(kind: str) -> str:
    return f"({kind})[]" if " | " in kind else f"{kind}[]"


def _tuple(*kinds: str) -> str:
    return f"[{', '.join(kinds)}]"


CONTAINERS: Mapping[object, Callable[..., str]] = MappingProxyType(
    {
        typing.Union: _union,
        types.UnionType: _union,
        tuple: _tuple,
        list: _list,
        Sequence: _list,
        dict: "Record<{}, {}>".format,
        Mapping: "Record<{}, {}>".format,
    }
)


def declared(module: ModuleType) -> str:
    """The declarations of one component.

    Args:
        module: Has `Meta`, and `Arrays` if there are any.

    Raises:
        TypeError: If a type has no counterpart among what JSON can hold.
    """
    seen: dict[str, str] = {}
    for name in ("Meta", "Arrays"):
        description = getattr(module, name, None)
        if typing.is_typeddict(description):
            _interface(description, seen)
    body = "\n".join(seen[name] for name in sorted(seen, key=lambda name: (name != "Meta", name != "Arrays", name)))
    return f"// From {module.__name__}, by `python -m tests.components.declarations`.\n\n{body}"


def _interface(description: type, seen: dict[str, str]) -> str:
    name = description.__name__
    if name not in seen:
        seen[name] = ""
        lines = []
        for field, kind in typing.get_type_hints(description, include_extras=True).items():
            optional = typing.get_origin(kind) is typing.NotRequired
            inner = typing.get_args(kind)[0] if optional else kind
            lines.append(f"  {field}{'?' if optional else ''}: {_kind(inner, seen)};\n")
        seen[name] = f"export interface {name} {{\n{''.join(lines)}}}\n"
    return name


def _kind(kind: typing.Any, seen: dict[str, str]) -> str:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if typing.is_typeddict(kind):
        written = _interface(kind, seen)
    elif kind in PLAIN:
        written = PLAIN[kind]
    elif origin is typing.Literal:
        written = " | ".join(json.dumps(one) for one in arguments)
    elif origin in CONTAINERS:
        written = CONTAINERS[origin](*(_kind(one, seen) for one in arguments))
    else:
        raise TypeError(f"Expected something JSON can hold; received {kind}.")
    return written


def path(name: str) -> Path:
    """Where a component's declarations are."""
    return FOLDER / name / "scene.d.ts"


if __name__ == "__main__":
    for component, described in SCENES.items():
        path(component).write_text(declared(described), encoding="utf-8", newline="\n")
